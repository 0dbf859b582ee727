"""The part that a day plays in its clause: the last day to do something by, the day of something held, or neither.

A day is a deadline when its clause calls on the reader to do something by then (a label with 截止, a range
of days to apply in, 請於…前, apply by), or when a measure ends by then (停水, 封閉, closed). It is the day of
an event when it stands under a label of time, or behind 訂於. On a page that speaks to its readers every other
day that ends a stretch of time counts as well. The beginning of a range is neither, nor is a day that something
has to be older than, nor one that something else (a contract, a count, a rule) lasts until.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from publisher.checks.freshness.dates import FoundDay, all_days_in, end_of_month
from publisher.checks.freshness.phrases import (
    ACT_LABEL,
    AS_OF,
    ASIDE,
    ASKED_BY,
    ASKS,
    AT,
    BEGINS,
    BETWEEN,
    CHANGED_TO,
    CLOCK_TIME,
    COUNTED,
    DONE_BY,
    DUE_BEHIND,
    DUE_WORD,
    DURING,
    FORMER,
    FROM,
    HELD,
    HOLDS,
    HOURS,
    INVITES,
    ITEM,
    JOINED,
    LABEL,
    LATE,
    MARKS,
    MONTH_PLANNED,
    NOW,
    OF_SOMEBODY,
    OLDER_THAN,
    OPEN_END,
    PLACE,
    PLANNED,
    REPORTED,
    SESSION,
    STARTS,
    TALLIED,
    UNTIL,
    UNTIL_WORD,
    VALUE,
    WEEKDAY,
    WEEKDAY_FIRST,
)
from publisher.checks.freshness.words import TimeWords

_NEAR = 80
_NEAR_LATIN = 220
_LONGEST_ROW = 60
_NEXT = 8
_LONGEST_FIELD = 12
_DONE = re.compile(r"完成|完工|竣工|[已曾]|榮獲|共計|累計")
_OF_KIND = re.compile("[工會課營訓船](?=期)")
_NOUN = re.compile(r"[\u4e00-\u9fff]{1,12}\Z|[A-Za-z]{1,20}\s*\Z")
"""What a label of an end is of: 統計 before 截止日."""


@dataclass(frozen=True, slots=True)
class DatedLine:
    """A line of a page, the next one, from when on its days without a year count, the heading above it."""

    text: str
    below: str
    since: date | None
    section: str


@dataclass(frozen=True, slots=True)
class PageSetting:
    """What the whole page says of its days.

    `calls`: it speaks to its readers. `announced`: it is about something that is held. `notice`: it asks for
    something or tells of a measure. `put_up`: days before that were past when it was written.
    """

    calls: bool
    announced: bool
    notice: bool
    rules: bool
    put_up: date | None


@dataclass(frozen=True, slots=True)
class DayPart:
    """A day with the word under which it stands; `due` says that something ends then, else something is held.

    `aside`: it is told only to those who have a part already.
    """

    label: str
    day: date
    due: bool
    aside: bool = False


def parts_of(line: DatedLine, setting: PageSetting, words: TimeWords) -> Iterator[DayPart]:
    """The days of a line that are deadlines or days of events."""
    text = _with_label(line, words)
    for planned in MONTH_PLANNED.finditer(text):
        if (day := end_of_month(planned[1], planned[2])) is not None:
            yield DayPart(planned[0], day, due=False)
    days = sorted(all_days_in(text, line.since), key=lambda found: found.start)
    if not days:
        return
    due = [*_due(text, days, setting, words)]
    yield from due
    if due or setting.rules:
        return
    held = _labelled(text, days, line, setting, words)
    if held is not None:
        yield held
        return
    ends = {following.start for following in days[1:] if following.ends_range}
    last: DayPart | None = None
    for number, found in enumerate(days):
        following = days[number + 1] if number + 1 < len(days) else None
        if following is not None and following.ends_range:
            if not _is_announced(text, found, setting, words):
                continue
            found = following
        elif found.start in ends and number and _is_announced(text, days[number - 1], setting, words):
            continue
        part = _loose(text, found, setting, words)
        if part is None and last is not None and JOINED.fullmatch(text, days[number - 1].end, found.start):
            part = DayPart(last.label, found.day, last.due)
        last = part
        if part is not None and _unless_past(part, setting) is not None:
            yield part


def _with_label(line: DatedLine, words: TimeWords) -> str:
    """A label alone on its line speaks of the next one; a bare one (日期：) of what the heading above names."""
    text = line.text
    if len(text) <= 20 and not any(True for _ in all_days_in(text, line.since)):
        label = f"{text.rstrip(':：')}："
        if _due_label(label, words) or _time_label(label, len(label)):
            return f"{label}{line.below}"
    found = LABEL.search(text)
    if found and found["noun"] == "" and found.start() <= 6 and words.acts.search(line.section):
        return f"{text[: found.start()]}{line.section[-8:]}{text[found.start() :]}"
    return text


def _due(text: str, days: list[FoundDay], setting: PageSetting, words: TimeWords) -> Iterator[DayPart]:
    given = spoken = ""
    for number, found in enumerate(days):
        following = days[number + 1] if number + 1 < len(days) else None
        label = "" if _field_of_others(text, found, words) else _deadline(text, found, following, words)
        if setting.rules and not _due_label(text[: found.start][-_NEAR:], words):
            label = ""
        if not label and number and (last := days[number - 1]).end <= found.start:
            label = given if JOINED.fullmatch(text, last.end, found.start) and not found.ends_range else ""
        if not label and CHANGED_TO.search(text[: found.start]):
            label = spoken
        given = label
        if label:
            spoken = label
            yield DayPart(label, found.day, due=True, aside=_is_aside(text, found))


def _is_aside(text: str, found: FoundDay) -> bool:
    before = re.split(r"[。;；!！]|\.\s", text[: found.start])[-1]
    return ASIDE.search(before + re.split(r"[。;；!！]|\.\s", text[found.end :])[0]) is not None


def _field_of_others(text: str, found: FoundDay, words: TimeWords) -> bool:
    """Whether a day stands in a field of something that nobody acts by: 聘期：自報到日起至7月1日止."""
    field = text[: found.start].partition(":")[0]
    return (
        0 < len(field) <= _LONGEST_FIELD
        and field != text[: found.start]
        and (words.of_others.search(field) is not None and not words.acts.search(field))
    )


def _deadline(text: str, found: FoundDay, following: FoundDay | None, words: TimeWords) -> str:
    """The word that makes a day a deadline; "" when it is none."""
    behind = text[found.end :]
    until = text[found.end : following.start] if following else behind
    if following is not None and following.ends_range:
        return ""
    before = _clause_before(text[: found.start])
    if FORMER.search(before) or DONE_BY.search(before) or is_tally(before, behind):
        return ""
    label = _due_label(before, words)
    if BEGINS.match(behind) or ASKS.match(behind) or (FROM.search(before) and not found.ends_range):
        return ""
    word = DUE_BEHIND.match(behind)
    if word and word["word"] in ("截止", "截標", "截稿", "截件", "deadline"):
        return label or word["word"]
    if word and word["word"] in ("前", "以前", "之前"):
        rest = text[found.end + word.end() :]
        if HOLDS.search(before):
            return ""
        of_somebody = OF_SOMEBODY.match(rest) is not None
        if ASKED_BY.search(before) and not (of_somebody and "請" not in before):
            return label or _word(text, found, words)
        if OLDER_THAN.match(rest) or (of_somebody and "請" not in before):
            return ""
        acts = words.acts.search(before) or words.acts.search(rest[:_NEAR].partition("。")[0])
        return (label or _word(text, found, words)) if label or acts else ""
    if OPEN_END.search(until[:_NEAR].partition("。")[0]) and not found.ends_range and not word:
        return ""
    if found.ends_range or word or UNTIL.search(before):
        of_others = OLDER_THAN.match(behind) or OF_SOMEBODY.match(behind) or HOLDS.search(before)
        if (not label and of_others) or _is_of_other(before, words):
            return ""
        acts = words.acts.search(before) or words.acts.search(behind[:30].partition("。")[0])
        return label or (_word(text, found, words) if acts and not _time_label(text, found.start) else "")
    return label if label and _follows(before, label) else ""


def is_tally(before: str, behind: str) -> bool:
    """Whether a day is the one as of which something was counted."""
    return TALLIED.match(behind) is not None or bool(AS_OF.search(before) and COUNTED.match(behind))


def _is_of_other(before: str, words: TimeWords) -> bool:
    """Whether what lasts until a day is none that people act by: 資料更新至."""
    noun = _NOUN.search(UNTIL_WORD.sub("", before))
    return noun is not None and words.of_others.search(noun[0]) is not None and not words.acts.search(noun[0])


def starts(behind: str, words: TimeWords) -> bool:
    """Whether something takes effect on a day; an event that is 實施 is held."""
    found = STARTS.match(behind)
    if found is None or HOURS.search(found[0]):
        return False
    return not words.events.search(behind[found.end() : found.end() + _NEXT])


def _labelled(
    text: str, days: list[FoundDay], line: DatedLine, setting: PageSetting, words: TimeWords
) -> DayPart | None:
    """The last day of the value of a label of time; None where a line is something else."""
    if BEGINS.match(text[days[-1].end :]):
        return None
    found = _time_label(text, days[0].start)
    if found is None:
        return _alone(text, days, line, setting, words)
    noun = (found["noun"] or found["latin"] or (_OF_KIND.match(found["word"] or "") or [""])[0]).strip()
    if _of_other(found[0], days[-1], words):
        return None
    measure = words.measures.search(noun) is not None
    limit = setting.calls and bool(noun) and found["word"] in ("期限", "時限")
    asked = not noun and setting.calls and setting.notice and days[-1].ends_range
    named = measure or limit or asked or words.events.search(noun) is not None or setting.announced
    value = text[found.end() :]
    due = (
        measure
        or limit
        or (asked and not setting.announced)
        or (days[-1].ends_range and LATE.search(value, days[-1].end - found.end()) is not None)
    )
    hours = HOURS.search(value) or WEEKDAY.search(value) or any(day.ends_range for day in days)
    if not named and not (noun and hours and setting.calls):
        return None
    label = found[0].strip(" :：/|│｜")
    if len(value) <= 160 and _is_time(value, line.since):
        told = [day.day for day in days if day.start >= found.end()]
        return _unless_past(DayPart(label, max(told), due=due), setting) if told else None
    sentence, first = re.split(r"[;；。]", value)[0], re.split(r"[,，;；。]", value)[0]
    ranged = any(day.ends_range and found.end() <= day.start for day in days)
    lasts = max((day.end for day in days if day.ends_range), default=found.end())
    for words_of_time, enough in (
        (text[found.end() : lasts], ranged),
        (sentence, ranged),
        (first, INVITES.search(value, len(first)) is not None),
    ):
        if (
            enough
            and _is_time(words_of_time, line.since)
            and (spoken := [*all_days_in(words_of_time, line.since)])
        ):
            return _unless_past(DayPart(label, max(day.day for day in spoken), due=due), setting)
    return None


def _alone(
    text: str, days: list[FoundDay], line: DatedLine, setting: PageSetting, words: TimeWords
) -> DayPart | None:
    """A line that is nothing but the day and the hours of what the page announces, or a row of a list of such."""
    rest = MARKS.sub("", text, count=1)
    hours = HOURS.search(text) is not None
    told = hours or WEEKDAY.search(text) is not None or any(day.ends_range for day in days)
    if not told or not (setting.announced or (hours and setting.calls)):
        return None
    first, _, more = text.partition("。")
    day_names = WEEKDAY_FIRST.match(rest)
    opening = len(text) - len(rest) + (day_names.end() if day_names else 0)
    opens = hours and len(first) <= _LONGEST_ROW and opening >= days[0].start
    row = opens and (not more or words.calls.search(more)) and not REPORTED.search(text)
    clear = WEEKDAY.search(text) is not None and CLOCK_TIME.search(text) is not None
    if not row and not setting.calls and not clear:
        return None
    if not row and not _is_time(rest, line.since):
        return None
    day = max(found.day for found in days)
    return _unless_past(DayPart(text[days[0].start : days[0].end].strip(), day, due=False), setting)


def _unless_past(part: DayPart, setting: PageSetting) -> DayPart | None:
    return part if setting.put_up is None or part.day >= setting.put_up else None


def _loose(text: str, found: FoundDay, setting: PageSetting, words: TimeWords) -> DayPart | None:
    """A day without a label: planned, of a measure, or where a page speaks to its readers the end of a stretch."""
    before, behind = _clause_before(text[: found.start]), text[found.end :]
    clause = behind[:60].partition("。")[0]
    begins = BEGINS.match(behind) is not None and not _at_an_hour(before, behind)
    if begins or FORMER.search(before) or (FROM.search(before) and not found.ends_range):
        return None
    shown = text[found.start : found.end].strip(" -~～至到")
    if _is_announced(text, found, setting, words):
        return DayPart(shown, found.day, due=False)
    if (
        words.others.search(re.split(r"[，,]", before)[-1][-24:])
        or OLDER_THAN.match(behind)
        or COUNTED.match(behind)
        or is_tally(before, behind)
    ):
        return None
    if ASKS.match(behind) or (DURING.match(behind) and not words.acts.search(clause)):
        return None
    word = DUE_BEHIND.match(behind)
    rest = behind[word.end() :] if word else behind
    now = NOW.search(before) is not None
    of_somebody = OF_SOMEBODY.match(rest) or OLDER_THAN.match(rest)
    if DONE_BY.search(before):
        return None
    if (of_somebody and not now) or HOLDS.search(before) or _is_of_other(before, words):
        return None
    measure = words.measures.search(clause) or words.measures.search(before)
    to_come = setting.put_up is not None and found.day >= setting.put_up
    if measure and (setting.notice or setting.calls or to_come) and not starts(behind, words):
        return DayPart(measure[0], found.day, due=True)
    ends = found.ends_range or word is not None or UNTIL.search(before) is not None
    if not ends or not (setting.calls or now or (setting.notice and found.ends_range)) or OPEN_END.search(clause):
        return None
    about = (
        setting.announced
        or setting.notice
        or words.acts.search(clause)
        or words.events.search(before + clause)
        or (
            found.ends_range
            and words.calls.search(behind.partition("。")[0])
            and not _DONE.search(behind.partition("。")[0])
        )
    )
    until = UNTIL.search(before)
    spelt = word is not None or (until is not None and until[0][:1].isalpha() and until[0].isascii())
    label = LABEL.search(before)
    if not (about or now or spelt or (label is not None and (label["noun"] or label["latin"] or behind))):
        return None
    held = words.events.search(before) or words.events.search(clause) or (setting.announced and not setting.notice)
    return DayPart(shown, found.day, due=not held)


def _at_an_hour(before: str, behind: str) -> bool:
    """Whether something planned is held or done from an hour of that day on: 訂於10月24日上午6時起進行."""
    begun = BEGINS.match(behind)
    return (
        begun is not None
        and CLOCK_TIME.search(begun[0].replace("時", ":00").replace("點", ":00")) is not None
        and PLANNED.search(before) is not None
        and HELD.match(behind) is not None
    )


def _of_other(before: str, found: FoundDay, words: TimeWords) -> bool:
    """Whether a day is of something that nobody has to come or apply by; what is 實施 until a day ends then."""
    return words.others.search(re.sub("實施|施行", "", before) if found.ends_range else before) is not None


def _is_announced(text: str, found: FoundDay, setting: PageSetting, words: TimeWords) -> bool:
    """Whether something is held that day: 訂於 … 舉辦, or a session of a list by its number, time and place."""
    before, behind = text[: found.start], text[found.end :]
    if setting.announced and SESSION.search(before):
        return True
    planned = PLANNED.search(before) is not None
    if planned and (setting.calls or setting.announced) and not starts(behind, words):
        return True
    held = HELD.match(behind)
    if held is None:
        return False
    is_item = ITEM.fullmatch(before) and AT.search(held[0]) and not REPORTED.search(behind)
    named = setting.announced or words.events.search(behind[: held.end() + 8]) is not None
    return planned or bool(is_item and named)


def _due_label(text: str, words: TimeWords) -> str:
    """The last label of a deadline in a text: one with its own word, or one of time whose noun is an act."""
    best, at = "", -1
    for found in DUE_WORD.finditer(text):
        noun = _NOUN.search(text, 0, found.start())
        if noun is not None and words.of_others.search(noun[0]) and not words.acts.search(noun[0]):
            continue
        best, at = found[0].strip(" :：") or found[0], found.start()
    for found in ACT_LABEL.finditer(text):
        if found.start() > at:
            best, at = found[0].strip(" :："), found.start()
    for found in words.times_of_acts.finditer(text):
        if found.end() > at:
            best, at = found[0].strip(" :："), found.start()
    return best


def _time_label(text: str, end: int) -> re.Match[str] | None:
    """The last label of time before a place in a text."""
    found = None
    for match in LABEL.finditer(text):
        if match.end() > end:
            break
        found = match
    return found


def _clause_before(text: str) -> str:
    """The words before a day that belong to it: its sentence, and no more than a few lines of print."""
    sentence = re.split(r"[。;；！!？?]|[a-z)]\.\s+(?=[A-Z])", text)[-1]
    latin = sum(1 for sign in sentence[-_NEAR:] if sign < "\u0250") > 60
    return sentence[-(_NEAR_LATIN if latin else _NEAR) :]


def _follows(before: str, label: str) -> bool:
    """Whether a day is the value of a label: nothing but marks and words of time between the two."""
    between = before[before.rfind(label) + len(label) :]
    return len(between) <= 24 and bool(BETWEEN.fullmatch(between))


def _word(text: str, found: FoundDay, words: TimeWords) -> str:
    """What a person recognises the deadline by: the words around it."""
    act = words.acts.search(text[max(0, found.start - _NEAR) : found.end + _NEAR])
    return act[0] if act else text[found.start : found.end].strip()


def _is_time(value: str, since: date | None = None) -> bool:
    """Whether a text is days, times and a place, and no sentence."""
    rest = _without_days(value, since).strip(" :：。")
    times = VALUE.match(rest)
    rest = rest[times.end() :] if times else rest
    return not rest or PLACE.fullmatch(rest) is not None


def _without_days(text: str, since: date | None = None) -> str:
    for found in sorted(all_days_in(text, since), key=lambda item: -item.start):
        text = f"{text[: found.start]} {text[found.end :]}"
    return text
