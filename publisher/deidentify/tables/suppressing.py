"""Complementary suppression of one table: which cells are emptied so that no sum gives a small number away."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from publisher.deidentify.tables.circuits import OutOfTimeError, hide_by_circuits
from publisher.deidentify.tables.demands import Demands, groups_missed
from publisher.deidentify.tables.exact import MOST_CELLS, hide_exactly
from publisher.deidentify.tables.system import Attacker, Flags, System, apart, filled, system_of
from publisher.model.policy import ComplementarySuppression
from publisher.privacy.tables.amounts import Needed, too_near
from publisher.privacy.tables.audit import Room
from publisher.privacy.tables.totals import At
from publisher.privacy.tables.within import CountTable, GivenAway, count_table, given_away

SECONDS = 240.0
"""For one table, the search for the cheapest pattern among them."""
_EXACT_SECONDS = 30.0
_ATTACKS = 6
"""How often more is hidden because the attacker found something all the same."""
_A_WHOLE, _A_ZERO = 0.002, 0.001
"""Of two patterns alike the one that shows sums, and hides no zero."""


@dataclass(frozen=True, slots=True)
class Guard:
    """What a table is guarded by: the `least` count of each field, and what stays possible of a hidden one."""

    least: Mapping[str, int]
    room: Room
    key: Sequence[str] = ()
    texts: Sequence[str] = ()
    amounts: Needed = field(default_factory=lambda: Needed({}, {}))
    rows_left_out: bool = False

    def attacked(self, frame: pl.DataFrame) -> list[GivenAway]:
        """What the table gives away of hidden counts, as the gate will see it."""
        found = given_away(
            frame,
            self.least,
            key=self.key,
            texts=self.texts,
            rows_left_out=self.rows_left_out,
            room=self.room,
        )
        fields = {name for _, name in self.amounts.distances}
        near = too_near(frame, self.amounts, fields, self.key, rows_left_out=self.rows_left_out) if fields else ()
        return [*(item for item in found if item.kind != "alike"), *near]


@dataclass(frozen=True, slots=True)
class Unprotected:
    """`cells` of a field that cannot be protected: of one only `values` numbers are possible, whatever is hidden.

    `rows` (from 1) are some of them. Without `values` nothing is known: there was no answer in time, or the table
    is too large or has no whole numbers there.
    """

    field: str
    cells: int
    values: int | None
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Pattern:
    """The cells to empty: `primary` for themselves, the others for these. `proven`: no cheaper pattern does."""

    cells: tuple[At, ...]
    primary: int
    proven: bool


def hidden_cells(
    frame: pl.DataFrame, method: ComplementarySuppression, guard: Guard
) -> Pattern | tuple[Unprotected, ...]:
    """What of the table of texts `frame` is emptied; or why it cannot be protected."""
    until = time.monotonic() + SECONDS
    table = count_table(frame, guard.least, guard.key, rows_left_out=guard.rows_left_out)
    wrong = uncountable(frame, table, method.fields)
    if table is None or wrong:
        return wrong
    grid, empty = filled(table.grid, table.sums)
    system = system_of(grid, table.sums, method.fields)
    demands = _demands(system, frame, method, guard, empty)
    try:
        return _withstanding(frame, system, demands, guard, until)
    except OutOfTimeError:
        return tuple(
            Unprotected(name, int(demands.primary[_of(system, name)].sum()), None) for name in method.fields
        )


def uncountable(frame: pl.DataFrame, table: CountTable | None, fields: Collection[str]) -> tuple[Unprotected, ...]:
    """The fields of which nothing can be said: not of whole numbers, or in a table that is too large."""
    plain = [name for name in fields if table is None or name not in table.grid.numbers]
    counted = [name for name in plain if frame[name].drop_nulls().str.strip_chars().str.len_chars().sum()]
    return tuple(Unprotected(name, frame[name].count(), None) for name in counted)


def emptied(frame: pl.DataFrame, cells: Collection[At]) -> pl.DataFrame:
    """The table with these cells empty."""
    by_field: dict[str, list[int]] = {}
    for row, name in cells:
        by_field.setdefault(name, []).append(row)
    at = pl.int_range(pl.len())
    return frame.with_columns(
        pl.when(at.is_in(rows)).then(None).otherwise(pl.col(name)).alias(name) for name, rows in by_field.items()
    )


def _of(system: System, field: str) -> Flags:
    return np.array([name == field for _, name in system.cells], dtype=np.bool_)


def _demands(
    system: System, frame: pl.DataFrame, method: ComplementarySuppression, guard: Guard, empty: Collection[At]
) -> Demands:
    least = np.array([guard.least.get(name, 0) for _, name in system.cells], dtype=np.int64)
    values = system.values
    up = np.array([guard.amounts.distances.get(cell, 0) for cell in system.cells], dtype=np.int64)
    primary = ((values > 0) & (values < least)) | (up > 0)
    primary |= np.array([cell in empty for cell in system.cells], dtype=np.bool_)
    rows = _rows_of(frame, method.keep)
    kept = np.array([row in rows for row, _ in system.cells], dtype=np.bool_)
    if method.zeros == "keep":
        kept |= values == 0
    cost = values + 1.0 if method.cost == "value" else np.ones(system.size)
    cost = cost + _A_WHOLE * system.wholes() + _A_ZERO * (values == 0)
    width = np.array(
        [
            guard.room.width(int(value), int(number)) if number else 0
            for value, number in zip(values, least, strict=True)
        ],
        dtype=np.int64,
    )
    return Demands(primary, kept, up, np.minimum(up, values), width, least, cost)


def _rows_of(frame: pl.DataFrame, chosen: Sequence[Mapping[str, str]]) -> set[int]:
    """Rows that have all the values of one of `chosen`."""
    found: set[int] = set()
    for values in chosen:
        alike = pl.all_horizontal(pl.col(name).fill_null("") == value for name, value in values.items())
        found |= set(frame.select(alike.arg_true()).to_series().to_list())
    return found


def _withstanding(
    frame: pl.DataFrame, system: System, demands: Demands, guard: Guard, until: float
) -> Pattern | tuple[Unprotected, ...]:
    """A pattern that the attacker of the gate finds nothing in."""
    primary = int(demands.primary.sum())
    blocked = demands.primary & demands.kept
    if blocked.any():
        return _unprotected(system, demands, blocked)
    for _ in range(_ATTACKS):
        hidden, lost, proven = _hidden(system, demands, until)
        if lost.any():
            return _unprotected(system, demands, lost)
        cells = tuple(system.cells[at] for at in np.flatnonzero(hidden))
        found = guard.attacked(emptied(frame, cells))
        if not found:
            return Pattern(cells, primary, proven)
        more = _more(system, demands, hidden, found)
        if more is None:
            break
        demands = replace(demands, primary=more)
    return tuple(Unprotected(item.field, item.cells, None, item.rows) for item in found)


def _hidden(system: System, demands: Demands, until: float) -> tuple[Flags, Flags, bool]:
    """The cells to hide, those that cannot be protected, and whether no cheaper pattern does.

    Parts without a common sum are looked at one by one, so that what one part hides does not change when another
    does: of two nights that differ somewhere else both hide the same.
    """
    hidden: Flags = demands.primary.copy()
    lost: Flags = np.zeros(system.size, dtype=np.bool_)
    every = True
    for places, part in apart(system):
        mine = demands.of(places)
        if not mine.primary.any() and not groups_missed(part, mine, mine.primary):
            continue
        found, lost[places] = hide_by_circuits(part, mine, until)
        proven = False
        if part.size <= MOST_CELLS and not lost[places].any():
            found, proven = hide_exactly(part, mine, found, min(until, time.monotonic() + _EXACT_SECONDS))
        hidden[places], every = found, every and proven
    return hidden, lost, every and bool(hidden.any())


def _more(system: System, demands: Demands, hidden: Flags, found: Sequence[GivenAway]) -> Flags | None:
    """What is hidden, and the cheapest cell beside each that was given away; None when there is none left."""
    wanted = {(row - 1, item.field) for item in found for row in item.rows}
    more = hidden.copy()
    for row in system.rows:
        places = [at for at, _ in row.signed()]
        if any(hidden[at] and system.cells[at] in wanted for at in places):
            choices = [at for at in places if not more[at] and not demands.kept[at]]
            if choices:
                more[min(choices, key=lambda at: (demands.cost[at], at))] = True
    return more if int(more.sum()) > int(hidden.sum()) else None


def _unprotected(system: System, demands: Demands, lost: Flags) -> tuple[Unprotected, ...]:
    """How much would stay possible of what cannot be protected, with all hidden that may be."""
    attacker = Attacker(system)
    attacker.hide(~demands.kept | demands.primary)
    found = []
    for name in dict.fromkeys(name for _, name in system.cells):
        places = np.flatnonzero(lost & _of(system, name))
        if places.size:
            if demands.up[places].any():
                found.append(Unprotected(name, places.size, None, tuple(system.cells[at][0] + 1 for at in places)))
                continue
            most = int(demands.most[places].max())
            values = [
                1 + int(sum(attacker.reach(int(at), sense, most)[0] + 1e-6 for sense in (1, -1))) for at in places
            ]
            rows = tuple(system.cells[at][0] + 1 for at in places)
            found.append(Unprotected(name, places.size, min(values), rows))
    return tuple(found)


__all__ = ["Guard", "Pattern", "Unprotected", "emptied", "hidden_cells"]
