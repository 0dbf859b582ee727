"""Dates in running text of web pages: ROC and Gregorian years, with figures. Ambiguous ones are not read.

A year below 1000 is a ROC year (1911 is added). `115.1.2`, `115/01/02`, `115-01-02`, `民國115年1月2日`,
`2026-01-02`, `2026年1月2日`. An end without a year (115年3月1日至3月31日) has that of its beginning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from publisher.checks.base import normal

_EPOCH = 1911
_OLDEST = 80
"""ROC years before that (1991) are no dates of web pages; 10-11-12 is anything."""

_YEAR = r"(?:19|20)[0-9]{2}|1?[0-9]{2}"
_DAY = re.compile(
    rf"(?<![0-9A-Za-z/.\-])(?P<year1>{_YEAR})\s*(?P<mark>[/.\-])\s*(?P<month1>[0-9]{{1,2}})"
    r"\s*(?P=mark)\s*(?P<day1>[0-9]{1,2})(?![0-9/\-])"
    rf"|(?<![0-9A-Za-z])(?P<year2>{_YEAR})\s*年\s*(?P<month2>[0-9]{{1,2}})\s*月\s*(?P<day2>[0-9]{{1,2}})\s*日"
)
_WEEKDAY = r"(?:\s*\((?:星期|週)?[一二三四五六日]\))?"
_CLOCK = r"(?:\s*(?:上午|下午|中午|晚上)?\s*[0-9]{1,2}\s*(?::\s*[0-9]{2}|[時點](?:\s*[0-9]{1,2}\s*分|整)?))?"
_RANGE_END = re.compile(
    rf"{_WEEKDAY}{_CLOCK}\s*(?:起\s*)?[至到~–—-]\s*(?P<month>[0-9]{{1,2}})\s*[月/]\s*(?P<day>[0-9]{{1,2}})\s*日?(?![0-9/])"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A day in a text, and the stretch of the text that names it."""

    day: date
    start: int
    end: int


def days_in(text: str) -> Iterator[Found]:
    """Every day in a (normal) text; the end of a range without a year of its own follows its beginning."""
    for match in _DAY.finditer(text):
        kind = "1" if match["year1"] else "2"
        day = _day(match[f"year{kind}"], match[f"month{kind}"], match[f"day{kind}"])
        if day is None:
            continue
        yield Found(day, match.start(), match.end())
        behind = _RANGE_END.match(text, match.end())
        if behind is not None:
            last = _day(str(day.year), behind["month"], behind["day"])
            if last is not None and last >= day:
                yield Found(last, behind.start(), behind.end())


def read_day(text: str) -> date | None:
    """The day that a whole text names, as in a meta element; None when it is none."""
    plain = normal(text).strip()
    first = next(days_in(plain), None)
    return first.day if first is not None and first.start == 0 else None


def _day(year: str, month: str, day: str) -> date | None:
    number = int(year)
    if number < _OLDEST:
        return None
    try:
        return date(number + _EPOCH if number < 1000 else number, int(month), int(day))
    except ValueError:
        return None
