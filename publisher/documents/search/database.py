"""SQLite databases (GeoPackage among them): every table by columns, and what is left of what was deleted."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import TYPE_CHECKING

from publisher.documents.search.flat import rows_of
from publisher.documents.search.items import Item, Passage, Unsearched

if TYPE_CHECKING:
    from publisher.documents.search.walking import DocumentWalk

_MOST_TABLES = 500
_MOST_STEPS = 50_000_000


def read(walk: DocumentWalk, content: bytes, where: str) -> Iterator[Item]:
    """Names, definitions and cells; attached files in cells are read as parts. Nothing of it is run."""
    size = int.from_bytes(content[16:18], "big")
    if len(content) < int.from_bytes(content[28:32], "big") * (65_536 if size == 1 else size):
        yield Unsearched("damaged", where)  # its end is missing
    database = sqlite3.connect(":memory:")
    try:
        database.deserialize(content)
        database.execute("PRAGMA trusted_schema = OFF")
        database.execute("PRAGMA query_only = ON")
        left = [_MOST_STEPS // 10_000]

        def tick() -> int:
            left[0] -= 1
            return int(left[0] < 0)

        database.set_progress_handler(tick, 10_000)
        database.text_factory = lambda raw: raw.decode("utf-8", "replace")
        named = database.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
        for _, name, sql in named:
            for text in (str(name), str(sql or "")):
                if text and walk.bounds.is_new(text):
                    yield Passage(text, where, hidden=True)
        tables = [
            str(name) for kind, name, sql in named if kind == "table" and "virtual table" not in str(sql).lower()
        ]
        for table in tables[:_MOST_TABLES]:
            yield from _table(walk, database, table, where)
        if len(tables) > _MOST_TABLES:
            yield Unsearched("too-large", where)
        if database.execute("PRAGMA freelist_count").fetchone()[0]:
            yield from walk.strange(content, where)
    except (sqlite3.Error, ValueError, OverflowError):
        yield Unsearched("damaged", where)
        yield from walk.strange(content, where)
    finally:
        database.close()


def _table(walk: DocumentWalk, database: sqlite3.Connection, table: str, where: str) -> Iterator[Item]:
    quoted = table.replace('"', '""')
    rows = database.execute(f'SELECT * FROM "{quoted}"')  # noqa: S608 - a quoted name, nothing is written
    names = [column[0] for column in rows.description]
    at = f"{where}/{table}"
    files: list[bytes] = []

    def told() -> Iterator[list[object]]:
        yield list(names)
        for row in rows:
            files.extend(cell for cell in row if isinstance(cell, bytes) and cell)
            yield ["" if isinstance(cell, bytes) else cell for cell in row]

    for batch in rows_of(told(), at):
        yield batch
        for cells in batch.rows:
            for cell in cells:
                if cell and walk.bounds.is_new(cell):
                    yield Passage(cell, at)
        for number, content in enumerate(files, 1):
            if content.startswith(b"GP\x00"):
                continue  # a place on earth
            yield from walk.part(content, "", f"{at}/{number}", is_hidden=True)
        files.clear()
