"""extract: parts of a text, taken out by a regular expression, become columns."""

from __future__ import annotations

import polars as pl

from publisher.model.errors import DatasetError
from publisher.model.structuring import Extract
from publisher.model.text import msg
from publisher.structure.columns import ROW, ColumnOutcome, clash, present, refused, visible, without_blanks


def apply(frame: pl.DataFrame, step: Extract) -> ColumnOutcome:
    """Match each whole value; one that does not fit is refused. The engine is linear in the length of the value.

    Raises DatasetError for a pattern that is none, or that has another number of groups than there are columns.
    """
    columns, missing = present(frame, [step.column])
    gone = not step.keep or step.column in step.into
    others = [name for name in visible(frame) if name != step.column or not gone]
    clashes = tuple(
        clash(name) for name in dict.fromkeys(step.into) if name in others or step.into.count(name) > 1
    )
    if not columns or clashes:
        return ColumnOutcome(frame, 0, (*missing, *clashes))
    values = without_blanks(frame[step.column])
    groups = _groups(values, step)
    fits = pl.Series([False] * frame.height, dtype=pl.Boolean)
    for part in groups:
        fits |= part.is_not_null()
    wrong = values.is_not_null() & ~fits
    new = [part.str.strip_chars().alias(name) for part, name in zip(groups, step.into, strict=True)]
    order: list[pl.Series] = []
    for name in visible(frame):
        if name != step.column:
            order.append(frame[name])
            continue
        order += [*([] if gone else [frame[name]]), *new]
    after = pl.DataFrame([frame[ROW], *(without_blanks(column) for column in order)])
    refusals = (
        [refused("unreadable-value", step.column, frame[ROW].filter(wrong), values.filter(wrong))]
        if wrong.any()
        else []
    )
    return ColumnOutcome(after, int((values.is_not_null() & ~wrong).sum()), (*missing, *refusals))


def _groups(values: pl.Series, step: Extract) -> list[pl.Series]:
    try:
        found = values.str.strip_chars().str.extract_groups(rf"^(?:{step.pattern})$")
        parts = found.struct.unnest() if found.dtype == pl.Struct and found.struct.fields else pl.DataFrame()
    except pl.exceptions.PolarsError:
        parts = pl.DataFrame()
    if parts.width != len(step.into):
        raise DatasetError(
            msg("The pattern of a step extract is no regular expression, or has another number of groups"),
            hint=msg("write one pair of parentheses for each column of into; a pair for other ends is (?:…)"),
        )
    return parts.get_columns()
