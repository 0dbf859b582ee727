"""Small datasets and tables for the tests of this room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path

import polars as pl

from publisher.model.expectations import Expectations
from publisher.model.policy import FieldPolicy, Policy, Role
from publisher.model.sources import FileSource
from publisher.model.stage import Services
from publisher.model.table import Table
from publisher.model.text import LocalText
from publisher.model.workspace import Dataset

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=timezone(timedelta(hours=8)))


def schema_of(*fields: Mapping[str, object], **more: object) -> dict[str, object]:
    return {"fields": list(fields), **more}


def dataset_of(schema: Mapping[str, object], expectations: Expectations | None = None) -> Dataset:
    text = LocalText("測試", "Test")
    fields = {str(item["name"]): FieldPolicy(Role.INSENSITIVE) for item in schema["fields"]}  # type: ignore[attr-defined]
    return Dataset(
        id="test",
        identifier="A41000000G-000001",
        title=text,
        description=text,
        keywords=(text,),
        frequency="每月",
        source=FileSource("test.csv"),
        folder=Path(),
        schema=schema,
        policy=Policy(text, fields),
        expectations=expectations or Expectations(),
    )


def table_of(folder: Path, columns: Mapping[str, Sequence[str | None]]) -> Table:
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    path = folder / "deidentify.parquet"
    frame.write_parquet(path)
    return Table(path, tuple(columns), frame.height)


def services_in(folder: Path, **more: object) -> Services:
    return Services(work=folder, now=NOW, keys=folder, language="zh-TW", **more)  # type: ignore[arg-type]
