"""Small datasets, tables and services for the tests of this room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import polars as pl

from publisher.model.policy import FieldPolicy, Policy, PrivacyModel
from publisher.model.sources import FileSource
from publisher.model.stage import Services
from publisher.model.table import Table
from publisher.model.text import LocalText
from publisher.model.workspace import Dataset

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def make_dataset(
    fields: Mapping[str, FieldPolicy],
    models: Sequence[PrivacyModel] = (),
    *,
    limit: float = 0.05,
    schema: Sequence[str] | None = None,
    row_order: Literal["source"] | None = "source",
) -> Dataset:
    policy = Policy(LocalText("法源", "ground"), fields, tuple(models), limit, row_order=row_order)
    names = policy.published_names() if schema is None else schema
    text = LocalText("測試", "test")
    return Dataset(
        id="sample",
        identifier="A00000000A-000001",
        title=text,
        description=text,
        keywords=(text,),
        frequency="每1月",
        source=FileSource("sample.csv"),
        folder=Path("datasets/sample"),
        schema={"fields": [{"name": name, "type": "string"} for name in names]},
        policy=policy,
    )


def make_table(folder: Path, columns: Mapping[str, Sequence[str | None]]) -> Table:
    frame = pl.DataFrame({name: pl.Series(values, dtype=pl.String) for name, values in columns.items()})
    path = folder / "structured.parquet"
    frame.write_parquet(path)
    return Table(path, tuple(frame.columns), frame.height)


def make_services(folder: Path) -> Services:
    work = folder / "work"
    work.mkdir(mode=0o700, exist_ok=True)
    return Services(work=work, now=NOW, keys=folder / "keys", language="zh-TW")
