"""A heuristic for complementary suppression: the cheapest deviation through one cell after another.

For each hidden cell that is not protected a linear programme finds the cheapest deviation that moves it far enough
(in a two-way table a cheapest circuit, Castro 2012; Kelly, Golden, Assad 1992); the cells it moves are hidden.
Cells that prove to be hidden for nothing are shown again.
"""

from __future__ import annotations

import time

import highspy
import numpy as np

from publisher.deidentify.tables.demands import Demands, Proof, groups_missed
from publisher.deidentify.tables.system import Flags, Reals, System, solver

_FREE = 1e-4
"""Price of moving a cell that is hidden already, by which shorter deviations are found first."""
_MOVED = 1e-7
_REWEIGHTED = 4
_LITTLE = 0.1
_DRAWN = (0.5, 0.8, 0.0)
"""By how much a cell is cheaper whose sums all have hidden cells: several tries for tables of middle size."""
_MOST_AGAIN = 1_500
_MOST_SHOWN_AGAIN = 3_000
"""Hidden cells of which each is tried to be shown again."""


class OutOfTimeError(Exception):
    """There was no time to find a pattern; nothing is known of whether there is one."""


def hide_by_circuits(system: System, demands: Demands, until: float) -> tuple[Flags, Flags]:
    """Cells to hide, and those of them that cannot be protected. Raises OutOfTimeError."""
    best: tuple[float, Flags] | None = None
    for drawn in _DRAWN if system.size <= _MOST_AGAIN else _DRAWN[:1]:
        try:
            hidden, lost = _hidden(system, demands, drawn, until)
        except OutOfTimeError:
            if best is None:
                raise
            break
        if lost.any():
            return hidden, lost
        cost = float(demands.cost[hidden].sum())
        if best is None or cost < best[0]:
            best = cost, hidden
    assert best is not None
    return best[1], np.zeros(system.size, dtype=np.bool_)


def _hidden(system: System, demands: Demands, drawn: float, until: float) -> tuple[Flags, Flags]:
    proof = Proof(system, demands)
    circuits = _Circuits(system, demands, drawn)
    hidden = demands.primary.copy()
    lost: Flags = np.zeros(system.size, dtype=np.bool_)
    while True:
        proof.attacker.hide(hidden)
        missing = np.flatnonzero(proof.missing(hidden) & ~lost)
        before = int(hidden.sum())
        for place in missing[np.argsort(-demands.most[missing] * 1e9 - system.values[missing], kind="stable")]:
            if not proof.missing(hidden)[place] or proof.lacking(place) is None:
                continue
            if time.monotonic() > until:
                raise OutOfTimeError
            point = circuits.cheapest(place, hidden)
            if point is None:
                lost[place] = True
                continue
            hidden |= np.abs(point) > _MOVED
            proof.attacker.hide(hidden)
            proof.note(point)
            proof.note(-point)
        _fill_groups(system, demands, hidden, lost)
        if int(hidden.sum()) == before:
            break
    if not lost.any():
        _show_again(proof, hidden, until)
    return hidden, lost


