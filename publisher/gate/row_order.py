"""Whether the records stand as they came: the place of one then tells who its neighbours are.

A register is kept by day of entry, by counter, by name. Where these are left out and the order is not, whoever
knows the place of one record knows those beside it. What an order by published fields tells is published anyway;
so neighbours are looked at that are different (of the same ones the first stands for all) and that those fields
do not tell apart. By chance half of them stand as in the source, of n of them with a deviation of at most one
half by the square root of n. The gate knows nothing of how the order was made.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl

from publisher.gate import finding as checks
from publisher.gate.about import about_persons
from publisher.gate.finding import make
from publisher.gate.standing import tabulated
from publisher.model.certificate import RowOrder
from publisher.model.finding import Finding, Severity
from publisher.model.stage import Services
from publisher.model.table import Table
from publisher.model.table_schema import primary_key
from publisher.model.text import Scalar
from publisher.model.workspace import Dataset

_DEVIATIONS = 5.0
"""Beyond chance: one shuffled table in two million."""


def found(
    dataset: Dataset, frame: pl.DataFrame, structured: Table | None, records: Path | None
) -> RowOrder | None:
    """The order of the rows of `frame`; None for a table without records.

    `records` is the file that says which structured record each row is; without it, where no row was left out, row
    n may be record n.
    """
    if not frame.height or not frame.width:
        return None
    promised = dataset.policy.rows_by(primary_key(dataset.schema))
    by = tuple(promised or ())
    sorted_by = by if by and set(by) <= set(frame.columns) and _stands_by(frame, by) else ()
    numbers = _numbers(frame, structured, records)
    ascending, pairs = (None, 0) if numbers is None else _ascending(frame, sorted_by, numbers)
    kept = ascending is not None and abs(ascending - 0.5) > _DEVIATIONS * 0.5 / math.sqrt(pairs)
    return RowOrder(sorted_by, promised == () and not kept, ascending, kept)


def findings(
    dataset: Dataset, frame: pl.DataFrame, order: RowOrder | None, services: Services
) -> Iterator[Finding]:
    """That records of persons stand as they came. Where only their columns say that they are, it holds nothing."""
    policy = dataset.policy
    if order is None or not order.kept or order.ascending is None or tabulated(policy, frame):
        return
    declared = policy.of_persons()
    if not declared and not about_persons(dataset, frame):
        return
    params: dict[str, Scalar] = {"records": frame.height, "share": f"{order.ascending:.0%}"}
    item = make(services, dataset.id, checks.ORDER_KEPT, params=params)
    if "row-order" in policy.reviewed:
        yield replace(item, severity=Severity.ADVICE)
    else:
        yield item if declared else replace(item, severity=Severity.WARNING)


def _numbers(frame: pl.DataFrame, structured: Table | None, records: Path | None) -> pl.Series | None:
    """The structured record of each row; None where nobody says."""
    if records is not None:
        numbers = pl.read_parquet(records)["record"].cast(pl.Int64)
        return numbers if numbers.len() == frame.height else None
    if structured is None or structured.rows != frame.height:
        return None
    return pl.int_range(frame.height, eager=True)


def _stands_by(frame: pl.DataFrame, by: Sequence[str]) -> bool:
    """Whether those fields give the order: as texts, or as numbers where they are some; up or down."""
    texts = [frame[name].cast(pl.String).replace("", None) for name in by]
    numbers = [values.str.strip_chars().cast(pl.Float64, strict=False) for values in texts]
    mixed = [
        number if number.null_count() == text.null_count() else text
        for number, text in zip(numbers, texts, strict=True)
    ]
    return any(_is_sorted(columns) for columns in (texts, mixed))


def _is_sorted(columns: Sequence[pl.Series]) -> bool:
    """Whether no row stands before one that it follows, what is missing last; or the other way about."""
    ranks = np.stack([item.rank("dense").fill_null(item.len() + 1).to_numpy() for item in columns], axis=1)
    steps = np.sign(np.diff(ranks.astype(np.int64), axis=0))
    first = steps[np.arange(len(steps)), (steps != 0).argmax(axis=1)]
    return bool((first >= 0).all() or (first <= 0).all())


def _ascending(frame: pl.DataFrame, by: Sequence[str], numbers: pl.Series) -> tuple[float | None, int]:
    """The share of neighbours that stand as in the source, of how many."""
    first = pl.Series([True]).append(_differs(frame, frame.columns))  # of records that are the same
    steps = numbers.filter(first).diff().slice(1)
    if by:
        steps = steps.filter(~_differs(frame.filter(first), by))
    if not steps.len():
        return None, 0
    return float((steps > 0).sum()) / steps.len(), steps.len()


def _differs(frame: pl.DataFrame, names: Sequence[str]) -> pl.Series:
    """For each row but the first whether one of its values is another than that of the row before."""
    result = pl.Series([False], dtype=pl.Boolean).new_from_index(0, max(0, frame.height - 1))
    for name in names:
        values = frame[name]
        result |= values.ne_missing(values.shift(1)).slice(1)
    return result
