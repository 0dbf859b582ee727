"""Rows whose figures are, up to rounding, the sums or means of rows beside them, whatever they are called."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from publisher.structure.layouts import is_measured

_FIGURE = r"^(?:[A-Z]{0,3}\$|[¥€£₩฿₫])?([-+△▲(]?[0-9][0-9.,]*)\)?(?:[%元人件次]|\([a-z]\)|[a-z*])?$"
_DECIMAL_COMMA = r"^[-+]?[0-9.\s'’]*,(?:[0-9]{1,2}|[0-9]{4,})$"
_BETWEEN = r"[\s'’]"
_NEAR = 0.85
_MOST_ROWS, _LONGEST, _MOST_COLUMNS = 600, 80, 12
"""Rows and columns that are looked at, and the most rows that one row is held to sum up."""
_SHORTEST, _ROUNDED = 2, 1000
_MOSTLY, _NEARLY_ALL = 0.6, 0.8
_FEWEST_ROWS = 5
_NEIGHBOURS = 3
_ABOUT, _FEWEST_PARTS = 0.03, 4
"""How near a sum of rounded parts is, and how many such sums are no chance."""
_MEANT = 20
"""Steps of its last place from which a figure can be near something and not the same."""
_UNLIKELY = 5.0
"""Chance makes it once in 100,000 tables (its logarithm)."""
_LIKELY = 3.0


@dataclass(frozen=True, slots=True)
class _Figures:
    """A column: its figures, the step of its last place, what all are multiples of, and sums before each row."""

    values: list[float | None]
    step: float
    before: list[float]
    count: list[int]
    reach: float
    grain: float


def found(
    records: pl.DataFrame, names: Sequence[str], label: str
) -> list[tuple[Literal["sum", "mean", "nearly-sum", "most", "parts"], list[int]]]:
    """Rows, counted from 0, by what their figures are of the others'; `label` is the column of names."""
    records = records.head(_MOST_ROWS)
    columns = [
        figures
        for name in names
        if name != label and is_measured(records[name]) and (figures := _read(records[name])) is not None
    ][:_MOST_COLUMNS]
    if records.height < _FEWEST_ROWS or not columns:
        return []
    columns = _independent(columns)
    sums = _of_blocks(columns, records.height, mean=False)
    edge = [at for at in (0, records.height - 1) if at not in sums]
    blocks = _of_blocks(columns, records.height, mean=True)
    means = sorted({*(at for at in edge if _is_mean(columns, at)), *(at for at in blocks if at not in sums)})
    most = [at for at in edge if all(_is_most(column, at) for column in columns)]
    whole = [at for at in most if _is_sum_of_all(columns, at, records.height)]
    nearly = [at for at in most if at not in whole and _is_nearly_sum(columns, at)]
    parts = [] if sums else _heads_of_parts(columns, records.height)
    return [
        ("sum", sorted({*sums, *whole})),
        ("mean", means),
        ("nearly-sum", nearly),
        ("most", most),
        ("parts", parts),
    ]


def _independent(columns: Sequence[_Figures]) -> list[_Figures]:
    """Without columns that others determine (a tax of its price, a sum of two): they agree where those do."""
    kept: list[_Figures] = []
    for column in columns:
        if not any(_follows(column, other) for other in kept) and not any(
            _adds_up(column, one, other) or _adds_up(one, column, other) or _adds_up(other, column, one)
            for at, one in enumerate(kept)
            for other in kept[at + 1 :]
        ):
            kept.append(column)
    return kept


