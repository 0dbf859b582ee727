"""drop-duplicates: of equal rows only the first stays."""

from __future__ import annotations

import polars as pl

from publisher.model.structuring import DropDuplicates
from publisher.structure.columns import ColumnOutcome, present, visible

_SEEDS = (1, 2)
"""Two independent 64-bit hashes: among 10 million different rows they agree by chance once in 10^24 tables."""


def apply(frame: pl.DataFrame, step: DropDuplicates, carry: pl.DataFrame | None = None) -> ColumnOutcome:
    """Leave out every row whose `columns` (all when none is named) are equal to those of an earlier row.

    `carry` are the hashes of the rows of earlier parts.
    """
    columns, missing = present(frame, step.columns or visible(frame))
    if missing:
        return ColumnOutcome(frame, 0, missing, carry=carry)
    keys = frame.select(columns)
    hashes = pl.DataFrame({f"h{seed}": keys.hash_rows(seed=seed) for seed in _SEEDS})
    fresh = hashes.select(pl.struct(pl.all()).is_first_distinct())[:, 0]
    if carry is not None:
        seen = hashes.with_row_index("at").join(carry, on=carry.columns, how="semi")["at"]
        fresh = fresh.scatter(seen, values=False)
    seen_now = hashes.filter(fresh)
    kept = frame.filter(fresh)
    after = seen_now if carry is None else pl.concat([carry, seen_now])
    return ColumnOutcome(kept, frame.height - kept.height, carry=after)
