"""What has to hold of a table with hidden cells."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from publisher.deidentify.tables.system import Attacker, Flags, Numbers, Reals, System, whole


@dataclass(frozen=True, slots=True)
class Demands:
    """What every cell of a system needs.

    Cells in `primary` are hidden, cells in `kept` are shown. A hidden cell is possible `up` and `down` from its
    number at least, and over a range of `width` in all. Hidden cells of one sum are together at least `least`,
    the `least` of each of them.
    """

    primary: Flags
    kept: Flags
    up: Numbers
    down: Numbers
    width: Numbers
    least: Numbers
    cost: Reals

    def of(self, places: Numbers) -> Demands:
        """Those of some cells."""
        return Demands(*(getattr(self, item.name)[places] for item in fields(self)))

    @property
    def most(self) -> Numbers:
        """How far anybody has to look from each number."""
        return np.maximum(np.maximum(self.up, self.down), self.width)


def groups_missed(system: System, demands: Demands, hidden: Flags) -> list[tuple[int, int]]:
    """Sums (by number) whose hidden cells are too few together, each with what they need."""
    missed = []
    for number, row in enumerate(system.rows):
        if row.whole is not None and hidden[row.whole]:
            continue
        places = [at for at in row.parts if hidden[at]]
        together = int(system.values[places].sum()) + row.rest
        least = int(demands.least[places].max(initial=0))
        if not places and row.whole is not None:
            least = int(demands.least[row.whole]) if row.rest > 0 else 0
        if together < least:
            missed.append((number, least))
    return missed


class Proof:
    """Deviations that were found, which show of many cells at once that they are protected."""

    def __init__(self, system: System, demands: Demands) -> None:
        self.system = system
        self.demands = demands
        self.attacker = Attacker(system)
        self._most = demands.most
        self._points: list[Numbers] = []

    def note(self, point: Reals) -> None:
        """A deviation of what is hidden, if it is possible in whole numbers."""
        found = whole(point)
        if found is not None and found.any() and (found >= -self.system.values).all():
            self._points.append(found)

    def missing(self, hidden: Flags) -> Flags:
        """Hidden cells that no deviation noted proves to be protected."""
        low, high = np.zeros(self.system.size, dtype=np.int64), np.zeros(self.system.size, dtype=np.int64)
        shown = ~hidden
        for point in self._points:
            if not point[shown].any():
                np.minimum(low, point, out=low)
                np.maximum(high, point, out=high)
        need = self.demands
        return hidden & ((high < need.up) | (-low < need.down) | (high - low < need.width))

    def lacking(self, place: int) -> Reals | None:
        """None when a hidden cell is protected, else prices of what would have to be hidden too.

        The prices of cells hidden have to be together what the cell needs.
        """
        need = self.demands
        most = int(self._most[place])
        reach: dict[int, tuple[float, Reals]] = {}
        for sense, wanted in ((1, int(need.up[place])), (-1, int(need.down[place]))):
            found, point, price = self.attacker.reach(place, sense, most)
            self.note(point)
            reach[sense] = found, price
            if found < wanted - _EXACT:
                return np.minimum(price, wanted) / wanted
            if sense == 1 and found >= need.width[place] - _EXACT and not need.down[place]:
                return None
        width = int(need.width[place])
        if sum(found for found, _ in reach.values()) >= width - _EXACT:
            return None
        return np.minimum(reach[1][1] + reach[-1][1], width) / width


_EXACT = 1e-6
