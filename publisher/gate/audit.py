"""What can be known of hidden counts from sums that are published: by bounds, and by solving for them.

The unknown counts are whole numbers between bounds; each equation says what some of them add up to. Two things
are looked for, each in sound arithmetic: bounds that tighten each other until nothing changes (every hidden
cell of a sum is at most the sum less what the others are at least), and combinations of equations that leave
one unknown alone (exact elimination, in fractions; in a two-way table with margins these are the bridges
between hidden rows and columns). What they find is certain. What needs bounds and combinations at once (a
linear programme) is not found.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)

MOST_UNKNOWNS = 400
"""Unknowns of one connected system that are solved for; beyond, only bounds are used, and `unsolved` says so."""


@dataclass(frozen=True, slots=True)
class Equation(Generic[T]):
    """The unknown counts `parts` (each once) add up to `total`."""

    parts: frozenset[T]
    total: int


@dataclass(frozen=True, slots=True)
class Interval:
    """All that is known of a count: it is from `low` to `high`."""

    low: int
    high: int

    @property
    def values(self) -> int:
        """How many values are possible."""
        return self.high - self.low + 1


def known(bounds: Mapping[T, Interval], equations: Sequence[Equation[T]]) -> dict[T, Interval]:
    """The bounds after all that the equations say.

    Equations that contradict each other or the bounds say nothing: they and all that hangs together with them are
    left out (tables of different times seldom add up).
    """
    found: dict[T, Interval] = dict(bounds)
    for part in _connected(equations):
        within = {item: bounds[item] for equation in part for item in equation.parts}
        if _tighten(within, part) and _settle(within, _solved(part)) and _tighten(within, part):
            found |= within
    return found


def unsolved(equations: Sequence[Equation[T]]) -> frozenset[T]:
    """Unknowns that hang together with too many others to be solved for: of these `known` may miss something."""
    found: set[T] = set()
    for part in _connected(equations):
        unknowns = {item for equation in part for item in equation.parts}
        if len(unknowns) > MOST_UNKNOWNS:
            found |= unknowns
    return frozenset(found)


def _settle(found: dict[T, Interval], values: Mapping[T, Fraction]) -> bool:
    """Put in what was solved for; False when a value is no possible count."""
    for unknown, value in values.items():
        if value.denominator != 1 or not found[unknown].low <= value <= found[unknown].high:
            return False
        found[unknown] = Interval(int(value), int(value))
    return True


def _connected(equations: Sequence[Equation[T]]) -> list[list[Equation[T]]]:
    """The equations in groups that have no unknown in common."""
    group_of: dict[T, int] = {}
    groups: dict[int, list[Equation[T]]] = {}
    for number, equation in enumerate(equations):
        touched = sorted({group_of[item] for item in equation.parts if item in group_of})
        merged = [equation]
        for old in touched:
            merged = groups.pop(old) + merged
        groups[number] = merged
        for one in merged:
            group_of.update(dict.fromkeys(one.parts, number))
    return list(groups.values())


def _tighten(found: dict[T, Interval], equations: Sequence[Equation[T]]) -> bool:
    """Narrow the bounds until nothing changes; False when a count has no possible value left."""
    changed = True
    while changed:
        changed = False
        for equation in equations:
            low = sum(found[item].low for item in equation.parts)
            high = sum(found[item].high for item in equation.parts)
            if not low <= equation.total <= high:
                return False
            for item in equation.parts:
                old = found[item]
                new = Interval(
                    max(old.low, equation.total - (high - old.high)),
                    min(old.high, equation.total - (low - old.low)),
                )
                if new != old:
                    found[item], changed = new, True
                    low += new.low - old.low
                    high += new.high - old.high
    return True


def _solved(equations: Sequence[Equation[T]]) -> dict[T, Fraction]:
    """The unknowns that the equations determine by themselves, whatever the bounds (reduced row echelon form)."""
    unknowns = list(dict.fromkeys(item for equation in equations for item in sorted(equation.parts, key=repr)))
    if len(unknowns) > MOST_UNKNOWNS:
        return {}
    rows: list[dict[T, Fraction]] = []
    totals: list[Fraction] = []
    pivots: list[T] = []
    for equation in equations:
        row = dict.fromkeys(equation.parts, Fraction(1))
        total = Fraction(equation.total)
        for pivot, other, value in zip(pivots, rows, totals, strict=True):
            if factor := row.get(pivot):
                total -= factor * value
                _subtract(row, other, factor)
        if not row:
            continue
        pivot = min(row, key=repr)
        scale = row[pivot]
        row = {item: factor / scale for item, factor in row.items()}
        total /= scale
        for at, other in enumerate(rows):
            if factor := other.get(pivot):
                totals[at] -= factor * total
                _subtract(other, row, factor)
        rows.append(row)
        totals.append(total)
        pivots.append(pivot)
    return {pivot: total for pivot, row, total in zip(pivots, rows, totals, strict=True) if len(row) == 1}


def _subtract(row: dict[T, Fraction], other: Mapping[T, Fraction], factor: Fraction) -> None:
    for item, share in other.items():
        value = row.get(item, Fraction(0)) - factor * share
        if value:
            row[item] = value
        else:
            row.pop(item, None)
