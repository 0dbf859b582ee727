"""Dates in running text of web pages, in the calendars and spellings of agencies. Ambiguous ones are not read.

A year below 1000 is a ROC year (1911 is added). `115.1.2`, `115/01/02`, `民國115年1月2日`, `2026-01-02`,
`2026年1月2日`, `一百一十五年一月二日`, `一一五年１月２日`, `今（115）年1月2日`, `115年1月底`, `January 2, 2026`,
`2 Jan 2026`. A day without a year (至3月31日) has that of the date before it, or of the 年度 before it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from publisher.checks.base import normal
from publisher.checks.freshness.abroad import at_home
from publisher.checks.freshness.lengths import end_by_length
from publisher.checks.freshness.lunar import LUNAR

_EPOCH = 1911
_OLDEST = 80
"""ROC years before that (1991) are no dates of web pages; 10-11-12 is anything."""

_DIGITS = "〇○零一二三四五六七八九"
_CHINESE = "[〇○零一二三四五六七八九十百廿卅]"
_YEAR = r"(?:19|20)[0-9]{2}|1?[0-9]{2}"
_CHINESE_NUMBER = re.compile(rf"{_CHINESE}{{1,7}}(?=\s*(?:年|月|日|號|天))|{_CHINESE}{{3,7}}(?=\s*[)）]\s*學?年)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY = (
    r"(?:\s*[(\[]?\s*(?:星期|週|周|禮拜)?\s*[一二三四五六日]\s*[)\]]"
    r"|\s*\((?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\))?"
)
_DAY = re.compile(
    rf"(?<![0-9A-Za-z/.\-])(?P<year1>{_YEAR})\s*(?P<mark>[/.\-])\s*(?P<month1>[0-9]{{1,2}})"
    r"\s*(?P=mark)\s*(?P<day1>[0-9]{1,2})(?![0-9/]?[0-9]|-[0-9](?![0-9]?[/.][0-9]))"
    rf"|(?<![0-9A-Za-z])(?P<year2>{_YEAR})\s*[)\]]?\s*年\s*(?P<month2>[0-9]{{1,2}})\s*月\s*"
    r"(?:份?(?P<end2>底|末)|(?P<day2>[0-9]{1,2})\s*(?:日|號|(?=\s*[(至到~止前]))?)"
    rf"|(?<![A-Za-z])(?P<month3>{_MONTH})\s*(?P<day3>[0-9]{{1,2}})(?:st|nd|rd|th)?\s*,?\s+(?P<year3>20[0-9]{{2}})(?![0-9])"
    rf"|(?<![0-9A-Za-z/.\-])(?P<day4>[0-9]{{1,2}})(?:st|nd|rd|th)?(?:\s+|-)(?:of\s+)?(?P<month4>{_MONTH})(?:,?\s*|-)(?P<year4>20[0-9]{{2}})"
    rf"|(?<![0-9])(?P<year5>20[0-9]{{2}})[\s-]+(?P<month5>{_MONTH})[\s-]+(?P<day5>[0-9]{{1,2}})(?![0-9])"
    r"|(?<![0-9年])(?P<month6>[0-9]{1,2})\s*月\s*(?P<day6>[0-9]{1,2})\s*,\s*(?P<year6>20[0-9]{2})(?![0-9])",
    re.IGNORECASE,
)
_SHORT = re.compile(
    r"(?<![0-9./\-年])(?P<month1>[0-9]{1,2})\s*月\s*(?:份?(?P<end1>底|末)"
    r"|(?P<day1>[0-9]{1,2})\s*(?:[日號]|(?=\s*[、,及和與~〜～至到-]\s*[0-9]{1,2}\s*(?:[、,]\s*[0-9]{1,2}\s*)*[日號])))"
    rf"|(?<![A-Za-z])(?P<month2>{_MONTH})\s+(?P<day2>[0-9]{{1,2}})(?:st|nd|rd|th)?(?![0-9]|,?\s*(?:19|20)[0-9]{{2}})"
    rf"|(?<![0-9])(?P<day3>[0-9]{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month3>{_MONTH})(?![a-z])"
    r"|(?<![0-9./\-A-Za-z])(?P<month4>1[0-2]|0?[1-9])/(?P<day4>3[01]|[12][0-9]|0?[1-9])(?![0-9/.])",
    re.IGNORECASE,
)
_MARKED = re.compile(
    r"\s*(?:\(\s*(?:星期|週|周|禮拜)?\s*[一二三四五六日]\s*\)|(?:星期|週|周|禮拜)?[一二三四五六日](?![0-9\u4e00-\u9fff])"
    r"|[、,及和與–-]\s*(?:1[0-2]|0?[1-9])/[0-9]{1,2}(?![0-9/.])|[~〜～至到]|[0-9一二兩三四五]天|[0-9]{1,2}:[0-9]{2}|[上下中]午|以?前|之前|止|截止|起)"
)
"""Behind 5/22 it is a day, and no fraction or number of a house."""
_LABEL_OF_DAYS = re.compile(r"(?:日期|時間|日|\b(?:date|day|when))\s*[:：]\s*\Z", re.IGNORECASE)
_SPOKEN = re.compile(rf"(?<![A-Za-z]){_MONTH}\s+[0-9]{{1,2}}\Z", re.IGNORECASE)
_ALSO = re.compile(r"\s*[、,及和與]\s*([0-9]{1,2})(?=\s*(?:[、,及和與]\s*[0-9]{1,2}\s*[、,及和與日號]|[日號]))")
_CLOCK = (
    r"(?:\s*,?\s*(?:(?:上午|下午|中午|晚上|早上|凌晨|午夜)?\s*[0-9]{1,2}\s*(?::\s*[0-9]{2}(?::[0-9]{2})?|[時點](?:\s*[0-9]{1,2}\s*分|整|正)?)"
    r"(?:\s*[ap]\.?m\.?)?|中午|上午|下午|[0-9]{1,2}\s*[ap]\.?m\.?))?"
)
_BETWEEN = r"\s*(?:起|開始)?\s*,?\s*(?:[至到~〜～–—-]|迄|to|until|through)\s*(?:同|當|該|本|今|是)?\s*(?:年)?\s*"
_ENDS = re.compile(_BETWEEN + r"(?:[0-9]{1,2}(?::[0-9]{2})?\s*[ap]\.?m\.?\s*,?\s*(?:on\s+)?)?\Z", re.IGNORECASE)
_RANGE_END = re.compile(
    rf"{_WEEKDAY}{_CLOCK}{_BETWEEN}(?:(?P<month>[0-9]{{1,2}})\s*(?:[月/]|\.)\s*)?(?:份?(?P<end>底|末)|(?P<day>[0-9]{{1,2}}))\s*(?P<word>[日號])?"
    r"(?![0-9/:.時點年月分]|\s*(?:點|時|年|月|[ap]\.?m))",
    re.IGNORECASE,
)
_TO_NEXT = re.compile(rf"{_WEEKDAY}{_CLOCK}{_BETWEEN}", re.IGNORECASE)
_JOINED = re.compile(
    r"([/.\-年月][0-9]{1,2}日?(?:\s*\([^()\n]{1,9}\))?)-((?:(?:19|20)[0-9]{2}|1[01][0-9])[/.\-年][0-9])"
)
_DAYS_OF_MONTH = re.compile(
    rf"(?<![A-Za-z])(?P<month>{_MONTH})\s*(?P<first>[0-9]{{1,2}})(?:st|nd|rd|th)?\s*(?:[-–—~]|to|and|&)\s*"
    rf"(?P<last>[0-9]{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>20[0-9]{{2}})(?![0-9])"
    rf"|(?<![0-9A-Za-z/.\-])(?P<first2>[0-9]{{1,2}})(?:st|nd|rd|th)?\s*(?:[-–—~]|to|and|&)\s*"
    rf"(?P<last2>[0-9]{{1,2}})(?:st|nd|rd|th)?\s+(?P<month2>{_MONTH}),?\s+(?P<year2>20[0-9]{{2}})",
    re.IGNORECASE,
)
"""November 2-15, 2026 and 2-15 November 2026."""
_BETWEEN_AND = re.compile(
    rf"\bbetween\s+((?:{_MONTH}\s+[0-9]{{1,2}}|[0-9]{{1,2}}\s+{_MONTH})(?:,?\s+20[0-9]{{2}})?)\s+and\s+(?=(?:{_MONTH}\s+[0-9]|[0-9]{{1,2}}\s+{_MONTH}))",
    re.IGNORECASE,
)
"""between July 1 and August 31."""
_END_OF_MONTH = re.compile(
    rf"\b(?:the\s+)?end\s+of\s+(?P<month>{_MONTH}),?\s+(?P<year>20[0-9]{{2}})", re.IGNORECASE
)
_DAY_NAME_INSIDE = re.compile(
    rf"(?<![A-Za-z])({_MONTH}\s*[0-9]{{1,2}}(?:st|nd|rd|th)?)\s*,?\s*\(\s*((?:mon|tue|wed|thu|fri|sat|sun)[a-z]*)\.?\s*\)\s*,?\s*(20[0-9]{{2}})(?![0-9])",
    re.IGNORECASE,
)
"""Nov. 7 (Sat.) 2026."""
_LAST_ALONE = re.compile(
    r"(?<![0-9/.\-])((?:20[0-9]{2}|1[01][0-9])(?P<mark>[/.])[0-9]{1,2}(?P=mark)(?P<first>[0-9]{1,2})(?:\s*\([一二三四五六日]\))?)"
    r"\s*[-–~～至]\s*(?P<last>[0-9]{1,2})(?![0-9/.:：\-年月日時點])"
)
"""115.11.14-15, whose end is a day of the same month."""
_OPEN_JOINED = re.compile(r"(起|日|號)\s*-\s*(?=[0-9])")
_TERM = re.compile(rf"(?<![0-9])({_YEAR})\s*[)\]]?\s*學?年(?!\s*[0-9]{{1,2}}\s*月)")
_RECURS = re.compile(r"每年|每學年|每學期|逐年|歷年|(?:every|each)\s+year|annual(?:ly)?|yearly", re.IGNORECASE)
"""TimeWords beside a day without a year that comes again and again: it is over in no year."""
_AROUND, _LUNAR_NEAR = 40, 8
_LATELY = 90
"""Days before a page was written: what lies further back is of the next year."""
_RUN = (
    r"(?P<year{0}>20[0-9]{{2}}|1[01][0-9])(?P<month{0}>0[1-9]|1[0-2])(?P<day{0}>0[1-9]|[12][0-9]|3[01])(?![0-9])"
)
_FIRST = re.compile(
    rf"(?<![0-9A-Za-z.#/-]){_RUN.format('')}\s*(?:\([^()]{{1,4}}\))?\s*(?:起|開始)?\s*[-~～〜–—至到迄]\s*\Z"
)
_PLAIN = re.compile(rf"(?<![0-9]){_RUN.format('')}")
_COMPACT = re.compile(
    r"(?P<label>(?:日期|期間|期限|期程|時間|時限|[起訖迄止]日?|截止日?|\b(?:dates?|period|deadline|until|by|from|to))\s*[:：│｜|]?\s*(?:自|至|為|於)?\s*)?"
    rf"(?<![0-9A-Za-z.#/]){_RUN.format('')}"
    rf"(?P<between>\s*(?:\([^()]{{1,4}}\))?\s*(?:起|開始)?\s*[-~～〜–—至到迄]\s*(?={_RUN.format('2')}))?"
    r"(?P<end>(?=\s*(?:以?前|之前|為?止|截止|截標|起)))?",
    re.IGNORECASE,
)
"""Days without marks where they can be nothing else: 1151102-1151113, 報名期限：20261030, 1151120止."""


@dataclass(frozen=True, slots=True)
class FoundDay:
    """A day in a text `with_figures`, and the stretch that names it; `ends_range` says that it ends a range."""

    day: date
    start: int
    end: int
    ends_range: bool = False


def days_in(text: str) -> Iterator[FoundDay]:
    """Every day in a (normal) text that has its year; the end of a range may have that of its beginning."""
    yield from _days(text, short=False)


def all_days_in(text: str, since: date | None = None) -> Iterator[FoundDay]:
    """The same, and days without a year where a date or a 年度 before them says which it is.

    Where none does, it is the first such day from about `since` on.
    """
    yield from _days(text, short=True, since=since)


def read_day(text: str) -> date | None:
    """The day that a whole text names, as in a meta element; None when it is none."""
    plain = normal(text).strip()
    first = next(days_in(plain), None)
    if first is not None and first.start == 0:
        return first.day
    return run_together(plain)


def run_together(text: str) -> date | None:
    """A day written without marks (20260102, 1150102) at the start of a text."""
    found = _PLAIN.match(text)
    return _day(found["year"], found["month"], found["day"]) if found else None


def with_figures(text: str) -> str:
    """The text with Chinese numerals before 年, 月 and 日 as figures, and two days that a hyphen joins apart.

    Places in a text count after that.
    """
    text = _COMPACT.sub(_apart, at_home(_DAYS_OF_MONTH.sub(_spread, text)))
    text = _CHINESE_NUMBER.sub(lambda found: _figure(found[0]), text)
    text = _BETWEEN_AND.sub(r"\1 to ", text)
    text = _DAY_NAME_INSIDE.sub(r"\1, \3 (\2)", text)
    text = _LAST_ALONE.sub(_with_its_sign, text)
    text = _END_OF_MONTH.sub(_last_of_month, text)
    return _OPEN_JOINED.sub(r"\1 ~ ", _JOINED.sub(r"\1 ~ \2", text)) if "-" in text else text


def year_of(text: str) -> int | None:
    """The first year that a text names without a day (114年度, 本（114）年)."""
    found = _TERM.search(with_figures(text))
    return _year(found[1]) if found else None


def end_of_month(year: str, month: str) -> date | None:
    """The last day of a month, its year in either calendar; None when there is none."""
    return _day(year, month, "", last=True)


def _apart(found: re.Match[str]) -> str:
    """A day without marks as agencies write it in full, where what stands beside it says that it is one."""
    day = _day(found["year"], found["month"], found["day"])
    second = found["between"] is None or _day(found["year2"], found["month2"], found["day2"]) is not None
    told = found["label"] or (
        not found.string.endswith("-", 0, found.start()) and (found["between"] or found["end"] is not None)
    )
    if (
        day is None
        or not second
        or not (told or _FIRST.search(found.string, max(0, found.start() - _AROUND), found.start()))
    ):
        return found[0]
    spelt = f"{found['year']}年{int(found['month'])}月{int(found['day'])}日"
    return f"{found['label'] or ''}{spelt}{found['between'] or ''}"


def _spread(found: re.Match[str]) -> str:
    kind = "" if found["month"] else "2"
    month, year = found[f"month{kind}"], found[f"year{kind}"]
    return f"{month} {found[f'first{kind}']}, {year} ~ {month} {found[f'last{kind}']}, {year}"


def _with_its_sign(found: re.Match[str]) -> str:
    return f"{found[1]} ~ {found['last']}日" if int(found["first"]) < int(found["last"]) <= 31 else found[0]


def _last_of_month(found: re.Match[str]) -> str:
    day = _day(found["year"], found["month"], "", last=True)
    return f"{found['month']} {day.day}, {day.year}" if day is not None else found[0]


def _figure(written: str) -> str:
    """A number in Chinese, by places (一一五) or by value (一百一十五, 廿三)."""
    written = written.replace("廿", "二十").replace("卅", "三十")
    if "十" not in written and "百" not in written:
        return "".join(str(max(_DIGITS.index(sign) - 2, 0)) for sign in written)
    total = part = 0
    for sign in written:
        if sign == "百":
            total, part = total + (part or 1) * 100, 0
        elif sign == "十":
            total, part = total + (part or 1) * 10, 0
        else:
            part = max(_DIGITS.index(sign) - 2, 0)
    return str(total + part)


def _days(text: str, *, short: bool, since: date | None = None) -> Iterator[FoundDay]:
    text = with_figures(text)
    found = [*_whole(text)]
    yield from found
    if not short:
        return
    at = 0
    while (match := _SHORT.search(text, at)) is not None:
        at = match.end()
        if any(item.start < match.end() and match.start() < item.end for item in found):
            continue
        if LUNAR.search(text, max(0, match.start() - _LUNAR_NEAR), match.start()):
            continue
        if _RECURS.search(text, max(0, match.start() - _AROUND), match.end() + _AROUND):
            continue
        for item in _short_day(text, match, found, since):
            yield item
            at = item.end


def _short_day(text: str, match: re.Match[str], whole: list[FoundDay], since: date | None) -> Iterator[FoundDay]:
    """A day without a year, and the end of the range that it begins."""
    kind = next(kind for kind in "1234" if match[f"month{kind}"])
    ends = bool(_ENDS.search(text[max(0, match.start() - 24) : match.start()]))
    if kind == "4" and not (ends or _MARKED.match(text, match.end()) or _is_value(text, match)):
        return
    last = kind == "1" and bool(match["end1"])
    month, number = match[f"month{kind}"], "" if last else match[f"day{kind}"]
    joined = next((item for item in whole if _TO_NEXT.fullmatch(text, match.end(), item.start)), None)
    before = [item.day.year for item in whole if item.end <= match.start()]
    terms = [_year(term[1]) for term in _TERM.finditer(text, 0, match.start())]
    told = (before or terms or [None])[-1]
    if joined is not None:
        day = _day(str(joined.day.year), month, number, last=last)
        if day is not None and day > joined.day:
            day = _day(str(joined.day.year - 1), month, number, last=last)
    elif told is not None:
        day = _day(str(told), month, number, last=last)
    elif since is not None:
        day = _day(str(since.year), month, number, last=last)
        if day is not None and (since - day).days > _LATELY:
            day = _day(str(since.year + 1), month, number, last=last)
    else:
        return
    if day is not None:
        yield FoundDay(day, match.start(), match.end(), ends)
        yield from _behind(text, day, match.end(), None if ends else match.start())


def _is_value(text: str, match: re.Match[str]) -> bool:
    """Whether 5/22 is all that stands behind a label of days, as in a cell of a table."""
    return not text[match.end() :].strip() and _LABEL_OF_DAYS.search(text[: match.start()]) is not None


def _whole(text: str) -> Iterator[FoundDay]:
    at = 0
    while (match := _DAY.search(text, at)) is not None:
        at = match.end()
        kind = next(kind for kind in "123456" if match[f"year{kind}"])
        last = kind == "2" and bool(match["end2"])
        day = _day(match[f"year{kind}"], match[f"month{kind}"], match[f"day{kind}"] or "", last=last)
        if day is None or LUNAR.search(text, max(0, match.start() - _LUNAR_NEAR), match.start()):
            continue
        ends = bool(_ENDS.search(text[max(0, match.start() - 24) : match.start()]))
        yield FoundDay(day, match.start(), match.end(), ends)
        for item in _behind(text, day, match.end(), None if ends else match.start()):
            at = item.end
            yield item


def _behind(text: str, first: date, at: int, start: int | None) -> Iterator[FoundDay]:
    """The end of the range that a day begins (3月1日至15日, 3月1日起兩週), or others of its month (3月1、8、15日).

    `start` is where the first day stands; None where it ends a range itself.
    """
    if start is not None and (lasting := end_by_length(text, first, start, at)) is not None:
        yield FoundDay(*lasting, ends_range=True)
        return
    behind = _RANGE_END.match(text, at)
    spoken = bool(_SPOKEN.search(text[max(0, at - 16) : at]))
    if behind is not None and (end := _end_of_range(first, behind, alone=spoken)) is not None:
        yield FoundDay(end, behind.start(), behind.end(), ends_range=True)
        return
    while (also := _ALSO.match(text, at)) is not None:
        at = also.end()
        day = _day(str(first.year), str(first.month), also[1])
        if day is not None:
            yield FoundDay(day, also.start(1), also.end())


def _end_of_range(first: date, behind: re.Match[str], *, alone: bool) -> date | None:
    """The end of a range; a figure alone ends one only behind a month in words (March 1-31)."""
    if not behind["month"] and not behind["word"] and not behind["end"] and not alone:
        return None
    month = behind["month"] or str(first.month)
    last = _day(str(first.year), month, behind["day"] or "", last=bool(behind["end"]))
    return last if last is not None and last >= first else None


def _year(written: str) -> int | None:
    number = int(written)
    if number < _OLDEST:
        return None
    return number + _EPOCH if number < 1000 else number


def _day(year: str, month: str, day: str, *, last: bool = False) -> date | None:
    number = _year(year)
    if number is None:
        return None
    try:
        which = int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1
        return date(number, which, monthrange(number, which)[1] if last else int(day))
    except ValueError:
        return None
