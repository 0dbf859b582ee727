"""Whether the state file is whole: its pages, its tables, its version, and the values in it."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from publisher.model.errors import StateError
from publisher.model.text import Message, msg
from publisher.state.faults import damaged, fault_of
from publisher.state.tables import SEALED, VERSION, metadata

_MOST = 20
"""Faults named of one file."""


def mark(text: str) -> int:
    """The checksum (CRC-32) that is kept beside a value: a flipped bit leaves most texts valid JSON."""
    return zlib.crc32(text.encode())


def faults(path: Path) -> Iterator[Message]:
    """What is wrong with the state file at `path`; of one of an earlier version its pages alone are judged.

    Raises StateError when it cannot be looked at.
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            yield from _pages(connection)
            if _version(connection) in (VERSION, None):
                yield from _tables(connection)
                yield from _values(connection)
    except sqlite3.Error as error:
        raise fault_of(path, error) or damaged(path, msg("the state file cannot be read")) from None


def require_whole(path: Path) -> None:
    """Raise StateError, naming what is wrong, when the state file is not whole."""
    found = list(faults(path))
    if found:
        raise StateError(found[0], damaged(path, found[0]).where, damaged(path, found[0]).hint)


def _pages(connection: sqlite3.Connection) -> Iterator[Message]:
    for (word,) in connection.execute(f"pragma quick_check({_MOST})"):
        if word != "ok":
            yield msg("the state file is damaged: parts of it are not as they were written")
            return


def _version(connection: sqlite3.Connection) -> str | None:
    if not connection.execute("select 1 from sqlite_master where name = 'alembic_version'").fetchone():
        return None
    found = connection.execute("select version_num from alembic_version").fetchone()
    return str(found[0]) if found else None


def _tables(connection: sqlite3.Connection) -> Iterator[Message]:
    if _version(connection) is None:
        yield msg("the state file lacks a part that belongs into it: {part}", part="alembic_version")
    there = {name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")}
    for name, table in sorted(metadata.tables.items()):
        if name not in there:
            yield msg("the state file lacks a part that belongs into it: {part}", part=name)
            continue
        columns = {row[1] for row in connection.execute(f"pragma table_info({name})")}
        for column in sorted({item.name for item in table.columns} - columns):
            yield msg("the state file lacks a part that belongs into it: {part}", part=f"{name}.{column}")


def _values(connection: sqlite3.Connection) -> Iterator[Message]:
    for table, column in SEALED.items():
        found = connection.execute("select count(*) from sqlite_master where name = ?", (table.name,)).fetchone()
        if not found[0]:
            continue
        for dataset, text, stated in connection.execute(f"select dataset, {column}, mark from {table.name}"):  # noqa: S608
            if stated is not None and (not isinstance(text, str) or mark(text) != stated):
                yield msg(
                    "what the state keeps of {dataset} ({part}) is not as it was written",
                    dataset=str(dataset),
                    part=table.name,
                )
