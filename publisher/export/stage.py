"""The stage: every format of a dataset, its dictionary and its Data Package."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from publisher.export.content import ExportContent, prepare
from publisher.export.datapackage import pack, write_datapackage
from publisher.export.exporters import EXPORTERS
from publisher.export.formulas import made_harmless
from publisher.export.known import PACKAGE, check_exports
from publisher.model.catalog import Catalog
from publisher.model.release import Artifact
from publisher.model.stage import Services, StageResult
from publisher.model.table import Table
from publisher.model.text import LocalText
from publisher.model.workspace import Dataset

_DESCRIPTOR = LocalText("Data Package 描述檔", "Data Package descriptor")
_ALL_FILES = LocalText("全部檔案", "all files")


def write(
    dataset: Dataset,
    catalog: Catalog,
    table: Table,
    folder: Path,
    services: Services,
    created: datetime | None = None,
    earlier: Mapping[str, object] = MappingProxyType({}),
) -> StageResult:
    """Write every format of the dataset, and `datapackage.json`, into the empty `folder`.

    `created` is when the dataset was first made ready; none: now. `earlier` is the descriptor of what is
    published.

    Counters: rows, files, bytes, neutralised_cells (texts of the CSV that a spreadsheet would run as a formula)
    and cleaned_cells (texts with control characters or foreign line ends). Raises DatasetError when the table
    is not what its schema says, UserError for an unknown format, MissingPartError when a font or library is
    missing.
    """
    names = dataset.exports or catalog.defaults.exports
    check_exports(names, f"datasets/{dataset.id}/dataset.yaml" if dataset.exports else "catalog.yaml")
    content = prepare(dataset, catalog, table, services.work / "export.parquet")
    artifacts = []
    for name in sorted(set(names) - {PACKAGE}, key=list(EXPORTERS).index):
        exporter = EXPORTERS[name]
        path = folder / f"{dataset.id}{exporter.suffix}"
        exporter.write(content, path)
        made = (exporter.kind, exporter.format, exporter.media_type)
        rows = content.rows if exporter.kind == "data" else None
        artifacts.append(_artifact(path, content, made, exporter.label, rows))
    package = folder / "datapackage.json"
    changed = made_harmless(content)
    write_datapackage(content, tuple(artifacts), changed, package, created or services.now, earlier)
    artifacts.append(_artifact(package, content, ("datapackage", "json", "application/json"), _DESCRIPTOR))
    if PACKAGE in names:
        whole = folder / f"{dataset.id}.zip"
        pack([folder / artifact.path for artifact in artifacts], whole)
        artifacts.append(_artifact(whole, content, ("package", "zip", "application/zip"), _ALL_FILES))
    content.path.unlink()
    return StageResult(
        stage="export",
        dataset=dataset.id,
        table=table,
        artifacts=tuple(artifacts),
        counters={
            "rows": content.rows,
            "files": len(artifacts),
            "bytes": sum(artifact.bytes for artifact in artifacts),
            "neutralised_cells": changed.cells,
            "cleaned_cells": content.cleaned,
        },
    )


def _artifact(
    path: Path,
    content: ExportContent,
    made: tuple[str, str, str],
    label: LocalText,
    rows: int | None = None,
) -> Artifact:
    """What was written to `path`; `made` is its kind, format and media type, `label` stands behind the title."""
    title = content.dataset.title
    kind, form, media_type = made
    return Artifact(
        path=path.name,
        kind=kind,
        format=form,
        media_type=media_type,
        bytes=path.stat().st_size,
        sha256=_sha256(path),
        title=LocalText(f"{title.zh}（{label.zh}）", f"{title.en} ({label.en})"),
        rows=rows,
        language=content.catalog.language,
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