def _follows(column: _Figures, other: _Figures) -> bool:
    """Whether each figure is the same multiple of the other one, but for rounding."""
    pairs = [(a, b) for a, b in zip(column.values, other.values, strict=True) if a and b]
    rates = sorted(a / b for a, b in pairs)
    if len(rates) < _FEWEST_ROWS - 1:
        return False
    rate = rates[len(rates) // 2]
    close = sum(abs(a - rate * b) <= 2 * column.step + 0.001 * abs(a) for a, b in pairs)
    return close >= _NEARLY_ALL * len(pairs)


def _adds_up(whole: _Figures, one: _Figures, other: _Figures) -> bool:
    rows = [row for row in zip(whole.values, one.values, other.values, strict=True) if None not in row and row[0]]
    adding = sum(abs((a or 0) - (b or 0) - (c or 0)) <= 2 * whole.step for a, b, c in rows)
    return len(rows) >= _FEWEST_ROWS - 1 and adding >= _NEARLY_ALL * len(rows)


def _is_most(column: _Figures, at: int) -> bool:
    value = column.values[at]
    return value is not None and all(other is None or other <= value for other in column.values)


def _is_sum_of_all(columns: Sequence[_Figures], at: int, height: int) -> bool:
    """Whether the largest row, at the edge, is that of all others: one block was tried, so that less is enough."""
    rest = (1, height) if at == 0 else (0, at)
    return _evidence(columns, at, *rest, mean=False) >= _LIKELY


def _is_nearly_sum(columns: Sequence[_Figures], at: int) -> bool:
    """Whether most figures are about those of all others together, as where some of these are not shown."""
    near = 0
    for column in columns:
        value = column.values[at] or 0.0
        others = column.before[-1] - value
        near += value > 0 and value * _NEAR <= others <= value / _NEAR
    return 2 * near > len(columns)


def _read(texts: pl.Series) -> _Figures | None:
    said = texts.str.normalize("NFKC").str.strip_chars()
    comma = bool(said.str.contains(_DECIMAL_COMMA).any())
    cells = said.str.replace_all(_BETWEEN, "").str.extract(_FIGURE)
    if comma:
        cells = cells.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    plain = cells.str.replace_all(",", "", literal=True).str.replace("[△▲(]", "-")
    values = plain.cast(pl.Float64, strict=False).to_list()
    present = [value for value in values if value is not None]
    if len(present) < _MOSTLY * len(values) or len(set(present)) < _FEWEST_ROWS - 1:
        return None
    places = max((len(text.partition(".")[2]) for text in plain.drop_nulls().to_list()), default=0)
    before, count = [0.0], [0]
    for value in values:
        before.append(before[-1] + (value or 0.0))
        count.append(count[-1] + (value is not None and value != 0))
    step = 10.0**-places
    grain = step * math.gcd(*(round(value / step) for value in present))
    return _Figures(values, step, before, count, max(present) - min(present), max(grain, step))


def _of_blocks(columns: Sequence[_Figures], height: int, *, mean: bool) -> list[int]:
    """The rows whose figures are sums (or means) of the rows above or below, where together chance makes no such.

    `net` is by how many places a row agrees, less what chance gives among the blocks that were tried for it, and
    the rows that are picked are weighed against how many ways there are to pick as many.
    """
    net: list[tuple[float, int]] = []
    for at in range(height):
        above = [(at - length, at) for length in range(_SHORTEST + mean, min(at, _LONGEST) + 1)]
        below = [
            (at + 1, at + 1 + length) for length in range(_SHORTEST + mean, min(height - at - 1, _LONGEST) + 1)
        ]
        most = max((_evidence(columns, at, *block, mean=mean) for block in (*above, *below)), default=0.0)
        if most and (left := most - math.log10(len(above) + len(below))) > 1:
            net.append((left, at))
    net.sort(reverse=True)
    best, picked, total = 0.0, 0, 0.0
    for count, (left, _) in enumerate(net, 1):
        total += left
        if (likely := total - count * math.log10(height * math.e / count)) > best:
            best, picked = likely, count
    return sorted(at for _, at in net[:picked]) if best >= _UNLIKELY else []


def _heads_of_parts(columns: Sequence[_Figures], height: int) -> list[int]:
    """The rows that part the whole table into groups of which each is about the sum: the parts were rounded."""
    goes_on: dict[int, int] = {height: height}
    for at in range(height - _SHORTEST - 1, -1, -1):
        ends = range(at + 1 + _SHORTEST, min(height, at + 1 + _LONGEST) + 1)
        end = next((end for end in ends if end in goes_on and _is_about_the_sum(columns, at, end)), None)
        if end is not None:
            goes_on[at] = end
    heads, at = [], 0
    while at < height and at in goes_on:
        heads.append(at)
        at = goes_on[at]
    return heads if at == height and len(heads) > 1 and len(heads) * len(columns) >= _FEWEST_PARTS else []


def _is_about_the_sum(columns: Sequence[_Figures], at: int, end: int) -> bool:
    for column in columns:
        value, total = column.values[at], column.before[end] - column.before[at + 1]
        if not value or value < _MEANT * column.step or abs(total - value) > _ABOUT * value:
            return False
    return True


def _evidence(columns: Sequence[_Figures], at: int, first: int, last: int, *, mean: bool) -> float:
    """By how many places a row agrees with others; 0 where more of its figures do not than do."""
    matching = compared = 0
    evidence = 0.0
    for column in columns:
        value, count = column.values[at], column.count[last] - column.count[first]
        if not value or count < 2:
            continue
        compared += 1
        total = column.before[last] - column.before[first]
        if mean:
            close, said = 0.51 * column.step, 0.0
            total /= count
        else:
            rounded = column.step < 1 or abs(value) > _ROUNDED * column.step
            close = 0.51 * column.step * math.sqrt(last - first) if rounded else 1e-6
            said = len(f"{abs(value) / column.step:.0f}".rstrip("0"))
        if abs(total - value) <= max(close, 1e-9 * abs(value)):
            matching += 1
            said = said or _surprise(column, total, close, at, first, last)
            evidence += max(0.0, said - math.log10(2 * close / column.step + 1))
        elif 2 * (compared - matching) >= len(columns):
            return 0.0
    return evidence if 2 * matching > compared else 0.0


def _surprise(column: _Figures, mean: float, close: float, at: int, first: int, last: int) -> float:
    """How unlikely (a logarithm) it is to be so close to a mean: by the other figures, and by those it is of."""
    likely = 0.0
    for begin, end in ((0, len(column.values)), (first, last)):
        apart = sorted(
            abs(value - mean)
            for number, value in enumerate(column.values[begin:end], begin)
            if value is not None and number != at
        )
        near = min(_NEIGHBOURS, len(apart)) - 1
        within = sum(one <= close for one in apart) / len(apart)
        likely = max(likely, within, (near + 1) / len(apart) * close / max(apart[near], close))
    return -math.log10(likely)


def _is_mean(columns: Sequence[_Figures], at: int) -> bool:
    """Whether a row at the edge has the means of all others, in one block that was tried."""
    height = len(columns[0].values)
    return _evidence(columns, at, *((1, height) if at == 0 else (0, at)), mean=True) >= _UNLIKELY - 1
