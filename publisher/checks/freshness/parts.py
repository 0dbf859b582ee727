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
from publisher.checks.freshness.words import TimeWords

_NEAR = 80
_NEAR_LATIN = 220

_DUE_WORD = re.compile(
    r"(?:截止|截標|截件|截稿|截收|迄|終止|結束)\s*(?:收件|投標|報名|申請|受理|登記)?\s*(?:日期|時間|期限|時限|日|期)"
    r"|等標期[間限]?|公告(?:期間|期限|起[訖迄]|截止|(?:時間|日期)(?=\s*[:：]?\s*自))|(?:截止|截標|截稿|截件)\s*[:：]"
    r"|deadline(?:\s+(?:for|of)\s+[a-z ]{1,40})?|closing\s+(?:date|time)(?:\s+for\s+[a-z ]{1,40})?"
    r"|due\s+(?:date|by|on)?"
    r"|(?:apply|applications?|register|registration|submit|submissions?|enrol(?:l|ment)?|bids?|tenders?"
    r"|proposals?)[a-z ]{0,40}?"
    r"\s(?:by|before|until|till|no\s+later\s+than|closes?(?:\s+on)?|ends?(?:\s+on)?|due(?:\s+on)?|period|dates?)",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?P<noun>(?:[\u4e00-\u9fff]|(?<=[\u4e00-\u9fff])[、／/](?=[\u4e00-\u9fff])){0,12}?)"
    r"(?P<word>日期(?:時間)?|時間|期間|期限|期程|時程|時限|時段|日時|檔期|展期|日程|起[訖迄](?:日期|時間|日)?|日(?=\s*[:：│｜]))"
    r"(?:日期|時間)?\s*(?:及地點|與地點|\(?地點\)?)?(?:\s*\(?[A-Za-z][A-Za-z ./]{0,30}\)?)?\s*"
    r"(?:[:：/|│｜]|(?=\s*(?:為|訂於|定於|自|於)?\s*(?:民國|中華民國|西元)?\s*[0-9]))"
    r"|(?:^|[|:：。]\s*)(?P<latin>(?:[a-z]+\s+){0,3}?)(?:dates?(?:\s+and\s+times?)?|time|when|period|schedule|day)"
    r"(?:\s+of(?:\s+the)?\s+[a-z]+)?(?:\s*[\u4e00-\u9fff]{2,6})?\s*[:：]",
    re.IGNORECASE,
)
_ACT_LABEL = re.compile(r"(?:報名|申請|收件|受理|徵件|徵才|招標|投標|繳費)\s*[:：]")
_DUE_BEHIND = re.compile(
    r"\s*(?:\([^)]{0,12}\))?\s*(?:\s*,?\s*(?:上午|下午|中午|晚上|晚間|午夜|凌晨|下班"
    r"|當日)?\s*[0-9]{0,2}\s*(?::\s*[0-9]{2}|[時點]\s*(?:[0-9]{1,2}\s*分|整|正)?)?)?\s*(?:\([^)]{0,20}\))?\s*"
    r"(?P<word>截止|截標|截稿|截件|為止|止|以前|之前|前|deadline)",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"\s*(?:\([^)]{0,12}\))?\s*(?:(?:上午|下午|中午|晚上)?\s*[0-9]{1,2}\s*(?::\s*[0-9]{2}|[時點](?:\s*[0-9]{1,2}\s*分|整|正)?))?\s*(?:起(?![訖迄]|\s*[至到~～迄-]\s*(?:[同當翌隔][日天])?\s*(?:[上下]午|中午|晚上|晚間)?\s*[0-9]{1,2}\s*[:時點])|開始|以後|之後|後|生效|施行|實施|onwards)",
    re.IGNORECASE,
)
_OLDER_THAN = re.compile(
    r"\s*(?:已|曾|仍|尚|即|所|取得|出生|核准|核定|設立|設籍|成立|發生|購買|購置|畢業|退伍|完工|興建"
    r"|修正|修訂|發布|公布|開始|之|未曾|任職|到職|在職|簽訂|訂定|核發|發照|領有|年滿|滿|出廠)"
)
_OF_SOMEBODY = re.compile(r"[^。，,;；]{1,24}?(?:者(?!須知)|之(?!日|前))")
"""前考領者, 前應繳納之: what somebody has done or had to do by then."""
_COUNTED = re.compile(
    r"[^。;；]{0,16}(?:共|計|累計|總計|達|合計|平均|較)[^。;；]{0,12}[0-9]+\s*(?:[,0-9]+)?\s*(?:人|件|場|次|輛|戶|元|筆|例|名|位|案|家|隻|%)"
)
_ASKED = re.compile(r"(?:請|應|須|需|務必|限|得|可|惠|敬|逕|煩)[^。;；]{0,30}\Z")
_ASKED_BY = re.compile(
    r"(?:請|應|須|需|務必|限|惠|敬|煩|得)[^。;；，,]{0,20}(?:於|在)\s*(?:民國|中華民國|西元)?\s*\Z"
)
_FROM = re.compile(
    r"(?:自|從|由|from|since|effective(?:\s+from)?|as\s+of|starting)\s*(?:民國|中華民國|西元)?\s*\Z", re.IGNORECASE
)
_HOLDS = re.compile(
    r"(?:適用|有效|執行|核定日?|沿用|使用|保存|保固|任期|履約|營運|封閉式管理|租賃|契約)[^，,。;；]{0,10}\Z"
)
_OPEN_END = re.compile(
    r"(?:額滿|用罄|用完|用畢|售完|售罄|送完|另行|公告|通知|停止|結束|找到|補足|補滿|足額|徵得"
    r"|錄取)[^。，,;；\n]{0,6}(?:為止|止|公告)|隨到隨辦|常年|全年|長期|不限"
)
_CLOCK = r"(?:[0-9]{1,2}(?::[0-9]{2})?\s*(?:[ap]\.?m\.?)?\s*,?\s*|noon\s*|midnight\s*)?"
_UNTIL = re.compile(
    rf"(?:至|到|迄|~|～|until|till|by|before|than)\s*{_CLOCK}(?:on\s+)?(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)[a-z]*,?)?"
    r"\s*(?:民國|中華民國|西元)?\s*\Z",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"(?:\s|[:：()（）\[\]【】「」、,，*＊|│｜/]|民國|中華民國|西元|自|即日起|起|至|到|迄|為|於|是|訂於|定於|今|本|年|日期|時間|公告|:|is|on|the|the\s+end\s+of|of|by|until|[-~～])*",
    re.IGNORECASE,
)
_INVITES = re.compile(
    r"請|敬|歡迎|假|地點|報到|報名|舉行|舉辦|攜帶|免費|please|welcome|free\b|\bat\b", re.IGNORECASE
)
"""Behind the day of an event that is still to come, and not of one that is told of."""
_SESSION = re.compile(
    r"(?:第\s*[0-9一二三四五六七八九十]{1,3}\s*(?:場次?|梯次?|班)|場次\s*[0-9一二三四五六七八九十]{1,2})[^。]{0,40}\Z"
)
_ITEM = re.compile(r"\s*(?:[(（]?[0-9一二三四五六七八九十]{1,3}[)）、.．]|[▸◆●•*-])?\s*(?:民國|中華民國|西元)?\s*")
_AT = re.compile(r"[假於在]")
_MONTH_PLANNED = re.compile(
    r"(?:預計|預定|訂|擬|將)(?:於)?\s*(?:民國)?\s*((?:20)?[0-9]{2}|1[0-9]{2})\s*年\s*([0-9]{1,2})\s*月(?:份)?(?:間)?\s*"
    r"(?:辦理|舉辦|舉行|開辦|登場|開課)"
)
_PLANNED = re.compile(
    r"(?:謹|茲|定|訂|預定|預計|將|擬|爰|(?:will|to)\s+(?:be\s+)?(?:held|hosted|hold|take\s+place|open|run|offered|organi[sz]ed)[^.]{0,60}?\s(?:on|from|in)|scheduled\s+for)"
    r"\s*(?:於|自)?\s*(?:民國|中華民國|西元|今|本|\()?\s*\Z",
    re.IGNORECASE,
)
_NOW = re.compile(r"即日起|自公告日起|\bfrom\s+now|\bnow\s+(?:until|through)", re.IGNORECASE)
_FORMER = re.compile(r"原(?:先|預|本)?(?:[定訂擬]|計畫|規劃)[^。，,;；]{0,6}\Z")
"""Before the day on which something was to be, and is not any more."""
_HELD = re.compile(r"[^。\n]{0,60}?(?:舉辦|舉行|辦理|開課|開幕|登場|展出|召開|上課|開講|開跑|演出|開標|進行)")
_STARTS = re.compile(
    r"[^。，,;；\n]{0,24}?(?:施行|生效|實施|啟用|上路|通車|改制|成立|停用|廢止|公布|就任|到任|揭牌|營運|起用|完工|竣工)"
)
_VALUE = re.compile(
    r"(?:[\s0-9:：()（）\[\]、,，;；/~〜～–—\-.&一二三四五六七八九十上下中午晚早間凌晨整正時點分起至到迄止及與和或每共計合天日小場次第星期週周禮拜年月民國華全兩為即於定訂自]"
    r"|[ap]\.?m\.?|to|from|and|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|gmt|cst)*+",
    re.IGNORECASE,
)
_PLACE = re.compile(r"(?:於|在|假|地點|地址|詳|報到|at\s|\bin\s|@)[^。!！?？]{0,60}")
_WEEKDAY = re.compile(r"\(\s*(?:星期|週|周)?[一二三四五六日]\s*\)|星期[一二三四五六日]")
_HOURS = re.compile(
    r"[0-9]{1,2}(?::[0-9]{2}|[時點])?\s*(?:[ap]\.?m\.?\s*)?(?:[-~～至到]|to)\s*(?:[上下]午|中午|晚上)?\s*[0-9]{1,2}(?::[0-9]{2}|[時點])"
)
_MARKS = re.compile(r"^[^\w]+|^[(（]?[0-9一二三四五六七八九十]{1,2}[)）、]\s*")
_LONGEST_ROW = 60
_REPORTED = re.compile(r"由[^,，。]{1,10}(?:主持|率)|出席|召開|頒發|榮獲|完成|共計")
_ASKS = re.compile(r"[^。.!！?？\n]{0,80}[?？]")
"""Behind a day in a question."""
_DURING = re.compile(r"\s*(?:期?間)\s*[,，]")
"""於3月1日至5月31日間，: a story's stretch of time."""


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
    """A day with the word under which it stands; `due` says that something ends then, else something is held."""

    label: str
    day: date
    due: bool


