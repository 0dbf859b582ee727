"""Rows as JSON objects, exactly: numbers with every digit that the table has, missing values as null."""

from __future__ import annotations

import json
from collections.abc import Collection

import polars as pl

from publisher.export.casting import canonical
from publisher.export.content import ExportContent

_NATIVE = frozenset({"integer", "number", "boolean", "year"})
_ESCAPED = ["\\", '"', "\n"]
_ESCAPES = ["\\\\", '\\"', "\\n"]
"""All that has to be escaped: the content holds no other control character."""


def as_json(content: ExportContent, as_text: Collection[str] = ()) -> pl.Expr:
    """The row as a JSON object, from the texts of a table; keys in the schema's order.

    Numbers of the fields `as_text` stand as texts, for readers that know no longer ones.
    """
    pieces: list[pl.Expr] = []
    for number, item in enumerate(content.fields):
        text = canonical(item.name, item.descriptor)
        if item.type not in _NATIVE:
            text = _quoted(pl.col(item.name))
        elif item.name in as_text:
            text = _quoted(text)
        key = json.dumps(item.name, ensure_ascii=False)
        pieces += [pl.lit(("{" if number == 0 else ",") + key + ":"), text.fill_null("null")]
    return pl.concat_str([*pieces, pl.lit("}")])


def _quoted(text: pl.Expr) -> pl.Expr:
    return pl.concat_str([pl.lit('"'), text.str.replace_many(_ESCAPED, _ESCAPES), pl.lit('"')])
