"""One table in one format, for programs of others: no workspace, no policy, no gate."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from publisher.export import EXPORTERS, check_exports, write
from publisher.export.content import prepare
from publisher.model.catalog import Agency, Catalog, Contact
from publisher.model.policy import Policy
from publisher.model.sources import FileSource
from publisher.model.stage import Services
from publisher.model.table import Table
from publisher.model.text import LocalText
from publisher.model.workspace import Dataset

_NONE = LocalText("", "")
NOBODY = Agency("", _NONE, _NONE, "", Contact(_NONE, "", ""))
"""The agency of a table that nobody is named for."""


def write_table(
    rows: pl.DataFrame | pl.LazyFrame,
    schema: Mapping[str, object],
    path: Path,
    *,
    format: str = "",  # noqa: A002 - what it is called everywhere
    title: str = "",
    agency: Agency = NOBODY,
) -> None:
    """Write `rows` to `path` as the night does: every value exactly, the same bytes for the same table.

    `rows` are texts as a CSV holds them, missing values null; `schema` is their Table Schema. `format` is a name
    of `exports`; without it the first format with the ending of `path` is written.
    Nothing is de-identified or proven here. Raises DatasetError when the table is not what its schema says or the
    format cannot hold it, UserError for an unknown format. No part of a file is left after an error.
    """
    name = format or next((item.name for item in EXPORTERS.values() if item.suffix == path.suffix), path.suffix)
    check_exports((name,), str(path))
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".writing-") as folder:
        dataset = _dataset(path.stem, title or path.stem, schema, Path(folder))
        table = _on_disk(rows, Path(folder) / "rows.parquet")
        content = prepare(dataset, _catalog(agency), table, Path(folder) / "content.parquet")
        made = Path(folder) / path.name
        EXPORTERS[name].write(content, made)
        made.replace(path)


def write_package(
    rows: pl.DataFrame | pl.LazyFrame,
    schema: Mapping[str, object],
    folder: Path,
    formats: tuple[str, ...],
    *,
    name: str,
    title: str = "",
    agency: Agency = NOBODY,
) -> tuple[Path, ...]:
    """Write `rows` in `formats` into the empty `folder`, with `datapackage.json`; the files are named by `name`.

    Everything else is as with `write_table`. Returns the files.
    """
    with tempfile.TemporaryDirectory(prefix="publisher-") as work:
        services = Services(Path(work), datetime(2000, 1, 1, tzinfo=UTC), Path(work), "zh-TW")
        dataset = _dataset(name, title or name, schema, Path(work), formats)
        result = write(dataset, _catalog(agency), _on_disk(rows, Path(work) / "rows.parquet"), folder, services)
    return tuple(folder / item.path for item in result.artifacts)


def _on_disk(rows: pl.DataFrame | pl.LazyFrame, path: Path) -> Table:
    rows.lazy().select(pl.all().cast(pl.String)).sink_parquet(path)
    kept = pl.scan_parquet(path)
    return Table(path, tuple(kept.collect_schema().names()), int(kept.select(pl.len()).collect().item()))


def _catalog(agency: Agency) -> Catalog:
    return Catalog(agency, _NONE, _NONE, ())


def _dataset(
    name: str, title: str, schema: Mapping[str, object], folder: Path, formats: tuple[str, ...] = ()
) -> Dataset:
    return Dataset(
        id=name,
        identifier="",
        title=LocalText(title, title),
        description=_NONE,
        keywords=(),
        frequency="",
        source=FileSource(""),
        folder=folder,
        schema=schema,
        policy=Policy(_NONE, {}),
        exports=formats,
    )
