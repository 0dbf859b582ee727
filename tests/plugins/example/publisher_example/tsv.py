"""Tab-separated text, for people who paste into a terminal."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl

from publisher.export.base import Exporter
from publisher.export.content import ExportContent
from publisher.model.text import LocalText


class TsvExporter(Exporter):
    """A file of texts between tabs, with a heading."""

    name = "tsv"
    format = "TSV"
    suffix = ".tsv"
    media_type = "text/tab-separated-values"
    label = LocalText("定位字元分隔檔", "Tab-separated text")

    def write(self, content: ExportContent, path: Path) -> None:
        """As any format."""
        pl.scan_parquet(content.path).sink_csv(path, separator="\t")


TSV = TsvExporter()


def read(path: Path) -> pl.DataFrame:
    """The table in `path` as texts, for the gate."""
    with path.open(encoding="utf-8", newline="") as file:
        heading, *rows = csv.reader(file, delimiter="\t")
    return pl.DataFrame(rows, schema=dict.fromkeys(heading, pl.String), orient="row")
