"""JSON: an array of objects, one row on each line, numbers and booleans as such, missing values as null."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from publisher.export.base import Exporter
from publisher.export.casting import cast
from publisher.export.content import Content
from publisher.model.text import LocalText

_NATIVE = frozenset({"integer", "number", "boolean", "year"})


class JsonExporter(Exporter):
    """The table as JSON (RFC 8259, UTF-8); dates and times are the texts of the CSV."""

    name = "json"
    format = "json"
    suffix = ".json"
    media_type = "application/json"
    label = LocalText("JSON", "JSON")

    def write(self, content: Content, path: Path) -> None:
        """Write the rows in order, keys in the schema's order."""
        typed = content.texts().select(
            cast(item.name, item.descriptor) if item.type in _NATIVE else pl.col(item.name)
            for item in content.fields
        )
        with path.open("wb") as file:
            file.write(b"[")
            first = True
            for frame in content.batches(typed):
                # newline-delimited JSON has a line end only between rows: inside a text it is escaped
                rows = frame.write_ndjson().encode().rstrip(b"\n")
                if rows:
                    file.write((b"\n" if first else b",\n") + rows.replace(b"\n", b",\n"))
                    first = False
            file.write(b"\n]\n")
