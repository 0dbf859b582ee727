"""half-width: full-width digits, letters and punctuation become ASCII."""

from __future__ import annotations

import polars as pl

from publisher.model.structuring import HalfWidth
from publisher.structure.columns import ColumnOutcome, changes, present


def apply(frame: pl.DataFrame, step: HalfWidth) -> ColumnOutcome:
    """Unicode NFKC; Chinese characters stay as they are (臺 is not 台)."""
    columns, missing = present(frame, step.columns)
    after = frame.with_columns(frame[name].str.normalize("NFKC") for name in columns)
    return ColumnOutcome(after, sum(changes(frame[name], after[name]) for name in columns), missing)
