"""A table as the search sees it: different rows of codes with their weights, hierarchies, conditions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from publisher.privacy.engine.conditions import Condition, Flags, Histogram, Ints
from publisher.privacy.engine.hierarchy import Ladder
from publisher.privacy.engine.kernels import group
from publisher.privacy.engine.loss import aggregate, field_losses

MOST_NODES = 16_000_000
"""Combinations of levels the search keeps a bound for (eight bytes each)."""

Levels = tuple[int, ...]


def too_many_nodes(ladders: Sequence[Ladder]) -> bool:
    """Whether there are more combinations of levels than the search keeps bounds for."""
    return math.prod(ladder.height for ladder in ladders) > MOST_NODES


@dataclass(frozen=True, slots=True)
class Classes:
    """The equivalence classes at some levels: one row of each, their sizes, and their sensitive values."""

    rows: Ints
    sizes: Ints
    histograms: tuple[Histogram, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """Different rows of leaf codes with their weights. `matrix` has one column for every level of every field."""

    ladders: tuple[Ladder, ...]
    conditions: tuple[Condition, ...]
    matrix: npt.NDArray[Any]
    offsets: Ints
    radices: Ints
    base: Classes
    row_of_record: Ints
    level_costs: tuple[Ints, ...]
    records: int

    @classmethod
    def of(
        cls,
        ladders: Sequence[Ladder],
        codes: Sequence[npt.NDArray[Any]],
        conditions: Sequence[Condition] = (),
        sensitive: Sequence[Ints] = (),
    ) -> Problem:
        """From the leaf code of every record in every field, and the codes of the sensitive columns."""
        records = codes[0].size if codes else 0
        leaf_radices = np.array([ladder.total for ladder in ladders], dtype=np.int64)
        kind = np.uint16 if leaf_radices.max(initial=0) < 2**16 else np.uint32
        whole = np.empty((records, len(codes)), dtype=kind)
        for column, values in enumerate(codes):
            whole[:, column] = values
        of_record, first, weights = group(whole, np.arange(len(codes), dtype=np.int64), leaf_radices, None, None)
        leaves = whole[first]
        heights = [ladder.height for ladder in ladders]
        matrix = np.empty((first.size, sum(heights)), dtype=kind)
        costs = []
        column = 0
        for field, ladder in enumerate(ladders):
            per_leaf = np.bincount(leaves[:, field], weights=weights, minlength=ladder.total).astype(np.int64)
            costs.append(
                np.array(
                    [per_leaf @ ladder.leaves[level][ladder.codes[level]] for level in range(ladder.height)],
                    dtype=np.int64,
                )
            )
            for level in range(ladder.height):
                matrix[:, column] = ladder.codes[level].astype(kind)[leaves[:, field]]
                column += 1
        histograms = tuple(_pairs(of_record, values) for values in sensitive)
        return cls(
            ladders=tuple(ladders),
            conditions=tuple(conditions),
            matrix=matrix,
            offsets=np.concatenate([[0], np.cumsum(heights)[:-1]]).astype(np.int64),
            radices=np.array([len(labels) for ladder in ladders for labels in ladder.labels], dtype=np.int64),
            base=Classes(np.arange(first.size, dtype=np.int64), weights, histograms),
            row_of_record=of_record,
            level_costs=tuple(costs),
            records=records,
        )

    @property
    def shape(self) -> Levels:
        """Number of levels of each field."""
        return tuple(ladder.height for ladder in self.ladders)

    def classes_at(self, levels: Levels, of: Classes | None = None) -> tuple[Classes, Ints]:
        """The classes at `levels`, grouped from those of finer levels; and the new class of each of these."""
        start = self.base if of is None else of
        selected = self.offsets + np.array(levels, dtype=np.int64)
        rows = None if of is None else start.rows
        ids, first, sizes = group(self.matrix, selected, self.radices[selected], rows, start.sizes)
        histograms = tuple(_merged(item, ids) for item in start.histograms)
        return Classes(first, sizes, histograms), ids

    def met(self, classes: Classes) -> list[Flags]:
        """For each condition, which classes meet it."""
        return [
            condition.met(
                classes.sizes, classes.histograms[condition.sensitive] if condition.sensitive >= 0 else None
            )
            for condition in self.conditions
        ]

    def penalties(self, levels: Levels, classes: Classes, gone: Flags) -> Ints:
        """For each field what suppressing the classes `gone` adds to its cost, in leaves."""
        where = np.flatnonzero(gone)
        rows, sizes = classes.rows[where], classes.sizes[where]
        suppressed = int(sizes.sum())
        result = np.empty(len(self.ladders), dtype=np.int64)
        for field, (ladder, level) in enumerate(zip(self.ladders, levels, strict=True)):
            column = self.matrix[rows, self.offsets[field] + level]
            result[field] = ladder.total * suppressed - int(ladder.leaves[level][column] @ sizes)
        return result

    def losses(self, levels: Levels, penalties: Ints) -> tuple[float, ...]:
        """Loss of each field at `levels`, with the `penalties` of suppressed records."""
        return tuple(
            float(field_losses(np.array([cost[level] + penalty], dtype=np.float64), self.records, ladder.total)[0])
            for cost, level, penalty, ladder in zip(
                self.level_costs, levels, penalties.tolist(), self.ladders, strict=True
            )
        )

    def loss(self, levels: Levels, penalties: Ints) -> float:
        """Loss of the table."""
        return aggregate(self.losses(levels, penalties))


def _pairs(rows: Ints, values: Ints) -> Histogram:
    radix = int(values.max(initial=0)) + 1
    keys, counts = np.unique(rows * radix + values, return_counts=True)
    return Histogram(keys // radix, keys % radix, counts.astype(np.int64))


def _merged(histogram: Histogram, ids: Ints) -> Histogram:
    radix = int(histogram.values.max(initial=0)) + 1
    keys, inverse = np.unique(ids[histogram.classes] * radix + histogram.values, return_inverse=True)
    counts = np.bincount(inverse, weights=histogram.counts, minlength=keys.size).astype(np.int64)
    return Histogram(keys // radix, keys % radix, counts)
