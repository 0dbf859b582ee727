"""combine: several columns become one."""

from __future__ import annotations

import polars as pl

from publisher.model.structuring import Combine
from publisher.structure.columns import ColumnOutcome, clash, present, visible, without_blanks


def apply(frame: pl.DataFrame, step: Combine) -> ColumnOutcome:
    """Join the columns with `join` into `into`, in the place of the first; a row with a blank part is missing."""
    columns, missing = present(frame, step.columns)
    if missing or not columns:
        return ColumnOutcome(frame, 0, missing)
    if step.into in visible(frame) and step.into not in columns:
        return ColumnOutcome(frame, 0, (clash(step.into),))
    parts = [without_blanks(frame[name]).str.strip_chars() for name in columns]
    joined = pl.DataFrame(parts).select(pl.concat_str(pl.all(), separator=step.join)).to_series()
    after = frame.with_columns(joined.alias(columns[0])).drop(columns[1:]).rename({columns[0]: step.into})
    return ColumnOutcome(after, frame.height - joined.null_count())
