"""JSON: an array of objects, one row on each line, or an object a line; missing values are null.

Numbers stand with every digit that the table has, as the CSV spells them (without its group marks).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from publisher.export.base import Exporter
from publisher.export.casting import canonical
from publisher.export.content import Content
from publisher.model.text import LocalText

_NATIVE = frozenset({"integer", "number", "boolean", "year"})
_ESCAPED = ["\\", '"', "\n"]
_ESCAPES = ["\\\\", '\\"', "\\n"]
"""All that has to be escaped: the content holds no other control character."""


class JsonExporter(Exporter):
    """The table as JSON (RFC 8259, UTF-8); dates and times are the texts of the CSV."""

    name = "json"
    format = "json"
    suffix = ".json"
    media_type = "application/json"
    label = LocalText("JSON", "JSON")

    def write(self, content: Content, path: Path) -> None:
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

    def write(self, content: Content, path: Path) -> None:
        """Write the rows in order, keys in the schema's order."""
        with path.open("wb") as file:
            for rows in _rows(content):
                file.write(("\n".join(rows) + "\n").encode())


def _rows(content: Content) -> Iterator[list[str]]:
    """Batches of rows as JSON, none of them empty."""
    pieces: list[pl.Expr] = []
    for number, item in enumerate(content.fields):
        text = canonical(item.name, item.descriptor) if item.type in _NATIVE else _quoted(item.name)
        key = json.dumps(item.name, ensure_ascii=False)
        pieces += [pl.lit(("{" if number == 0 else ",") + key + ":"), text.fill_null("null")]
    row = pl.concat_str([*pieces, pl.lit("}")])
    for frame in content.batches(content.texts().select(row.alias("row"))):
        if frame.height:
            yield frame["row"].to_list()


def _quoted(name: str) -> pl.Expr:
    return pl.concat_str([pl.lit('"'), pl.col(name).str.replace_many(_ESCAPED, _ESCAPES), pl.lit('"')])
