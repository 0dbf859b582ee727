"""Noise that a cell of a table always has: the same number in the same cell is shown alike every night.

The noise of a count has mean zero and the highest entropy there is at its variance; no count below the least one
comes out, and a zero stays. Fraser, Wooton 2005; Marley, Leaver 2011; Giessing 2016.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

import polars as pl

from publisher.deidentify.tables.chance import Chance
from publisher.deidentify.tables.rounding import Changed, written
from publisher.deidentify.tables.suppressing import Guard, Unprotected, uncountable
from publisher.deidentify.tables.system import system_of
from publisher.model.policy import CellKey
from publisher.privacy.tables.within import count_table

_STEPS = 200
_STEEPEST = 60.0


def perturbed(
    frame: pl.DataFrame, method: CellKey, guard: Guard, chance: Chance
) -> Changed | tuple[Unprotected, ...]:
    """The table of texts with noise in the fields of `method`, and how many numbers changed; or why not."""
    table = count_table(frame, guard.least, guard.key, rows_left_out=guard.rows_left_out)
    wrong = uncountable(frame, table, method.fields)
    if table is None or wrong:
        return wrong
    system = system_of(table.grid, (), method.fields)
    numbers = system.values.copy()
    for place, (row, name) in enumerate(system.cells):
        count = int(system.values[place])
        shares = distribution(count, guard.least[name], method.deviation, method.variance)
        numbers[place] = _drawn(shares, chance.draw(0, name, count, table.grid.keys[row]))
    return Changed(written(frame, system.cells, numbers), int((numbers != system.values).sum()))


def _drawn(shares: Sequence[tuple[int, float]], draw: float) -> int:
    reached = 0.0
    for value, share in shares:
        reached += share
        if draw < reached:
            return value
    return shares[-1][0]


@cache
def distribution(count: int, least: int, deviation: int, variance: float) -> tuple[tuple[int, float], ...]:
    """What a count is shown as, each with its probability; its mean is the count.

    Values are 0 or at least `least`, and as far as it can be at most `deviation` from the count.
    """
    if count == 0:
        return ((0, 1.0),)
    values = list(range(max(least, count - deviation), max(least, count) + deviation + 1))
    if values[0] >= count:
        values = [0, *values]

    def tilted(slope: float) -> list[float]:
        powers = [slope * (value - count) - (value - count) ** 2 / (2 * variance) for value in values]
        highest = max(powers)
        weights = [math.exp(power - highest) for power in powers]
        whole = sum(weights)
        return [weight / whole for weight in weights]

    low, high = -_STEEPEST, _STEEPEST
    for _ in range(_STEPS):
        middle = (low + high) / 2
        mean = sum(share * value for share, value in zip(tilted(middle), values, strict=True))
        low, high = (middle, high) if mean < count else (low, middle)
    return tuple(zip(values, tilted((low + high) / 2), strict=True))
