"""The same field in two releases, one of which may show it coarser: both brought to what they have in common.

Only published values are looked at. A value of one release lies in a value of the other when its days, ages or
numbers do (2026-03 in 2026-Q1, 20-29 in 20-39), or when the other begins it (a district and its village).
"""

from __future__ import annotations

import bisect
import calendar
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from publisher.gate.published import Published, PublishedField

Span = tuple[int, int]
_ROC_EPOCH = 1911
_OLDEST_ROC = 1000
"""Years below are of the Republic."""
_DATE = re.compile(r"([0-9]{3,4})(?:-([0-9]{2})(?:-([0-9]{2})(?:[T ].*)?)?|-Q([1-4]))?")
_NUMBER = re.compile(r"-?[0-9]{1,2}")
_RANGE = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?)[-~–]([0-9]+(?:\.[0-9]+)?)")
_OPEN = re.compile(r"([0-9]+)(以上|以下)")
_SETTLEMENT = re.compile(r".*[縣市區鄉鎮村里]")
_UNBOUNDED = 10**9


@dataclass(frozen=True, slots=True)
class Shared:
    """A field of two releases, each value with what it is in common; `finer` is the side (0, 1) showing more."""

    fields: tuple[PublishedField, PublishedField]
    common: tuple[dict[str, str], dict[str, str]]
    finer: int | None


def shared_fields(left: Published, right: Published, *, same_dataset: bool = False) -> tuple[Shared, ...]:
    """The fields that both releases have: of the same concept or the same published name.

    Fields whose values have nothing in common are left out, as are measures, and codes that another dataset's
    key made (`same_dataset`: the codes are the same).
    """
    found = []
    for one in left.fields:
        for other in right.fields:
            same = one.concept == other.concept or one.name == other.name
            tokens = (one.tokens or other.tokens) and not same_dataset
            if not same or tokens or one.name in _counted(left) or other.name in _counted(right):
                continue
            if (pair := align(_values(left, one), _values(right, other))) is not None:
                found.append(Shared((one, other), pair[0], pair[1]))
                break
    return tuple(found)


def _counted(release: Published) -> set[str]:
    return {item.field for item in release.counts}


def _values(release: Published, field: PublishedField) -> list[str]:
    values: list[str] = release.frame[field.name].drop_nulls().unique().sort().to_list()
    return values


def align(
    left: Sequence[str], right: Sequence[str]
) -> tuple[tuple[dict[str, str], dict[str, str]], int | None] | None:
    """Values of both sides by what they have in common, and which side is finer; None when nothing is common."""
    up = _inside(left, right)
    down = _inside(right, left)
    if not up and not down:
        same = set(left) & set(right)
        return (({v: v for v in left}, {v: v for v in right}), None) if same else None
    if up and (not down or len(up) >= len(down)):
        return ({v: up.get(v, v) for v in left}, {v: v for v in right}), 0
    return ({v: v for v in left}, {v: down.get(v, v) for v in right}), 1


def _inside(fine: Sequence[str], coarse: Sequence[str]) -> dict[str, str]:
    """For each value that lies in exactly one other value of `coarse`, that value."""
    spans = sorted((span, value) for value in coarse if (span := span_of(value)) is not None)
    starts = [span[0] for span, _ in spans]
    places = {value for value in coarse if _SETTLEMENT.fullmatch(value)}
    found = {}
    for value in fine:
        if value in coarse:
            continue
        holders = []
        if (span := span_of(value)) is not None:
            upto = bisect.bisect_right(starts, span[0])
            holders = [name for (_, high), name in spans[max(0, upto - 1) : upto] if span[1] <= high]
        elif places:
            holders = [value[:end] for end in range(2, len(value)) if value[:end] in places][-1:]
        if len(holders) == 1:
            found[value] = holders[0]
    return found


def span_of(value: str) -> Span | None:
    """The first and last day (as ordinals), or the lowest and highest number, of a published value."""
    if match := _OPEN.fullmatch(value):
        return (int(match[1]), _UNBOUNDED) if match[2] == "以上" else (-_UNBOUNDED, int(match[1]))
    if _NUMBER.fullmatch(value):
        return int(value), int(value)
    if match := _DATE.fullmatch(value):
        return _days(match)
    if match := _RANGE.fullmatch(value):
        low, high = float(match[1]), float(match[2])
        if high - low == 9 and low % 10 == 0 and len(match[1]) == len(match[2]) == 4:
            return dt.date(int(low), 1, 1).toordinal(), dt.date(int(high), 12, 31).toordinal()
        return (int(low), int(high)) if low <= high else None
    return None


def _days(match: re.Match[str]) -> Span | None:
    year, month, day, quarter = match.groups()
    number = int(year) + (_ROC_EPOCH if int(year) < _OLDEST_ROC else 0)
    first, last = (3 * int(quarter) - 2, 3 * int(quarter)) if quarter else (1, 12)
    if month:
        first = last = int(month)
    try:
        begin = dt.date(number, first, int(day or 1))
        end = begin if day else dt.date(number, last, calendar.monthrange(number, last)[1])
    except ValueError:
        return None
    return begin.toordinal(), end.toordinal()


def with_common(release: Published, shared: Sequence[Shared], side: int) -> pl.DataFrame:
    """The table of one side with a column `j0`, `j1`, … for each shared field, brought to what is common."""
    return release.frame.with_columns(
        release.frame[item.fields[side].name]
        .replace_strict(item.common[side], default=None, return_dtype=pl.String)
        .alias(f"j{number}")
        for number, item in enumerate(shared)
    )
