"""split: one column becomes several."""

from __future__ import annotations

import polars as pl

from publisher.model.structuring import Split
from publisher.structure.columns import ROW, ColumnOutcome, clash, present, refused, visible, without_blanks


def apply(frame: pl.DataFrame, step: Split) -> ColumnOutcome:
    """Put the parts into the columns `into`, in the place of the split one.

    With two columns the first separator cuts and others stay in the second; with more every separator cuts.
    A value with another number of parts is refused. Parts lose the white space around them.
    """
    columns, missing = present(frame, [step.column])
    others = [name for name in visible(frame) if name != step.column]
    clashes = tuple(
        clash(name) for name in dict.fromkeys(step.into) if name in others or step.into.count(name) > 1
    )
    if not columns or clashes:
        return ColumnOutcome(frame, 0, (*missing, *clashes))
    values = without_blanks(frame[step.column])
    count = len(step.into)
    parts = values.str.splitn(step.at, 2) if count == 2 else values.str.split_exact(step.at, count - 1)
    cut = values.str.count_matches(step.at, literal=True) + 1
    wrong = (cut < 2) if count == 2 else (cut != count)
    wrong = wrong.fill_null(value=False)
    new = [
        parts.struct.field(f"field_{position}").set(wrong, None).str.strip_chars().alias(name)
        for position, name in enumerate(step.into)
    ]
    order: list[pl.Series] = []
    for name in visible(frame):
        order.extend(new if name == step.column else [frame[name]])
    after = pl.DataFrame([frame[ROW], *(without_blanks(column) for column in order)])
    refusals = (
        [refused("unreadable-value", step.column, frame[ROW].filter(wrong), values.filter(wrong))]
        if wrong.any()
        else []
    )
    return ColumnOutcome(after, int((values.is_not_null() & ~wrong).sum()), (*missing, *refusals))
