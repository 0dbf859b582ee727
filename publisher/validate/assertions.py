"""What an agency itself asserts of its table, as expressions of SQL.

Polars reads an expression alone: it can name fields and functions, and has no way to a file, another table or a
statement that changes something.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

import polars as pl

from publisher.model.errors import UserError, Where
from publisher.model.expectations import Assertion
from publisher.model.finding import MOST_PLACES, Finding, Place, Severity
from publisher.model.stage import Services
from publisher.model.table import Table
from publisher.model.text import Message, msg
from publisher.model.workspace import Dataset
from publisher.tableschema.making import make
from publisher.tableschema.polars_faults import POLARS_FAULTS

_TYPES: Mapping[str, pl.DataType] = {
    "integer": pl.Int64(),
    "number": pl.Float64(),
    "year": pl.Int64(),
}
_LONGEST = 2_000
_SHOWN = 80


def findings(dataset: Dataset, table: Table, services: Services) -> Iterator[Finding]:
    """One finding for each assertion that is not true; UserError for one that cannot be read or asked."""
    asked = dataset.expectations.assertions
    if not asked:
        return
    frame = _typed(dataset, table)
    for at, assertion in enumerate(asked):
        yield from _judged(dataset, frame, assertion, at, services)


def _judged(
    dataset: Dataset, frame: pl.LazyFrame, assertion: Assertion, at: int, services: Services
) -> Iterator[Finding]:
    names = frame.collect_schema().names()
    for name in assertion.per:
        if name not in names:
            _refuse(dataset, at, msg("the field {field} of expectations is not published", field=name))
    if len(assertion.that) > _LONGEST:
        _refuse(dataset, at, msg("the assertion is longer than {limit} characters", limit=_LONGEST))
    try:
        expression = pl.sql_expr(assertion.that).alias("holds")
        if assertion.per:
            groups = frame.group_by(list(assertion.per), maintain_order=True).agg(expression)
            result = groups.collect()["holds"]
            if isinstance(result.dtype, pl.List):  # of the records of each group
                result = result.list.all()
        else:
            result = frame.select(expression).collect()["holds"]
    except (*POLARS_FAULTS, ValueError, TypeError):
        # what Polars says may quote cells
        _refuse(dataset, at, msg("the assertion cannot be read as an expression over the published fields"))
    if result.dtype != pl.Boolean:
        _refuse(dataset, at, msg("the assertion is neither true nor false"))
    broken = (~result).fill_null(value=False)
    if not broken.any():
        return
    of_records = not assertion.per and len(result) > 1
    rows = broken.arg_true().head(MOST_PLACES).to_list() if of_records else []
    name = assertion.name or assertion.that
    yield from make(
        services,
        dataset.id,
        "expectations.assertion",
        key=name[:_SHOWN],
        params={"name": name if len(name) <= _SHOWN else name[: _SHOWN - 1] + "…", "count": int(broken.sum())},
        places=tuple(Place(row=row + 1) for row in rows),
        count=int(broken.sum()),
        severity=Severity.ERROR if assertion.holds else Severity.WARNING,
    )


def _typed(dataset: Dataset, table: Table) -> pl.LazyFrame:
    """The table with its fields in the types of the schema; what cannot be one is missing (the schema says it)."""
    fields: Any = dataset.schema["fields"]
    kinds = {str(item["name"]): str(item.get("type", "string")) for item in fields}
    frame = pl.scan_parquet(table.path, glob=False)
    columns = []
    for name in table.columns:
        value, kind = pl.col(name), kinds.get(name, "string")
        value = pl.when(value != "").then(value)
        if kind in _TYPES:
            value = value.cast(_TYPES[kind], strict=False)
        elif kind == "date":
            value = value.str.to_date("%Y-%m-%d", strict=False)
        elif kind == "boolean":
            value = value.str.to_lowercase().is_in(["true", "1"])
        columns.append(value.alias(name))
    return frame.select(columns)


def _refuse(dataset: Dataset, at: int, message: Message) -> NoReturn:
    raise UserError(
        message,
        Where(f"datasets/{dataset.id}/dataset.yaml", field=f"expectations.assertions.{at}"),
        msg('write it as a condition of SQL over fields, names in double quotes: "件數" >= "死亡"'),
    )
