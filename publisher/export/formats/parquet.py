"""Parquet: typed columns, zstd, row groups of a fixed size."""

from __future__ import annotations

from pathlib import Path

from publisher.export.base import Exporter
from publisher.export.content import Content
from publisher.model.text import LocalText

_ROW_GROUP = 100_000


class ParquetExporter(Exporter):
    """The table as Parquet, for analysis."""

    name = "parquet"
    format = "parquet"
    suffix = ".parquet"
    media_type = "application/vnd.apache.parquet"
    label = LocalText("Parquet", "Parquet")

    def write(self, content: Content, path: Path) -> None:
        """Write integers as 64 bits, numbers as doubles, dates and local times as such, the rest as UTF-8."""
        content.typed().sink_parquet(path, compression="zstd", compression_level=9, row_group_size=_ROW_GROUP)
