"""Records of one release joined with those of another: does that single out what one of them had made alike?

Dalenius 1986, Finding a needle in a haystack: what identifies is the union of the quasi-identifiers. Two looks are
taken at every pair of releases with records, from each side that promised k-anonymity:

1. *Union*: the fields that are quasi-identifiers in either of them are quasi-identifiers in both. Every class over
   those that a release publishes has at least k records.
2. *Join*: a group of records that agree on all shared fields leads to the records of the other release that agree
   with them, and so to what only that one shows (further quasi-identifiers, finer values of the same ones). Where
   that is one value, the record has it. Every record so completed must still have k records of its class that
   could be it: those that have the same value, and those of which the value is not known.

Missing values are a value, as everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from publisher.gate.alignment import Shared, shared_fields, with_common
from publisher.gate.published import MISSING, Published


@dataclass(frozen=True, slots=True)
class Linked:
    """What the join of a release with `other` singles out: records, by the fields that tell them apart."""

    dataset: str
    other: str
    fields: tuple[str, ...]
    records: int
    smallest: int
    k: int


def linked(left: Published, right: Published, *, same_dataset: bool = False) -> tuple[Linked, ...]:
    """What each of two releases with records reveals of the other; nothing when neither promised k-anonymity."""
    if left.tabulated or right.tabulated or not left.frame.height or not right.frame.height:
        return ()
    found = []
    shared = shared_fields(left, right, same_dataset=same_dataset)
    for one, other, pairs in ((left, right, shared), (right, left, _turned(shared))):
        k = one.k or other.k
        if k < 2:
            continue
        if not same_dataset and (hit := _union(one, other, pairs, k)) is not None:
            found.append(hit)
        if one.k and (hit := _join(one, other, pairs)) is not None:
            found.append(hit)
    return tuple(found)


def _turned(shared: Sequence[Shared]) -> tuple[Shared, ...]:
    return tuple(
        Shared(
            (item.fields[1], item.fields[0]),
            (item.common[1], item.common[0]),
            None if item.finer is None else 1 - item.finer,
        )
        for item in shared
    )


def _union(one: Published, other: Published, shared: Sequence[Shared], k: int) -> Linked | None:
    """Classes of `one` over its own quasi-identifiers and its fields that are quasi-identifiers in `other`."""
    own = [field.name for field in one.quasi_identifiers]
    more = [
        pair.fields[0].name for pair in shared if pair.fields[1].identifying and pair.fields[0].name not in own
    ]
    if not more:
        return None
    sizes = _plain(one.frame, [*own, *more]).group_by(pl.all()).len()["len"]
    small = sizes.filter(sizes < k)
    if not small.len():
        return None
    return Linked(one.dataset, other.dataset, tuple(more), int(small.sum()), int(small.min()), k)  # type: ignore[arg-type]


def _join(one: Published, other: Published, shared: Sequence[Shared]) -> Linked | None:
    """Records of `one` that the other release completes until fewer than k could be meant."""
    own = [field.name for field in one.quasi_identifiers]
    of_own = {pair.fields[1].name for pair in shared if pair.finer == 1 and pair.fields[0].identifying}
    joint = {pair.fields[1].name for pair in shared}
    extra = [
        field.name
        for field in other.fields
        if field.name in of_own or (field.identifying and field.name not in joint and not field.tokens)
    ]
    keys = [f"j{number}" for number in range(len(shared))]
    if not extra or not keys:
        return None
    mine = with_common(one, shared, 0).select(
        pl.concat_str([pl.col(name).fill_null(MISSING) for name in own] or [pl.lit("")], separator="\x1f").alias(
            "class"
        ),
        pl.concat_str([pl.col(name).fill_null(MISSING) for name in keys], separator="\x1f").alias("key"),
    )
    theirs = with_common(other, shared, 1).select(
        pl.concat_str([pl.col(name).fill_null(MISSING) for name in keys], separator="\x1f").alias("key"),
        pl.concat_str([pl.col(name).fill_null(MISSING) for name in extra], separator="\x1f").alias("extra"),
    )
    smallest, records = _singled_out(mine, theirs, one.k)
    if not records:
        return None
    return Linked(one.dataset, other.dataset, tuple(extra), records, smallest, one.k)


def _singled_out(mine: pl.DataFrame, theirs: pl.DataFrame, k: int) -> tuple[int, int]:
    """The fewest records that could be a completed one, and how many completed records have fewer than k."""
    counted = mine.group_by("class", "key").len("records")
    possible = theirs.unique().with_columns(pl.len().over("key").alias("values"))
    certain = counted.join(possible.filter(pl.col("values") == 1), on="key")
    if not certain.height:
        return 0, 0
    completed = certain.group_by("class", "extra").agg(pl.col("records").sum().alias("certain"))
    unsure = (
        counted.join(possible.filter(pl.col("values") > 1), on="key")
        .join(completed.select("class", "extra"), on=["class", "extra"], how="semi")
        .group_by("class", "extra")
        .agg(pl.col("records").sum().alias("unsure"))
    )
    unknown = (
        counted.join(possible, on="key", how="anti")
        .group_by("class")
        .agg(pl.col("records").sum().alias("unknown"))
    )
    could_be = (
        completed.join(unsure, on=["class", "extra"], how="left")
        .join(unknown, on="class", how="left")
        .with_columns(pl.sum_horizontal("certain", "unsure", "unknown").alias("could"))
        .filter(pl.col("could") < k)
    )
    if not could_be.height:
        return 0, 0
    return int(could_be["could"].min()), int(could_be["certain"].sum())  # type: ignore[arg-type]


def _plain(frame: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    return frame.select(pl.col(name).fill_null(MISSING) for name in dict.fromkeys(names))
