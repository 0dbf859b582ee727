"""Leaving single cells of quasi-identifiers empty, so that records need not go as a whole (local suppression).

An empty cell is a value of its own, as a missing value is (the strict meaning): a record is protected by others
whose same cells are empty and whose other values are equal, and by no others. The least number of cells is
NP-hard to find (Meyerson, Williams, PODS 2004), so this is a heuristic: the cheapest sets of fields first, of
equally cheap ones the one that helps most records, and at last cells of other records, where that costs less
than leaving a record out. What remains is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, combinations

import numpy as np
import numpy.typing as npt

from publisher.privacy.engine import Histogram, ModelCondition

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
_MOST_SETS = 1_023
"""Sets of fields that are tried: all of ten fields."""
_LARGEST = 2**62
_EMPTY = 0


@dataclass(frozen=True, slots=True)
class Emptied:
    """Which cells were emptied (records x fields), and which records stay."""

    cells: Flags
    kept: Flags


class _Table:
    """Codes of all records as shown so far (0: empty), and which records are in a class that meets every model."""

    def __init__(
        self, codes: Ints, kept: Flags, conditions: Sequence[ModelCondition], sensitive: Sequence[Ints]
    ) -> None:
        self.shown = codes.copy()
        self.kept = kept.copy()
        self.conditions = conditions
        self.sensitive = sensitive
        self.radices = codes.max(axis=0, initial=0) + 1

    def left(self) -> Ints:
        return np.flatnonzero(~self.kept)

    def keys(self, shown: Ints) -> Ints:
        """One number per row, equal for equal rows of this call."""
        keys: Ints = np.zeros(shown.shape[0], dtype=np.int64)
        reach = 1
        for column, radix in enumerate(self.radices.tolist()):
            if reach * radix >= _LARGEST:
                unique, inverse = np.unique(keys, return_inverse=True)
                keys, reach = inverse.astype(np.int64), unique.size
            keys = keys * radix + shown[:, column]
            reach *= radix
        return keys

    def met(self, rows: Ints, classes: Ints, count: int) -> Flags:
        """For each class of `rows` whether it meets every condition."""
        sizes = np.bincount(classes, minlength=count).astype(np.int64)
        good = np.ones(count, dtype=np.bool_)
        for condition in self.conditions:
            histogram = None
            if condition.sensitive >= 0:
                values = self.sensitive[condition.sensitive][rows]
                radix = int(values.max(initial=0)) + 1
                pairs, counts = np.unique(classes * radix + values, return_counts=True)
                histogram = Histogram(pairs // radix, pairs % radix, counts.astype(np.int64))
            good &= condition.met(sizes, histogram)
        return good

    def helped(self, fields: Sequence[int]) -> Ints:
        """The records left that would be in a good class with `fields` empty."""
        left = self.left()
        wanted = self.shown[left]
        wanted[:, fields] = _EMPTY
        beside = np.flatnonzero(self.kept & (self.shown[:, fields] == _EMPTY).all(axis=1))
        rows = np.concatenate([left, beside])
        unique, classes = np.unique(self.keys(np.concatenate([wanted, self.shown[beside]])), return_inverse=True)
        good = self.met(rows, classes, unique.size)
        helped: Ints = left[good[classes[: left.size]]]
        return helped

    def empty(self, rows: Ints, fields: Sequence[int]) -> None:
        for field in fields:
            self.shown[rows, field] = _EMPTY
        self.kept[rows] = True


def empty_cells(
    codes: Ints,
    kept: Flags,
    conditions: Sequence[ModelCondition],
    sensitive: Sequence[Ints],
    weights: Sequence[float],
    allowed: int,
) -> Emptied:
    """Empty cells of the records not in `kept` until their classes meet every condition.

    `codes` has a column per field, 0 standing for an empty cell; `weights` is what an empty cell of each field
    costs, `allowed` how many records may be left out: cells of others are emptied for them whatever it costs.
    """
    table = _Table(codes, kept, conditions, sensitive)
    sets = _sets(weights)
    begin = 0
    while begin < len(sets) and not table.kept.all():
        end = begin
        cost = _cost(sets[begin], weights)
        while end < len(sets) and _cost(sets[end], weights) <= cost * (1 + 1e-9):
            end += 1
        gains = {fields: table.helped(fields).size for fields in sets[begin:end]}
        for fields in sorted(gains, key=lambda fields: (-gains[fields], fields)):
            if gains[fields]:
                table.empty(table.helped(fields), fields)
        begin = end
    least = max((item.model.k for item in conditions if hasattr(item.model, "k")), default=1)
    _borrow(table, sets, weights, least, must=False, allowed=allowed)
    _borrow(table, sets, weights, least, must=True, allowed=allowed)
    return Emptied((table.shown != codes) & table.kept[:, None], table.kept)


def _sets(weights: Sequence[float]) -> list[tuple[int, ...]]:
    """Sets of fields from cheap to dear; all fields together is always among them."""
    count = len(weights)
    every = chain.from_iterable(combinations(range(count), size) for size in range(1, min(count, 5) + 1))
    found = [*every] if count <= 5 else [*every, *_larger(count)]
    found.sort(key=lambda fields: (_cost(fields, weights), fields))
    return [*found[:_MOST_SETS], *([tuple(range(count))] if len(found) > _MOST_SETS else [])]


def _larger(count: int) -> list[tuple[int, ...]]:
    """Sets of more than five fields; of many fields only all together."""
    if count > 10:
        return [tuple(range(count))]
    return list(chain.from_iterable(combinations(range(count), size) for size in range(6, count + 1)))


def _cost(fields: Sequence[int], weights: Sequence[float]) -> float:
    return sum(weights[field] for field in fields)


def _borrow(
    table: _Table,
    sets: Sequence[tuple[int, ...]],
    weights: Sequence[float],
    least: int,
    *,
    must: bool,
    allowed: int,
) -> None:
    """Empty cells of records that need no help as well, taken from large classes, to make up a class of `least`.

    Where that costs less than leaving the records out; with `must` at any cost, until at most `allowed` are left.
    """
    whole = sum(weights)
    for fields in sets:
        left = table.left()
        if not left.size or (must and left.size <= allowed):
            return
        wanted = table.shown[left]
        wanted[:, fields] = _EMPTY
        _, first, group = np.unique(table.keys(wanted), return_index=True, return_inverse=True)
        sizes = np.bincount(group)
        cost = _cost(fields, weights)
        worth = np.flatnonzero(must | (least * cost < sizes * whole))
        for number in worth.tolist():
            members = left[group == number]
            lacking = least - members.size
            donors = _donors(table, wanted[first[number]], fields, lacking)
            if donors is not None:
                _join(table, members, donors, fields)


def _donors(table: _Table, target: Ints, fields: Sequence[int], lacking: int) -> Ints | None:
    """Records of good classes that become `target` with `fields` empty, `lacking` of them; from large classes."""
    others = [column for column in range(target.size) if column not in fields]
    fitting = np.flatnonzero(table.kept & (table.shown[:, others] == target[others]).all(axis=1))
    # Those whose cells are empty already are in the class; they count without losing anything.
    there = (table.shown[fitting] == target).all(axis=1)
    lacking -= int(there.sum())
    if lacking <= 0:
        return fitting[:0]
    fitting = fitting[~there]
    if fitting.size < lacking:
        return None
    _, classes, sizes = np.unique(table.keys(table.shown[fitting]), return_inverse=True, return_counts=True)
    order = np.argsort(-sizes[classes], kind="stable")
    donors: Ints = fitting[order[:lacking]]
    return donors


def _join(table: _Table, members: Ints, donors: Ints, fields: Sequence[int]) -> None:
    """Empty the cells of both, unless a class that they leave or join would not be good then."""
    moved = np.concatenate([members, donors])
    before = table.shown[moved].copy()
    old = table.keys(table.shown)
    touched = np.isin(old, old[donors]) & table.kept
    table.empty(moved, fields)
    new = table.keys(table.shown)
    rows = np.flatnonzero((touched | np.isin(new, new[moved])) & table.kept)
    unique, classes = np.unique(new[rows], return_inverse=True)
    if not table.met(rows, classes, unique.size).all():
        table.shown[moved] = before
        table.kept[members] = False
