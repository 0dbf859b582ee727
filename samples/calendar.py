"""Office days of the sample agency and the hours at which people come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

NIGHT = date(2026, 11, 20)
"""The night of the demo: the sources hold what was known the evening before."""

_HOLIDAYS = {
    date(2025, 10, 6), date(2025, 10, 10), date(2025, 10, 24), date(2025, 12, 25), date(2026, 1, 1),
    date(2026, 2, 16), date(2026, 2, 17), date(2026, 2, 18), date(2026, 2, 19), date(2026, 2, 20),
    date(2026, 2, 27), date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 1), date(2026, 6, 19),
    date(2026, 9, 25), date(2026, 9, 28), date(2026, 10, 9), date(2026, 10, 26),
}  # fmt: skip

HOURS = {8: 9, 9: 16, 10: 18, 11: 13, 12: 5, 13: 11, 14: 14, 15: 10, 16: 4}
"""Arrivals by hour in hundredths: busy before noon, a thinner lunch shift, quiet before closing at 17:00."""


def office_days(first: date, last: date) -> Iterator[date]:
    """Every day from `first` to `last` on which the station is open."""
    day = first
    while day <= last:
        if day.weekday() < 5 and day not in _HOLIDAYS:
            yield day
        day += timedelta(days=1)


def rush(day: date) -> float:
    """How busy a day is: Mondays, days after holidays, and the weeks before the Lunar New Year."""
    busy = (1.22, 1.02, 0.95, 0.92, 1.0)[day.weekday()]
    if day - timedelta(days=1) in _HOLIDAYS:
        busy *= 1.15
    if date(2026, 1, 26) <= day <= date(2026, 2, 13):
        busy *= 1.25
    if day.month in (7, 8):
        busy *= 1.08
    return busy


def moment(random: Random, day: date) -> datetime:
    """A time of `day` within office hours."""
    hour = random.choices(tuple(HOURS), tuple(HOURS.values()))[0]
    return datetime(day.year, day.month, day.day, hour, random.randrange(60))  # noqa: DTZ001 - local office time


def work_days_later(day: date, count: int) -> date:
    """The office day that is `count` office days after `day`."""
    while count > 0:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in _HOLIDAYS:
            count -= 1
    return day
