"""number: plain numbers."""

from __future__ import annotations

import polars as pl

from publisher.model.structuring import Number
from publisher.structure.columns import Outcome, convert, present, read_unique
from publisher.structure.numbers import read_number

_PLAIN = r"^(?:0|-?[1-9][0-9]*|-?(?:0|[1-9][0-9]*)\.[0-9]*[1-9][0-9]*)$"
_GROUPED = r"^-?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?$"


def apply(frame: pl.DataFrame, step: Number) -> Outcome:
    """Numbers that are plain already stay, thousands separators go at once, the rest is read one by one."""
    columns, missing = present(frame, step.columns)

    def reader(values: pl.Series) -> pl.Series:
        plain = values.str.contains(_PLAIN)
        grouped = values.str.contains(_GROUPED)
        quick = (
            values.to_frame("value")
            .select(
                pl.when(plain)
                .then(pl.col("value"))
                .when(grouped)
                .then(pl.col("value").str.replace_all(",", "", literal=True))
            )
            .to_series()
        )
        left = values.set(plain | grouped, None)
        if left.null_count() == len(left):
            return quick
        read = read_unique(left, lambda text: read_number(text, step.unit))
        return quick.zip_with(quick.is_not_null(), read)

    outcome = convert(frame, columns, reader, "unreadable-value")
    return Outcome(outcome.frame, outcome.changed, (*missing, *outcome.refusals))
