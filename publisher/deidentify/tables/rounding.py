"""Controlled rounding of one table: every number to a multiple of a base, and the sums still add up."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import highspy
import numpy as np
import polars as pl

from publisher.deidentify.tables.chance import Chance
from publisher.deidentify.tables.suppressing import Guard, Unprotected, uncountable
from publisher.deidentify.tables.system import Numbers, Reals, System, solver, system_of
from publisher.model.policy import ControlledRounding
from publisher.privacy.tables.rounded import given_away_rounded
from publisher.privacy.tables.totals import At
from publisher.privacy.tables.within import count_table

SECONDS = 120.0
_TRIES = 4
"""Drawings, where the attacker finds something in one."""
_FURTHER = 20.0
"""What it costs that a number goes one multiple further than the two beside it."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A table of which some numbers are others."""

    frame: pl.DataFrame
    cells: int


def rounded(
    frame: pl.DataFrame, method: ControlledRounding, base: int, guard: Guard, chance: Chance
) -> Changed | tuple[Unprotected, ...]:
    """The table of texts with the fields of `method` rounded, and how many numbers changed; or why not."""
    until = time.monotonic() + SECONDS
    table = count_table(frame, guard.least, guard.key, rows_left_out=guard.rows_left_out)
    wrong = uncountable(frame, table, method.fields)
    if table is None or wrong:
        return wrong
    system = system_of(table.grid, table.sums, method.fields)
    found: Sequence[Unprotected] = ()
    for number in range(_TRIES):
        numbers = _rounded(system, base, _drawn(system, table.grid.keys, chance, number), until)
        if numbers is None:
            return tuple(Unprotected(name, frame[name].count(), None) for name in method.fields)
        done = written(frame, system.cells, numbers)
        seen = count_table(done, guard.least, guard.key, rows_left_out=guard.rows_left_out)
        assert seen is not None
        away = list(
            given_away_rounded(seen, dict.fromkeys(method.fields, base), guard.least, guard.room, table.sums)
        )
        away += guard.attacked(done)
        if not away:
            return Changed(done, int((numbers != system.values).sum()))
        found = [Unprotected(item.field, item.cells, None, item.rows) for item in away]
    return tuple(found)


def _drawn(system: System, keys: Sequence[tuple[str | None, ...]], chance: Chance, number: int) -> Reals:
    return np.array(
        [
            chance.draw(number, name, int(value), keys[row])
            for (row, name), value in zip(system.cells, system.values, strict=True)
        ]
    )


def _rounded(system: System, base: int, drawn: Reals, until: float) -> Numbers | None:
    """The numbers as multiples of `base`, near what the drawing asks for; None without an answer."""
    below, over = np.divmod(system.values, base)
    size = system.size
    rows: list[dict[int, float]] = []
    totals = []
    for row in system.rows:
        if row.rest or row.whole is None:
            continue
        signed = row.signed()
        rows.append(
            {**{at: float(sign) for at, sign in signed}, **{size + at: float(sign) for at, sign in signed},
             **{2 * size + at: -float(sign) for at, sign in signed}}
        )  # fmt: skip
        totals.append(-float(sum(sign * int(below[at]) for at, sign in signed)))
    costs = np.concatenate([drawn - over / base, np.full(2 * size, _FURTHER)])
    upper = np.concatenate([over > 0, np.ones(size), below > 0]).astype(np.float64)
    for further in (False, True):
        high = upper if further else np.where(np.arange(3 * size) < size, upper, 0.0)
        model = solver(rows, np.zeros(3 * size), high, costs, np.array(totals), whole_numbers=True)
        left = until - time.monotonic()
        if left <= 0:
            return None
        model.setOptionValue("time_limit", left)
        model.run()
        if model.getModelStatus() == highspy.HighsModelStatus.kOptimal:
            chosen = np.rint(np.array(model.getSolution().col_value)).astype(np.int64)
            numbers: Numbers = base * (below + chosen[:size] + chosen[size : 2 * size] - chosen[2 * size :])
            return numbers
    return None


def written(frame: pl.DataFrame, cells: Collection[At], numbers: Numbers) -> pl.DataFrame:
    """The table with these numbers in these cells."""
    columns: dict[str, list[str | None]] = {}
    for (row, name), number in zip(cells, numbers.tolist(), strict=True):
        columns.setdefault(name, frame[name].to_list())[row] = str(number)
    return frame.with_columns(pl.Series(name, values, dtype=pl.String) for name, values in columns.items())
