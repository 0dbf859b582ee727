"""The state as a schema of a PostgreSQL database, one for each workspace, so that many agencies share a server."""

from __future__ import annotations

import os
import socket
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, inspect, text
from sqlalchemy.engine import make_url

from publisher.model.errors import BusyError, MissingPartError, StateError, Where
from publisher.model.extras import install_hint
from publisher.model.state_place import StatePlace, StateServer
from publisher.model.text import Message, msg
from publisher.state import moving, server_patience
from publisher.state.file_home import NOT_COPIED, duplicate, reading_file
from publisher.state.integrity import faults_in
from publisher.state.migrating import bring_up_to_date
from publisher.state.server_faults import server_fault, translate_server_faults
from publisher.state.server_password import password_in
from publisher.state.tables import metadata

_RUN, _MAKING = 1, 2
"""Advisory locks: of a run, of whoever makes or changes tables."""

_LOCK_UNTIL_COMMIT = text("select pg_advisory_xact_lock(:kind, :of)")
_TRY_LOCK = text("select pg_try_advisory_lock(:kind, :of)")
_HOLDER = text(
    "select coalesce(a.application_name, '?') from pg_locks l left join pg_stat_activity a using (pid)"
    " where l.locktype = 'advisory' and l.granted and l.classid = :kind and l.objid = :of and l.objsubid = 2"
    " and l.database = (select oid from pg_database where datname = current_database())"
)
_NEXT_NUMBER = (
    "select setval(pg_get_serial_sequence('{name}', 'id'), coalesce((select max(id) from {name}), 0) + 1, false)"
)
_PROGRAM = "publisher "
_MOST_NAME = 63

_held: dict[tuple[int, StateServer], tuple[Any, server_patience.Silence]] = {}
"""The connections that hold the lock of a run, by the process that opened them, and whether they are given up."""


