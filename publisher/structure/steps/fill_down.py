"""fill-down: blank cells take the value above (cells that were merged downwards)."""

from __future__ import annotations

import polars as pl

from publisher.model.structuring import FillDown
from publisher.structure.columns import Outcome, changes, present, without_blanks


def apply(frame: pl.DataFrame, step: FillDown) -> Outcome:
    """Fill the columns downwards; blanks above the first value stay missing."""
    columns, missing = present(frame, step.columns)
    after = frame.with_columns(without_blanks(frame[name]).forward_fill() for name in columns)
    return Outcome(after, sum(changes(frame[name], after[name]) for name in columns), missing)
