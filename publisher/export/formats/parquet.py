"""Parquet: typed columns, zstd, row groups of a fixed size."""

from __future__ import annotations

from pathlib import Path

from publisher.export.base import Exporter
from publisher.export.casting import parquet_types, typed
from publisher.export.content import ExportContent
from publisher.model.text import LocalText

_ROW_GROUP = 100_000


class ParquetExporter(Exporter):
    """The table as Parquet, for analysis."""

    name = "parquet"
    format = "parquet"
    suffix = ".parquet"
    media_type = "application/vnd.apache.parquet"
    label = LocalText("Parquet", "Parquet")

    def write(self, content: ExportContent, path: Path) -> None:
        """Write every value exactly: integers, decimals, dates and local times as such, the rest as UTF-8."""
        values = content.values()
        types = parquet_types(values, {item.name: item.type for item in content.fields})
        values.select(typed(name, kind) for name, kind in types.items()).sink_parquet(
            path, compression="zstd", compression_level=9, row_group_size=_ROW_GROUP
        )