class ServerHome:
    """One schema, reached through psycopg. Nothing is in it but our tables."""

    ending = ".jsonl"

    def __init__(self, place: StatePlace) -> None:
        self.folder = place.folder
        self._server = place.server
        self._schema = place.server.schema
        self.shown = f"{place.server.address.partition('?')[0]} ({self._schema})"

    def exists(self) -> bool:
        """Whether one of our tables is there."""
        with self._connected() as connection:
            there = set(inspect(connection).get_table_names(schema=self._schema))
        return bool(there & {*metadata.tables, "alembic_version"})

    def stamp(self) -> object:
        """The process: connections are of the one that opened them."""
        return os.getpid()

    def engine(self, *, crawling: bool = False) -> Engine:
        """Connections to the schema. A crawl's do not wait until a commit is on the server's disk."""
        return self._engine({"synchronous_commit": "off"} if crawling else {}, pool_pre_ping=True)

    def make_ready(self, connection: Connection) -> None:
        """Make the schema where it is not there; nobody else changes its tables until the transaction ends."""
        connection.execute(_LOCK_UNTIL_COMMIT, {"kind": _MAKING, "of": self._number()})
        if connection.scalar(text("show server_encoding")) != "UTF8":
            raise StateError(
                msg("the database of the state cannot hold Chinese: its encoding is not UTF8"),
                Where(self.shown),
                msg("have one made with ENCODING 'UTF8', and name it in `state.address` of catalog.yaml"),
            )
        if not connection.scalar(text("select 1 from pg_namespace where nspname = :name"), {"name": self._schema}):
            connection.exec_driver_sql(f'create schema "{self._schema}"')
        there = set(inspect(connection).get_table_names(schema=self._schema))
        strangers = sorted(there - {*metadata.tables, "alembic_version"})
        if strangers and "alembic_version" not in there:
            raise StateError(
                msg("the schema of the state has tables of others: {part}", part=strangers[0][:63]),
                Where(self.shown),
                msg("name one in `state.schema` of catalog.yaml that is this workspace's alone"),
            )

    def keep_private(self) -> None:
        """Nothing: a new schema is its owner's."""

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the advisory lock of the schema, which the server drops with the connection, however it ends."""
        with self._connected() as connection:
            raw: Any = connection.connection.dbapi_connection
            key = {"kind": _RUN, "of": self._number()}
            taken = connection.scalar(_TRY_LOCK, key)
            holder = "" if taken else str(connection.scalar(_HOLDER, key) or "?").removeprefix(_PROGRAM)
            connection.commit()
            if not taken:
                raise BusyError(
                    msg(
                        "another run (process {process}) is at work in this workspace",
                        process=holder,
                    ),
                    Where(self.shown),
                    msg("wait until it has ended; a run that was killed holds nothing"),
                )
            raw.autocommit = True
            _held[os.getpid(), self._server] = raw, server_patience.Silence()
            try:
                yield
            finally:
                del _held[os.getpid(), self._server]

    def holder(self) -> tuple[str, str] | None:
        """Process and machine (empty: this one) of the run that holds the lock."""
        with self._connected() as connection:
            name = connection.scalar(_HOLDER, {"kind": _RUN, "of": self._number()})
        if name is None:
            return None
        process, _, host = str(name).removeprefix(_PROGRAM).partition("@")
        return process or "?", "" if host == _our_host(process) else host or "?"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one moment and may not write."""
        with self._connected(isolation_level="REPEATABLE READ", postgresql_readonly=True) as connection:
            yield connection

    def faults(self) -> Iterator[Message]:
        """Its tables and values; its pages are the server's own."""
        with self.reading() as connection:
            yield from faults_in(connection)

    def changed_since(self, backup: Path) -> bool:
        """By what both hold."""
        with self.reading() as connection:
            return not moving.says_the_same(connection, backup, NOT_COPIED)

    def copy(self, target: Path) -> None:
        """An export, as pg_dump need not be here."""
        with self.reading() as connection:
            moving.write(connection, target, NOT_COPIED)

    def take(self, state: Path, aside: Path) -> Path | None:
        """Write all of it in one transaction."""
        fresh = aside.with_name(".fresh")
        fresh.unlink(missing_ok=True)
        try:
            duplicate(state, fresh)
            _bring_up_to_date(fresh)
            with self._emptied(aside) as (connection, kept):
                bring_up_to_date(connection, self.shown)
                with reading_file(fresh) as rows:
                    moving.fill(connection, moving.rows_of(rows))
                for name in ("runs", "crawl_runs"):
                    connection.exec_driver_sql(_NEXT_NUMBER.format(name=name))
        finally:
            fresh.unlink(missing_ok=True)
        return kept

    def set_aside(self, aside: Path) -> Path | None:
        """Keep it as an export and drop its tables."""
        with self._emptied(aside) as (_, kept):
            return kept

    @contextmanager
    def _emptied(self, aside: Path) -> Iterator[tuple[Connection, Path | None]]:
        """A transaction in which the tables are gone, and where what was in them is kept."""
        kept = aside.with_name(aside.name + self.ending)
        with ExitStack() as undo:
            undo.callback(kept.unlink, missing_ok=True)
            with self._connected() as connection:
                self.make_ready(connection)
                there = inspect(connection).get_table_names(schema=self._schema)
                if there:
                    moving.write(connection, kept)
                    connection.exec_driver_sql("drop table " + ", ".join(f'"{name}"' for name in there))
                yield connection, kept if there else None
                connection.commit()
            undo.pop_all()

    def _number(self) -> int:
        return zlib.crc32(self._schema.encode()) & 0x7FFFFFFF

    @contextmanager
    def _connected(self, **options: Any) -> Iterator[Connection]:
        engine = self._engine({}, poolclass=NullPool, pool_reset_on_return=None)
        try:
            with engine.connect() as connection:
                yield connection.execution_options(**options)
        finally:
            engine.dispose()

    def _engine(self, session: dict[str, str], **options: Any) -> Engine:
        arguments: dict[str, Any] = {
            **server_patience.ALIVE,
            "connect_timeout": server_patience.CONNECT_SECONDS,
            "application_name": _our_name(),
        }
        password = password_in(self._server.password_env)
        if password is not None:
            arguments["password"] = password
        try:
            engine = create_engine(self._url(), connect_args=arguments, hide_parameters=True, **options)
        except ModuleNotFoundError:
            raise MissingPartError(
                msg("the state on a server needs an extra that is not installed"),
                hint=install_hint("sql"),
            ) from None
        wanted = [("search_path", f'"{self._schema}"'), *server_patience.SESSION, *session.items()]
        shown, server = self.shown, self._server

        @event.listens_for(engine, "do_connect")
        def _connect(_dialect: object, _record: object, places: Any, named: Any) -> Any:
            return server_patience.connect(lambda: _silence_of(server), *places, **named)

        @event.listens_for(engine, "connect", insert=True)
        def _set_up(connection: Any, _record: object) -> None:
            connection.autocommit = True
            for name, value in wanted:
                connection.execute("select set_config(%s, %s, false)", (name, value))
            connection.autocommit = False
            _without_nulls(connection)

        @event.listens_for(engine, "begin")
        def _still_ours(_connection: Connection) -> None:
            """Whoever lost the lock (the server was restarted) must not write beside the run that has it now."""
            holder = _held.get((os.getpid(), server))
            if holder is not None and (lost := _lost(holder[0], shown)) is not None:
                raise lost

        translate_server_faults(engine, shown)
        return engine

    def _url(self) -> URL:
        url = make_url(self._server.address).set(drivername="postgresql+psycopg")
        return url.set(username=self._server.account) if self._server.account else url


def _our_name() -> str:
    """What the server's administrator sees of us, and a run that finds the lock taken."""
    process = str(os.getpid())
    return f"{_PROGRAM}{process}@{_our_host(process)}"


def _our_host(process: str) -> str:
    """The name of this machine, as far as it has room beside the process: PostgreSQL keeps 63 bytes."""
    return socket.gethostname()[: _MOST_NAME - len(f"{_PROGRAM}{process}@")]


def _silence_of(server: StateServer) -> server_patience.Silence | None:
    holder = _held.get((os.getpid(), server))
    return holder and holder[1]


def _lost(holder: Any, shown: str) -> Exception | None:
    from psycopg import Error

    try:
        holder.execute("select 1")
    except Error as error:
        return server_fault(shown, error, connecting=False) or error
    return None


def _without_nulls(connection: Any) -> None:
    """PostgreSQL keeps no U+0000 in a text, and a page may send it: it becomes the sign for what is no letter."""
    from psycopg.types.string import StrDumperUnknown

    class Cleaned(StrDumperUnknown):
        def dump(self, obj: str) -> Any:
            return super().dump(obj.replace("\0", "\ufffd") if "\0" in obj else obj)

    connection.adapters.register_dumper(str, Cleaned)


def _bring_up_to_date(path: Path) -> None:
    engine = create_engine(f"sqlite:///{path}")
    try:
        with engine.begin() as connection:
            bring_up_to_date(connection, str(path))
    finally:
        engine.dispose()
