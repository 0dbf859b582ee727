"""CSV after RFC 4180: comma, double quotes where needed, CR LF, UTF-8; one for people and one for machines.

The one for people has a byte order mark, because Excel in Taiwan opens a double-clicked CSV as Big5 unless it
finds one, and nothing in it is run as a formula. The one for machines has neither: its cells are the values.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import polars as pl

from publisher.export.base import Exporter
from publisher.export.content import ExportContent
from publisher.export.formulas import harmless, harmless_name
from publisher.model.text import LocalText


class CsvExporter(Exporter):
    """The table as CSV for spreadsheets."""

    name = "csv"
    format = "csv"
    suffix = ".csv"
    media_type = "text/csv"
    label = LocalText("CSV", "CSV")

    def write(self, content: ExportContent, path: Path) -> None:
        """Write the texts, formulas made harmless; a missing value is an empty cell."""
        names = {item.name: harmless_name(item.name) for item in content.fields}
        _write(content, harmless(content).rename(names), path, bom=True)


class MachineCsvExporter(Exporter):
    """The table as CSV for programs: no byte order mark, every cell as it is."""

    name = "csv-machine"
    format = "csv"
    suffix = "-machine.csv"
    media_type = "text/csv"
    label = LocalText("CSV（程式讀取用，無 BOM）", "CSV for programs, without byte order mark")

    def write(self, content: ExportContent, path: Path) -> None:
        """Write the texts as they are; a missing value is an empty cell."""
        _write(content, content.texts(), path, bom=False)


def _write(content: ExportContent, texts: pl.LazyFrame, path: Path, *, bom: bool) -> None:
    # a lone empty cell would be an empty line, which readers skip; quoted it stays a row
    quotes: Literal["always", "necessary"] = "always" if len(content.fields) == 1 else "necessary"
    with path.open("wb") as file:
        for number, frame in enumerate(content.batches(texts)):
            frame.write_csv(
                file,
                include_bom=bom and number == 0,
                include_header=number == 0,
                line_terminator="\r\n",
                quote_style=quotes,
            )
