"""map-values: listed values become others."""

from __future__ import annotations

import polars as pl

from publisher.model.structuring import MapValues
from publisher.structure.columns import ColumnOutcome, changes, present


def apply(frame: pl.DataFrame, step: MapValues) -> ColumnOutcome:
    """Replace values that are listed, without the white space around them; the others stay as they are."""
    columns, missing = present(frame, step.columns)
    changed = 0
    for name in columns:
        before = frame[name]
        after = before.str.strip_chars().replace_strict(
            list(step.values), list(step.values.values()), default=before, return_dtype=pl.String
        )
        changed += changes(before, after)
        frame = frame.with_columns(after.alias(name))
    return ColumnOutcome(frame, changed, missing)
