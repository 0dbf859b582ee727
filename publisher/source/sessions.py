"""Sessions on databases: they only read, by Taiwan's clock, within a time limit, and give values as they are."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import URL

from publisher.model.alarm import after
from publisher.net.deadline import Deadline
from publisher.source.formats.json_records import parse

_CONNECT_SECONDS = 30
_GRACE_SECONDS = 30
"""How much later than the server we end a query ourselves, when the server is gone."""

_READING = frozenset(
    {
        sqlite3.SQLITE_SELECT,
        sqlite3.SQLITE_READ,
        sqlite3.SQLITE_FUNCTION,
        sqlite3.SQLITE_RECURSIVE,
        sqlite3.SQLITE_TRANSACTION,
    }
)
"""What an SQLite query may do; ATTACH would open any file of the machine, and PRAGMA changes the session."""


class Late(Protocol):
    """Takes note that the time limit ended a query."""

    late: bool


def arguments(url: URL, seconds: float) -> Mapping[str, Any]:
    """How a driver connects."""
    match url.get_driver_name():
        case "psycopg":
            limit = f"-c statement_timeout={int(seconds * 1000)} -c idle_in_transaction_session_timeout=0"
            options = f"{limit} -c default_transaction_read_only=on -c timezone=Asia/Taipei"
            return {"connect_timeout": _CONNECT_SECONDS, "options": options}
        case "pymysql":
            return {"connect_timeout": _CONNECT_SECONDS, "read_timeout": int(seconds + _GRACE_SECONDS)}
        case "pymssql":
            return {"login_timeout": _CONNECT_SECONDS, "timeout": int(seconds)}
        case _:
            return {}


def prepare(connection: Connection, seconds: float) -> None:
    """Tell the session what it may do, before the query."""
    raw: Any = connection.connection.dbapi_connection
    match connection.dialect.name:
        case "sqlite":
            raw.set_authorizer(_judge)
        case "postgresql" if connection.dialect.driver == "psycopg":
            _as_they_are(raw)
        case "mysql" | "mariadb":
            connection.exec_driver_sql("SET SESSION TRANSACTION READ ONLY")
            connection.exec_driver_sql("SET SESSION time_zone = '+08:00'")
            maria = getattr(connection.dialect, "is_mariadb", False)
            limit = f"max_statement_time = {seconds:f}" if maria else f"max_execution_time = {int(seconds * 1000)}"
            connection.exec_driver_sql(f"SET SESSION {limit}")
            connection.commit()
        case "oracle":
            raw.call_timeout = int(seconds * 1000)
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")
        case _:
            pass


def _judge(action: int, _first: str | None, second: str | None, *_others: object) -> int:
    reads = action in _READING and not (action == sqlite3.SQLITE_FUNCTION and second == "load_extension")
    return sqlite3.SQLITE_OK if reads else sqlite3.SQLITE_DENY


@contextmanager
def ended_after(engine: Engine, seconds: float, asked: Late) -> Iterator[None]:
    """End what is asked in the block after the limit, and what its connections are greeted with as well.

    At once where the server has no limit of its own, else when it is gone or stays connected and says nothing.
    """
    if engine.dialect.name == "sqlite":
        with _interrupted(engine, seconds, asked):
            yield
        return
    with Deadline(seconds + _GRACE_SECONDS) as deadline:

        @event.listens_for(engine, "connect", insert=True)
        def _watch(raw: Any, _record: object) -> None:
            line = raw if hasattr(raw, "fileno") else getattr(raw, "_sock", None)
            if line is not None:
                deadline.watch(line)

        try:
            yield
        finally:
            asked.late = deadline.late


@contextmanager
def _interrupted(engine: Engine, seconds: float, asked: Late) -> Iterator[None]:
    files: list[sqlite3.Connection] = []

    @event.listens_for(engine, "connect", insert=True)
    def _watch(raw: Any, _record: object) -> None:
        files.append(raw)

    def end() -> None:
        asked.late = True
        for file in files:
            file.interrupt()

    with after(seconds, end):
        yield


def _as_they_are(raw: Any) -> None:
    """Values of PostgreSQL that Python's types cannot hold come as it writes them: infinity, 24:00, ranges.

    JSON keeps the figures of its numbers.
    """
    from psycopg import DataError
    from psycopg.adapt import Loader
    from psycopg.types import TypeInfo
    from psycopg.types import datetime as times
    from psycopg.types.json import set_json_loads
    from psycopg.types.string import TextLoader

    def lenient(kind: type[Loader]) -> type[Loader]:
        class Lenient(kind):  # type: ignore[misc, valid-type]
            def load(self, data: Any) -> Any:
                try:
                    return super().load(data)
                except DataError:
                    return bytes(data).decode()

        return Lenient

    adapters = raw.adapters
    for name, kind in (
        ("date", times.DateLoader),
        ("time", times.TimeLoader),
        ("timetz", times.TimetzLoader),
        ("timestamp", times.TimestampLoader),
        ("timestamptz", times.TimestamptzLoader),
        ("interval", times.IntervalLoader),
    ):
        adapters.register_loader(name, lenient(kind))
    for name in ("inet", "cidr", "macaddr", "money", "xml", "int4range", "int8range", "numrange", "daterange"):
        adapters.register_loader(name, TextLoader)
    for name in ("tsrange", "tstzrange", "point", "line", "box", "polygon", "circle", "tsvector", "bit", "varbit"):
        info = adapters.types.get(name)
        if isinstance(info, TypeInfo):
            adapters.register_loader(info.oid, TextLoader)
    set_json_loads(lambda data: parse(data if isinstance(data, str) else bytes(data).decode()), context=raw)
