"""What the counts of a table add up to: over all of it, by each of its periods, and by each of its dimensions.

Only fields that the policy or a chart says are counts are added up; means and shares never are. A row that is a
sum of others (合計, total) is taken instead of them and never beside them. Stocks (the vehicles registered at the
end of a month) are not added up over periods: their last period is taken.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from publisher.export.content import ExportContent, ExportField
from publisher.export.ordering import are_steps, step
from publisher.model.policy import MinimumCellCount
from publisher.model.table_schema import primary_key
from publisher.model.workspace import Dataset
from publisher.privacy.tables.totals import called_whole, is_whole

_NUMBERS = frozenset({"integer", "number"})
_PERIODS = frozenset({"date", "datetime", "yearmonth", "year"})
_DIMENSIONS = _PERIODS | {"string", "boolean"}
_MOST_COUNTS = 4
_MOST_PERIODS = 36
_FEWEST_STEPS, _FEWEST_COUNTED = 6, 20
_LEAST_SCATTER, _LEAST_CHANGE = 0.2, 0.01
"""Below either, counts of successive periods are too alike for events: chance alone scatters those by 1."""


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of `counts` by the values of one dimension, in the order to read them; None: not known."""

    dimension: ExportField
    counts: tuple[ExportField, ...]
    rows: tuple[tuple[str, tuple[float | None, ...]], ...]
    of_time: bool
    by_year: bool = False
    at: str = ""
    """The last period, of stocks: the sums by another dimension are those of this period."""


def counts_of(content: ExportContent) -> tuple[ExportField, ...]:
    """The fields that count something and may be added up; none where each record stands for one thing."""
    dataset = content.dataset
    said = _said_to_count(dataset) if primary_key(dataset.schema) or dataset.derived_from else frozenset()
    return tuple(item for item in content.fields if item.name in said and item.type in _NUMBERS)[:_MOST_COUNTS]


def _said_to_count(dataset: Dataset) -> frozenset[str]:
    policy = dataset.policy
    return frozenset(
        {rule.publish_as or name for name, rule in policy.fields.items() if rule.counts is not None}
        | {name for model in policy.models if isinstance(model, MinimumCellCount) for name in model.fields}
        | {name for method in policy.tables for name in method.fields}
        | {name for chart in dataset.charts or () if chart.rows == "total" for name in chart.y}
    )


def totals(content: ExportContent, values: pl.DataFrame, most: int) -> Iterator[Totals]:
    """The sums by each dimension of at most `most` values (periods may have more), in the order of the fields."""
    counts = counts_of(content)
    if not counts:
        return
    keys = primary_key(content.dataset.schema)
    beside = [
        item
        for item in content.fields
        if (item.type in _DIMENSIONS or item.name in keys) and item not in counts and not called_whole(item.name)
    ]
    several = [item for item in beside if values[item.name].n_unique() > 1]
    times = [item.name for item in several if item.type in _PERIODS]
    keyed = [item.name for item in several]
    kinds = {count.name: len(times) == 1 and _is_stock(values, times[0], keyed, count.name) for count in counts}
    counts = tuple(count for count in counts if kinds[count.name] == kinds[counts[0].name])
    at = str(values[times[0]].max()) if kinds[counts[0].name] else ""
    latest = values.filter(pl.col(times[0]).cast(pl.String) == at) if at else values
    for item in several:
        of_time = item.type in _PERIODS
        if not of_time and values[item.name].n_unique() > most:
            continue
        others = [other.name for other in several if other is not item and not (at and other.name in times)]
        found = _summed(values if of_time else latest, item, others, counts)
        if len(found) > 1:
            yield _in_order(item, counts, found, of_time=of_time, at=at)


def _in_order(
    item: ExportField,
    counts: tuple[ExportField, ...],
    found: dict[str, tuple[float | None, ...]],
    *,
    of_time: bool,
    at: str,
) -> Totals:
    """Periods forwards (by years when there are many months), steps of a scale in its order, values by size."""
    by_year = of_time and (item.type == "year" or len({name[:7] for name in found}) > _MOST_PERIODS)
    if of_time:
        length = 4 if by_year else 7
        periods: dict[str, tuple[float | None, ...]] = {}
        for name in sorted(found):
            before = periods.get(name[:length])
            periods[name[:length]] = (
                found[name] if before is None or at else tuple(map(_plus, before, found[name]))
            )
        return Totals(item, counts, tuple(periods.items())[-_MOST_PERIODS:], of_time, by_year, at)
    if are_steps(found):
        return Totals(item, counts, tuple(sorted(found.items(), key=lambda pair: step(pair[0]))), of_time, at=at)
    return Totals(
        item, counts, tuple(sorted(found.items(), key=lambda pair: (-(pair[1][0] or 0), pair[0]))), of_time, at=at
    )


def _is_stock(values: pl.DataFrame, time: str, keys: list[str], count: str) -> bool:
    """Whether a count tells how many there are at a time, and not how many there were in it.

    What is there stays there: from one period to the next such counts change by less than chance changes numbers
    of events, or hardly at all.
    """
    others = [name for name in keys if name != time]
    number = pl.col(count).cast(pl.Float64, strict=False)
    sums = values.filter(number.is_finite()).group_by(time, *others).agg(number.sum()).sort(time)
    change = pl.col(count).diff()
    steps = sums.with_columns((change.over(others) if others else change).alias("change")).select(
        "change", whole=2 * pl.col(count) - pl.col("change")
    )
    steps = steps.filter(pl.col("whole") >= _FEWEST_COUNTED)
    if steps.height < _FEWEST_STEPS:
        return False
    scatter, part = steps.select(
        (pl.col("change") ** 2 / pl.col("whole")).mean(), (2 * pl.col("change").abs() / pl.col("whole")).median()
    ).row(0)
    return bool(scatter < _LEAST_SCATTER or part < _LEAST_CHANGE)


def _plus(one: float | None, other: float | None) -> float | None:
    return other if one is None else one if other is None else one + other


def _summed(
    values: pl.DataFrame, item: ExportField, others: list[str], counts: tuple[ExportField, ...]
) -> dict[str, tuple[float | None, ...]]:
    """Sums by the values of `item`. Of another dimension its sums are taken where it has them."""
    frame = values.filter(~_wholes(values[item.name]))
    for name in others:
        whole = _wholes(frame[name])
        if whole.any():
            frame = frame.filter(whole)
    grouped = frame.group_by(item.name).agg(
        pl.when(pl.col(count.name).is_not_null().any())
        .then(pl.col(count.name).cast(pl.Float64, strict=False).sum())
        .alias(count.name)
        for count in counts
    )
    return {str(row[0]): tuple(map(_known, row[1:])) for row in grouped.rows()}


def _known(value: float | None) -> float | None:
    """A sum, unless it is larger than a double holds."""
    return value if value is not None and math.isfinite(value) else None


def _wholes(values: pl.Series) -> pl.Series:
    return values.is_in([value for value in values.unique() if is_whole(value)]) | values.is_null()
