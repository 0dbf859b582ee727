"""What must hold for values beyond the schema: few are missing, categories stay, series go on, parts add up."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import reduce
from operator import add
from typing import Any

import polars as pl

from publisher.model.errors import UserError, Where
from publisher.model.expectations import KnownValues, Monotone, Total
from publisher.model.finding import MOST_PLACES, Finding, Place, Severity
from publisher.model.stage import Services
from publisher.model.table import Known, Table
from publisher.model.text import Scalar, msg
from publisher.model.workspace import Dataset
from publisher.tableschema.making import make
from publisher.validate.published import counts_of, values_of

_ROUNDING = 1e-9
_MOST_CATEGORIES = 60
_NEARLY_ALL = 0.8
_FEWEST_NIGHTS = 4
_SURELY = 20
"""Records that a category would have tonight, at its share of the last publication."""


def findings(dataset: Dataset, table: Table, before: Known, services: Services) -> Iterator[Finding]:
    """Everything `dataset.expectations` says of values; UserError for a field that is not published."""
    expected = dataset.expectations
    _known(dataset, table, "missing_share", expected.missing_share)
    _known(dataset, table, "known_values", [item.field for item in expected.known_values])
    _known(dataset, table, "monotone", [name for item in expected.monotone for name in (item.field, item.within)])
    _known(
        dataset,
        table,
        "subtotals",
        [name for item in expected.subtotals for name in (item.value, item.field, *item.within)],
    )
    _known(dataset, table, "distributions", [item.field for item in expected.distributions])
    _known(dataset, table, "category_rows", [item.field for item in expected.category_rows])
    _known(dataset, table, "agreements", [name for item in expected.agreements for name in (item.value, *item.by)])
    _known(dataset, table, "totals", [name for item in expected.totals for name in (item.whole, *item.parts)])
    if table.rows == 0:
        return  # the row count says it
    for name, share in expected.missing_share.items():
        yield from _missing(dataset, table, name, share, services)
    for known in expected.known_values:
        yield from _drift(dataset, table, known, before, services)
    yield from _gone(dataset, table, before, services)
    for series in expected.monotone:
        yield from _broken(dataset, table, series, services)
    for total in expected.totals:
        yield from _unequal(dataset, table, total, services)


def _known(dataset: Dataset, table: Table, part: str, names: Any) -> None:
    for name in names:
        if name is not None and name not in table.columns:
            raise UserError(
                msg("the field {field} of expectations is not published", field=name),
                Where(f"datasets/{dataset.id}/dataset.yaml", field=f"expectations.{part}"),
                msg("name a published field"),
            )


def _missing(dataset: Dataset, table: Table, name: str, share: float, services: Services) -> Iterator[Finding]:
    missing = _column(table, name).is_in(_missing_values(dataset, name))
    count = int(missing.sum())
    if count > share * table.rows:
        params: dict[str, Scalar] = {
            "field": name,
            "count": count,
            "percent": math.ceil(100 * count / table.rows),
            "limit": math.floor(100 * share),
        }
        yield from _found("missing-share", dataset, name, params, missing, services)


def _drift(
    dataset: Dataset, table: Table, known: KnownValues, before: Known, services: Services
) -> Iterator[Finding]:
    values = _known_values(dataset, known, before)
    if values is None:
        return
    column = _column(table, known.field)
    params: dict[str, Scalar]
    new = ~column.is_in([*values, *_missing_values(dataset, known.field)])
    if new.any():
        params = {"field": known.field, "count": int(new.sum()), "values": column.filter(new).n_unique()}
        yield from _found("new-category", dataset, known.field, params, new, services, Severity.WARNING)
    gone = len(set(values) - set(column.unique().to_list())) if known.missing else 0
    if gone:
        params = {"field": known.field, "values": gone, "known": len(values)}
        yield from _found("lost-category", dataset, known.field, params, None, services, Severity.WARNING)


def _gone(dataset: Dataset, table: Table, before: Known, services: Services) -> Iterator[Finding]:
    """Categories of the last publication that had many records and have none, in fields that nobody declared.

    In a table that always had as many records, each with a name of its own, one that is gone is enough.
    When they had nearly all of the records, columns were shifted or exchanged, and the dataset is held.
    """
    if before.last is None or not dataset.expectations.rows.seasons:
        return
    declared = {item.field for item in dataset.expectations.known_values}
    fixed = _fixed_rows(before)
    for name in table.columns:
        if name in declared or _field(dataset, name).get("type", "string") != "string":
            continue
        counts = counts_of(before.last, name, _MOST_CATEGORIES)
        total = sum(counts.values())
        now = set(_column(table, name).unique().to_list())
        always = fixed is not None and fixed == len(counts) == total > table.rows
        lost = [
            count
            for value, count in counts.items()
            if value not in now and (always or count * table.rows >= _SURELY * total)
        ]
        if not lost:
            continue
        params: dict[str, Scalar] = {"field": name, "values": len(lost), "known": len(counts)}
        for finding in _found("lost-category", dataset, name, params, None, services, Severity.WARNING):
            yield (
                replace(finding, severity=Severity.ERROR)
                if len(lost) > 1 and sum(lost) > _NEARLY_ALL * total
                else finding
            )


def _fixed_rows(before: Known) -> int | None:
    """How many records a table has that always had as many, as one of districts has."""
    rows = [night.rows for night in before.nights if not night.held][-_FEWEST_NIGHTS:]
    return rows[0] if len(rows) == _FEWEST_NIGHTS and len(set(rows)) == 1 else None


def _known_values(dataset: Dataset, known: KnownValues, before: Known) -> list[str] | None:
    """The values to compare with; None on the first night, which has no publication before it."""
    if known.of_last:
        return None if before.last is None else values_of(before.last, known.field)
    enum = _field(dataset, known.field).get("constraints", {}).get("enum", ())
    values = list(known.values) or [str(value) for value in enum]
    if not values:
        raise UserError(
            msg("the field {field} has no list of values to compare with", field=known.field),
            Where(f"datasets/{dataset.id}/dataset.yaml", field="expectations.known_values"),
            msg("write values, or give the field an enum in schema.json"),
        )
    return values


def _broken(dataset: Dataset, table: Table, series: Monotone, services: Services) -> Iterator[Finding]:
    """Of the records as the source has them: those of persons are published in another order."""
    frame = pl.read_parquet(table.path)
    rows_of = table.origin.rows if table.origin is not None else None
    records = pl.int_range(frame.height, eager=True) if rows_of is None else pl.read_parquet(rows_of)["record"]
    order = records.arg_sort()
    frame = frame[order]
    numeric = _field(dataset, series.field).get("type") in ("integer", "number", "year")
    value = pl.col(series.field)
    # ISO dates and times of one spelling sort as text
    value = value.cast(pl.Float64, strict=False) if numeric else pl.when(value != "").then(value)
    before = value.forward_fill().shift(1)
    if series.within is not None:
        before = before.over(series.within)
    rising = series.direction == "rising"
    if series.strictly:
        broken = value <= before if rising else value >= before
    else:
        broken = value < before if rising else value > before
    rows = frame.select(broken.fill_null(value=False).alias("broken"))["broken"][order.arg_sort()]
    if rows.any():
        params: dict[str, Scalar] = {"field": series.field, "count": int(rows.sum())}
        yield from _found("broken-series", dataset, series.field, params, rows, services)


def _unequal(dataset: Dataset, table: Table, total: Total, services: Services) -> Iterator[Finding]:
    frame = pl.read_parquet(table.path, columns=[total.whole, *total.parts])
    number = {name: pl.col(name).cast(pl.Float64, strict=False) for name in (total.whole, *total.parts)}
    parts = reduce(add, (number[name].fill_null(0.0) for name in total.parts))
    room = total.tolerance + _ROUNDING * number[total.whole].abs()
    rows = frame.select(((number[total.whole] - parts).abs() > room).fill_null(value=False).alias("rows"))["rows"]
    if rows.any():
        params: dict[str, Scalar] = {
            "field": total.whole,
            "parts": "、".join(total.parts),
            "count": int(rows.sum()),
        }
        yield from _found("unequal-total", dataset, total.whole, params, rows, services)


def _found(
    name: str,
    dataset: Dataset,
    key: str,
    params: Mapping[str, Scalar],
    rows: pl.Series | None,
    services: Services,
    severity: Severity = Severity.ERROR,
) -> Iterator[Finding]:
    numbers = [] if rows is None else rows.arg_true().head(MOST_PLACES).to_list()
    return make(
        services,
        dataset.id,
        _IDS[name],
        key=key,
        params=params,
        places=tuple(Place(row=number + 1, field=key) for number in numbers) or (Place(field=key),),
        count=1 if rows is None else int(rows.sum()),
        severity=severity,
    )


_IDS = {
    "missing-share": "expectations.missing-share",
    "new-category": "expectations.new-category",
    "lost-category": "expectations.lost-category",
    "broken-series": "expectations.broken-series",
    "unequal-total": "expectations.unequal-total",
}


def _column(table: Table, name: str) -> pl.Series:
    """A column with "" for what is missing in the file."""
    return pl.read_parquet(table.path, columns=[name])[name].fill_null("")


def _field(dataset: Dataset, name: str) -> Mapping[str, Any]:
    fields: Any = dataset.schema["fields"]
    return next((item for item in fields if item["name"] == name), {})


def _missing_values(dataset: Dataset, name: str) -> list[str]:
    values: Any = _field(dataset, name).get("missingValues", dataset.schema.get("missingValues", [""]))
    return ["", *(str(value) for value in values)]
