"""constant: a column with one value."""

from __future__ import annotations

import polars as pl

from publisher.model.structuring import Constant
from publisher.structure.columns import ColumnOutcome, clash, visible


def apply(frame: pl.DataFrame, step: Constant) -> ColumnOutcome:
    """Add the column behind the others; a name that is taken is refused."""
    if step.column in visible(frame):
        return ColumnOutcome(frame, 0, (clash(step.column),))
    return ColumnOutcome(frame.with_columns(pl.lit(step.value).alias(step.column)), frame.height)
