"""Rows for SQLite: the declared types of its columns, and the values that keep every digit."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl

from publisher.export.content import ExportContent
from publisher.model.errors import DatasetError, Where
from publisher.model.text import msg

_DIGITS_OF_INTEGER, _DIGITS_OF_DOUBLE = 18, 15
_DECLARED = {"boolean": "BOOLEAN", "date": "DATE", "integer": "INTEGER", "year": "INTEGER", "number": "REAL"}


def quoted(name: str) -> str:
    """A name as SQL has it."""
    return '"' + name.replace('"', '""') + '"'


@contextlib.contextmanager
def new_database(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to the new file `path`; what is written is there at the end, and nothing beside it."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA encoding = 'UTF-8'")
        connection.execute("BEGIN")
        yield connection
        connection.execute("COMMIT")
    finally:
        connection.close()


def check_columns(content: ExportContent, path: Path, database: sqlite3.Connection, more: int = 0) -> None:
    """Raise DatasetError for names that are one to SQL, which knows no capitals, and for too many columns.

    `more` are the columns that the format adds.
    """
    names = [item.name for item in content.fields]
    folded = ["".join(letter.lower() if letter.isascii() else letter for letter in name) for name in names]
    if twice := [name for name, same in zip(names, folded, strict=True) if folded.count(same) > 1]:
        raise DatasetError(
            msg("SQLite does not tell these fields apart, for it knows no capital letters."),
            Where(path.name, field=", ".join(twice)),
            msg("Rename one of them, or leave this format out of the exports."),
        )
    most = database.getlimit(sqlite3.SQLITE_LIMIT_COLUMN)
    if len(names) + more > most:
        raise DatasetError(
            msg("The table has more than the {most} columns that SQLite holds.", most=most),
            Where(path.name),
            msg("Leave this format out of the exports of this dataset; CSV and Parquet have no such limit."),
        )


def column_types(content: ExportContent) -> Mapping[str, str]:
    """By field the type that its column is declared with; TEXT where a number would lose digits."""
    asked = {item.name: _DECLARED.get(item.type, "TEXT") for item in content.fields}
    limits = {"INTEGER": _DIGITS_OF_INTEGER, "REAL": _DIGITS_OF_DOUBLE}
    numbers = [name for name, kind in asked.items() if kind in limits]
    if not numbers:
        return asked
    longest = (
        content.values()
        .select(
            pl.when(pl.col(name).str.contains("[eE]"))
            .then(pl.lit(1_000))
            .otherwise(pl.col(name).str.replace_all(r"[-.]", "").str.len_bytes())
            .max()
            .alias(name)
            for name in numbers
        )
        .collect()
        .row(0)
    )
    too_long = {name for name, most in zip(numbers, longest, strict=True) if (most or 0) > limits[asked[name]]}
    return {name: "TEXT" if name in too_long else kind for name, kind in asked.items()}


def bound(frame: pl.DataFrame, types: Mapping[str, str]) -> pl.DataFrame:
    """A frame of canonical texts as the values to be bound."""
    kinds: Mapping[str, pl.DataType] = {"INTEGER": pl.Int64(), "REAL": pl.Float64()}
    return frame.select(
        (pl.col(name) == "true").cast(pl.Int64)
        if kind == "BOOLEAN"
        else pl.col(name).cast(kinds[kind])
        if kind in kinds
        else pl.col(name)
        for name, kind in types.items()
    )
