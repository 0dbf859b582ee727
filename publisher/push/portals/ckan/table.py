"""The table behind a file: its columns as PostgreSQL shall have them, and its rows as it will give them back.

CKAN's DataStore takes almost everything and keeps something else of it without a word: a column name is cut at
63 bytes (21 Chinese characters), a time zone is dropped, fractions of a second are not shown. Columns therefore
get plain ASCII ids, with the published name in the data dictionary, and a file with a value that would not come
back as it is in the file gets no table at all (`Unfit`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import polars as pl

from publisher.model.flow import Artifact, Publication
from publisher.model.jsonable import content_hash
from publisher.model.text import Language, Message, msg

_FORMAT = 1
"""Raised when the same file gives another table than before, so that every table is compared anew once."""
_ID_LENGTH = 40
_RESERVED = frozenset(
    ("oid", "tableoid", "xmin", "cmin", "xmax", "cmax", "ctid", "rank", "limit", "offset", "fields")
)
"""PostgreSQL's own columns, and what CKAN's search adds to a row or takes for a setting."""
_MOST_COLUMNS = 1500
_MOST_ROW_BYTES = 1_000_000
"""PostgreSQL's full-text index takes one MiB of a row, and CKAN indexes the whole row."""
_MOST_KEY_BYTES = 2_000
"""An entry of a B-tree index is at most 2,704 bytes."""
_NUMBER = r"^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$"
_MOMENT = r"^\d{4}-\d\d-\d\d[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$"
_CLOCK = r"^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$"
_OVERRIDES = {"int4": "numeric", "int8": "numeric", "numeric": "numeric", "timestamp": "timestamp"}

REASONS: Mapping[str, Message] = {
    "too-many-columns": msg("it has more columns than a PostgreSQL table may have"),
    "other-columns": msg("its columns are not those of the schema"),
    "not-in-range": msg("numbers beyond what its type holds (64 bits)"),
    "not-a-number": msg("values that are no plain numbers, such as NaN or INF"),
    "not-boolean": msg("values that are neither true nor false"),
    "not-a-date": msg("dates that PostgreSQL does not have (before the year 1)"),
    "not-a-moment": msg("times with a zone or with fractions of a second, which CKAN drops without a word"),
    "nul": msg("NUL characters, which PostgreSQL cannot hold"),
    "key-too-long": msg("keys longer than an index takes (2,000 bytes)"),
    "key-missing": msg("rows without a value in the primary key"),
    "key-twice": msg("a primary key that occurs more than once"),
    "row-too-long": msg("rows longer than CKAN's full-text index takes (1 MB)"),
}
"""Why a file has no table, by the word that is kept on the portal."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its `id` on the portal, the published `name`, its PostgreSQL type and the dictionary's entry."""

    id: str
    name: str
    type: str
    info: Mapping[str, str]
    descriptor: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Table:
    """The table that a resource shall have. `mark` names its content and layout, `file` is the CSV it is made of.

    `key` are the ids of the primary key's columns, none when the schema has no key.
    """

    path: str
    mark: str
    file: Path
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why a file cannot have a table: a word of REASONS, the column (none: the whole), and how many values."""

    reason: str
    column: str = ""
    count: int = 1


def table_of(publication: Publication, language: Language) -> Table | None:
    """The table of `publication`'s CSV file; None when it has none. The file is not read."""
    artifact = _csv(publication)
    if artifact is None:
        return None
    columns = _columns(publication.schema, language)
    key = tuple(item.id for item in columns if "pub_key" in item.info)
    layout = [(item.id, item.name, item.type, dict(item.info)) for item in columns]
    mark = content_hash([_FORMAT, artifact.sha256, layout])[:32]
    return Table(artifact.path, mark, publication.folder / artifact.path, columns, key, publication.rows)


def read_rows(table: Table) -> pl.DataFrame | Unfit:
    """The rows of the table's file under its columns' ids, as texts that PostgreSQL gives back letter by letter.

    Raises OSError when the file is not there.
    """
    if len(table.columns) > _MOST_COLUMNS:
        return Unfit("too-many-columns", count=len(table.columns))
    frame = pl.read_csv(table.file.read_bytes(), infer_schema=False)
    if frame.columns != [item.name for item in table.columns]:
        return Unfit("other-columns", count=len(frame.columns))
    frame = frame.select(pl.col(item.name).replace("", None).alias(item.id) for item in table.columns)
    rows = frame.select(_canonical(item) for item in table.columns)
    return _unfit(table, frame, rows) or rows


def native(column: Column) -> Callable[[str], object]:
    """What turns a canonical text of `column` into what JSON carries: numbers of 64 bits and booleans as such."""
    if column.type in ("int4", "int8"):
        return int
    if column.type == "bool":
        return lambda text: text == "t"
    return str