def parts_of(line: DatedLine, setting: PageSetting, words: TimeWords) -> Iterator[DayPart]:
    """The days of a line that are deadlines or days of events."""
    text = _with_label(line, words)
    for planned in _MONTH_PLANNED.finditer(text):
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
    for number, found in enumerate(days):
        following = days[number + 1] if number + 1 < len(days) else None
        if following is not None and following.ends_range:
            if not _is_announced(text, found, setting, words):
                continue
            found = following
        elif found.start in ends and number and _is_announced(text, days[number - 1], setting, words):
            continue
        part = _loose(text, found, setting, words)
        if part is not None and (setting.put_up is None or part.day >= setting.put_up):
            yield part


def _with_label(line: DatedLine, words: TimeWords) -> str:
    """A label alone on its line speaks of the next one; a bare one (日期：) of what the heading above names."""
    text = line.text
    if len(text) <= 20 and not any(True for _ in all_days_in(text)):
        label = f"{text.rstrip(':：')}："
        if _due_label(label, words) or _time_label(label, len(label)):
            return f"{label}{line.below}"
    found = _LABEL.search(text)
    if found and found["noun"] == "" and found.start() <= 6 and words.acts.search(line.section):
        return f"{text[: found.start()]}{line.section[-8:]}{text[found.start() :]}"
    return text


