"""Records that were loaded twice: in the whole table, or of one value of a column (a month, a district).

Of such records each stands there an even number of times. Where records are alike by nature some stand there once
or three times; how often chance makes all of a group even is reckoned by those of the other groups.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from publisher.i18n.words import in_both
from publisher.model.finding import MOST_PLACES, Finding
from publisher.model.rulebook import finding, if_on
from publisher.model.stage import Services
from publisher.model.table import Origin, Table
from publisher.model.text import msg
from publisher.model.workspace import Dataset
from publisher.structure.parts import PART

MOST_ROWS = 2_000_000
"""Larger tables are not looked through: a number of each record is kept in memory."""
_FEWEST, _FEWEST_OF_GROUP = 5, 8
"""Different records that all stand there twice."""
_SURELY = 20.0
"""Chance makes it once in a million groups (the logarithm to base 2)."""
_MOST_VALUES, _LOOKED_AT = 1000, 1000
_RECORD, _TIMES, _EVEN = "record", "times", "even"


@dataclass(frozen=True, slots=True)
class RepeatedRecords:
    """The first `rows` (from 0) of `count` loaded twice: of `values` values of a field, or of none (""): all."""

    field: str
    values: int
    rows: tuple[int, ...]
    count: int


def found(table: Table) -> RepeatedRecords | None:
    """What was loaded twice of a table, by the field of which the fewest values explain it."""
    if not 2 * _FEWEST <= table.rows <= MOST_ROWS or not table.columns:
        return None
    scan = pl.scan_parquet(table.path, glob=False)
    numbered = _serial_numbers(scan, table)
    told = [name for name in table.columns if name not in numbered]
    if not told:
        return None
    records = pl.concat(
        scan.slice(start, PART).select(pl.struct(told).hash().alias(_RECORD)).collect()
        for start in range(0, table.rows, PART)
    )
    records = records.with_columns(pl.len().over(_RECORD).alias(_TIMES))
    if not (records[_TIMES] > 1).any():
        return None
    even = records[_TIMES] % 2 == 0
    times = records.filter(even)[_TIMES]
    different = records[_RECORD].n_unique()
    if even.all() and different >= (_FEWEST if times.eq(2).all() else _SURELY):
        return RepeatedRecords("", 0, _second(records, even), table.rows)
    groups = [(name, *one) for name in told if (one := _groups(scan, name, records, even)) is not None]
    if not groups:
        return None
    name, values, mask = min(groups, key=lambda one: (-int(one[2].sum()), one[1]))
    return RepeatedRecords(name, values, _second(records, mask), int(mask.sum()))


def _serial_numbers(scan: pl.LazyFrame, table: Table) -> set[str]:
    """Columns of running numbers, which a second copy goes on with."""
    first = scan.head(_LOOKED_AT).collect()
    numbers = {
        name: pl.col(name).cast(pl.Int64, strict=False)
        for name in table.columns
        if first[name].is_unique().all() and first[name].cast(pl.Int64, strict=False).is_not_null().all()
    }
    if not numbers:
        return set()
    seen = scan.select(
        ((one.max() - one.min() + 1 == table.rows) & (one.n_unique() == table.rows)).alias(name)
        for name, one in numbers.items()
    ).collect()
    return {name for name in numbers if seen[name].item()}


def _groups(scan: pl.LazyFrame, name: str, records: pl.DataFrame, even: pl.Series) -> tuple[int, pl.Series] | None:
    """How many values of a column have all their records twice, beyond chance, and which rows these are."""
    values = scan.select(name).collect()[name]
    if not 1 < values.n_unique() <= _MOST_VALUES:
        return None
    by_value = (
        pl.DataFrame({"value": values, _RECORD: records[_RECORD], _EVEN: even})
        .unique(["value", _RECORD])
        .group_by("value")
        .agg(pl.len().alias("all"), pl.col(_EVEN).sum())
    )
    all_even = (pl.col("all") == pl.col(_EVEN)) & (pl.col("all") >= _FEWEST_OF_GROUP)
    others = by_value.filter(~all_even)
    usual = (int(others[_EVEN].sum()) + 1) / (int(others["all"].sum()) + 2)
    groups = by_value.filter(all_even)
    most = int(groups["all"].max() or 0) * -math.log2(usual) - math.log2(by_value.height)  # type: ignore[arg-type]
    twice = groups["value"].to_list() if most >= _SURELY else []
    return (len(twice), values.is_in(twice)) if twice else None


def _second(records: pl.DataFrame, mask: pl.Series) -> tuple[int, ...]:
    """Where the first of these records stand again."""
    again = (records[_RECORD].is_duplicated() & ~records[_RECORD].is_first_distinct()) & mask
    return tuple(again.arg_true().head(MOST_PLACES).to_list())


def findings(
    dataset: Dataset, services: Services, seen: RepeatedRecords | None, records: Path, origin: Origin
) -> Iterator[Finding]:
    """One finding; `records` is the file with the numbers of the records in the source's table."""
    if seen is None:
        return
    numbers = pl.read_parquet(records, glob=False)["record"]
    where = (
        msg("of {values} values of {field}", values=seen.values, field=seen.field)
        if seen.field
        else msg("the whole table")
    )
    one = finding(
        services.checks,
        "expectations.doubled-records",
        dataset.id,
        key=seen.field,
        params={"count": seen.count, "where": in_both(where)},
        places=tuple(origin.place(int(numbers[row]), None) for row in seen.rows),
        count=seen.count,
    )
    yield from if_on(services.checks, one)
