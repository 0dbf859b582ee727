"""Stretches of time that a text names, by their last days: 113年, 114學年度第2學期, 115年第3季, Spring 2026."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from publisher.checks.base import normal
from publisher.checks.freshness.dates import days_in, end_of_month, with_figures

UNITS = ("school", "year", "term", "quarter", "month")
"""What a page may call this one; each but `school` has its words in the rulebook."""
_EPOCH = 1911
_SCHOOL_ENDS, _AUTUMN_ENDS = (7, 31), (1, 31)
_ROC = r"(?<![0-9])(?P<roc>1[01][0-9])\s*[)）]?\s*"
_YEAR = rf"(?:(?<![0-9])(?P<year>20[0-9]{{2}})|{_ROC})"
_SCHOOL = re.compile(
    r"(?<![0-9])(?:(1[01][0-9])\s*[)）]?\s*學年|(20[0-9]{2})\s*[-–/~]\s*(?:20)?[0-9]{2}(?![0-9]))"
)
_NAMED = re.compile(
    r"(?<![0-9])(?:(20[0-9]{2})(?![0-9])|(1[01][0-9])\s*[)）]?\s*學?年|(1[01][0-9])(?=[-/.][0-9]{1,2}[-/.][0-9]))"
)
_TERM = re.compile(
    rf"{_ROC}學年度?\s*[)）]?\s*(?:第\s*)?(?:(?P<first>[1一上])|(?P<second>[2二下]))\s*(?:[、,及和與12一二]\s*(?P<both>[2二])\s*)?學期"
    r"|(?:(?P<season>spring|summer|fall|autumn)\s*(?:semester|term|quarter)?\s*,?\s*(?P<year>20[0-9]{2})"
    r"|(?<![0-9])(?P<year2>20[0-9]{2})\s*(?P<season2>spring|summer|fall|autumn))",
    re.IGNORECASE,
)
_QUARTER = re.compile(
    rf"{_YEAR}\s*年?度?\s*第\s*(?P<number>[1-4一二三四])\s*季|Q(?P<number2>[1-4])\s*,?\s*(?:of\s+)?(?P<year2>20[0-9]{{2}})"
    r"|(?<![0-9])(?P<year3>20[0-9]{2})\s*,?\s*Q(?P<number3>[1-4])",
    re.IGNORECASE,
)
_MONTHS = re.compile(
    rf"{_YEAR}\s*年\s*(?:1[0-2]|0?[1-9])\s*月?\s*[-~～至到、]\s*(?P<number>1[0-2]|0?[1-9])\s*月(?!\s*[0-9])"
)
"""115年7月至9月."""
_MONTH = re.compile(rf"{_YEAR}\s*年\s*(?P<number>1[0-2]|0?[1-9])\s*月(?!\s*[0-9])")
_ENGLISH_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_ENGLISH_MONTH = re.compile(
    r"(?<![0-9])(?<![0-9]\s)\b(?P<name>jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?,?\s+(?P<year>20[0-9]{2})(?![0-9])",
    re.IGNORECASE,
)


def last_days(unit: str, text: str) -> Iterator[date]:
    """The last days of the stretches of a unit that a text names; of the short ones, its days as well."""
    plain = with_figures(normal(text))
    yield from _READERS[unit](plain)
    if unit in ("term", "quarter", "month"):
        yield from (found.day for found in days_in(plain))


OF_OTHER_YEARS = re.compile(
    r"公[布佈]|修正|訂定|施行|瀏覽|人次|版權|著作權|©|copyright|\bsince\b|licen[cs]e|[0-9]\s*[年月日]?\s*起",
    re.IGNORECASE,
)
"""In a line whose years are those of laws, counters and rights."""


def stretches(unit: str, text: str) -> Iterator[date]:
    """The last days of the stretches of a unit that a text names, and none of its days."""
    yield from _READERS[unit](with_figures(normal(text)))


def _schools(text: str) -> Iterator[date]:
    for found in _SCHOOL.finditer(text):
        yield date((int(found[1]) + _EPOCH if found[1] else int(found[2])) + 1, *_SCHOOL_ENDS)


def _years(text: str) -> Iterator[date]:
    for found in _NAMED.finditer(text):
        yield date(int(found[1]) if found[1] else int(found[2] or found[3]) + _EPOCH, 12, 31)


def _terms(text: str) -> Iterator[date]:
    for found in _TERM.finditer(text):
        if found["roc"]:
            second = found["second"] or found["both"]
            yield date(int(found["roc"]) + _EPOCH + 1, *(_SCHOOL_ENDS if second else _AUTUMN_ENDS))
            continue
        year, season = int(found["year"] or found["year2"]), (found["season"] or found["season2"]).lower()
        yield {"spring": date(year, *_SCHOOL_ENDS), "summer": date(year, 8, 31)}.get(
            season, date(year + 1, *_AUTUMN_ENDS)
        )


def _quarters(text: str) -> Iterator[date]:
    for found in _QUARTER.finditer(text):
        written = found["number"] or found["number2"] or found["number3"]
        number = int(written) if written.isdecimal() else "一二三四".index(written) + 1
        year = found["year"] or found["year2"] or found["year3"]
        start = date(int(year) if year else int(found["roc"]) + _EPOCH, number * 3, 28)
        yield (start + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _quarters_or_months(text: str) -> Iterator[date]:
    yield from _quarters(text)
    for found in _MONTHS.finditer(text):
        if (day := end_of_month(found["year"] or found["roc"], found["number"])) is not None:
            yield day


def _months(text: str) -> Iterator[date]:
    for found in _MONTH.finditer(text):
        if (day := end_of_month(found["year"] or found["roc"], found["number"])) is not None:
            yield day
    for found in _ENGLISH_MONTH.finditer(text):
        number = _ENGLISH_MONTHS.index(found["name"][:3].lower()) + 1
        if (day := end_of_month(found["year"], str(number))) is not None:
            yield day


_READERS = {"school": _schools, "year": _years, "term": _terms, "quarter": _quarters_or_months, "month": _months}
