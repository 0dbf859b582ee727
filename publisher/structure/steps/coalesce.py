"""coalesce: the first value of several columns."""

from __future__ import annotations

import polars as pl

from publisher.model.structuring import Coalesce
from publisher.structure.columns import ColumnOutcome, clash, present, visible, without_blanks


def apply(frame: pl.DataFrame, step: Coalesce) -> ColumnOutcome:
    """Put the column in the place of the first of them; blank text counts as missing."""
    columns, missing = present(frame, step.columns)
    others = [name for name in visible(frame) if name not in columns or step.keep]
    if not columns or step.into in others:
        return ColumnOutcome(frame, 0, missing if not columns else (*missing, clash(step.into)))
    frame = frame.with_columns(without_blanks(frame[name]) for name in columns)
    together = frame.select(pl.coalesce(columns).alias(step.into)).to_series()
    kept = frame.columns if step.keep else [name for name in frame.columns if name not in columns]
    at = min(frame.columns.index(name) for name in columns)
    before = [name for name in frame.columns[:at] if name in kept]
    after = pl.DataFrame(
        [*(frame[name] for name in before), together, *(frame[name] for name in kept if name not in before)]
    )
    return ColumnOutcome(after, int(together.is_not_null().sum()), missing)
