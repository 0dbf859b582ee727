"""CSV after RFC 4180: comma, double quotes where needed, CR LF, UTF-8.

With a byte order mark: Excel in Taiwan opens a double-clicked CSV as Big5 unless it finds one, and the readers of
data people (frictionless, polars, pandas with utf-8-sig, LibreOffice) skip it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from publisher.export.base import Exporter
from publisher.export.content import Content
from publisher.model.text import LocalText


class CsvExporter(Exporter):
    """The table as CSV."""

    name = "csv"
    format = "csv"
    suffix = ".csv"
    media_type = "text/csv"
    label = LocalText("CSV", "CSV")

    def write(self, content: Content, path: Path) -> None:
        """Write the texts as they are; a missing value is an empty cell."""
        # a lone empty cell would be an empty line, which readers skip; quoted it stays a row
        quotes: Literal["always", "necessary"] = "always" if len(content.fields) == 1 else "necessary"
        with path.open("wb") as file:
            for number, frame in enumerate(content.batches(content.texts())):
                frame.write_csv(
                    file,
                    include_bom=number == 0,
                    include_header=number == 0,
                    line_terminator="\r\n",
                    quote_style=quotes,
                )
