"""The rows of a file and those of its table compared by digests, in a file of SQLite: memory stays as it is."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence

import polars as pl

_SCHEMA = """
pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -4000; pragma temp_store = file;
create table rows (key blob primary key, row blob, wanted int, shown int default 0, sent int default 0,
  changed int default 0) without rowid;
create table gone (id integer primary key);
"""


class Ledger:
    """What a table lacks of its file.

    First every row of the file is wanted (`want`), then every row of the table is held against them (`show`),
    then the file is gone through once more for what is to be sent (`split`). Rows are known by their key; without
    a key by all their values, and one that stands in the file several times is wanted as often.
    """

    def __init__(self, columns: Sequence[str], key: Sequence[str]) -> None:
        self._key = [columns.index(name) for name in key]
        self._connection = sqlite3.connect("")  # a file that nobody else sees and that goes with the connection
        self._connection.executescript(_SCHEMA)

    @property
    def twice(self) -> int:
        """How many rows of the file stand in it more often than once."""
        (count,) = self._connection.execute("select coalesce(sum(wanted - 1), 0) from rows").fetchone()
        return int(count)

    def want(self, rows: pl.DataFrame) -> None:
        """These rows stand in the file."""
        self._connection.executemany(
            "insert into rows (key, row, wanted) values (?, ?, 1) on conflict do update set wanted = wanted + 1",
            self._digests(rows),
        )

    def begin(self) -> None:
        """Forget what the table shows: it is looked at anew."""
        self._connection.execute("update rows set shown = 0, sent = 0, changed = 0")
        self._connection.execute("delete from gone")

    def show(self, rows: pl.DataFrame) -> None:
        """These rows, with their `_id` first, stand in the table."""
        look, note = (
            "select row, wanted - shown from rows where key = ?",
            "update rows set shown = shown + 1, changed = ? where key = ?",
        )
        gone = []
        for identity, (key, row) in zip(rows["_id"], self._digests(rows.drop("_id")), strict=True):
            found = self._connection.execute(look, (key,)).fetchone()
            if found is None or found[1] <= 0:
                gone.append((identity,))
            else:
                self._connection.execute(note, (found[0] != row, key))
        self._connection.executemany("insert into gone values (?)", gone)

    def agrees(self) -> bool:
        """Whether the table shows the rows of the file and no others."""
        (open_,) = self._connection.execute(
            "select exists (select 1 from rows where shown < wanted or changed) or exists (select 1 from gone)"
        ).fetchone()
        return not open_

    def split(self, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Of these rows of the file, those to change in place and those to insert."""
        look = "update rows set sent = sent + 1 where key = ? returning sent > shown, changed"
        states = [self._connection.execute(look, (key,)).fetchone() for key, _ in self._digests(rows)]
        new = pl.Series([bool(state[0]) for state in states], dtype=pl.Boolean)
        changed = pl.Series([bool(state[1] and not state[0]) for state in states], dtype=pl.Boolean)
        return rows.filter(changed), rows.filter(new)

    def gone(self, many: int) -> Iterator[list[int]]:
        """The `_id`s of the table's rows that do not stand in the file, so many at a time."""
        found = self._connection.execute("select id from gone order by id")
        while batch := [identity for (identity,) in found.fetchmany(many)]:
            yield batch

    def _digests(self, rows: pl.DataFrame) -> Iterator[tuple[bytes, bytes]]:
        """The digests of each row's key and of the whole of it."""
        for row in rows.iter_rows():
            whole = _digest(row)
            yield (_digest(tuple(row[place] for place in self._key)) if self._key else whole), whole


def _digest(values: tuple[str | None, ...]) -> bytes:
    return hashlib.blake2b(repr(values).encode(), digest_size=16).digest()