def _due(text: str, days: list[FoundDay], setting: PageSetting, words: TimeWords) -> Iterator[DayPart]:
    for number, found in enumerate(days):
        following = days[number + 1] if number + 1 < len(days) else None
        label = _deadline(text, found, following, words)
        if label and (not setting.rules or _due_label(f"{label}：", words)):
            yield DayPart(label, found.day, due=True)


def _deadline(text: str, found: FoundDay, following: FoundDay | None, words: TimeWords) -> str:
    """The word that makes a day a deadline; "" when it is none."""
    behind = text[found.end :]
    until = text[found.end : following.start] if following else behind
    if following is not None and following.ends_range:
        return ""
    before = _clause_before(text[: found.start])
    label = _due_label(before, words)
    if _BEGINS.match(behind) or _ASKS.match(behind) or (_FROM.search(before) and not found.ends_range):
        return ""
    word = _DUE_BEHIND.match(behind)
    if word and word["word"] in ("截止", "截標", "截稿", "截件", "deadline"):
        return label or word["word"]
    if word and word["word"] in ("前", "以前", "之前"):
        rest = text[found.end + word.end() :]
        if _HOLDS.search(before):
            return ""
        of_somebody = _OF_SOMEBODY.match(rest) is not None
        if _ASKED_BY.search(before) and not (of_somebody and "請" not in before):
            return label or _word(text, found, words)
        if _OLDER_THAN.match(rest) or (of_somebody and "請" not in before):
            return ""
        acts = words.acts.search(before) or words.acts.search(rest[:_NEAR].partition("。")[0])
        return (label or _word(text, found, words)) if label or acts else ""
    if _OPEN_END.search(until[:_NEAR].partition("。")[0]) and not found.ends_range and not word:
        return ""
    if found.ends_range or word or _UNTIL.search(before):
        if not label and (_OLDER_THAN.match(behind) or _OF_SOMEBODY.match(behind) or _HOLDS.search(before)):
            return ""
        acts = words.acts.search(before) or words.acts.search(behind[:30].partition("。")[0])
        return label or (_word(text, found, words) if acts and not _time_label(text, found.start) else "")
    return label if label and _follows(before, label) else ""


