"""codes: codes become the labels they stand for."""

from __future__ import annotations

import polars as pl

from publisher.model.structuring import Codes
from publisher.structure.columns import ColumnOutcome, convert, present


def apply(frame: pl.DataFrame, step: Codes) -> ColumnOutcome:
    """Look up every value, without the white space around it; a code without a label is refused."""
    columns, missing = present(frame, [step.column])

    def reader(values: pl.Series) -> pl.Series:
        return values.str.strip_chars().replace_strict(
            list(step.labels), list(step.labels.values()), default=None, return_dtype=pl.String
        )

    outcome = convert(frame, columns, reader, "unknown-code")
    return ColumnOutcome(outcome.frame, outcome.changed, (*missing, *outcome.refusals))
