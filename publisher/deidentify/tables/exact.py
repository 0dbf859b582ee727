"""The cheapest complementary suppression, exactly: an integer programme and an attacker who adds to it.

Fischetti, Salazar-González 2001: a pattern is chosen, every hidden cell is attacked by linear programmes, and what
their duals say has to be hidden is added, until nothing is found. The least cost so far is a bound from below.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping

import highspy
import numpy as np

from publisher.deidentify.tables.demands import Demands, Proof, groups_missed
from publisher.deidentify.tables.system import Flags, System

MOST_CELLS = 800
"""Cells of a table for which the cheapest pattern is looked for."""
_ROUNDS = 200
_NODES = 20_000
_SAME = 0.5
"""Share of the cost of one cell by which a pattern has to be cheaper to be another."""


def hide_exactly(system: System, demands: Demands, start: Flags, until: float) -> tuple[Flags, bool]:
    """The cheapest pattern, and whether it is proven to be; `start` is one that protects."""
    best = float(demands.cost[start].sum())
    smallest = float(demands.cost.min(initial=1.0)) * _SAME
    master = _Master(system, demands, start)
    proof = Proof(system, demands)
    for _ in range(_ROUNDS):
        left = until - time.monotonic()
        found = master.cheapest(left) if left > 0 else None
        if found is None:
            return start, False
        hidden, bound = found
        if bound > best - smallest:
            return start, True
        proof.attacker.hide(hidden)
        fine = not groups_missed(system, demands, hidden)
        for place in np.flatnonzero(proof.missing(hidden)):
            prices = proof.lacking(int(place))
            if prices is not None:
                master.need(int(place), prices)
                fine = False
        if fine:
            return hidden, master.proven
    return start, False


class _Master:
    """Which cells are hidden, as far as the attacker has said what has to hold."""

    def __init__(self, system: System, demands: Demands, start: Flags) -> None:
        self._start = start
        self.proven = True
        model = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, value in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", 1),
            ("mip_max_nodes", _NODES),
            ("mip_rel_gap", 1e-6),
        ):
            model.setOptionValue(option, value)
        for place in range(system.size):
            low, high = float(demands.primary[place]), float(not demands.kept[place])
            model.addVar(low, high)
            model.changeColCost(place, float(demands.cost[place]))
            model.changeColIntegrality(place, highspy.HighsVarType.kInteger)
        self._model = model
        for row in _plain(system, demands):
            self._add(row)

    def _add(self, row: tuple[Mapping[int, float], float]) -> None:
        factors, least = row
        places = np.array(list(factors), dtype=np.int32)
        self._model.addRow(
            least, highspy.kHighsInf, places.size, places, np.array(list(factors.values()), dtype=np.float64)
        )

    def need(self, place: int, prices: np.ndarray[tuple[int], np.dtype[np.float64]]) -> None:
        """If `place` is hidden, so are others whose prices make up one together."""
        factors = {int(at): float(prices[at]) for at in np.flatnonzero(prices)}
        factors[place] = factors.get(place, 0.0) - 1.0
        self._add((factors, 0.0))

    def cheapest(self, seconds: float) -> tuple[Flags, float] | None:
        """The cheapest pattern under all that was said, and a bound of its cost; None without an answer."""
        model = self._model
        model.setOptionValue("time_limit", model.getRunTime() + seconds)
        model.run()
        status = model.getModelStatus()
        if status not in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kSolutionLimit):
            return None
        self.proven = status == highspy.HighsModelStatus.kOptimal
        values = np.array(model.getSolution().col_value)
        if not values.size:
            return None
        return values > 0.5, float(model.getInfo().mip_dual_bound)


def _plain(system: System, demands: Demands) -> Iterator[tuple[Mapping[int, float], float]]:
    """What holds of every pattern: a hidden cell of a sum is not alone, and the group is not too few."""
    for row in system.rows:
        places = [at for at, _ in row.signed()]
        for place in places:
            yield {**{at: 1.0 for at in places if at != place}, place: -1.0}, 0.0
        for place in row.parts:
            least = float(demands.least[place])
            factors = {at: min(float(system.values[at]), least) for at in row.parts}
            factors[place] -= max(0.0, least - row.rest)
            if row.whole is not None:
                factors[row.whole] = least
            if least:
                yield factors, 0.0
        if row.whole is not None and 0 < row.rest < demands.least[row.whole]:
            least = float(demands.least[row.whole] - row.rest)
            yield {**{at: min(float(system.values[at]), least) for at in row.parts}, row.whole: least}, least
