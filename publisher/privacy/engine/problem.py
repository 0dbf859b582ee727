"""A table as the search sees it: different rows of codes with their weights, hierarchies, conditions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from publisher.privacy.engine.conditions import Flags, Histogram, Ints, ModelCondition
from publisher.privacy.engine.grouping import CodedColumns, Grouping, equivalence_classes, group_keys
from publisher.privacy.engine.hierarchy import Ladder
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
    """Different rows of leaf codes with their weights; `columns` has one for every level of every field."""

    ladders: tuple[Ladder, ...]
    conditions: tuple[ModelCondition, ...]
    columns: CodedColumns
    offsets: Ints
    base: Classes
    row_of_record: Ints
    level_costs: tuple[Ints, ...]
    records: int

    @classmethod
    def of(
        cls,
        ladders: Sequence[Ladder],
        codes: Sequence[npt.NDArray[Any]],
        conditions: Sequence[ModelCondition] = (),
        sensitive: Sequence[Ints] = (),
    ) -> Problem:
        """From the leaf code of every record in every field, and the codes of the sensitive columns."""
        records = codes[0].size if codes else 0
        kind = np.uint16 if max((ladder.total for ladder in ladders), default=0) < 2**16 else np.uint32
        grouping = equivalence_classes(codes)
        of_record, weights = grouping.classes(), grouping.sizes
        columns, costs = [], []
        for ladder, values in zip(ladders, codes, strict=True):
            leaves = values.take(grouping.first)
            per_leaf = np.bincount(leaves, weights=weights, minlength=ladder.total).astype(np.int64)
            costs.append(
                np.array(
                    [per_leaf @ ladder.leaves[level][ladder.codes[level]] for level in range(ladder.height)],
                    dtype=np.int64,
                )
            )
            columns += [level.astype(kind).take(leaves) for level in ladder.codes]
        histograms = tuple(_pairs(of_record, values) for values in sensitive)
        return cls(
            ladders=tuple(ladders),
            conditions=tuple(conditions),
            columns=CodedColumns(
                columns,
                [field for field, ladder in enumerate(ladders) for _ in ladder.codes],
                [max(0, ladder.total - 1).bit_length() for ladder in ladders],
            ),
            offsets=np.cumsum([0, *(ladder.height for ladder in ladders[:-1])], dtype=np.int64),
            base=Classes(np.arange(weights.size, dtype=np.int64), weights, histograms),
            row_of_record=of_record,
            level_costs=tuple(costs),
            records=records,
        )

    @property
    def shape(self) -> Levels:
        """Number of levels of each field."""
        return tuple(ladder.height for ladder in self.ladders)

    def classes_at(self, levels: Levels, of: Classes | None = None) -> tuple[Classes, Grouping]:
        """The classes at `levels`, grouped from those of finer levels, and how these were grouped."""
        start = self.base if of is None else of
        grouping = self.columns.group(
            [offset + level for offset, level in zip(self.offsets.tolist(), levels, strict=True)],
            None if of is None else start.rows,
            start.sizes,
        )
        first = grouping.first if of is None else start.rows.take(grouping.first)
        histograms: tuple[Histogram, ...] = ()
        if start.histograms:
            ids = grouping.classes()
            histograms = tuple(_merged(item, ids, grouping.first.size) for item in start.histograms)
        return Classes(first, grouping.sizes, histograms), grouping

    def met(self, classes: Classes) -> list[Flags]:
        """For each condition, which classes meet it."""
        return [
            condition.met(
                classes.sizes, classes.histograms[condition.sensitive] if condition.sensitive >= 0 else None
            )
            for condition in self.conditions
        ]

    def penalties(self, levels: Levels, classes: Classes, gone: Ints) -> Ints:
        """For each field what suppressing so many records of each class adds to its cost, in leaves."""
        where = np.flatnonzero(gone)
        rows, sizes = classes.rows[where], gone[where]
        suppressed = int(sizes.sum())
        result = np.empty(len(self.ladders), dtype=np.int64)
        for field, (ladder, level) in enumerate(zip(self.ladders, levels, strict=True)):
            column = self.columns.at(int(self.offsets[field]) + level, rows)
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
    grouping = equivalence_classes([rows, values])
    return Histogram(rows.take(grouping.first), values.take(grouping.first), grouping.sizes)


def _merged(histogram: Histogram, ids: Ints, count: int) -> Histogram:
    radix = int(histogram.values.max(initial=0)) + 1
    classes = ids.take(histogram.classes)
    grouping = group_keys(classes * radix + histogram.values, (count * radix).bit_length(), histogram.counts)
    return Histogram(classes.take(grouping.first), histogram.values.take(grouping.first), grouping.sizes)
