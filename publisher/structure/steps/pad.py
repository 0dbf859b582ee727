"""pad: codes get their leading zeros back."""

from __future__ import annotations

import polars as pl

from publisher.model.errors import UserError
from publisher.model.structuring import Pad
from publisher.model.text import msg
from publisher.structure.columns import ColumnOutcome, convert, present

MOST_WIDTH = 1_000


def apply(frame: pl.DataFrame, step: Pad) -> ColumnOutcome:
    """Zeros in front of figures up to the width; what is longer or holds anything else is refused."""
    if not 0 < step.width <= MOST_WIDTH:
        raise UserError(
            msg("the width of a step pad is between 1 and {most}", most=MOST_WIDTH),
            hint=msg("write how many figures the codes have, as structure.pad.width in dataset.yaml"),
        )
    columns, missing = present(frame, step.columns)

    def reader(values: pl.Series) -> pl.Series:
        plain = values.str.strip_chars()
        fits = plain.str.contains(r"^[0-9]+$") & (plain.str.len_bytes() <= step.width)
        return plain.set(~fits, None).str.zfill(step.width)

    outcome = convert(frame, columns, reader, "unreadable-value")
    return ColumnOutcome(outcome.frame, outcome.changed, (*missing, *outcome.refusals))
