"""What can be known of hidden counts from sums that are published: the least and most that each can be.

The unknown counts are whole numbers between bounds; each equation says what some of them add up to, less others.
Bounds that tighten each other come first; what is left is asked of HiGHS (Huangfu, Hall 2018), a linear programme
for the least and one for the most of each count, and a whole-number one where their answer is no whole number.
Every answer is a table that could be the hidden one, so it may show of many counts at once that they are safe.
"""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import highspy
import numpy as np
import numpy.typing as npt

T = TypeVar("T", bound=Hashable)

MOST_UNKNOWNS = 20_000
"""Unknowns of one connected system that are solved for; beyond, only bounds are used, and `unsolved` says so."""
SECONDS = 60.0
"""For all systems of one call; counts that were not reached by then are `unsolved`."""
UNBOUNDED = 10**15
_EXACT = 1e-6
_ROUNDS = 30
"""Of narrowing; bounds that come nearer one by one are left to the programme."""
Point = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Equation(Generic[T]):
    """The unknown counts `parts` (each once) less those in `minus` add up to `total`."""

    parts: frozenset[T]
    total: int
    minus: frozenset[T] = frozenset()

    def items(self) -> tuple[tuple[T, int], ...]:
        """Every unknown with its sign."""
        return (*((item, 1) for item in self.parts), *((item, -1) for item in self.minus))


@dataclass(frozen=True, slots=True)
class Interval:
    """All that is known of a count: it is from `low` to `high`."""

    low: int
    high: int

    @property
    def values(self) -> int:
        """How many values are possible."""
        return self.high - self.low + 1


@dataclass(frozen=True, slots=True)
class Room:
    """What has to stay possible of a hidden count: so many `values`, over a range of at least so many `percent` of
    the most that it may be (the protection intervals of Hundepool et al. 2012, 4.2, as an outsider sees them)."""

    values: int = 3
    percent: float = 0.0

    def enough(self, low: float, high: float) -> bool:
        """Whether an interval is wide enough; then every wider one is."""
        return high - low + 1 >= self.values and high - low >= self.percent / 100 * high - _EXACT

    def width(self, count: int, least: int) -> int:
        """The range that a hidden `count` needs, so that it is wide enough or certainly no small one."""
        share = self.percent / 100
        relative = math.ceil(share * count / (1 - share) - _EXACT) if count < least / (1 - share) else 0
        return max(self.values - 1, relative)


@dataclass(frozen=True, slots=True)
class KnownIntervals(Generic[T]):
    """The interval of every unknown. No table has the `contradictory`; of `unsolved` more may be known."""

    intervals: Mapping[T, Interval]
    contradictory: frozenset[T] = frozenset()
    unsolved: frozenset[T] = frozenset()


def solve(
    bounds: Mapping[T, Interval],
    equations: Sequence[Equation[T]],
    room: Room | None = None,
    seconds: float = SECONDS,
    asked: Collection[T] | None = None,
) -> KnownIntervals[T]:
    """The bounds after all that the equations say.

    With `room` a count that certainly has as much is not looked at more closely; with `asked` only these are.
    Equations that contradict each other or the bounds say nothing of their unknowns but that.
    """
    found: dict[T, Interval] = dict(bounds)
    wrong: set[T] = set()
    open_ones: set[T] = set()
    until = time.monotonic() + seconds
    for part in _connected(equations):
        within = {item: bounds[item] for equation in part for item, _ in equation.items()}
        if not _tighten(within, part):
            wrong |= within.keys()
            continue
        unknown = [item for item, known in within.items() if known.values > 1]
        if len(unknown) > MOST_UNKNOWNS:
            open_ones |= set(unknown)
        elif unknown:
            answer = _Programme(within, part, room, until).solved(asked)
            if answer is None:
                wrong |= within.keys()
                continue
            open_ones |= answer
        found |= within
    return KnownIntervals(found, frozenset(wrong), frozenset(open_ones))