class _Circuits:
    def __init__(self, system: System, demands: Demands, drawn: float) -> None:
        self._system, self._demands, self._drawn = system, demands, drawn
        self._row_of = np.array(
            [number for number, row in enumerate(system.rows) for _ in row.signed()], dtype=np.int64
        )
        self._place_of = np.array([at for row in system.rows for at, _ in row.signed()], dtype=np.int64)
        self._sums = np.maximum(np.bincount(self._place_of, minlength=system.size), 1)
        size = system.size
        closed = demands.kept
        upper = np.concatenate([np.full(size, highspy.kHighsInf), system.values.astype(np.float64)])
        upper[np.concatenate([closed, closed])] = 0.0
        self._upper: Reals = upper
        rows: list[dict[int, float]] = []
        for row in system.rows:
            signed = row.signed()
            rows.append(
                {**{at: float(sign) for at, sign in signed}, **{size + at: -float(sign) for at, sign in signed}}
            )
        self._solver = solver(rows, np.zeros(2 * size), upper, np.zeros(2 * size))
        self._columns = np.arange(2 * size, dtype=np.int32)

    def cheapest(self, place: int, hidden: Flags) -> Reals | None:
        """The cheapest deviation that moves a cell as far as it needs; None when there is none."""
        need = self._demands
        found = []
        if not need.up[place] and not need.down[place]:
            width = int(need.width[place])
            tries = ((1, width), (-1, width), (0, -(-width // 2)))
            options = [point for sense, amount in tries if (point := self._moved(place, sense, amount, hidden))]
            return min(options, key=lambda item: item[0])[1] if options else None
        for sense, amount in ((1, int(need.up[place])), (-1, int(need.down[place]))):
            if amount:
                point = self._moved(place, sense, amount, hidden)
                if point is None:
                    return None
                found.append(point)
        return max(found, key=lambda item: item[0])[1]

    def _touched(self, hidden: Flags) -> Reals:
        """Of each cell the share of its sums that have a hidden cell."""
        rows = np.bincount(self._row_of[hidden[self._place_of]], minlength=len(self._system.rows)) > 0
        return np.bincount(self._place_of, weights=rows[self._row_of], minlength=self._system.size) / self._sums

    def _moved(self, place: int, sense: int, amount: int, hidden: Flags) -> tuple[float, Reals] | None:
        """The cheapest of some deviations and its cost, by reweighting towards few cells (Candès et al. 2008).

        It moves the cell by `amount` up (sense 1) or down (-1); with 0 up, and it is possible both ways.
        """
        size, values = self._system.size, self._system.values
        if sense != 1 and values[place] < amount:
            return None
        price = np.where(hidden, _FREE, self._demands.cost * (1 - self._drawn * self._touched(hidden)))
        down = price / np.clip(values, 1, amount)
        costs = np.concatenate([price / amount if sense else down, down])
        mine, other = (place, size + place) if sense != -1 else (size + place, place)
        if not sense:
            self._bound_above(np.minimum(self._upper[:size], values))
        self._solver.changeColBounds(mine, float(amount), float(amount))
        self._solver.changeColBounds(other, 0.0, 0.0)
        best: tuple[float, Reals] | None = None
        for _ in range(_REWEIGHTED):
            self._solver.changeColsCost(2 * size, self._columns, costs)
            self._solver.run()
            if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                break
            found = np.array(self._solver.getSolution().col_value)
            point = found[:size] - found[size:]
            cost = float(price[np.abs(point) > _MOVED].sum())
            if best is not None and cost >= best[0]:
                break
            best = cost, point
            costs = np.concatenate([price, price]) / (np.concatenate([np.abs(point)] * 2) + _LITTLE)
        if not sense:
            self._bound_above(self._upper[:size])
        for column in (mine, other):
            self._solver.changeColBounds(column, 0.0, float(self._upper[column]))
        return best

    def _bound_above(self, upper: Reals) -> None:
        size = self._system.size
        self._solver.changeColsBounds(size, self._columns[:size], np.zeros(size), upper)


def _fill_groups(system: System, demands: Demands, hidden: Flags, lost: Flags) -> None:
    """Hide more where the hidden cells of a sum are too few together; what cannot be helped is `lost`."""
    for _ in range(system.size):
        missed = groups_missed(system, demands, hidden)
        changed = False
        for number, least in missed:
            row = system.rows[number]
            together = sum(int(system.values[at]) for at in row.parts if hidden[at]) + row.rest
            choices = [at for at in row.parts if not hidden[at] and not demands.kept[at] and system.values[at]]
            enough = [at for at in choices if together + system.values[at] >= least]
            if row.whole is not None and not demands.kept[row.whole]:
                enough.append(row.whole)
            if enough:
                hidden[min(enough, key=lambda at: (demands.cost[at], at))] = changed = True
            elif choices:
                hidden[max(choices, key=lambda at: (system.values[at], -at))] = changed = True
            else:
                lost[[at for at in row.parts if hidden[at]]] = True
        if not changed:
            return


def _show_again(proof: Proof, hidden: Flags, until: float) -> None:
    """Show hidden cells again, the dearest first, where everything stays protected."""
    system, demands = proof.system, proof.demands
    extra = np.flatnonzero(hidden & ~demands.primary)
    if extra.size > _MOST_SHOWN_AGAIN:
        return
    for place in extra[np.argsort(-demands.cost[extra], kind="stable")]:
        if time.monotonic() > until:
            return
        hidden[place] = False
        if groups_missed(system, demands, hidden) or not protected(proof, hidden):
            hidden[place] = True


def protected(proof: Proof, hidden: Flags) -> bool:
    """Whether every hidden cell is."""
    proof.attacker.hide(hidden)
    while True:
        missing = np.flatnonzero(proof.missing(hidden))
        if not missing.size:
            return True
        for place in map(int, missing):
            if proof.lacking(place) is not None:
                return False
            if not proof.missing(hidden)[place]:
                break
        else:
            return True
