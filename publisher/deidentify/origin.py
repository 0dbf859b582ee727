"""Where the values of a de-identified table stand in the source: the same cells, fewer records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from publisher.model.stage import Services
from publisher.model.table import Origin, Table
from publisher.model.workspace import Dataset


def origin_after(dataset: Dataset, table: Table, kept: pl.Series, services: Services) -> Origin | None:
    """The origin of the records of `table` that are `kept` (a mask), under the names they are published by."""
    origin = table.origin
    if origin is None or origin.rows is None:
        return None
    target = services.work / "deidentified-records.parquet"
    pl.read_parquet(origin.rows).filter(kept).write_parquet(target)
    return replace(origin, columns=_published(dataset, origin.columns), rows=target)


def _published(dataset: Dataset, columns: Mapping[str, int]) -> Mapping[str, int]:
    rules = dataset.policy.fields
    return {rules[name].publish_as or name: at for name, at in columns.items() if name in rules}
