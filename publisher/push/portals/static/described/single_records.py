"""Small tables row by row: one JSON file for each record, found through `index.json`."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Mapping

from publisher.model.release import Publication
from publisher.model.table_schema import primary_key
from publisher.push.portals.static.described.harvest import schema_fields
from publisher.push.portals.static.kept.table_read_back import TableReading
from publisher.push.portals.static.words import local_time

MOST_ROWS = 100
"""Rows up to which a table with a primary key has a file for each; a release links every one of them anew."""
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9.~-]{0,60}")
_NUMBERS = {"integer": int, "number": float, "year": int}


def files(publication: Publication, table: TableReading | None) -> list[tuple[str, str]]:
    """Names and contents of the files of `api/rows/<dataset>/`; none without a key or with too many rows.

    The name of a record is its key where that is plain ASCII, else a hash of it: the same key, the same address.
    """
    key = primary_key(publication.schema)
    if table is None or not key or table.rows > MOST_ROWS or not set(key) <= set(table.columns):
        return []
    types = {str(field["name"]): str(field.get("type", "any")) for field in schema_fields(publication)}
    records = [
        {name: _value(value, types.get(name, "any")) for name, value in row.items()}
        for row in table.collect(table.frame).iter_rows(named=True)
    ]
    named = [(_name([str(record[field]) for field in key]), record) for record in records]
    if len({name for name, _ in named}) != len(named):
        return []
    index = {
        "dataset": publication.dataset,
        "modified": local_time(publication.modified).isoformat(),
        "licence": publication.licence_url,
        "count": len(named),
        "primaryKey": list(key),
        "schema": f"../../../dataset/{publication.dataset}/datapackage.json",
        "rows": [{"href": name, "key": {field: record[field] for field in key}} for name, record in named],
    }
    return [("index.json", _json(index)), *((name, _json(record)) for name, record in named)]


def _value(text: str | None, kind: str) -> object:
    """A cell as JSON has it; what is not of the type (a missing-value mark) stays text."""
    if text is None or text == "":
        return None
    if kind == "boolean":
        return {"true": True, "false": False}.get(text.lower(), text)
    try:
        value = _NUMBERS[kind](text) if kind in _NUMBERS else text
    except ValueError:
        return text
    return value if not isinstance(value, float) or math.isfinite(value) else text


def _name(key: list[str]) -> str:
    joined = "~".join(key)
    if _PLAIN.fullmatch(joined) and joined != "index":
        return f"{joined}.json"
    return hashlib.sha256(json.dumps(key).encode()).hexdigest()[:12] + ".json"


def _json(value: Mapping[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"
