"""missing: the spellings of "no value" become missing values."""

from __future__ import annotations

import polars as pl

from publisher.model.structuring import Missing
from publisher.structure.columns import ColumnOutcome, changes, present, visible


def apply(frame: pl.DataFrame, step: Missing) -> ColumnOutcome:
    """Compare whole values, without the white space around them; all columns when none is named."""
    columns, absent = present(frame, step.columns or visible(frame))
    spelled = pl.col(columns).str.strip_chars().is_in(list(step.values))
    after = frame.with_columns(pl.when(~spelled).then(pl.col(columns)).name.keep()) if columns else frame
    return ColumnOutcome(after, sum(changes(frame[name], after[name]) for name in columns), absent)
