"""A table as a system of sums: what may change together without anybody seeing it.

A *deviation* of a table is what another table with the same sums has more or less in each cell. It is what an
attacker cannot rule out, where only hidden cells deviate and none falls below zero.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import highspy
import numpy as np
import numpy.typing as npt

from publisher.privacy.tables.totals import At, NumberGrid, Sum

Numbers = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class SystemRow:
    """`parts` (places of cells) add up to `whole` (a place, or None where that number cannot be hidden).

    `rest` is what the whole has more than its parts that can be hidden.
    """

    parts: tuple[int, ...]
    whole: int | None
    rest: int

    def signed(self) -> tuple[tuple[int, int], ...]:
        """Every place with its sign."""
        return (*((at, 1) for at in self.parts), *(((self.whole, -1),) if self.whole is not None else ()))


@dataclass(frozen=True, slots=True)
class System:
    """The cells that may be hidden, their numbers, and the sums over them."""

    cells: tuple[At, ...]
    values: Numbers
    rows: tuple[SystemRow, ...]

    @property
    def size(self) -> int:
        """How many cells there are."""
        return len(self.cells)

    def wholes(self) -> Flags:
        """Which cells are sums of others."""
        found = np.zeros(self.size, dtype=np.bool_)
        found[[row.whole for row in self.rows if row.whole is not None]] = True
        return found


def filled(grid: NumberGrid, sums: Sequence[Sum]) -> tuple[NumberGrid, frozenset[At]]:
    """The table with the empty numbers that follow from its sums, one after the other; and which these are.

    They came empty, and stay so; what they are has to be known to see what else protects them.
    """
    numbers = {name: list(column) for name, column in grid.numbers.items()}
    found: set[At] = set()
    while True:
        before = len(found)
        for item in sums:
            empty = [(row, name) for row, name in (item.whole, *item.parts) if numbers[name][row] is None]
            if len(empty) != 1:
                continue
            parts = sum(numbers[name][row] or 0 for row, name in item.parts)
            row, name = empty[0]
            number = parts if empty[0] == item.whole else (numbers[item.whole[1]][item.whole[0]] or 0) - parts
            if number >= 0:
                numbers[name][row] = number
                found.add(empty[0])
        if len(found) == before:
            return NumberGrid(grid.dimensions, grid.keys, numbers), frozenset(found)


def apart(system: System) -> list[tuple[Numbers, System]]:
    """The parts of a system that have no sum in common, each with its places; without cells of no sum."""
    of = np.arange(system.size)

    def root(place: int) -> int:
        while of[place] != place:
            of[place] = of[of[place]]
            place = int(of[place])
        return place

    for row in system.rows:
        first, *others = (at for at, _ in row.signed())
        for at in others:
            of[root(at)] = root(first)
    rows: dict[int, list[SystemRow]] = {}
    for row in system.rows:
        rows.setdefault(root(row.signed()[0][0]), []).append(row)
    places: dict[int, list[int]] = {head: [] for head in rows}
    for place in range(system.size):
        if (head := root(place)) in places:
            places[head].append(place)
    found = []
    for head, mine in places.items():
        number_of = {place: number for number, place in enumerate(mine)}
        inner = tuple(
            SystemRow(
                tuple(number_of[part] for part in row.parts),
                None if row.whole is None else number_of[row.whole],
                row.rest,
            )
            for row in rows[head]
        )
        numbers = np.array(mine, dtype=np.int64)
        found.append(
            (numbers, System(tuple(system.cells[place] for place in mine), system.values[numbers], inner))
        )
    return found


def system_of(grid: NumberGrid, sums: Sequence[Sum], fields: Collection[str]) -> System:
    """The system of the cells in the columns `fields`; a sum with an empty cell says nothing of the others."""
    cells = [
        (row, name)
        for name in grid.numbers
        if name in fields
        for row, value in enumerate(grid.numbers[name])
        if value is not None
    ]
    at = {cell: place for place, cell in enumerate(cells)}
    rows: dict[tuple[tuple[int, ...], int | None], SystemRow] = {}
    for item in sums:
        total, parts = grid.value(item.whole), [grid.value(part) for part in item.parts]
        if total is None or None in parts:
            continue
        mine = tuple(sorted(at[part] for part in item.parts if part in at))
        whole = at.get(item.whole)
        if mine or whole is not None:
            rest = total - sum(value or 0 for value in parts)
            rows[mine, whole] = SystemRow(mine, whole, rest)
    values = np.array([grid.value(cell) for cell in cells], dtype=np.int64)
    return System(tuple(cells), values, tuple(rows.values()))


def solver(
    rows: Sequence[Mapping[int, float]],
    lower: Reals,
    upper: Reals,
    costs: Reals,
    totals: Reals | None = None,
    *,
    whole_numbers: bool = False,
) -> highspy.Highs:
    """HiGHS with columns between bounds, and each of `rows` (place: factor) adding up to its total (or zero)."""
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = lower.size, len(rows)
    model.col_cost_, model.col_lower_, model.col_upper_ = costs, lower, upper
    model.row_lower_ = model.row_upper_ = np.zeros(len(rows)) if totals is None else totals
    model.integrality_ = [highspy.HighsVarType.kInteger] * lower.size if whole_numbers else []
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.cumsum([0, *map(len, rows)]).astype(np.int32)
    model.a_matrix_.index_ = np.array([place for row in rows for place in row], dtype=np.int32)
    model.a_matrix_.value_ = np.array([factor for row in rows for factor in row.values()], dtype=np.float64)
    found = highspy.Highs()  # type: ignore[no-untyped-call]
    found.setOptionValue("output_flag", False)  # noqa: FBT003 - HiGHS's own interface
    found.setOptionValue("threads", 1)
    found.setOptionValue("random_seed", 1)
    found.passModel(model)
    return found


class Attacker:
    """How far a hidden cell can be from its number, as whoever has the published table sees it."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._hidden: Flags = np.zeros(system.size, dtype=np.bool_)
        self._columns = np.arange(system.size, dtype=np.int32)
        zeros = np.zeros(system.size)
        self._solver = solver([dict(row.signed()) for row in system.rows], zeros, zeros, zeros)

    def hide(self, hidden: Flags) -> None:
        """From now on just these cells are hidden."""
        changed = np.flatnonzero(self._hidden != hidden).astype(np.int32)
        lower = np.where(hidden, -self._system.values, 0).astype(np.float64)
        upper = np.where(hidden, highspy.kHighsInf, 0.0)
        self._solver.changeColsBounds(changed.size, changed, lower[changed], upper[changed])
        self._hidden = hidden.copy()

    def reach(self, place: int, sense: int, most: int) -> tuple[float, Reals, Reals]:
        """How far up (sense 1) or down (-1) a hidden cell can be, `most` at most; a deviation; its price.

        The *price* of every cell says that the reach is at most the sum of the prices of hidden cells, whichever
        these are (linear duality).
        """
        values = self._system.values
        low, high = (0.0, float(most)) if sense == 1 else (-float(min(most, values[place])), 0.0)
        self._solver.changeColBounds(place, low, high)
        costs = np.zeros(self._system.size)
        costs[place] = -sense
        self._solver.changeColsCost(self._system.size, self._columns, costs)
        self._solver.run()
        status, found = self._solver.getModelStatus(), self._solver.getSolution()
        self._solver.changeColBounds(place, -float(values[place]), highspy.kHighsInf)
        if status != highspy.HighsModelStatus.kOptimal:
            return 0.0, costs * 0.0, np.full(self._system.size, float(most))
        point, dual = np.array(found.col_value), np.array(found.col_dual)
        price = np.minimum(np.maximum(dual, 0.0) * values, most)
        price[dual < -_EXACT] = most
        price[price < _EXACT] = 0.0
        return sense * float(point[place]), point, price


_EXACT = 1e-7


def whole(point: Reals) -> Numbers | None:
    """A deviation in whole numbers, or None where it is none."""
    rounded = np.rint(point)
    return rounded.astype(np.int64) if np.abs(point - rounded).max(initial=0.0) < 1e-6 else None
