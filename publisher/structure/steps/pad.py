"""pad: codes get their leading zeros back."""

from __future__ import annotations

import polars as pl

from publisher.model.structuring import Pad
from publisher.structure.columns import ColumnOutcome, convert, present


def apply(frame: pl.DataFrame, step: Pad) -> ColumnOutcome:
    """Zeros in front of figures up to the width; what is longer or holds anything else is refused."""
    columns, missing = present(frame, step.columns)

    def reader(values: pl.Series) -> pl.Series:
        plain = values.str.strip_chars()
        fits = plain.str.contains(r"^[0-9]+$") & (plain.str.len_bytes() <= step.width)
        return plain.set(~fits, None).str.zfill(step.width)

    outcome = convert(frame, columns, reader, "unreadable-value")
    return ColumnOutcome(outcome.frame, outcome.changed, (*missing, *outcome.refusals))
