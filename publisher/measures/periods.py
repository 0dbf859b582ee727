"""Reads the time that a record tells: years of either calendar, halves, quarters, months and days."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from publisher.model.measures import PER_YEAR, TimeSpan

_ROC_EPOCH = 1911
_FIRST_GREGORIAN = 1912
_YEAR = r"(?:民國\s*)?(?P<year>(?:19|20|21)\d\d|\d{2,3})"
_SHORT = r"1\d\d|[3-9]\d"
"""A year of the national calendar run together with a month; 19 and 20 begin those of the other one."""
_AFTER_YEAR = r"\s*(?:年度|年|[-_./])?\s*"
_COUNT = {"一": 1, "二": 2, "三": 3, "四": 4, "上": 1, "下": 2, "前": 1, "後": 2}
_MONTH = {"十": 10, "十一": 11, "十二": 12} | {figure: at for at, figure in enumerate("一二三四五六七八九", 1)}
_DAY = (
    re.compile(
        _YEAR + r"\s*(?:年|[-/.])\s*(?P<month>\d{1,2})\s*(?:月|[-/.])\s*(?P<day>\d{1,2})\s*日?(?:[T ]\d.*)?"
    ),
    re.compile(r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)"),
    re.compile(rf"(?P<year>{_SHORT})(?P<month>\d\d)(?P<day>\d\d)"),
)
_PARTS = {
    "quarter": (
        re.compile(_YEAR + _AFTER_YEAR + r"(?:第\s*)?(?P<part>[1-4一二三四])\s*季度?"),
        re.compile(_YEAR + _AFTER_YEAR + r"[Qq]\s*(?P<part>[1-4])"),
        re.compile(r"[Qq]\s*(?P<part>[1-4])[\s/-]*" + _YEAR),
    ),
    "half-year": (
        re.compile(_YEAR + _AFTER_YEAR + r"(?P<part>[上下前後])\s*半年?度?"),
        re.compile(_YEAR + _AFTER_YEAR + r"[Hh]\s*(?P<part>[12])"),
        re.compile(r"[Hh]\s*(?P<part>[12])[\s/-]*" + _YEAR),
    ),
    "month": (
        re.compile(
            _YEAR + r"\s*(?:年度|年|[-_./Mm])\s*(?P<part>\d{1,2}|[一二三四五六七八九十]{1,2})\s*(?:月份?)?"
        ),
        re.compile(r"(?P<year>(?:19|20)\d\d)(?P<part>\d\d)"),
        re.compile(rf"(?P<year>{_SHORT})(?P<part>\d\d)"),
    ),
    "year": (re.compile(_YEAR + r"\s*(?:年度?)?"),),
}
_BARE = re.compile(r"(?:第\s*)?(?P<part>\d{1,2})\s*(?:月份?|季)?")
_MOST_SILENT_DAYS = 10
"""Days without a record before a period's end that are no sign of missing data: the longest holidays are nine."""


def read(texts: Sequence[str], every: str) -> TimeSpan | date | None:
    """The period or day that a record's columns tell, joined; None when it cannot be read for sure.

    A bare number behind the year (115 and 3) is one of `every`.
    """
    clean = [unicodedata.normalize("NFKC", text).strip() for text in texts]
    if len(clean) == 2 and (bare := _BARE.fullmatch(clean[1])) is not None:
        year = read(clean[:1], "year")
        unit = "month" if "月" in clean[1] else "quarter" if "季" in clean[1] else every
        if isinstance(year, TimeSpan) and year.unit == "year" and unit != "year":
            return _period(unit, year.number, int(bare["part"]))
    joined = " ".join(clean)
    for pattern in _DAY:
        if (match := pattern.fullmatch(joined)) is not None:
            try:
                return date(_year(match["year"]), int(match["month"]), int(match["day"]))
            except ValueError:
                return None
    for unit, patterns in _PARTS.items():
        for pattern in patterns:
            if (match := pattern.fullmatch(joined)) is not None:
                part = match.groupdict().get("part") or "1"
                return _period(unit, _year(match["year"]), _number(part))
    return None


def whole(found: TimeSpan | date, every: str) -> TimeSpan | None:
    """The period of the rule that a record's time lies in; None when the time is coarser than the rule asks."""
    if isinstance(found, date):
        return TimeSpan.of(found, every)
    if PER_YEAR[found.unit] < PER_YEAR[every]:
        return None
    return TimeSpan.of(found.start, every)


def is_whole(period: TimeSpan, seen: Sequence[TimeSpan | date]) -> bool:
    """Whether the records of a period tell of all of it: each month or quarter in it, and days up to its end."""
    days = [item for item in seen if isinstance(item, date)]
    finer = {item for item in seen if isinstance(item, TimeSpan) and item.unit != period.unit}
    if days:
        months = {TimeSpan.of(day, "month") for day in days}
        return months == set(_inside(period, "month")) and max(days) >= period.end - timedelta(
            days=_MOST_SILENT_DAYS
        )
    return all(set(_inside(period, unit)) <= finer for unit in {item.unit for item in finer})


def _inside(period: TimeSpan, unit: str) -> Iterator[TimeSpan]:
    first, last = TimeSpan.of(period.start, unit), TimeSpan.of(period.end, unit)
    return (TimeSpan(unit, number) for number in range(first.number, last.number + 1))


def _period(unit: str, year: int, part: int) -> TimeSpan | None:
    per = PER_YEAR[unit]
    return TimeSpan(unit, year * per + part - 1) if 1 <= part <= per else None


def _year(written: str) -> int:
    year = int(written)
    return year if year >= _FIRST_GREGORIAN else year + _ROC_EPOCH


def _number(part: str) -> int:
    return int(part) if part.isdecimal() else _COUNT.get(part) or _MONTH.get(part) or 0
