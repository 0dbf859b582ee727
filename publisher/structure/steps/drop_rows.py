"""drop-rows: blank rows, subtotals and footnotes go."""

from __future__ import annotations

import polars as pl

from publisher.model.structuring import DropRows
from publisher.structure import asides
from publisher.structure.columns import ColumnOutcome, Refusal, present, visible

FIRST = 3
"""Among so many columns from the left a row says that it is a total."""


def apply(frame: pl.DataFrame, step: DropRows) -> ColumnOutcome:
    """Leave out the rows that match any of the conditions.

    Without `column`, `values` and `starts_with` look at the first column, where notes under a table stand.
    """
    names = visible(frame)
    missing: tuple[Refusal, ...] = ()
    dropped = pl.lit(value=False)
    nothing = pl.Series([False] * frame.height, dtype=pl.Boolean)
    is_blank = [pl.col(name).is_null() | (pl.col(name).str.strip_chars() == "") for name in names]
    blank = frame.select(pl.all_horizontal(is_blank)).to_series() if names else nothing
    if step.blank:
        dropped |= pl.lit(blank)
    if step.values or step.starts_with:
        columns, missing = present(frame, [step.column] if step.column is not None else names[:1])
        for name in columns:
            value = pl.col(name).str.strip_chars()
            dropped |= value.is_in(list(step.values)).fill_null(value=False)
            for start in step.starts_with:
                dropped |= value.str.starts_with(start).fill_null(value=False)
    also: dict[str, int] = {}
    aside = asides.notes(frame, names) if (step.notes or step.totals) and names else nothing
    if step.notes:
        also["notes"] = int(aside.sum())
        dropped |= pl.lit(aside)
    if step.totals:
        named = nothing
        for rows in asides.totals(frame, names[:FIRST]).values():
            named = named | rows
        named = named | asides.summed(frame, names, aside | blank | named)
        also["totals"] = int(named.sum())
        dropped |= pl.lit(named)
    kept = frame.filter(~dropped)
    return ColumnOutcome(kept, frame.height - kept.height, missing, also=also)
