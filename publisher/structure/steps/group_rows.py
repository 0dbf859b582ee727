"""group-rows: rows that name the group of the rows below them become a column."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from publisher.model.structuring import GroupRows
from publisher.structure.columns import ROW, ColumnOutcome, clash, present, refused, visible, without_blanks


@dataclass(frozen=True, slots=True)
class OpenGroup:
    """What a part of a long table hands to the next: its last group, the depths of names, and rows not judged yet.

    `held` begins with the last row whose kind shows only in what stands below it.
    """

    name: str | None = None
    lowest: int | None = None
    deepest: int | None = None
    held: pl.DataFrame | None = None


def apply(
    frame: pl.DataFrame, step: GroupRows, carry: OpenGroup | None = None, *, last: bool = True
) -> ColumnOutcome:
    """Put what the rows of groups say into a column in front; the rows themselves go.

    A row that has nothing but a name, and no rows below it, is refused, since it may as well be a record, unless
    it is set in as far as records are. Where another part follows (not `last`), the last row waits for it.
    """
    before = carry or OpenGroup()
    columns, missing = present(frame, [step.column])
    if step.into in visible(frame):
        missing = (*missing, clash(step.into))
    if missing or not columns:
        return ColumnOutcome(frame, 0, missing, carry=before)
    if before.held is not None:
        frame = pl.concat([before.held, frame])
    names, depths = without_blanks(frame[step.column]), depths_of(frame[step.column])
    blanks = [pl.col(name).str.strip_chars().fill_null("") == "" for name in visible(frame) if name != step.column]
    bare = frame.select(pl.all_horizontal(blanks) if blanks else pl.lit(value=True)).to_series()
    if len(bare) != frame.height:  # nothing but that column
        bare = pl.Series([True] * frame.height, dtype=pl.Boolean)
    alone = names.is_not_null() & bare
    says = names.is_not_null() | (~bare & (step.by == "alone"))
    lowest = _of(min, before.lowest, depths.min())
    deepest = before.deepest
    if step.by == "indent":
        named = (depths < depths.shift(-1).backward_fill()).fill_null(value=False)
        deepest = _of(max, deepest, depths.filter(named).max())
        upper = (depths <= (_of(max, lowest, deepest) or 0)).fill_null(value=False)
        lost = alone & ~named & upper
        none = (depths == (lowest or 0)).fill_null(value=False) & ~named  # what is not set in belongs to no group
    else:
        named = alone
        following = named.set(~says, None).shift(-1).backward_fill()
        lost = named & following.fill_null(value=True)
        none = ~named & False
    at = frame.height if last or not says.any() else int(says.arg_true()[-1])
    held = None if at == frame.height else frame[at:]
    groups = names.str.strip_chars().set(~named, None).set(none, "").forward_fill()
    groups = groups.fill_null(pl.lit(before.name, dtype=pl.String))[:at]
    name = groups[-1] if at else before.name
    kept = frame[:at].select(ROW, groups.set(groups == "", None).alias(step.into), *visible(frame))
    lost = lost[:at]
    refusals = [refused("unreadable-value", step.column, frame[ROW][:at].filter(lost), names[:at].filter(lost))]
    return ColumnOutcome(
        kept.filter(~named[:at]),
        int(named[:at].sum()),
        tuple(refusals) if lost.any() else (),
        carry=OpenGroup(name, lowest, deepest, held),
    )


def _of(which: Callable[[list[int]], int], *depths: object) -> int | None:
    known = [depth for depth in depths if isinstance(depth, int)]
    return which(known) if known else None


def depths_of(values: pl.Series) -> pl.Series:
    """How far each text is set in: its blanks, a wide one as two; missing for a blank cell."""
    front = values.str.extract(r"^(\s*)\S", 1)
    return (front.str.len_chars() + front.str.count_matches("\u3000", literal=True)).cast(pl.Int64)