def _labelled(
    text: str, days: list[FoundDay], line: DatedLine, setting: PageSetting, words: TimeWords
) -> DayPart | None:
    """The last day of the value of a label of time; None where a line is something else."""
    if _BEGINS.match(text[days[-1].end :]):
        return None
    found = _time_label(text, days[0].start)
    if found is None:
        return _alone(text, days, line, setting)
    noun = (found["noun"] or found["latin"] or "").strip()
    if _of_other(found[0], days[-1], words):
        return None
    measure = words.measures.search(noun) is not None
    named = measure or words.events.search(noun) is not None or setting.announced
    value = text[found.end() :]
    hours = _HOURS.search(value) or _WEEKDAY.search(value) or any(day.ends_range for day in days)
    if not named and not (noun and hours and setting.calls):
        return None
    label = found[0].strip(" :：/|│｜")
    if len(value) <= 160 and _is_time(value, line.since):
        told = [day.day for day in days if day.start >= found.end()]
        return _unless_past(DayPart(label, max(told), due=measure), setting) if told else None
    sentence, first = re.split(r"[;；。]", value)[0], re.split(r"[,，;；。]", value)[0]
    ranged = any(day.ends_range and found.end() <= day.start for day in days)
    lasts = max((day.end for day in days if day.ends_range), default=found.end())
    for words_of_time, enough in (
        (text[found.end() : lasts], ranged),
        (sentence, ranged),
        (first, _INVITES.search(value, len(first)) is not None),
    ):
        if (
            enough
            and _is_time(words_of_time, line.since)
            and (spoken := [*all_days_in(words_of_time, line.since)])
        ):
            return _unless_past(DayPart(label, max(day.day for day in spoken), due=measure), setting)
    return None


