"""The table behind a file: its columns as PostgreSQL shall have them, and its rows as it will give them back.

CKAN's DataStore takes almost everything and keeps something else of it without a word: a column name is cut at
63 bytes (21 Chinese characters), a time zone is dropped, fractions of a second are not shown. Columns therefore
get plain ASCII ids, with the published name in the data dictionary, and a file with a value that would not come
back as it is in the file gets no table at all (`Unfit`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from publisher.model.jsonable import content_hash
from publisher.model.release import Artifact, Publication
from publisher.model.table_schema import primary_key
from publisher.model.text import Language

_FORMAT = 1
"""Raised when the same file gives another table than before, so that every table is compared anew once."""
_ID_LENGTH = 40
_RESERVED = frozenset(
    ("oid", "tableoid", "xmin", "cmin", "xmax", "cmax", "ctid", "rank", "limit", "offset", "fields")
)
"""PostgreSQL's own columns, and what CKAN's search adds to a row or takes for a setting."""
_OVERRIDES = {"int4": "numeric", "int8": "numeric", "numeric": "numeric", "timestamp": "timestamp"}


@dataclass(frozen=True, slots=True)
class DatastoreColumn:
    """One column: its `id` on the portal, the published `name`, its PostgreSQL type and the dictionary's entry."""

    id: str
    name: str
    type: str
    info: Mapping[str, str]
    descriptor: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class DatastoreTable:
    """The table that a resource shall have. `mark` names its content and layout, `file` is the CSV it is made of.

    `rows` and `bytes` are the file's. `key` are the ids of the primary key's columns, none where there is no key.
    """

    path: str
    mark: str
    file: Path
    columns: tuple[DatastoreColumn, ...]
    key: tuple[str, ...]
    rows: int
    bytes: int


def table_of(publication: Publication, language: Language) -> DatastoreTable | None:
    """The table of `publication`'s CSV file; None when it has none. The file is not read."""
    artifact = _csv(publication)
    if artifact is None:
        return None
    columns = _columns(publication.schema, language)
    key = tuple(item.id for item in columns if "pub_key" in item.info)
    layout = [(item.id, item.name, item.type, dict(item.info)) for item in columns]
    mark = content_hash([_FORMAT, artifact.sha256, layout])[:32]
    return DatastoreTable(
        artifact.path, mark, publication.folder / artifact.path, columns, key, publication.rows, artifact.bytes
    )


def native(column: DatastoreColumn) -> Callable[[str], object]:
    """What turns a canonical text of `column` into what JSON carries: numbers of 64 bits and booleans as such."""
    if column.type in ("int4", "int8"):
        return int
    if column.type == "bool":
        return lambda text: text == "t"
    return str


def _csv(publication: Publication) -> Artifact | None:
    return next((item for item in publication.data() if item.format.lower() == "csv"), None)


def _columns(schema: Mapping[str, object], language: Language) -> tuple[DatastoreColumn, ...]:
    fields = schema.get("fields", ())
    assert isinstance(fields, list | tuple)
    names = primary_key(schema)
    taken: set[str] = set()
    return tuple(_column(item, item["name"] in names, language, taken) for item in fields)


def _column(field: Mapping[str, Any], in_key: bool, language: Language, taken: set[str]) -> DatastoreColumn:
    name, kind = str(field["name"]), _type(field)
    titles = {"zh-TW": str(field.get("title") or name), "en": str(field.get("title_en") or "")}
    about = {"zh-TW": str(field.get("description") or ""), "en": str(field.get("description_en") or "")}
    other: Language = "en" if language == "zh-TW" else "zh-TW"
    spoken = ": ".join(filter(None, (titles[other], about[other])))
    info = {
        "label": titles[language] or name,
        "notes": "\n".join(filter(None, (about[language], spoken))),
        "type_override": _OVERRIDES.get(kind, "text"),
        "pub_name": name,
    }
    if in_key:
        info["pub_key"] = "1"
    return DatastoreColumn(_column_id(name, titles["en"], taken), name, kind, info, field)


def _column_id(name: str, english: str, taken: set[str]) -> str:
    """A short plain id, the same every night: of the name when that is plain, else of the English title."""
    told_apart = hashlib.sha256(name.encode()).hexdigest()[:8]
    for text in (name, english):
        plain = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:_ID_LENGTH].strip("_")
        if text.isascii() and plain and plain[0].isalpha():
            break
    else:
        plain = f"c_{told_apart}"
    if plain in taken or plain in _RESERVED:
        plain = f"{plain}_{told_apart}"
    taken.add(plain)
    return plain


def _type(field: Mapping[str, Any]) -> str:
    """The PostgreSQL type of a field; text for every spelling that is not the type's own."""
    kind, form = str(field.get("type") or "string"), str(field.get("format") or "default")
    odd_number = field.get("bareNumber") is False or field.get("groupChar") or field.get("decimalChar", ".") != "."
    if form not in ("default", "any") or (kind in ("integer", "number") and odd_number):
        return "text"
    return {
        "integer": "int8",
        "year": "int4",
        "number": "numeric",
        "boolean": "bool",
        "date": "date",
        "datetime": "timestamp",
        "time": "time",
    }.get(kind, "text")
