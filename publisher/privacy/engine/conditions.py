"""What the privacy models ask of one equivalence class, for all classes at once, on integer codes.

Formulas and papers stand with the measures in `publisher.privacy.models`, which share no code with this: what is
wrong here, the gate sees.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from publisher.model.policy import (
    DistinctLDiversity,
    EntropyLDiversity,
    KAnonymity,
    PrivacyModel,
    RecursiveLDiversity,
    TCloseness,
)

TOLERANCE = 1e-9
"""Entropies and distances are accepted up to this much beyond the threshold: an exact tie is met, whatever the
rounding (ARX rejects some)."""
_CHUNK = 4_000_000

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Histogram:
    """How often each sensitive value occurs in each class: parallel arrays, one entry per pair that occurs."""

    classes: Ints
    values: Ints
    counts: Ints


@dataclass(frozen=True, slots=True)
class ModelCondition:
    """A model, the number of its sensitive column, and (t-closeness) the table's distribution by value code.

    `places` are the value codes in their order (ordered distance). `parents` has for each level of the sensitive
    hierarchy, from the leaves up, the code of every value's parent (hierarchical distance).
    """

    model: PrivacyModel
    sensitive: int = -1
    distribution: Floats | None = None
    places: Ints | None = None
    parents: tuple[Ints, ...] = ()

    def met(self, sizes: Ints, histogram: Histogram | None) -> Flags:
        """For each class whether it meets the model."""
        model = self.model
        if isinstance(model, KAnonymity):
            least: Flags = sizes >= model.k
            return least
        assert histogram is not None
        match model:
            case DistinctLDiversity():
                return _distinct(sizes, histogram) >= model.l
            case EntropyLDiversity():
                return _entropy(sizes, histogram) >= math.log(model.l) - TOLERANCE
            case RecursiveLDiversity():
                return _recursive(sizes, histogram, model)
            case TCloseness():
                return self._distance(sizes, histogram) <= model.t + TOLERANCE
            case _:
                raise TypeError(model.model)

    def _distance(self, sizes: Ints, histogram: Histogram) -> Floats:
        assert self.distribution is not None
        if self.places is None and not self.parents:
            share = histogram.counts / sizes[histogram.classes]
            over = np.maximum(share - self.distribution[histogram.values], 0.0)
            return _sums(sizes, histogram, over)
        result = np.empty(sizes.size)
        for begin, differences in _dense(sizes, histogram, self.distribution):
            found = self._ordered(differences) if self.places is not None else self._hierarchical(differences)
            result[begin : begin + found.size] = found
        return result

    def _ordered(self, differences: Floats) -> Floats:
        assert self.places is not None
        if self.places.size < 2:
            return np.zeros(differences.shape[0])
        running = np.cumsum(differences[:, self.places], axis=1)
        total: Floats = np.abs(running).sum(axis=1) / (self.places.size - 1)
        return total

    def _hierarchical(self, differences: Floats) -> Floats:
        cost = np.zeros(differences.shape[0])
        height = len(self.parents)
        carried = differences
        for level, parent in enumerate(self.parents, 1):
            groups = np.zeros((parent.size, int(parent.max()) + 1))
            groups[np.arange(parent.size), parent] = 1.0
            extra = np.maximum(carried, 0.0) @ groups
            lacking = np.maximum(-carried, 0.0) @ groups
            cost += level / height * np.minimum(extra, lacking).sum(axis=1)
            carried = extra - lacking
        return cost


def monotone(model: PrivacyModel) -> bool:
    """Whether a class that violates the model can only consist of classes that violate it as well."""
    return isinstance(model, KAnonymity | DistinctLDiversity)


def closed_under_union(model: PrivacyModel) -> bool:
    """Whether classes that meet the model meet it together: true of every model whose condition is on classes."""
    return isinstance(
        model, KAnonymity | DistinctLDiversity | EntropyLDiversity | RecursiveLDiversity | TCloseness
    )


def _sums(sizes: Ints, histogram: Histogram, weights: Floats) -> Floats:
    return np.bincount(histogram.classes, weights=weights, minlength=sizes.size).astype(np.float64)


def _distinct(sizes: Ints, histogram: Histogram) -> Ints:
    return np.bincount(histogram.classes, minlength=sizes.size)


def _entropy(sizes: Ints, histogram: Histogram) -> Floats:
    shares = histogram.counts / sizes[histogram.classes]
    return _sums(sizes, histogram, -shares * np.log(shares))


def _recursive(sizes: Ints, histogram: Histogram, model: RecursiveLDiversity) -> Flags:
    order = np.lexsort((-histogram.counts, histogram.classes))
    classes, counts = histogram.classes[order], histogram.counts[order]
    distinct = _distinct(sizes, histogram)
    first = np.cumsum(distinct) - distinct
    rank = np.arange(classes.size) - first[classes]
    most = np.zeros(sizes.size)
    most[classes[rank == 0]] = counts[rank == 0]
    tail = np.bincount(classes, weights=np.where(rank >= model.l - 1, counts, 0), minlength=sizes.size)
    met: Flags = (most < model.c * tail) & (distinct >= model.l)
    return met


def _dense(sizes: Ints, histogram: Histogram, distribution: Floats) -> Iterator[tuple[int, Floats]]:
    """Class shares minus the table's, some classes at a time, so that memory stays bounded."""
    step = max(1, _CHUNK // max(1, distribution.size))
    order = np.argsort(histogram.classes, kind="stable")
    classes = histogram.classes[order]
    for begin in range(0, sizes.size, step):
        end = min(begin + step, sizes.size)
        part = order[np.searchsorted(classes, begin) : np.searchsorted(classes, end)]
        matrix = np.zeros((end - begin, distribution.size))
        matrix[histogram.classes[part] - begin, histogram.values[part]] = histogram.counts[part]
        yield begin, matrix / sizes[begin:end, None] - distribution