def _alone(text: str, days: list[FoundDay], line: DatedLine, setting: PageSetting) -> DayPart | None:
    """A line that is nothing but the day and the hours of what the page announces, or a row of a list of such."""
    rest = _MARKS.sub("", text, count=1)
    hours = _HOURS.search(text) is not None
    told = hours or _WEEKDAY.search(text) is not None or any(day.ends_range for day in days)
    if not told or not (setting.announced or (hours and setting.calls)):
        return None
    opens = hours and len(text) <= _LONGEST_ROW and text.startswith(rest[:4], days[0].start)
    row = opens and "。" not in text[:-1] and not _REPORTED.search(text)
    if not row and not setting.calls:
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
    if _BEGINS.match(behind) or _FORMER.search(before) or (_FROM.search(before) and not found.ends_range):
        return None
    shown = text[found.start : found.end].strip(" -~～至到")
    if _is_announced(text, found, setting, words):
        return DayPart(shown, found.day, due=False)
    if (
        words.others.search(re.split(r"[，,]", before)[-1][-24:])
        or _OLDER_THAN.match(behind)
        or _COUNTED.match(behind)
    ):
        return None
    if _ASKS.match(behind) or (_DURING.match(behind) and not words.acts.search(clause)):
        return None
    word = _DUE_BEHIND.match(behind)
    rest = behind[word.end() :] if word else behind
    if _OF_SOMEBODY.match(rest) or _OLDER_THAN.match(rest) or _HOLDS.search(before):
        return None
    measure = words.measures.search(clause) or words.measures.search(before)
    if measure and (setting.notice or setting.calls) and not _STARTS.match(behind):
        return DayPart(measure[0], found.day, due=True)
    ends = found.ends_range or word is not None or _UNTIL.search(before) is not None
    now = _NOW.search(before) is not None
    if not ends or not (setting.calls or now or (setting.notice and found.ends_range)) or _OPEN_END.search(clause):
        return None
    about = (
        setting.announced or setting.notice or words.acts.search(clause) or words.events.search(before + clause)
    )
    until = _UNTIL.search(before)
    spelt = word is not None or (until is not None and until[0][:1].isalpha() and until[0].isascii())
    if not (about or now or spelt or _LABEL.search(before)):
        return None
    held = words.events.search(before) or words.events.search(clause) or (setting.announced and not setting.notice)
    return DayPart(shown, found.day, due=not held)


def _of_other(before: str, found: FoundDay, words: TimeWords) -> bool:
    """Whether a day is of something that nobody has to come or apply by; what is 實施 until a day ends then."""
    return words.others.search(re.sub("實施|施行", "", before) if found.ends_range else before) is not None


def _is_announced(text: str, found: FoundDay, setting: PageSetting, words: TimeWords) -> bool:
    """Whether something is held that day: 訂於 … 舉辦, or a session of a list by its number, time and place."""
    before, behind = text[: found.start], text[found.end :]
    if setting.announced and _SESSION.search(before):
        return True
    planned = _PLANNED.search(before) is not None
    if planned and setting.calls and not _STARTS.match(behind):
        return True
    held = _HELD.match(behind)
    if held is None:
        return False
    is_item = _ITEM.fullmatch(before) and _AT.search(held[0])
    named = setting.announced or words.events.search(behind[: held.end() + 8]) is not None
    return planned or bool(is_item and named)


def _due_label(text: str, words: TimeWords) -> str:
    """The last label of a deadline in a text: one with its own word, or one of time whose noun is an act."""
    best, at = "", -1
    for found in _DUE_WORD.finditer(text):
        best, at = found[0].strip(" :：") or found[0], found.start()
    for found in _ACT_LABEL.finditer(text):
        if found.start() > at:
            best, at = found[0].strip(" :："), found.start()
    for found in words.times_of_acts.finditer(text):
        if found.end() > at:
            best, at = found[0].strip(" :："), found.start()
    return best


def _time_label(text: str, end: int) -> re.Match[str] | None:
    """The last label of time before a place in a text."""
    found = None
    for match in _LABEL.finditer(text):
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
    return len(between) <= 24 and bool(_BETWEEN.fullmatch(between))


def _word(text: str, found: FoundDay, words: TimeWords) -> str:
    """What a person recognises the deadline by: the words around it."""
    act = words.acts.search(text[max(0, found.start - _NEAR) : found.end + _NEAR])
    return act[0] if act else text[found.start : found.end].strip()


def _is_time(value: str, since: date | None = None) -> bool:
    """Whether a text is days, times and a place, and no sentence."""
    rest = _without_days(value, since).strip(" :：。")
    times = _VALUE.match(rest)
    rest = rest[times.end() :] if times else rest
    return not rest or _PLACE.fullmatch(rest) is not None


def _without_days(text: str, since: date | None = None) -> str:
    for found in sorted(all_days_in(text, since), key=lambda item: -item.start):
        text = f"{text[: found.start]} {text[found.end :]}"
    return text
