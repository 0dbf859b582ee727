"""How many records of a class that is too far from the table can stay, however it is divided.

t-closeness is not monotone once records are left out: a class beyond t may consist of finer classes of which
some are within it. But these are within it together as well (the distance is convex), and they are a part of the
class. So no more can stay than the largest part of it that comes within t of the table, which its counts alone
bound: all three distances are sums of how far apart two distributions are over groups of values (each value by
itself; the groups of each level of a hierarchy; what is below and above each place of an order). In a part of g
records a group of which the class has N, and the table the share P, has min(N / g, P) in common with the table
at most. The sum over all groups is concave in g once multiplied by it, so Newton's steps from above come to its
root from above: stopped at any step, they bound what can stay.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from publisher.model.policy import TCloseness
from publisher.privacy.engine.conditions import TOLERANCE, Flags, Floats, Histogram, Ints, ModelCondition

_STEPS = 4
_CHUNK = 4_000_000


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups of values over which a distance is measured: `member` of each value, its weight and share."""

    member: Floats
    weights: Floats
    shares: Floats
    total: float
    """The distance of two distributions that have nothing in common."""
    t: float

    def most_kept(self, sizes: Ints, counts: Floats) -> Ints:
        """For each class (a row of `counts` by value) the most of its records that can be within t together."""
        of_group = counts @ self.member
        weighted = self.weights * self.shares
        asked = self.total - self.t - 2 * TOLERANCE
        most = sizes.astype(np.float64)
        for _ in range(_STEPS):
            full = of_group < most[:, None] * self.shares
            slope = asked - np.where(full, 0.0, weighted).sum(axis=1)
            in_common = np.where(full, self.weights * of_group, 0.0).sum(axis=1)
            step = np.divide(in_common, slope, out=most.copy(), where=slope > 0)
            most = np.minimum(most, step)
        kept: Ints = np.floor(most + 1e-6).astype(np.int64)
        return kept


def groups_of(condition: ModelCondition) -> Groups | None:
    """What bounds the records that can stay; None where a class that violates the model is not bounded by this."""
    model, shares = condition.model, condition.distribution
    if not isinstance(model, TCloseness) or shares is None or model.t >= 1:
        return None
    values = np.eye(shares.size)
    if condition.places is not None:
        if condition.places.size < 2:
            return None
        below = np.cumsum(values[:, condition.places], axis=1)[:, :-1]
        # values without a place are on neither side
        above = values[:, condition.places].sum(axis=1, keepdims=True) - below
        return _groups([np.hstack([below, above])], 1 / (condition.places.size - 1), shares, 1.0, model.t)
    if not condition.parents:
        return _groups([values], 1.0, shares, 1.0, model.t)
    if np.unique(condition.parents[-1]).size > 1:
        return None
    members, at = [], np.arange(shares.size)
    for parent in condition.parents:
        members.append(np.eye(int(at.max()) + 1)[at])
        at = parent[at]
    return _groups(members, 1 / len(condition.parents), shares, 1.0, model.t)


def _groups(members: list[Floats], weight: float, shares: Floats, total: float, t: float) -> Groups:
    member = np.hstack(members)
    return Groups(member, np.full(member.shape[1], weight), shares @ member, total, t)


def counts_of(histogram: Histogram, classes: Ints, count: int, values: int) -> Floats:
    """The histogram of some `classes` (of `count`), one row each."""
    place = np.full(count, -1, dtype=np.int64)
    place[classes] = np.arange(classes.size)
    rows = place[histogram.classes]
    here = rows >= 0
    matrix: Floats = np.zeros((classes.size, values))
    matrix[rows[here], histogram.values[here]] = histogram.counts[here]
    return matrix


def least_gone(groups: Groups, sizes: Ints, histogram: Histogram, where: Flags, least: int) -> Ints:
    """For each class how many of its records go at every finer node; 0 but for those in `where`, which violate it.

    A part of fewer than `least` records stays nowhere.
    """
    gone = np.zeros(sizes.size, dtype=np.int64)
    chosen = np.flatnonzero(where)
    step = max(1, _CHUNK // max(1, groups.member.shape[1]))
    for begin in range(0, chosen.size, step):
        part = chosen[begin : begin + step]
        counts = counts_of(histogram, part, sizes.size, groups.member.shape[0])
        kept = groups.most_kept(sizes[part], counts)
        kept[kept < least] = 0
        gone[part] = np.maximum(0, sizes[part] - kept)
    return gone
