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
from datetime import date, timedelta

from publisher.checks.base import normal

_EPOCH = 1911
_OLDEST = 80
"""ROC years before that (1991) are no dates of web pages; 10-11-12 is anything."""

_DIGITS = "〇○零一二三四五六七八九"
_CHINESE = "[〇○零一二三四五六七八九十百]"
_YEAR = r"(?:19|20)[0-9]{2}|1?[0-9]{2}"
_CHINESE_NUMBER = re.compile(rf"{_CHINESE}{{1,7}}(?=\s*(?:年|月|日|號))")
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
    r"\s*(?P=mark)\s*(?P<day1>[0-9]{1,2})(?![0-9/\-]?[0-9])"
    rf"|(?<![0-9A-Za-z])(?P<year2>{_YEAR})\s*[)\]]?\s*年\s*(?P<month2>[0-9]{{1,2}})\s*月\s*"
    r"(?:份?(?P<end2>底|末)|(?P<day2>[0-9]{1,2})\s*(?:日|號|(?=\s*[(至到~止前]))?)"
    rf"|(?<![A-Za-z])(?P<month3>{_MONTH})\s*(?P<day3>[0-9]{{1,2}})(?:st|nd|rd|th)?\s*,?\s+(?P<year3>20[0-9]{{2}})(?![0-9])"
    rf"|(?<![0-9A-Za-z/.\-])(?P<day4>[0-9]{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month4>{_MONTH}),?\s*(?P<year4>20[0-9]{{2}})"
    rf"|(?<![0-9])(?P<year5>20[0-9]{{2}})[\s-]+(?P<month5>{_MONTH})[\s-]+(?P<day5>[0-9]{{1,2}})(?![0-9])",
    re.IGNORECASE,
)
_SHORT = re.compile(
    r"(?<![0-9./\-年])(?P<month1>[0-9]{1,2})\s*月\s*(?:份?(?P<end1>底|末)|(?P<day1>[0-9]{1,2})\s*[日號])"
    rf"|(?<![A-Za-z])(?P<month2>{_MONTH})\s+(?P<day2>[0-9]{{1,2}})(?:st|nd|rd|th)?(?![0-9,])"
    rf"|(?<![0-9])(?P<day3>[0-9]{{1,2}})(?:st|nd|rd|th)?\s+(?P<month3>{_MONTH})(?![a-z])",
    re.IGNORECASE,
)
_CLOCK = (
    r"(?:\s*,?\s*(?:(?:上午|下午|中午|晚上|早上|凌晨|午夜)?\s*[0-9]{1,2}\s*(?::\s*[0-9]{2}(?::[0-9]{2})?|[時點](?:\s*[0-9]{1,2}\s*分|整|正)?)"
    r"(?:\s*[ap]\.?m\.?)?|中午|上午|下午|[0-9]{1,2}\s*[ap]\.?m\.?))?"
)
_BETWEEN = r"\s*(?:起|開始)?\s*(?:[至到~〜～–—-]|迄|to|until|through)\s*(?:同|當|該|本|今|是)?\s*(?:年)?\s*"
_ENDS = re.compile(_BETWEEN + r"\Z", re.IGNORECASE)
_RANGE_END = re.compile(
    rf"{_WEEKDAY}{_CLOCK}{_BETWEEN}(?:(?P<month>[0-9]{{1,2}})\s*(?:[月/]|\.)\s*)?(?:份?(?P<end>底|末)|(?P<day>[0-9]{{1,2}}))\s*(?P<word>[日號])?"
    r"(?![0-9/:.時點年月分]|\s*(?:點|時|年|月|[ap]\.?m))",
    re.IGNORECASE,
)
_JOINED = re.compile(r"([/.\-年月][0-9]{1,2}日?)-((?:(?:19|20)[0-9]{2}|1[01][0-9])[/.\-年][0-9])")
_OPEN_JOINED = re.compile(r"(起|日|號)\s*-\s*(?=[0-9])")
_TERM = re.compile(rf"(?<![0-9])({_YEAR})\s*[)\]]?\s*學?年(?!\s*[0-9]{{1,2}}\s*月)")
_LASTS = re.compile(
    rf"{_WEEKDAY}\s*起\s*,?\s*(?:公告|公示|刊登|依法|公開展覽|公開閱覽|陳列|展覽|為期|期間|共計|計|共)*\s*([1-9][0-9]{{0,2}})\s*(?:日|天)(?![前後內])"
)
"""自110年12月3日起30天: a range by its length."""
_RECURS = re.compile(r"每年|每學年|每學期|逐年|歷年|(?:every|each)\s+year|annual(?:ly)?|yearly", re.IGNORECASE)
"""Words beside a day without a year that comes again and again: it is over in no year."""
_AROUND = 40
_PLAIN = re.compile(r"(?<![0-9])(?P<year>20[0-9]{2}|1[01][0-9])(?P<month>[01][0-9])(?P<day>[0-3][0-9])(?![0-9])")


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

    Where none does, it is the first such day from `since` on.
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
    text = _CHINESE_NUMBER.sub(lambda found: _figure(found[0]), text)
    return _OPEN_JOINED.sub(r"\1 ~ ", _JOINED.sub(r"\1 ~ \2", text)) if "-" in text else text


