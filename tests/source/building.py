"""Tiny datasets and services for the tests of source and structure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from publisher.model.policy import FieldPolicy, Policy, Role
from publisher.model.sources import FileSource, Source
from publisher.model.stage import Services
from publisher.model.structuring import StructureStep
from publisher.model.table import Table
from publisher.model.text import LocalText
from publisher.model.workspace import Dataset


def dataset(
    folder: Path,
    source: Source | None = None,
    structure: Sequence[StructureStep] = (),
    fields: Sequence[str] = (),
) -> Dataset:
    text = LocalText("測試", "Test")
    return Dataset(
        id="sample-table",
        identifier="A00000000X-000001",
        title=text,
        description=text,
        keywords=(text,),
        frequency="每月",
        source=source or FileSource("data.csv"),
        folder=folder,
        schema={"fields": [{"name": name, "type": "string"} for name in fields]},
        policy=Policy(text, {name: FieldPolicy(Role.INSENSITIVE) for name in fields}),
        structure=tuple(structure),
    )


def services(folder: Path) -> Services:
    work = folder / "work"
    work.mkdir(mode=0o700, exist_ok=True)
    return Services(
        work=work, now=datetime(2026, 11, 23, 2, 0, tzinfo=UTC), keys=folder / "keys", language="zh-TW"
    )


def rows_of(table: Table | None) -> list[tuple[str | None, ...]]:
    assert table is not None
    frame = pl.read_parquet(table.path)
    assert all(kind == pl.String for kind in frame.dtypes)
    assert tuple(frame.columns) == table.columns
    assert frame.height == table.rows
    return frame.rows()


def grid(folder: Path, rows: Sequence[Sequence[str | None]]) -> Table:
    width = max((len(row) for row in rows), default=1)
    columns = [f"c{number}" for number in range(1, width + 1)]
    data = {
        column: pl.Series([row[number] if number < len(row) else None for row in rows], dtype=pl.String)
        for number, column in enumerate(columns)
    }
    path = folder / "grid.parquet"
    pl.DataFrame(data).write_parquet(path)
    return Table(path, tuple(columns), len(rows))