class _Programme(Generic[T]):
    """One connected system as a linear programme."""

    def __init__(
        self, found: dict[T, Interval], equations: Sequence[Equation[T]], room: Room | None, until: float
    ) -> None:
        self._found = found
        self._names = list(found)
        self._room = room
        self._until = until
        at = {name: number for number, name in enumerate(self._names)}
        count = len(self._names)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = count, len(equations)
        model.col_cost_ = np.zeros(count)
        model.col_lower_ = np.array([found[name].low for name in self._names], dtype=np.float64)
        model.col_upper_ = np.array(
            [found[name].high if found[name].high < UNBOUNDED else highspy.kHighsInf for name in self._names],
            dtype=np.float64,
        )
        totals = np.array([item.total for item in equations], dtype=np.float64)
        model.row_lower_ = model.row_upper_ = totals
        rows = [item.items() for item in equations]
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.cumsum([0, *map(len, rows)]).astype(np.int32)
        model.a_matrix_.index_ = np.array([at[name] for row in rows for name, _ in row], dtype=np.int32)
        model.a_matrix_.value_ = np.array([sign for row in rows for _, sign in row], dtype=np.float64)
        self._model = model
        self._columns = np.arange(count, dtype=np.int32)
        self._least = np.full(count, np.inf)
        self._most = np.full(count, -np.inf)
        self._solvers = {whole: self._solver(whole=whole) for whole in (False, True)}

    def _solver(self, *, whole: bool) -> highspy.Highs:
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        solver.setOptionValue("output_flag", False)  # noqa: FBT003 - HiGHS's own interface
        solver.setOptionValue("threads", 1)
        self._model.integrality_ = [highspy.HighsVarType.kInteger] * len(self._names) if whole else []
        solver.passModel(self._model)
        return solver

    def solved(self, asked: Collection[T] | None = None) -> set[T] | None:
        """Put the intervals into what is found; those not reached, or None when no table is possible."""
        if not self._feasible():
            return None
        unreached: set[T] = set()
        for number, name in enumerate(self._names):
            if self._found[name].values == 1 or self._wide(number) or (asked is not None and name not in asked):
                continue
            ends = [self._end(number, sense) for sense in (1, -1)]
            if ends[0] is None or ends[1] is None:
                unreached.add(name)
                continue
            self._found[name] = Interval(
                max(ends[0], self._found[name].low), min(-ends[1], self._found[name].high)
            )
        return unreached

    def _wide(self, number: int) -> bool:
        return self._room is not None and self._room.enough(self._least[number], self._most[number])

    def _feasible(self) -> bool:
        solver = self._solvers[True]
        solver.setOptionValue("time_limit", max(1.0, self._until - time.monotonic()))
        solver.run()
        if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            return False
        self._seen(np.array(solver.getSolution().col_value))
        return True

    def _seen(self, point: Point) -> bool:
        """Note what a possible table shows; False when it is not one of whole numbers."""
        if point.size != len(self._names) or np.abs(point - np.rint(point)).max(initial=0.0) > _EXACT:
            return False
        np.minimum(self._least, np.rint(point), out=self._least)
        np.maximum(self._most, np.rint(point), out=self._most)
        return True

    def _end(self, number: int, sense: int) -> int | None:
        """The least (sense 1), or the negative of the most (-1), that a count can be; None without an answer."""
        for whole in (False, True):
            left = self._until - time.monotonic()
            if left <= 0:
                return None
            solver = self._solvers[whole]
            costs = np.zeros(len(self._names))
            costs[number] = sense
            solver.changeColsCost(len(self._names), self._columns, costs)
            solver.setOptionValue("time_limit", solver.getRunTime() + left)
            solver.run()
            status = solver.getModelStatus()
            if status in (highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible):
                return sense * (self._found[self._names[number]].low if sense == 1 else UNBOUNDED)
            if status != highspy.HighsModelStatus.kOptimal:
                return None
            point = np.array(solver.getSolution().col_value)
            if self._seen(point):
                return int(np.rint(point[number])) * sense
        return None


def _connected(equations: Sequence[Equation[T]]) -> list[list[Equation[T]]]:
    """The equations in groups that have no unknown in common."""
    group_of: dict[T, int] = {}
    groups: dict[int, list[Equation[T]]] = {}
    for number, equation in enumerate(equations):
        touched = sorted({group_of[item] for item, _ in equation.items() if item in group_of})
        merged = [equation]
        for old in touched:
            merged = groups.pop(old) + merged
        groups[number] = merged
        for one in merged:
            group_of.update(dict.fromkeys((item for item, _ in one.items()), number))
    return list(groups.values())


def _tighten(found: dict[T, Interval], equations: Sequence[Equation[T]]) -> bool:
    """Narrow the bounds; False when a count has no possible value left."""
    for _ in range(_ROUNDS):
        changed = False
        for equation in equations:
            signed = equation.items()
            ends = [_signed(found[item], sign) for item, sign in signed]
            low, high = sum(end[0] for end in ends), sum(end[1] for end in ends)
            if not low <= equation.total <= high:
                return False
            for (item, sign), (least, most) in zip(signed, ends, strict=True):
                old = found[item]
                room = (equation.total - (high - most), equation.total - (low - least))
                new_low, new_high = room if sign == 1 else (-room[1], -room[0])
                new = Interval(max(old.low, new_low), min(old.high, new_high))
                if new != old:
                    if new.values < 1:
                        return False
                    found[item], changed = new, True
                    moved = _signed(new, sign)
                    low, high = low + moved[0] - least, high + moved[1] - most
        if not changed:
            break
    return True


def _signed(interval: Interval, sign: int) -> tuple[int, int]:
    return (interval.low, interval.high) if sign == 1 else (-interval.high, -interval.low)
