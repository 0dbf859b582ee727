"""The CSV file against its schema as it was written: exporting may change a cell."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from publisher.model.finding import Finding
from publisher.model.release import Artifact
from publisher.model.stage import Services
from publisher.model.table import Origin, Table
from publisher.model.workspace import Dataset
from publisher.tableschema import check_schema, in_the_source, plain, referee, schema_findings


def schema_faults(
    dataset: Dataset,
    folder: Path,
    artifacts: tuple[Artifact, ...],
    services: Services,
    origin: Origin | None = None,
) -> tuple[Finding, ...]:
    """Validate the CSV file among `artifacts` (UTF-8, comma) against the schema that is published with it.

    That differs from the dataset's where a text that a spreadsheet would run as a formula has an apostrophe in
    front. Findings name rows of the source where `origin` knows them. Raises UserError when the schema cannot be
    used.
    """
    written = next((item for item in artifacts if item.format == "csv" and item.rows is not None), None)
    if written is None or written.rows is None:
        return ()
    check_schema(dataset.schema, f"datasets/{dataset.id}/schema.json")
    path = folder / written.path
    schema = plain(_described(folder, written.path) or dataset.schema)
    names = tuple(str(item["name"]) for item in schema["fields"])
    table = Table(path, names, written.rows, origin)
    found = schema_findings(dataset.id, schema, referee.judge(path, schema, written.rows), table, services)
    return in_the_source(found, table)


def _described(folder: Path, path: str) -> Mapping[str, Any] | None:
    """The schema that the Data Package in `folder` gives for a file; None when it has none."""
    descriptor_file = folder / "datapackage.json"
    if not descriptor_file.exists():
        return None
    descriptor = json.loads(descriptor_file.read_text(encoding="utf-8"))
    resources = (item for item in descriptor["resources"] if item["path"] == path)
    return next((item.get("schema") for item in resources), None)
