"""The stage: a de-identified table against its Table Schema and its expectations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from publisher.model.finding import MOST_PLACES, Finding, Place
from publisher.model.redacted import FORMULA_ERROR
from publisher.model.stage import Services, StageFacts, StageResult
from publisher.model.table import NOTHING_KNOWN, Known, Table
from publisher.model.workspace import Dataset
from publisher.tableschema import check_schema, formula_errors, in_the_source, plain, referee, schema_findings
from publisher.tableschema.making import make
from publisher.validate import assertions, content, shifted, spreads, totals
from publisher.validate.expectations import fresh_until, freshness_findings, newest_day, row_findings

_CONTROL = r"[\x00-\x08\x0B\x0C\x0E-\x1F\x7F\x{FFFE}\x{FFFF}]"


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
        *spreads.findings(dataset, table, known, services),
        *shifted.findings(dataset, table, known, services),
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
