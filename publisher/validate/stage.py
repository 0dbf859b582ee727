"""The stage: a de-identified table against its Table Schema and its expectations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from publisher.model.finding import MOST_PLACES, Finding, Outcome, Place
from publisher.model.redacted import FORMULA_ERROR
from publisher.model.stage import Services, StageFacts, StageResult
from publisher.model.table import NOTHING_KNOWN, Known, Origin, Table
from publisher.model.text import LocalText, Param
from publisher.model.workspace import Dataset
from publisher.validate import assertions, content, referee, totals
from publisher.validate.expectations import fresh_until, freshness_findings, newest_day, row_findings
from publisher.validate.finding import make
from publisher.validate.places import in_the_source
from publisher.validate.schema import check_schema, plain

_FAULTS = {
    "type-error": "schema.type-error",
    "constraint-error": "schema.constraint-error",
    "unique-error": "schema.unique-error",
    "primary-key": "schema.primary-key",
    "foreign-key": "schema.foreign-key",
    "blank-row": "schema.blank-row",
    "incorrect-label": "schema.incorrect-label",
    "missing-label": "schema.missing-label",
    "extra-label": "schema.extra-label",
    "extra-cell": "schema.extra-cell",
    "missing-cell": "schema.missing-cell",
    "blank-label": "schema.blank-label",
    "duplicate-label": "schema.duplicate-label",
}
"""Check ids by frictionless's error types; the four last come only of files that we did not write."""

_CONSTRAINTS_ZH = {
    "required": "必填",
    "minLength": "最短長度",
    "maxLength": "最長長度",
    "pattern": "格式",
    "enum": "允許值",
    "minimum": "最小值",
    "maximum": "最大值",
}
_CONTROL = r"[\x00-\x08\x0B\x0C\x0E-\x1F\x7F\x{FFFE}\x{FFFF}]"
_MOST_LIMIT = 80


def check(
    dataset: Dataset, table: Table, last_rows: int | None, services: Services, known: Known = NOTHING_KNOWN
) -> StageResult:
    """Validate `table` (what is to be published) against `dataset.schema` and `dataset.expectations`.

    `last_rows` is the row count of the last proven night, `known` what else there is to compare with. Findings
    name rows and cells of the source where the table knows them. frictionless is the authority; counter `fast` is
    1 when the columnar proof left it only the rows in doubt (`judged`), `fallback` is 1 when it read them all, and
    then the name of another says why.
    Raises UserError when the schema itself cannot be used.
    """
    check_schema(dataset.schema, f"datasets/{dataset.id}/schema.json")
    schema = plain(dataset.schema)
    verdict = referee.judge_table(table, schema, services.work)
    newest = newest_day(dataset, table)
    findings = (
        *schema_findings(dataset.id, schema, verdict, table, services),
        *_control_characters(dataset.id, table, services),
        *_formula_errors(dataset.id, schema, table, services),
        *row_findings(dataset, table.rows, last_rows, known.nights, services),
        *freshness_findings(dataset, newest, table, services),
        *content.findings(dataset, table, known, services),
        *totals.findings(dataset, table, known, services),
        *assertions.findings(dataset, table, services),
    )
    counters = {
        "rows": table.rows,
        "fast": int(verdict.fast),
        "fallback": int(not verdict.fast),
        "judged": verdict.judged,
        "faults": sum(fault.count for fault in verdict.faults),
    }
    return StageResult(
        "validate",
        dataset.id,
        table=table,
        findings=in_the_source(findings, table),
        counters=counters,
        facts=StageFacts(fresh_until=fresh_until(dataset, newest, services), judged_because=verdict.why),
    )


def check_written(
    dataset: Dataset,
    path: Path,
    rows: int,
    services: Services,
    origin: Origin | None = None,
    described: Mapping[str, object] | None = None,
) -> tuple[Finding, ...]:
    """Validate a CSV file as it was written (UTF-8, comma) against the schema: exporting may change a cell.

    `described` is the schema that is published with the file, when that differs from the dataset's: a text that a
    spreadsheet would run as a formula is written with an apostrophe in front. Raises UserError when the schema
    cannot be used.
    """
    check_schema(dataset.schema, f"datasets/{dataset.id}/schema.json")
    schema = plain(described or dataset.schema)
    names = tuple(str(item["name"]) for item in schema["fields"])
    table = Table(path, names, rows, origin)
    found = schema_findings(dataset.id, schema, referee.judge(path, schema, rows), table, services)
    return in_the_source(found, table)


