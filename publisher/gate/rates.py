"""Shares beside what they are shares of: 0.35 % of 287 is one person.

A share as it is printed stands for a small interval, and the count behind it is a whole number. Whether a share is
one of a given base is seen by that: of unrelated numbers few would fit. Where the printed digits are too few to
see it, the name of the column says that it is a share, and the nearest count is taken for its base.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from publisher.privacy.tables.within import whole_numbers

_SHARE = re.compile(
    r"率|百分|比例|比重|佔比|占比|[%％‰]|\b(?:rate|share|ratio|percent(?:age)?|pct|proportion)s?\b", re.I
)
_MEAN = re.compile(r"平均|均值|中位|\b(?:mean|average|avg|median)\b", re.I)
_EACH = re.compile(
    r"每(?:一)?(?:人|名|戶|件|車|輛|次)|\bper\s+(?:person|head|capita|household|case|vehicle)\b", re.I
)
_UNITS = (
    (re.compile(r"十萬|100[, ]?000"), 100_000),
    (re.compile(r"每?百萬|million", re.I), 1_000_000),
    (re.compile(r"每萬|萬分|10[, ]?000"), 10_000),
    (re.compile(r"[‰]|千分|每千|per\s*mille|per\s*thousand|1[, ]?000", re.I), 1_000),
    (re.compile(r"[%％]|百分|percent|pct", re.I), 100),
)
_NUMBER = re.compile(r"-?[0-9]+(?:\.([0-9]+))?\s*[%％‰]?")
_CHANCE = 0.05
"""How likely it may be that unrelated numbers fit."""
Bounds = tuple[int, int]


@dataclass(frozen=True, slots=True)
class SmallShare:
    """`rows` (from 1) in which the share `field` of `base` is a count of 1 to `least` - 1, or all but so few.

    With `bare` the base is hidden there and the share is shown all the same.
    """

    field: str
    base: str
    rows: tuple[int, ...]
    least: int
    bare: bool = False


def small_shares(
    frame: pl.DataFrame, least: Mapping[str, int], titles: Mapping[str, str], key: Sequence[str] = ()
) -> Iterator[SmallShare]:
    """Every share of the table of all texts that gives a small count away.

    `least` are the thresholds of the guarded counts, `titles` what the fields are called beside their names.
    """
    bases = {
        name: values for name in frame.columns if (values := whole_numbers(frame[name], name, key)) is not None
    }
    guarded = [name for name in bases if name in least]
    if not guarded:
        return
    for name in frame.columns:
        if name in key or name in least:
            continue
        label = f"{name} {titles.get(name, '')}"
        printed = _printed(frame[name])
        called = bool(_SHARE.search(label)) or bool(_EACH.search(label))
        if printed is None or not (called or _MEAN.search(label) or name not in bases):
            continue
        if called or _MEAN.search(label):
            yield from _bare(name, printed, bases, guarded, least)
        if not _MEAN.search(label) or _EACH.search(label):
            yield from _of_some_base(frame.columns, name, label, printed, bases, least, called=called)


@dataclass(frozen=True, slots=True)
class _Printed:
    values: Sequence[float | None]
    decimals: int


def _printed(values: pl.Series) -> _Printed | None:
    """The numbers of a column as they are printed; None where it has none."""
    texts = [None if value is None else value.strip() for value in values.to_list()]
    matches = [None if not text else _NUMBER.fullmatch(text) for text in texts]
    if any(text and match is None for text, match in zip(texts, matches, strict=True)) or not any(matches):
        return None
    numbers = [None if match is None else float(match[0].rstrip("%％‰ ")) for match in matches]
    return _Printed(numbers, max(len(match[1] or "") for match in matches if match is not None))


def _bare(
    name: str,
    printed: _Printed,
    bases: Mapping[str, Sequence[int | None]],
    guarded: Sequence[str],
    least: Mapping[str, int],
) -> Iterator[SmallShare]:
    """Shares and means of counts that are hidden."""
    hidden = [
        row + 1
        for row, value in enumerate(printed.values)
        if value is not None and all(bases[base][row] is None for base in guarded)
    ]
    if hidden:
        yield SmallShare(name, guarded[0], tuple(hidden), least[guarded[0]], bare=True)


def _of_some_base(
    columns: Sequence[str],
    name: str,
    label: str,
    printed: _Printed,
    bases: Mapping[str, Sequence[int | None]],
    least: Mapping[str, int],
    *,
    called: bool,
) -> Iterator[SmallShare]:
    fitting: list[tuple[float, str, int, list[Bounds | None]]] = []
    for base, counts in bases.items():
        for unit in _units(label, printed) if base != name else ():
            for cut in (False, True):
                counted = _counted(printed, counts, unit, cut=cut)
                chance = _chance(printed, counts, counted, unit)
                if chance is not None:
                    fitting.append((chance, base, unit, counted))
                    break
    at = columns.index(name)
    near = sorted(
        fitting,
        key=lambda item: (item[0] > _CHANCE, at < columns.index(item[1]), abs(at - columns.index(item[1]))),
    )
    chosen = [item for item in near if item[0] <= _CHANCE] or (near[:1] if called else [])
    for _, base, _, counted in chosen:
        threshold = least.get(base, max(least.values()))
        rows = [
            row + 1
            for row, (bounds, count) in enumerate(zip(counted, bases[base], strict=True))
            if bounds is not None and count is not None and _small(bounds, count, threshold)
        ]
        if rows:
            yield SmallShare(name, base, tuple(rows), threshold)


def _units(label: str, printed: _Printed) -> list[int]:
    said = [unit for pattern, unit in _UNITS if pattern.search(label)]
    if said:
        return said[:1]
    if _EACH.search(label):
        return [1]
    most = max(value for value in printed.values if value is not None)
    return [1, 100] if most <= 1 else [100, 1000]


def _counted(printed: _Printed, counts: Sequence[int | None], unit: int, *, cut: bool) -> list[Bounds | None]:
    """The least and the largest whole number that each printed share can stand for, rounded or `cut` off."""
    step = 10.0**-printed.decimals
    low, high = (0.0, step) if cut else (-step / 2, step / 2)
    found: list[Bounds | None] = []
    for value, count in zip(printed.values, counts, strict=True):
        if value is None or count is None:
            found.append(None)
            continue
        ends = ((value + low) * count / unit, (value + high) * count / unit)
        found.append((max(0, math.ceil(ends[0] - 1e-9)), min(count, math.floor(ends[1] + 1e-9))))
    return found


def _chance(
    printed: _Printed, counts: Sequence[int | None], counted: Sequence[Bounds | None], unit: int
) -> float | None:
    """How likely unrelated numbers would all have a whole number behind them; None when one has none."""
    chance, told = 1.0, False
    for bounds, count, value in zip(counted, counts, printed.values, strict=True):
        if bounds is None or not count:
            continue
        if bounds[0] > bounds[1] or (value is not None and value > unit and unit > 1):
            return None
        told = True
        if value:
            chance *= min(1.0, count * 10.0**-printed.decimals / unit)
    return chance if told else None


def _small(bounds: Bounds, count: int, least: int) -> bool:
    """Whether all that a share can stand for are small counts, or all but small counts."""
    low, high = bounds
    return 1 <= low <= high < least or 1 <= count - high <= count - low < least
