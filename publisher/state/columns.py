"""Types of columns that mean the same in SQLite and in PostgreSQL, for the tables and for their migrations."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Connection, Engine, Integer, String, Table, text
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

WORD = String().with_variant(String(collation="C"), "postgresql")
"""A text compared and sorted by its bytes, as SQLite does, whatever the database's own language."""
BIG = Integer().with_variant(BigInteger(), "postgresql")
"""A whole number of up to 64 bits, as every whole number of SQLite is."""

_HASHED = "url"
_HASHES = tuple(f"hashtextextended({_HASHED}, {seed})" for seed in (0, 1))


def upsert(at: Connection | Engine, table: Table) -> Any:
    """An insert into `table` that may go on with `on_conflict_do_…` on the keys that `keys_of` gives."""
    if at.dialect.name == "sqlite":
        return sqlite_insert(table)
    from sqlalchemy.dialects.postgresql import insert

    return insert(table)


def keys_of(at: Connection | Engine, table: Table) -> list[Any]:
    """What tells one row of `table` from another, as a conflict names it."""
    names = [column.name for column in table.primary_key]
    if at.dialect.name == "sqlite" or _HASHED not in names:
        return list(names)
    return [*(text(name) for name in names if name != _HASHED), *map(text, _HASHES)]


def key_by_hash(connection: Connection, table: str, *others: str) -> None:
    """Let addresses of any length be keys in PostgreSQL, whose ordinary index takes 2.7 kB at most."""
    if connection.dialect.name == "sqlite":
        return
    for statement in (
        f"alter table {table} drop constraint {table}_pkey",
        f"create unique index {table}_key on {table} ({', '.join((*others, *_HASHES))})",
        f"create index {table}_by_{_HASHED} on {table} using hash ({_HASHED})",
    ):
        connection.execute(text(statement))
