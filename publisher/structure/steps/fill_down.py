"""fill-down: blank cells take the value above (cells that were merged downwards)."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from publisher.model.structuring import FillDown
from publisher.structure.columns import ColumnOutcome, changes, present, without_blanks


def apply(frame: pl.DataFrame, step: FillDown, carry: Mapping[str, str | None] | None = None) -> ColumnOutcome:
    """Fill the columns downwards; blanks above the first value stay missing.

    `carry` are the last values of the part before.
    """
    above = carry or {}
    columns, missing = present(frame, step.columns)
    after = frame.with_columns(
        without_blanks(frame[name]).forward_fill().fill_null(pl.lit(above.get(name), dtype=pl.String))
        for name in columns
    )
    last = {name: after[name][-1] if after.height else above.get(name) for name in columns}
    return ColumnOutcome(after, sum(changes(frame[name], after[name]) for name in columns), missing, carry=last)
