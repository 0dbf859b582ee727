"""SQLite databases (GeoPackage among them): every table by columns, and what is left of what was deleted."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import TYPE_CHECKING

from publisher.documents.search.boxes import Boxes
from publisher.documents.search.flat import rows_of
from publisher.documents.search.items import Item, Passage, Unsearched

if TYPE_CHECKING:
    from publisher.documents.search.walking import DocumentWalk

_MOST_TABLES = 500
_LEAVES = frozenset({10, 13})
_TREES = _LEAVES | {2, 5}
_LEAST_PAGE = 512
_LEAST_BLOCK = 4
"""Bytes of a free block that say its length and where the next one is."""
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
        else:
            for left_over in _left_over(content, 65_536 if size == 1 else size):
                yield from walk.strange(left_over, where)
    except (sqlite3.Error, ValueError, OverflowError):
        yield Unsearched("damaged", where)
        yield from walk.strange(content, where)
    finally:
        database.close()


def _left_over(content: bytes, size: int) -> Iterator[bytes]:
    """What was deleted and stands yet in the free room of the pages that are in use (SQLite file format, 1.6)."""
    if size < _LEAST_PAGE:
        return
    for begin in range(0, len(content), size):
        page = content[begin : begin + size]
        head = 100 if begin == 0 else 0
        kind = page[head] if len(page) == size else 0
        if kind not in _TREES:
            continue
        free, cells, first = (int.from_bytes(page[head + at : head + at + 2], "big") for at in (1, 3, 5))
        gap = page[head + (8 if kind in _LEAVES else 12) + 2 * cells : first or size]
        if any(gap):
            yield gap
        for _ in range(size // 4):
            if not head < free <= size - 4:
                break
            following, length = (int.from_bytes(page[free + at : free + at + 2], "big") for at in (0, 2))
            if length < _LEAST_BLOCK:
                break
            yield page[free + _LEAST_BLOCK : free + length]
            if following < free + length:
                break  # blocks never lie in one another
            free = following


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

    boxes = Boxes()
    for batch in rows_of(boxes.watched(told()), at):
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
    yield from boxes.told(at)  # beside the rows: a cell that the database has is given as a text, too
