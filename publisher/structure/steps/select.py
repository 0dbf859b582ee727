"""select: these columns, in this order."""

from __future__ import annotations

import polars as pl

from publisher.model.structuring import Select
from publisher.structure.columns import ROW, ColumnOutcome, present, visible


def apply(frame: pl.DataFrame, step: Select) -> ColumnOutcome:
    """Keep the named columns; the number of those left out is what changed."""
    columns, missing = present(frame, step.columns)
    left_out = len(visible(frame)) - len(columns)
    return ColumnOutcome(frame.select(ROW, *columns), left_out, missing, per_table=True)
