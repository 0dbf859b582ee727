"""What the counts of a table add up to: over all of it, by each of its periods, and by each of its dimensions.

Only fields that the policy or a chart says are counts are added up; means and shares never are. A row that is a
sum of others (合計, total) is taken instead of them and never beside them.
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


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of `counts` by the values of one dimension, in the order to read them; None: not known."""

    dimension: ExportField
    counts: tuple[ExportField, ...]
    rows: tuple[tuple[str, tuple[float | None, ...]], ...]
    of_time: bool
    by_year: bool = False


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
    for item in several:
        of_time = item.type in _PERIODS
        if not of_time and values[item.name].n_unique() > most:
            continue
        found = _summed(values, item, [other.name for other in several if other is not item], counts)
        if len(found) > 1:
            yield _in_order(item, counts, found, of_time=of_time)


def _in_order(
    item: ExportField,
    counts: tuple[ExportField, ...],
    found: dict[str, tuple[float | None, ...]],
    *,
    of_time: bool,
) -> Totals:
    """Periods forwards (by years when there are many months), steps of a scale in its order, values by size."""
    by_year = of_time and (item.type == "year" or len({name[:7] for name in found}) > _MOST_PERIODS)
    if of_time:
        length = 4 if by_year else 7
        periods: dict[str, tuple[float | None, ...]] = {}
        for name in sorted(found):
            before = periods.get(name[:length])
            periods[name[:length]] = found[name] if before is None else tuple(map(_plus, before, found[name]))
        return Totals(item, counts, tuple(periods.items())[-_MOST_PERIODS:], of_time, by_year)
    if are_steps(found):
        return Totals(item, counts, tuple(sorted(found.items(), key=lambda pair: step(pair[0]))), of_time)
    return Totals(
        item, counts, tuple(sorted(found.items(), key=lambda pair: (-(pair[1][0] or 0), pair[0]))), of_time
    )


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