def schema_findings(
    subject: str, schema: Mapping[str, Any], verdict: referee.TableVerdict, table: Table, services: Services
) -> Iterator[Finding]:
    """What a verdict says, one finding for each kind of fault and field; `table` says how many rows there are."""
    fields = {item["name"]: item for item in schema.get("fields", ())}
    for fault in verdict.faults:
        if fault.type not in _FAULTS:
            yield from unprovable(services, subject, fault.type)
            continue
        separator = "/" if fault.constraint else ""
        yield from make(
            services,
            subject,
            _FAULTS[fault.type],
            key=f"{fault.field}{separator}{fault.constraint}",
            params=_params(fault, fields.get(fault.field, {}), schema),
            places=_places(fault, fields),
            count=fault.count,
            evidence=tuple(fault.shapes),
        )
    if verdict.unprovable:
        yield from unprovable(services, subject, verdict.unprovable)
    elif verdict.rows != table.rows:
        yield from unprovable(services, subject, "row count")


def guesses(services: Services, subject: str, field: str) -> Iterator[Finding]:
    """A date field of format `any`: what is read depends on the day, and `5` or `Monday` pass for dates."""
    yield from make(
        services,
        subject,
        "schema.unprovable",
        key=f"date format any/{field}",
        params={"reason": f"date format any: {field}"},
        outcome=Outcome.CANT_TELL,
        places=(Place(field=field),),
    )


def unprovable(services: Services, subject: str, reason: str) -> Iterator[Finding]:
    """What could not be told, and why."""
    return make(
        services,
        subject,
        "schema.unprovable",
        key=reason,
        params={"reason": reason},
        outcome=Outcome.CANT_TELL,
    )


def _params(fault: referee.FieldFault, field: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Param]:
    params: dict[str, Param] = {"field": fault.field, "count": fault.count, "type": field.get("type", "string")}
    if fault.type == "primary-key":
        key = schema["primaryKey"]
        params["field"] = key if isinstance(key, str) else "、".join(key)
    if fault.constraint:
        params |= {
            "constraint": LocalText(_CONSTRAINTS_ZH.get(fault.constraint, fault.constraint), fault.constraint),
            "limit": _limit(field["constraints"][fault.constraint]),
        }
    return params


def _limit(limit: object) -> str:
    """A constraint's limit as a person wrote it in the schema, shortened."""
    if isinstance(limit, bool):
        return str(limit).lower()
    text = "、".join(str(item) for item in limit) if isinstance(limit, list) else str(limit)
    return text if len(text) <= _MOST_LIMIT else text[: _MOST_LIMIT - 1] + "…"


def _places(fault: referee.FieldFault, fields: Mapping[str, Any]) -> tuple[Place, ...]:
    if not fault.rows:
        return (Place(field=fault.field),) if fault.field else ()
    name = fault.field if fault.field in fields else None
    return tuple(Place(row=row, field=name) for row in fault.rows)


def _control_characters(subject: str, table: Table, services: Services) -> Iterator[Finding]:
    """Cells with characters that XML cannot hold and no one can see: frictionless accepts them in silence."""
    if not table.columns:
        return
    bad = pl.scan_parquet(table.path).select(
        pl.col(name).str.contains(_CONTROL).fill_null(value=False).arg_true().implode() for name in table.columns
    )
    for name, rows in bad.collect().to_dict(as_series=False).items():
        numbers = [int(row) + 1 for row in rows[0]]
        if numbers:
            yield from make(
                services,
                subject,
                "schema.control-character",
                key=name,
                params={"field": name, "count": len(numbers)},
                places=tuple(Place(row=row, field=name) for row in numbers[:100]),
                count=len(numbers),
            )


def _formula_errors(
    subject: str, schema: Mapping[str, Any], table: Table, services: Services
) -> Iterator[Finding]:
    """Texts that are what a spreadsheet shows for a formula without a value: in a text field they would pass."""
    for field in schema["fields"]:
        name = field["name"]
        if field.get("type", "any") not in ("string", "any") or name not in table.columns:
            continue  # of any other type they are type errors
        missing = field.get("missingValues", schema.get("missingValues", ()))
        value = pl.col(name)
        error = value.str.contains(FORMULA_ERROR) & ~value.is_in([str(text) for text in missing])
        bad = pl.scan_parquet(table.path).select(error.fill_null(value=False).arg_true())
        rows = [int(row) + 1 for row in bad.collect().to_series()]
        if rows:
            yield from formula_errors(
                services, subject, name, len(rows), tuple(Place(row=row, field=name) for row in rows[:MOST_PLACES])
            )


def formula_errors(
    services: Services, subject: str, field: str, count: int, places: tuple[Place, ...]
) -> Iterator[Finding]:
    """The finding about `count` cells of a field in which a formula has no value."""
    yield from make(
        services,
        subject,
        "schema.formula-error",
        key=field,
        params={"field": field, "count": count},
        places=places,
        count=count,
    )
