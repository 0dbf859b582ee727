"""group-rows: rows that name the group of the rows below them become a column."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from publisher.model.structuring import GroupRows
from publisher.structure.columns import ROW, ColumnOutcome, clash, present, refused, visible, without_blanks


@dataclass(frozen=True, slots=True)
class OpenGroup:
    """What a part of a long table hands to the next: its last group, the lowest depth and that of its last row."""

    name: str | None = None
    lowest: int | None = None
    last: int | None = None


def apply(frame: pl.DataFrame, step: GroupRows, carry: OpenGroup | None = None) -> ColumnOutcome:
    """Put what the rows of groups say into a column in front; the rows themselves go.

    A row of a group without rows below it is refused, since it may as well be a record.
    """
    before = carry or OpenGroup()
    columns, missing = present(frame, [step.column])
    if step.into in visible(frame):
        missing = (*missing, clash(step.into))
    if missing or not columns or frame.is_empty():
        return ColumnOutcome(frame, 0, missing, carry=before)
    names, depths = without_blanks(frame[step.column]), depths_of(frame[step.column])
    lows = [depth for depth in (before.lowest, depths.min()) if isinstance(depth, int)]
    lowest = min(lows, default=0)
    if step.by == "indent":
        named = (depths < depths.shift(-1)).fill_null(value=False)
        cut = before.last is not None and before.last < (depths[0] or 0)  # the part before ended with a name
        lost = pl.Series([cut, *[False] * (frame.height - 1)])
    else:
        others = [
            pl.col(name).str.strip_chars().fill_null("") == "" for name in visible(frame) if name != step.column
        ]
        named = names.is_not_null() & frame.select(pl.all_horizontal(others)).to_series()
        lost = named & named.shift(-1, fill_value=True)
    groups = (
        names.str.strip_chars().set(~named, None).forward_fill().fill_null(pl.lit(before.name, dtype=pl.String))
    )
    if step.by == "indent":  # what is not set in belongs to no group
        groups = groups.set((depths == lowest).fill_null(value=False) & ~named, None)
    kept = frame.select(ROW, groups.alias(step.into), *visible(frame)).filter(~named)
    refusals = [refused("unreadable-value", step.column, frame[ROW].filter(lost), names.filter(lost))] * bool(
        lost.any()
    )
    return ColumnOutcome(kept, int(named.sum()), tuple(refusals), carry=OpenGroup(groups[-1], lowest, depths[-1]))


def depths_of(values: pl.Series) -> pl.Series:
    """How far each text is set in: its blanks, a wide one as two; missing for a blank cell."""
    front = values.str.extract(r"^(\s*)\S", 1)
    return (front.str.len_chars() + front.str.count_matches("\u3000", literal=True)).cast(pl.Int64)
