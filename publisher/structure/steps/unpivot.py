"""unpivot: wide to long."""

from __future__ import annotations

import polars as pl

from publisher.model.structuring import Unpivot
from publisher.structure.columns import ROW, ColumnOutcome, clash, present, visible

_ORDER = "\x00order"


def apply(frame: pl.DataFrame, step: Unpivot) -> ColumnOutcome:
    """One row for each record and each column that is not kept, in the order of the sheet.

    The new rows keep the number of the record they come from.
    """
    keep, missing = present(frame, step.keep)
    taken = [name for name in (step.name, step.value) if name in keep]
    if taken or step.name == step.value:
        return ColumnOutcome(frame, 0, (*missing, *(clash(name) for name in taken or [step.name])))
    wide = [name for name in visible(frame) if name not in keep]
    parts = [
        frame.select(
            ROW,
            *keep,
            pl.lit(label).alias(step.name),
            pl.col(label).alias(step.value),
            pl.lit(position).alias(_ORDER),
        )
        for position, label in enumerate(wide)
    ]
    if not parts:
        text = pl.lit(None, dtype=pl.String)
        return ColumnOutcome(
            frame.select(ROW, *keep, text.alias(step.name), text.alias(step.value)).clear(), 0, missing
        )
    long = pl.concat(parts).sort(ROW, _ORDER, maintain_order=True).drop(_ORDER)
    return ColumnOutcome(long, long.height, missing)