def _csv(publication: Publication) -> Artifact | None:
    return next((item for item in publication.data() if item.format.lower() == "csv"), None)


def _columns(schema: Mapping[str, object], language: Language) -> tuple[Column, ...]:
    fields = schema.get("fields", ())
    key = schema.get("primaryKey") or ()
    assert isinstance(fields, list | tuple)
    assert isinstance(key, str | list | tuple)
    names = (key,) if isinstance(key, str) else tuple(key)
    taken: set[str] = set()
    return tuple(_column(item, item["name"] in names, language, taken) for item in fields)


def _column(field: Mapping[str, Any], in_key: bool, language: Language, taken: set[str]) -> Column:
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
    return Column(_column_id(name, titles["en"], taken), name, kind, info, field)


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


def _canonical(column: Column) -> pl.Expr:
    """The column's texts as PostgreSQL writes them; null where it could not hold the value."""
    text = pl.col(column.id)
    if column.type == "int8":
        return text.cast(pl.Int64, strict=False).cast(pl.String)
    if column.type == "int4":
        return text.cast(pl.Int32, strict=False).cast(pl.String)
    if column.type == "numeric":
        plain = pl.when(text.str.contains(_NUMBER)).then(text)
        return plain.map_elements(_numeric, return_dtype=pl.String).alias(column.id)
    if column.type == "bool":
        true = _words(column.descriptor.get("trueValues"), ("true", "True", "TRUE", "1"))
        false = _words(column.descriptor.get("falseValues"), ("false", "False", "FALSE", "0"))
        return (
            pl.when(text.is_in(true)).then(pl.lit("t")).when(text.is_in(false)).then(pl.lit("f")).alias(column.id)
        )
    if column.type == "date":
        return pl.when(_is_day(text) & text.str.len_chars().eq(10)).then(text).alias(column.id)
    if column.type == "timestamp":
        whole = pl.when(text.str.len_chars() == 16).then(text + ":00").otherwise(text)
        real = text.str.contains(_MOMENT) & _is_day(text)
        return pl.when(real).then(whole.str.replace(" ", "T", literal=True)).alias(column.id)
    if column.type == "time":
        whole = pl.when(text.str.len_chars() == 5).then(text + ":00").otherwise(text)
        return pl.when(text.str.contains(_CLOCK)).then(whole).alias(column.id)
    return pl.when(~text.str.contains("\0", literal=True)).then(text).alias(column.id)


def _is_day(text: pl.Expr) -> pl.Expr:
    """Whether a text begins with a day of the Gregorian calendar, from the year 1 on."""
    day = text.str.slice(0, 10)
    known = day.str.to_date("%Y-%m-%d", strict=False).is_not_null()
    return known & day.str.contains(r"^\d{4}-\d\d-\d\d$") & ~day.str.starts_with("0000")


def _words(value: object, default: tuple[str, ...]) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list | tuple) else list(default)


def _numeric(text: str) -> str | None:
    """As PostgreSQL writes a numeric: digits as they came, no sign of a zero, no leading zeros, no exponent."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return f"{abs(value) if value.is_zero() else value:f}"


_WHEN_LOST = {
    "int8": "not-in-range",
    "int4": "not-in-range",
    "numeric": "not-a-number",
    "bool": "not-boolean",
    "date": "not-a-date",
    "timestamp": "not-a-moment",
    "time": "not-a-moment",
    "text": "nul",
}


def _unfit(table: Table, texts: pl.DataFrame, rows: pl.DataFrame) -> Unfit | None:
    """The first reason for which these rows cannot stand in a table as they are."""
    lost = texts.select(
        (pl.col(item.id).is_not_null() & rows[item.id].is_null()).sum().alias(item.id) for item in table.columns
    ).row(0)
    for item, count in zip(table.columns, lost, strict=True):
        if count:
            return Unfit(_WHEN_LOST[item.type], item.name, count)
    return next(_unfit_rows(table, rows), None)


def _unfit_rows(table: Table, rows: pl.DataFrame) -> Iterator[Unfit]:
    if long := _longer(rows, rows.columns, _MOST_ROW_BYTES):
        yield Unfit("row-too-long", count=long)
    if not table.key:
        return
    names = "、".join(item.name for item in table.columns if item.id in table.key)
    key = rows.select(table.key)
    if missing := key.select(pl.any_horizontal(pl.all().is_null()).sum()).item():
        yield Unfit("key-missing", names, missing)
    if long := _longer(rows, table.key, _MOST_KEY_BYTES):
        yield Unfit("key-too-long", names, long)
    if twice := key.height - key.unique().height:
        yield Unfit("key-twice", names, twice)


def _longer(rows: pl.DataFrame, columns: tuple[str, ...] | list[str], most: int) -> int:
    sizes = pl.sum_horizontal(pl.col(name).str.len_bytes().fill_null(0) for name in columns)
    return int(rows.select((sizes > most).sum()).item())
