"""Microaggregation: clusters of k or more records that are alike, and their means.

MDAV (maximum distance to average vector): Domingo-Ferrer, Mateo-Sanz, Practical data-oriented microaggregation for
statistical disclosure control, IEEE TKDE 14(1), 2002; in the form of Domingo-Ferrer, Torra 2005 (algorithm 5.1).
Clusters have k to 2k-1 records. Its cost grows with the square of the records, so a large table is first halved at
medians of its widest field.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
MOST_AT_ONCE = 4_000
"""Records that are clustered at once; more are halved first."""


def means(table: Floats, k: int) -> Floats:
    """Each record's values (NaN: missing) replaced by the means of its cluster.

    Records are clustered with those that lack the same fields; where fewer than k do, nothing of them is left.
    """
    result = np.full_like(table, np.nan)
    lacking = np.isnan(table)
    patterns, pattern = np.unique(lacking, axis=0, return_inverse=True)
    pattern = pattern.reshape(-1)
    for number, missing in enumerate(patterns):
        members = np.flatnonzero(pattern == number)
        if members.size < k or missing.all():
            continue
        values = table[np.ix_(members, ~missing)]
        for cluster in clusters(values, k):
            result[np.ix_(members[cluster], ~missing)] = values[cluster].mean(axis=0)
    return result


def clusters(values: Floats, k: int) -> list[Ints]:
    """Rows of each cluster: k to 2k-1 of them, all together when there are fewer than 2k."""
    spread = values.std(axis=0)
    scaled = (values - values.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    found: list[Ints] = []
    waiting = [np.arange(values.shape[0], dtype=np.int64)]
    while waiting:
        rows = waiting.pop()
        if rows.size > MOST_AT_ONCE:
            widest = int(np.ptp(scaled[rows], axis=0).argmax())
            order = rows[np.argsort(scaled[rows, widest], kind="stable")]
            waiting += [order[: order.size // 2], order[order.size // 2 :]]
        elif values.shape[1] == 1:
            found += _on_a_line(scaled[:, 0], rows, k)
        else:
            found += _mdav(scaled, rows, k)
    return found


def _mdav(scaled: Floats, rows: Ints, k: int) -> list[Ints]:
    found: list[Ints] = []
    while rows.size >= 2 * k:
        here = scaled[rows]
        far = here[int(_distances(here, here.mean(axis=0)).argmax())]
        opposite = here[int(_distances(here, far).argmax())]
        cluster, rows = _nearest(scaled, rows, far, k)
        found.append(cluster)
        if rows.size >= 2 * k:
            cluster, rows = _nearest(scaled, rows, opposite, k)
            found.append(cluster)
    if rows.size:
        found.append(rows)
    return found


def _distances(points: Floats, point: Floats) -> Floats:
    difference = points - point
    squares: Floats = np.einsum("ij,ij->i", difference, difference)
    return squares


def _nearest(scaled: Floats, rows: Ints, point: Floats, k: int) -> tuple[Ints, Ints]:
    """The k rows nearest to `point` (the first of equal ones), and the others."""
    taken = np.zeros(rows.size, dtype=np.bool_)
    taken[np.argsort(_distances(scaled[rows], point), kind="stable")[:k]] = True
    return rows[taken], rows[~taken]


def _on_a_line(scaled: Floats, rows: Ints, k: int) -> list[Ints]:
    """The same for one field: what is farthest from the mean is at an end, and its neighbours follow it."""
    order = rows[np.argsort(scaled[rows], kind="stable")]
    place = scaled[order]
    sums = np.concatenate([[0.0], np.cumsum(place)])
    low, high = 0, order.size
    found: list[Ints] = []
    from_low = True
    fresh = True
    while high - low >= 2 * k:
        if fresh:
            middle = (sums[high] - sums[low]) / (high - low)
            from_low = middle - place[low] >= place[high - 1] - middle
        found.append(order[low : low + k] if from_low else order[high - k : high])
        low, high = (low + k, high) if from_low else (low, high - k)
        from_low, fresh = not from_low, not fresh
    if high > low:
        found.append(order[low:high])
    return found
