"""How many records tonight's table may be expected to have: by the season, where the earlier nights show one.

Four simple forecasts compete: the last night, the middle of the last nights, the same day of the week, the same
month of last year. Each is judged by how far it was off on the nights that are known, and the best is taken; how
far tonight may be off follows from that. Days off (weekends, national holidays, the lunar new year) explain few
records, never many. After Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., 5.2
(benchmark methods) and 5.8 (evaluating by the past).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from statistics import median

from publisher.model.table import Night

_FEWEST = 3
"""Of fewer nights nothing can be said."""

_JUDGED = 6
"""Forecasts of fewer nights than this prove nothing about a way of forecasting."""

_WARN, _HOLD = math.log(1.45), math.log(1.7)
_WARN_UNKNOWN, _HOLD_UNKNOWN = math.log(1.6), math.log(5)
_MOST_WARN, _MOST_HOLD = math.log(1.9), math.log(5)
_MONTH, _DAILY = 20, 3
"""Days between nights from which a table is monthly, and up to which it is daily."""

Forecast = Callable[[Sequence[Night], date], float | None]


@dataclass(frozen=True, slots=True)
class Expected:
    """`rows` were expected from `nights` earlier ones; `warn` and `hold` (logarithms) are how far off is odd."""

    rows: float
    nights: int
    warn: float
    hold: float
    floor: float

    def off(self, rows: int) -> float:
        """How far a count is off, as a logarithm; small counts are off by chance."""
        return _off(rows, self.rows, self.floor)


def expected(nights: Sequence[Night], today: date) -> Expected | None:
    """What the earlier nights, oldest first, let one expect; None where they are too few."""
    if not nights:
        return None
    floor = max(2.0, 0.02 * median(night.rows for night in nights))
    usual = [night for night in nights if not is_free(night.day)] or list(nights)
    best: tuple[float, Forecast] | None = None
    if len(nights) < _FEWEST:
        return Expected(float(nights[-1].rows), len(nights), _WARN_UNKNOWN, _HOLD_UNKNOWN, floor)
    ways: tuple[Forecast, ...] = (_same_weekday, _same_month, _level, _last)
    for forecast in ways:
        offs = sorted(_offs(forecast, usual if forecast is _same_weekday else list(nights), floor))
        if forecast(nights, today) is None or len(offs) < (_JUDGED if forecast is not _level else 0):
            continue
        spread = offs[min(len(offs) - 1, math.ceil(0.95 * len(offs)) - 1)] if len(offs) >= _JUDGED else math.inf
        if best is None or spread < 0.8 * best[0]:
            best = (spread, forecast)
    if best is None:
        return None
    spread, forecast = best
    rows = forecast(nights, today)
    assert rows is not None
    if math.isinf(spread) or (forecast is not _same_month and forecast is not _same_weekday and spread > _WARN):
        return Expected(rows, len(nights), max(_WARN_UNKNOWN, min(spread, _MOST_WARN)), _HOLD_UNKNOWN, floor)
    warn, hold = max(_WARN, min(1.3 * spread, _MOST_WARN)), max(_HOLD, min(2.0 * spread, _MOST_HOLD))
    return Expected(rows, len(nights), min(warn, hold), hold, floor)


def _off(rows: float, forecast: float, floor: float) -> float:
    return math.log((rows + floor) / (forecast + floor))


def _offs(forecast: Forecast, nights: Sequence[Night], floor: float) -> Iterable[float]:
    """How far the forecast was off on each known night, from those before it."""
    start = max(_FEWEST, len(nights) - 60)
    for at in range(start, len(nights)):  # at most the last sixty
        guess = forecast(nights[:at], nights[at].day)
        if guess is not None and not nights[at].held:
            yield abs(_off(nights[at].rows, guess, floor))


def _last(nights: Sequence[Night], _day: date) -> float | None:
    return next((float(night.rows) for night in reversed(nights) if not night.held), None)


def _level(nights: Sequence[Night], _day: date) -> float | None:
    return float(median(night.rows for night in nights[-7:])) if nights else None


def _same_weekday(nights: Sequence[Night], day: date) -> float | None:
    """The middle of the last five nights of the same day of the week, for tables that come daily."""
    if _gap(nights) > _DAILY:
        return None
    same = [
        night.rows for night in nights[-70:] if night.day.weekday() == day.weekday() and not is_free(night.day)
    ]
    return float(median(same[-5:])) if len(same) >= _FEWEST - 1 else None


def _same_month(nights: Sequence[Night], day: date) -> float | None:
    """The same month of last year, times what the year has become; not for daily tables."""
    if _gap(nights) < _MONTH:
        return None
    last_year = [night for night in nights if abs((day - night.day).days - 365) <= 20]
    if not last_year:
        return None
    base = min(last_year, key=lambda night: abs((day - night.day).days - 365)).rows
    return base * _growth(nights)


def _growth(nights: Sequence[Night]) -> float:
    """The middle of what each of the last months has become beside the same month of the year before."""
    ratios = []
    for night in nights[-6:]:
        before = [other.rows for other in nights if abs((night.day - other.day).days - 365) <= 20]
        if before and before[0] and night.rows:
            ratios.append(night.rows / before[0])
    return median(ratios) if len(ratios) >= _FEWEST else 1.0


def _gap(nights: Sequence[Night]) -> float:
    """Days between nights, usually."""
    recent = nights[-30:]
    return median((b.day - a.day).days for a, b in pairwise(recent)) if len(recent) > 1 else 1.0


def explains_few(day: date, nights: Sequence[Night]) -> bool:
    """Whether a day off explains few records: the night's, the one before, or (in a month) a long one.

    In its first weeks a daily table has shown no weekend yet, so that its first ones explain few records as well.
    """
    if _gap(nights) >= _MONTH:
        return day.month in (1, 2, 3) and not any((day - night.day).days > 330 for night in nights)
    if is_free(day) or is_free(day - timedelta(days=1)):
        return True
    weekend = day.weekday() in (5, 6, 0)
    return weekend and sum(night.day.weekday() == day.weekday() for night in nights) < _FEWEST


@cache
def is_free(day: date) -> bool:
    """Whether offices of Taiwan are closed on that day beyond an ordinary weekend."""
    free = _holidays(day.year) | (_holidays(day.year - 1) if day.month == 1 else frozenset())
    if day in free:
        return True
    # the days of a weekend that touch a holiday belong to it
    if day.weekday() == 5:
        return bool({day - timedelta(1), day + timedelta(1), day + timedelta(2)} & free)
    if day.weekday() == 6:
        return bool({day - timedelta(2), day - timedelta(1), day + timedelta(1)} & free)
    return False


@cache
def _holidays(year: int) -> frozenset[date]:
    from holidays.countries.taiwan import Taiwan

    days: Iterable[date] = Taiwan(years=year)  # type: ignore[no-untyped-call]
    return frozenset(days)


@dataclass(frozen=True, slots=True)
class Oddity:
    """A count that the earlier nights do not let one expect; `holds` is whether it is too odd to be published."""

    expected: int
    nights: int
    holds: bool


_REPEATED = math.log(1.3)
_NEVER_USUAL = math.log(4)


def oddity(nights: Sequence[Night], today: date, rows: int) -> Oddity | None:
    """What is odd about tonight's count, or None.

    A held night counts as seen: when two in a row had about as many records as tonight (but not the very same
    number, which the very same file has), and not a quarter or four times of what was expected, the level has
    changed and the count is only odd.
    """
    if rows == 0 and not explains_few(today, nights):
        # days off do not make an empty table usual on the working days behind them
        nights = [
            night for at, night in enumerate(nights) if night.rows or not explains_few(night.day, nights[:at])
        ]
    seen = expected(nights, today)
    if seen is None:
        return Oddity(0, 0, holds=True) if rows == 0 and not explains_few(today, nights) else None
    off = seen.off(rows)
    if abs(off) <= seen.warn:
        return None
    holds = abs(off) > seen.hold and not (off < 0 and explains_few(today, nights))
    held = [night.rows for night in nights[-2:] if night.held]
    if holds and len({*held, rows}) == 3 and abs(off) < _NEVER_USUAL:
        holds = any(abs(_off(rows, other, seen.floor)) > _REPEATED for other in held)
    return Oddity(round(seen.rows), seen.nights, holds)