def year_of(text: str) -> int | None:
    """The first year that a text names without a day (114年度, 本（114）年)."""
    found = _TERM.search(with_figures(text))
    return _year(found[1]) if found else None


def end_of_month(year: str, month: str) -> date | None:
    """The last day of a month, its year in either calendar; None when there is none."""
    return _day(year, month, "", last=True)


def _figure(written: str) -> str:
    """A number in Chinese, by places (一一五) or by value (一百一十五)."""
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
    taken = [(item.start, item.end) for item in found]
    for match in _SHORT.finditer(text):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        if _RECURS.search(text, max(0, match.start() - _AROUND), match.end() + _AROUND):
            continue
        before = [item.day.year for item in found if item.end <= match.start()]
        terms = [_year(term[1]) for term in _TERM.finditer(text, 0, match.start())]
        told = (before or terms or [None])[-1]
        year = told if told is not None or since is None else since.year
        kind = next(kind for kind in "123" if match[f"month{kind}"])
        if year is not None:
            month, last = match[f"month{kind}"], kind == "1" and match["end1"]
            day = _day(str(year), month, match[f"day{kind}"] if not last else "", last=bool(last))
            if day is not None and told is None and since is not None and day < since:
                day = _day(str(year + 1), month, match[f"day{kind}"] if not last else "", last=bool(last))
            if day is not None:
                ends = bool(_ENDS.search(text[max(0, match.start() - 12) : match.start()]))
                yield FoundDay(day, match.start(), match.end(), ends)


def _whole(text: str) -> Iterator[FoundDay]:
    at = 0
    while (match := _DAY.search(text, at)) is not None:
        at = match.end()
        kind = next(kind for kind in "12345" if match[f"year{kind}"])
        last = kind == "2" and bool(match["end2"])
        day = _day(match[f"year{kind}"], match[f"month{kind}"], match[f"day{kind}"] or "", last=last)
        if day is None:
            continue
        ends = bool(_ENDS.search(text[max(0, match.start() - 12) : match.start()]))
        yield FoundDay(day, match.start(), match.end(), ends)
        lasting = _LASTS.match(text, match.end())
        if lasting is not None:
            at = lasting.end()
            yield FoundDay(
                day + timedelta(days=int(lasting[1]) - 1), lasting.start(), lasting.end(), ends_range=True
            )
            continue
        behind = _RANGE_END.match(text, match.end())
        if behind is not None and (end := _end_of_range(day, behind)) is not None:
            at = behind.end()
            yield FoundDay(end, behind.start(), behind.end(), ends_range=True)


def _end_of_range(first: date, behind: re.Match[str]) -> date | None:
    if not behind["month"] and not behind["word"] and not behind["end"]:
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
