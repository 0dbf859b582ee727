"""Two releases of one dataset held against each other: what changed between them is a table of its own.

Whoever keeps last night's release can take it from tonight's. If a class (or a count) changed by fewer than k,
the records that came or went are a group of fewer than k: Byun, Sohn, Bertino, Li, Secure anonymization for
incremental datasets, SDM 2006; Xiao, Tao, m-invariance, SIGMOD 2007. The threshold is the dataset's own k or
smallest cell. Classes whose records only changed their values count with both sides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from publisher.gate.published import MISSING, Published


@dataclass(frozen=True, slots=True)
class ReleaseChange:
    """Groups (classes, or cells of a count) that changed by 1 to `least` - 1 since the last release."""

    field: str
    groups: int
    records: int
    least: int


def small_changes(last: Published, now: Published, least: int | None) -> Iterator[ReleaseChange]:
    """Every kind of group that changed by too few; nothing where the releases do not have the same fields."""
    if now.counts:
        for count in now.counts:
            if count.at_least and count.field in last.frame.columns and now.dimensions == last.dimensions:
                yield from _cells(last, now, count.field, least or count.at_least)
    elif now.k and last.frame.columns == now.frame.columns:
        yield from _classes(last, now, least or now.k)


def _classes(last: Published, now: Published, least: int) -> Iterator[ReleaseChange]:
    quasi = [field.name for field in now.quasi_identifiers]
    counted = [
        item.frame.select(pl.all().fill_null(MISSING)).group_by(pl.all()).len("records") for item in (last, now)
    ]
    both = counted[0].join(counted[1], on=now.frame.columns, how="full", coalesce=True, suffix="_now")
    change = pl.col("records_now").fill_null(0).cast(pl.Int64) - pl.col("records").fill_null(0).cast(pl.Int64)
    moved = both.with_columns(came=change.clip(lower_bound=0), went=(-change).clip(lower_bound=0))
    sums = [pl.col("came").sum(), pl.col("went").sum()]
    classes = moved.group_by(quasi).agg(sums) if quasi else moved.select(sums)
    few = classes.filter(pl.any_horizontal(pl.col(name).is_between(1, least - 1) for name in ("came", "went")))
    if few.height:
        records = int(few.select(pl.max_horizontal("came", "went").sum()).item())
        yield ReleaseChange("", few.height, records, least)


def _cells(last: Published, now: Published, field: str, least: int) -> Iterator[ReleaseChange]:
    keys = list(now.dimensions)
    number = pl.col(field).str.strip_chars().cast(pl.Int64, strict=False).alias("number")
    counted = [
        item.frame.select(*(pl.col(name).fill_null(MISSING) for name in keys), number) for item in (last, now)
    ]
    if not keys:
        return
    both = counted[0].join(counted[1], on=keys, suffix="_now")
    change = both.select(change=(pl.col("number_now") - pl.col("number")).abs())["change"]
    few = change.filter(change.is_between(1, least - 1))
    if few.len():
        yield ReleaseChange(field, few.len(), int(few.sum()), least)
