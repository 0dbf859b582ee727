"""Days of what a page calls people to, told in sentences or rows without a label: on Sunday, 15 November at 10.

This is for pages whose labels and clauses say nothing that `parts` knows. What is told of the past is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from publisher.checks.freshness.dates import FoundDay, all_days_in
from publisher.checks.freshness.parts import DatedLine, DayPart, PageSetting, is_tally
from publisher.checks.freshness.phrases import (
    ASKS,
    CLOCK_TIME,
    COUNTED,
    FORMER,
    FROM,
    HOLDS,
    ITEM,
    OF_SOMEBODY,
    OLDER_THAN,
    PLANNED,
    REPORTED,
)
from publisher.checks.freshness.words import TimeWords

_LONGEST = 2_000
"""Characters of an announcement; what is longer tells a story."""
_NEAR = 24
_ROW = 60
_DAY_NAME = (
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?"
    r"|[週周][一二三四五六日]|星期[一二三四五六日])"
)
_CLOCK = r"(?:[上下]午|中午|[晚早]上|晚間|凌晨)?\s*[0-9]{1,2}\s*(?::[0-9]{2}|[時點](?![間])|\s*[ap]\.?m\b)|noon\b"
_AT = re.compile(
    rf"\s*(?:日|號)?\s*[,，]?\s*(?:\(?\s*(?:{_DAY_NAME}|[一二三四五六日])\s*\)?|(?:\([^)]{{1,6}}\)\s*)?[,，]?\s*(?:at|from)?\s*(?:{_CLOCK}))",
    re.IGNORECASE,
)
"""Behind a day: its weekday, or the hour."""
_DAY_NAME_BEFORE = re.compile(rf"{_DAY_NAME}\s*,?\s*\Z", re.IGNORECASE)
_DAY_NAME_BEHIND = re.compile(
    rf"\s*[,，]?\s*(?:{_DAY_NAME}|\(\s*(?:{_DAY_NAME}|[一二三四五六日])\s*\))", re.IGNORECASE
)
_TOLD = re.compile(
    r"\b(?:was|were|has|have|had|opened|held|took|cut|attended|marked|celebrated|signed|won|visited|launched)\b"
    r"|過|完成|順利|感謝|會中|意見及回應|完竣|辦竣",
    re.IGNORECASE,
)
"""In a sentence that tells of what was."""
_THANKS = re.compile(
    r"(?:感謝|謝謝)[^。，,]{0,12}(?:參與|參加|蒞臨|幫忙|支持)|順利(?:完成|落幕)|圓滿|\bthanks?\s+to\s+all\b",
    re.IGNORECASE,
)
_INVITES = re.compile(
    r"\A\W*(?:meet|come|bring|discover|enjoy|explore|celebrate|see|hear|learn)\b|\bmark\s+your\b|\bdon['’]t\s+miss\b"
    r"|免費|索票|入場|集合|報到|相約|見面",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[。!！?？;；]|(?<![ap]\.m)(?<!\b[A-Z][a-z])(?<!\b[A-Z][a-z]{2})\.\s")


def occasions_of(
    lines: Sequence[DatedLine], setting: PageSetting, words: TimeWords, shown: set[date], *, coming: bool
) -> Iterator[DayPart]:
    """The days, with a weekday or an hour, on which a page calls people to something.

    `coming`: it says that all it lists is to come; a row needs neither. Of rules what is planned counts.
    """
    if not (setting.calls or setting.announced or coming):
        return
    if sum(len(line.text) for line in lines) > _LONGEST or any(
        _THANKS.search(line.text) or _is_told(line.text) for line in lines
    ):
        return
    listed = sum(_is_listed(line) for line in lines) > 1 and setting.calls and setting.announced
    for line in lines:
        days = sorted(all_days_in(line.text, line.since), key=lambda day: day.start)
        for number, day in enumerate(days):
            ranged = number + 1 < len(days) and days[number + 1].ends_range
            if ranged or day.day in shown or not _is_free(line.text, day, words):
                continue
            before, behind = line.text[: day.start], line.text[day.end :]
            first = days[number - 1] if number and day.ends_range else day
            row = coming and ITEM.fullmatch(line.text[: first.start]) is not None
            row = row or (listed and _is_listed(line))
            named = _DAY_NAME_BEFORE.search(before) or _DAY_NAME_BEHIND.match(behind)
            timed = _AT.match(behind) is not None
            sentence = _sentence(line.text, day)
            asked = words.calls.search(sentence) or _INVITES.search(sentence)
            clear = named is not None and CLOCK_TIME.search(behind[:_NEAR]) is not None
            about = asked is not None and (setting.announced or clear)
            about = about or (setting.announced and bool(words.events.search(sentence)) and len(line.text) <= _ROW)
            about = about or (setting.announced and clear and _is_row(before, behind))
            if setting.rules:
                about = PLANNED.search(before) is not None
            if row or (about and (timed or named)):
                yield DayPart(line.text[day.start : day.end].strip(), day.day, due=False)


def _is_listed(line: DatedLine) -> bool:
    """Whether a line is an entry of a list by days: a day and what it is of."""
    first = min(all_days_in(line.text, line.since), key=lambda day: day.start, default=None)
    return first is not None and first.start <= 1 and _is_row("", line.text[first.end :].strip())


def _is_row(before: str, behind: str) -> bool:
    """Whether a line is a day, its time and a place or name, and no sentence."""
    return ITEM.fullmatch(before) is not None and len(behind) <= _ROW and not re.search("[，,。]", behind)


def _sentence(text: str, day: FoundDay) -> str:
    return f"{_SENTENCE.split(text[: day.start])[-1]} {_SENTENCE.split(text[day.end :])[0]}"


def _is_told(text: str) -> bool:
    """Whether a line with a day tells of something past."""
    return any(_TOLD.search(_sentence(text, day)) for day in all_days_in(text))


def _is_free(text: str, day: FoundDay, words: TimeWords) -> bool:
    """Whether a day is of nobody and nothing else: of no rule or count, and not the first day of something."""
    before, behind = text[: day.start], text[day.end :]
    clause = re.split(r"[，,。;；]", before)[-1][-24:]
    return not (
        FORMER.search(before)
        or HOLDS.search(before)
        or (FROM.search(before) and not day.ends_range)
        or is_tally(before, behind)
        or words.others.search(clause)
        or any(rule.match(behind) for rule in (OLDER_THAN, OF_SOMEBODY, COUNTED, ASKS))
        or REPORTED.search(text)
    )
