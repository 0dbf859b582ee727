"""Two tables held against each other by 64 bits for each row, part by part (five million rows: 40 MB a column)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from publisher.push.portals.static.kept.table_read_back import TableReading

Digests = npt.NDArray[np.uint64]
_PARTS, _SHIFT = 16, np.uint64(60)
"""Parts of the digests, by their first bits, sorted one after the other: no more than one is held twice."""


def digest(names: Sequence[str], seed: int = 0) -> pl.Expr:
    """64 bits that stand for the values of a row in these columns."""
    return pl.struct(names).hash(seed)


def differing(
    old: TableReading, new: TableReading, key: Sequence[str], common: Sequence[str]
) -> tuple[Digests, Digests] | None:
    """Digests of the keys of rows that only the new table has as they are, and of those that only the old one has;
    none when the key is not one after all."""
    rest = [name for name in common if name not in key] or key
    was, is_ = (_columns(side, digest(key), digest(rest, 1)) for side in (old, new))
    here, there = [], []
    for part in range(_PARTS):
        (old_keys, old_rest), (new_keys, new_rest) = (_part(side, part) for side in (was, is_))
        if _repeats(old_keys) or _repeats(new_keys):
            return None
        here.append(new_keys[~_stands(new_keys, new_rest, old_keys, old_rest)])
        there.append(old_keys[~_stands(old_keys, old_rest, new_keys, new_rest)])
    return np.concatenate(here), np.concatenate(there)


def surplus(old: TableReading, new: TableReading, common: Sequence[str]) -> tuple[Digests, Digests, int, int]:
    """Digests of the rows that one table has more often than the other, the new one and the old one, and how many
    rows these are."""
    (was,), (is_,) = (_columns(side, digest(common)) for side in (old, new))
    more, less, added, removed = [], [], 0, 0
    for part in range(_PARTS):
        (before,), (after,) = (_part((side,), part) for side in (was, is_))
        found = np.union1d(before, after)
        balance = np.searchsorted(after, found, "right") - np.searchsorted(after, found, "left")
        balance -= np.searchsorted(before, found, "right") - np.searchsorted(before, found, "left")
        more.append(found[balance > 0])
        less.append(found[balance < 0])
        added += int(balance[balance > 0].sum())
        removed -= int(balance[balance < 0].sum())
    return np.concatenate(more), np.concatenate(less), added, removed


def _columns(side: TableReading, *digests: pl.Expr) -> tuple[Digests, ...]:
    columns = tuple(np.empty(side.rows, dtype=np.uint64) for _ in digests)
    at = 0
    question = side.frame.select(one.alias(str(number)) for number, one in enumerate(digests))
    for batch in side.batches(question, ordered=False):
        for column, series in zip(columns, batch, strict=True):
            column[at : at + batch.height] = series.to_numpy()
        at += batch.height
    assert at == side.rows
    return columns


def _part(columns: Sequence[Digests], part: int) -> tuple[Digests, ...]:
    """The rows whose first digest falls into the part, sorted by it."""
    chosen = np.flatnonzero(columns[0] >> _SHIFT == part)
    chosen = chosen[np.argsort(columns[0][chosen], kind="stable")]
    return tuple(column[chosen] for column in columns)


def _repeats(ordered: Digests) -> bool:
    return bool((ordered[1:] == ordered[:-1]).any())


def _stands(keys: Digests, rest: Digests, other_keys: Digests, other_rest: Digests) -> npt.NDArray[np.bool_]:
    """Whether each row stands in the other table as it is; both are sorted by their keys, which do not repeat."""
    if not other_keys.size:
        return np.zeros(keys.size, dtype=bool)
    at = np.minimum(np.searchsorted(other_keys, keys), other_keys.size - 1)
    found: npt.NDArray[np.bool_] = (other_keys[at] == keys) & (other_rest[at] == rest)
    return found
