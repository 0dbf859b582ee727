"""JSON: an array of objects, one row on each line, or an object a line; missing values are null.

Numbers stand with every digit that the table has, as the CSV spells them (without its group marks).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from publisher.export.base import Exporter
from publisher.export.content import ExportContent
from publisher.export.records import as_json
from publisher.model.text import LocalText


class JsonExporter(Exporter):
    """The table as JSON (RFC 8259, UTF-8); dates and times are the texts of the CSV."""

    name = "json"
    format = "json"
    suffix = ".json"
    media_type = "application/json"
    label = LocalText("JSON", "JSON")

    def write(self, content: ExportContent, path: Path) -> None:
        """Write the rows in order, keys in the schema's order."""
        with path.open("wb") as file:
            file.write(b"[")
            first = True
            for rows in _rows(content):
                file.write((b"\n" if first else b",\n") + ",\n".join(rows).encode())
                first = False
            file.write(b"\n]\n")


class JsonLinesExporter(Exporter):
    """The same rows, one JSON object on each line, for streams."""

    name = "jsonl"
    format = "jsonl"
    suffix = ".jsonl"
    media_type = "application/jsonl"
    label = LocalText("JSON Lines", "JSON Lines")

    def write(self, content: ExportContent, path: Path) -> None:
        """Write the rows in order, keys in the schema's order."""
        with path.open("wb") as file:
            for rows in _rows(content):
                file.write(("\n".join(rows) + "\n").encode())


def _rows(content: ExportContent) -> Iterator[list[str]]:
    """Batches of rows as JSON, none of them empty."""
    for frame in content.batches(content.texts().select(as_json(content).alias("row"))):
        if frame.height:
            yield frame["row"].to_list()
