"""The rows of a table's file as PostgreSQL will give them back, a block at a time; and why it could not hold them.

A file is never held whole: whatever its size, one block of it and the digests of its rows (on disk) are enough.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import BinaryIO

import polars as pl

from publisher.model.text import Message, msg
from publisher.push.portals.ckan.client import changed
from publisher.push.portals.ckan.datastore_table import DatastoreColumn, DatastoreTable
from publisher.push.portals.ckan.ledger import Ledger

BLOCK = 1_000_000
"""Bytes of a file that are read at once, and then the rest of the record."""
_MOST_COLUMNS = 1500
_MOST_ROW_BYTES = 1_000_000
"""PostgreSQL's full-text index takes one MiB of a row, and CKAN indexes the whole row."""
_MOST_KEY_BYTES = 2_000
"""An entry of a B-tree index is at most 2,704 bytes."""
_NUMBER = r"^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$"
_MOMENT = r"^\d{4}-\d\d-\d\d[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$"
_CLOCK = r"^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$"

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
class Unfit:
    """Why a file cannot have a table: a word of REASONS, the column (none: the whole), and how many values."""

    reason: str
    column: str = ""
    count: int = 1


def examine(table: DatastoreTable) -> Ledger | Unfit:
    """Read the whole file: what to compare its table with, or the first reason for which it cannot have one.

    Raises ChangedFileError when the file is not there.
    """
    if len(table.columns) > _MOST_COLUMNS:
        return Unfit("too-many-columns", count=len(table.columns))
    with _opened(table) as file:
        names = _header(file)
    if names != [item.name for item in table.columns]:
        return Unfit("other-columns", count=len(names))
    ledger = Ledger([item.id for item in table.columns], table.key)
    tally = _Tally()
    for texts, rows in _blocks(table):
        tally.add(table, texts, rows)
        ledger.want(rows)
    return tally.unfit(table, ledger.twice if table.key else 0) or ledger


def read(table: DatastoreTable) -> Iterator[pl.DataFrame]:
    """The rows under the columns' ids, as texts that PostgreSQL gives back letter by letter."""
    return (rows for _, rows in _blocks(table))


def _blocks(table: DatastoreTable) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """Texts of the file (null where nothing stands), and what PostgreSQL makes of them (null: it cannot)."""
    schema = {item.id: pl.String for item in table.columns}
    with _opened(table) as file:
        _record(file, file.readline())
        while block := _record(file, file.read(BLOCK)):
            texts = pl.read_csv(block, has_header=False, schema=schema).with_columns(pl.all().replace("", None))
            yield texts, texts.select(_canonical(item) for item in table.columns)


def _opened(table: DatastoreTable) -> BinaryIO:
    try:
        return table.file.open("rb")
    except OSError:
        raise changed(table.path) from None


def _header(file: BinaryIO) -> list[str]:
    first = _record(file, file.readline()).removeprefix(b"\xef\xbb\xbf")
    return list(pl.read_csv(first, has_header=False, infer_schema=False).row(0)) if first.strip() else []


def _record(file: BinaryIO, block: bytes) -> bytes:
    """`block` up to the end of its last record: a line ends one where all quotes are closed."""
    while block and (not block.endswith(b"\n") or block.count(b'"') % 2):
        line = file.readline()
        if not line:
            break
        block += line
    return block


@dataclass(slots=True)
class _Tally:
    """What was seen so far that PostgreSQL would not hold."""

    lost: Counter[str] = field(default_factory=Counter)
    long_rows: int = 0
    missing_keys: int = 0
    long_keys: int = 0

    def add(self, table: DatastoreTable, texts: pl.DataFrame, rows: pl.DataFrame) -> None:
        """Count in a block: its texts, and the rows that they become."""
        for item in table.columns:
            self.lost[item.id] += int((texts[item.id].is_not_null() & rows[item.id].is_null()).sum())
        self.long_rows += _longer(rows, rows.columns, _MOST_ROW_BYTES)
        if table.key:
            self.missing_keys += rows.select(pl.any_horizontal(pl.col(table.key).is_null()).sum()).item()
            self.long_keys += _longer(rows, table.key, _MOST_KEY_BYTES)

    def unfit(self, table: DatastoreTable, twice: int) -> Unfit | None:
        """The first reason for which these rows cannot stand in a table as they are; `twice` are keys too many."""
        for item in table.columns:
            if count := self.lost[item.id]:
                return Unfit(_WHEN_LOST[item.type], item.name, count)
        names = "、".join(item.name for item in table.columns if item.id in table.key)
        counted = (
            ("row-too-long", "", self.long_rows),
            ("key-missing", names, self.missing_keys),
            ("key-too-long", names, self.long_keys),
            ("key-twice", names, twice),
        )
        return next((Unfit(reason, column, count) for reason, column, count in counted if count), None)


def _longer(rows: pl.DataFrame, columns: Sequence[str], most: int) -> int:
    sizes = pl.sum_horizontal(pl.col(name).str.len_bytes().fill_null(0) for name in columns)
    return int(rows.select((sizes > most).sum()).item())


def _canonical(column: DatastoreColumn) -> pl.Expr:
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
