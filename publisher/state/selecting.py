"""Rows of the state for whoever only looks, read without the machinery that writes.

SQLite's own library reads a file in a tenth of the time that importing SQLAlchemy takes. Whatever is not as usual
(a server, another version, a file that is not there) is left to `StateStore`, which has the words for it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

from publisher.model.errors import StateError
from publisher.model.state_place import StatePlace
from publisher.model.text import msg
from publisher.state.sealing import FILE, SEALED, VERSION, mark

_ALL: Mapping[str, object] = MappingProxyType({})


class Selecting(Protocol):
    """Something that gives rows of our tables."""

    shown: str
    """The address of the state as people are told."""

    def select(
        self,
        table: str,
        columns: Sequence[str],
        order: Sequence[str] = (),
        where: Mapping[str, object] = _ALL,
        most: int | None = None,
    ) -> list[tuple[Any, ...]]:
        """Rows whose columns are as `where` says, at most so many; an order of `-name` is descending."""

    def close(self) -> None:
        """Let go of the file, or of the connections."""


class FileRows:
    """One moment of a state in a file of the version that this program writes."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.shown = str(path)
        self._path = path
        self._connection = connection

    def select(
        self,
        table: str,
        columns: Sequence[str],
        order: Sequence[str] = (),
        where: Mapping[str, object] = _ALL,
        most: int | None = None,
    ) -> list[tuple[Any, ...]]:
        """As `Selecting`."""
        wanted = " and ".join(f"{name} is ?" for name in where)
        sorting = ", ".join(f"{name[1:]} desc" if name.startswith("-") else name for name in order)
        query = f"select {', '.join(columns)} from {table}"  # noqa: S608 - our own names
        query += (f" where {wanted}" if wanted else "") + (f" order by {sorting}" if sorting else "")
        query += "" if most is None else f" limit {most:d}"
        try:
            return self._connection.execute(query, tuple(where.values())).fetchall()
        except sqlite3.Error as error:
            from publisher.state.faults import damaged, fault_of

            unreadable = damaged(self._path, msg("the state file cannot be read"))
            raise fault_of(self._path, error) or unreadable from None

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


def rows_of_file(place: StatePlace) -> FileRows | None:
    """The rows of a state in a file; None where it is not there, or `StateStore` has to look first."""
    path = place.folder / FILE
    if place.server.address or not path.exists():
        return None
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    except sqlite3.Error:
        return None
    try:
        connection.execute("begin")  # one moment of it
        version = connection.execute("select version_num from alembic_version").fetchall()
    except sqlite3.Error:
        version = []
    if version != [(VERSION,)]:
        connection.close()
        return None
    return FileRows(path, connection)


def sealed(rows: Selecting, table: str, where: Mapping[str, object] = _ALL) -> Iterator[tuple[str, str]]:
    """Dataset and text of every row of a table; StateError for one that is not as it was written."""
    order = ("dataset", "release") if table == "spendings" else ("dataset",)
    for dataset, stored, stated in rows.select(table, ("dataset", SEALED[table], "mark"), order, where):
        if not isinstance(stored, str) or (stated is not None and mark(stored) != stated):
            raise not_as_written(rows, dataset, table)
        yield dataset, stored


def latest_runs(rows: Selecting, most: int) -> list[dict[str, Any]]:
    """The latest runs, newest first."""
    columns = ("id", "started", "finished", "exit_code")
    return [dict(zip(columns, row, strict=True)) for row in rows.select("runs", columns, ("-id",), most=most)]


def not_as_written(rows: Selecting, dataset: str, part: str) -> StateError:
    """The error of a value that was changed behind our back."""
    from publisher.state.faults import damaged

    what = msg("what the state keeps of {dataset} ({part}) is not as it was written", dataset=dataset, part=part)
    return damaged(rows.shown, what)
