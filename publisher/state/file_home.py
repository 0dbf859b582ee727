"""The state as one SQLite file in the workspace's own folder."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.exc import SQLAlchemyError

from publisher.model.errors import StateError, Where
from publisher.model.text import Message, msg
from publisher.state.faults import ACCOUNT, damaged, fault_of, translate_faults
from publisher.state.integrity import faults_in
from publisher.state.modes import set_mode
from publisher.state.sealing import FILE

NOT_COPIED = "crawl_"
"""How the tables begin that a backup leaves empty."""
_SECONDS_TO_WAIT = 120
_MOST = 20
"""Faults named of one file."""


class FileHome:
    """`folder`/state.sqlite, in WAL mode: readers see one moment while one process writes."""

    ending = ".sqlite"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / FILE
        self.shown = str(self.path)

    def exists(self) -> bool:
        """Whether the file is there. Who opens a pipe waits for ever, so that is said before."""
        for part in (self.path, *(self.path.with_name(f"{FILE}{ending}") for ending in ("-wal", "-shm"))):
            if part.exists() and not part.is_file() and not part.is_dir():
                raise StateError(msg("the state file cannot be opened"), Where(str(part)), ACCOUNT)
        return self.path.exists()

    def stamp(self) -> object:
        """The number of the file."""
        return self.path.stat().st_ino

    def engine(self, *, crawling: bool = False) -> Engine:
        """Connections that flush every commit; a crawl's wait, for the websites of one night write in turn."""
        arguments = {"timeout": _SECONDS_TO_WAIT} if crawling else {}
        engine = create_engine(f"sqlite:///{self.path}", connect_args=arguments)
        translate_faults(engine, self.path)

        @event.listens_for(engine, "connect")
        def _set_up(connection: Any, _record: object) -> None:
            connection.execute("pragma journal_mode=wal")
            connection.execute(f"pragma synchronous={'normal' if crawling else 'full'}")

        return engine

    def make_ready(self, _connection: Connection) -> None:
        """Nothing: SQLite makes the file."""

    def keep_private(self) -> None:
        """Mode 0600."""
        set_mode(self.path, 0o600)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nothing more than the lock of the folder."""
        yield

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that cannot write."""
        with reading_file(self.path) as connection:
            yield connection

    def faults(self) -> Iterator[Message]:
        """Its pages, then its tables and values."""
        return faults_of_file(self.path)

    def changed_since(self, backup: Path) -> bool:
        """By the times of the files."""
        parts = [self.path, self.path.with_name(f"{FILE}-wal")]
        changed = max((path.stat().st_mtime_ns for path in parts if path.exists()), default=0)
        return backup.stat().st_mtime_ns <= changed

    def copy(self, target: Path) -> None:
        """Copy it table by table, also while a run writes it."""
        try:
            _copy(self.path, target)
        except sqlite3.Error as error:
            raise self._fault(error) from None

    def take(self, state: Path, aside: Path) -> Path | None:
        """Copy `state` and rename the copy."""
        fresh = aside.with_name(".fresh")
        fresh.unlink(missing_ok=True)
        try:
            duplicate(state, fresh)
        except sqlite3.Error as error:
            raise self._fault(error) from None
        kept = self.set_aside(aside)
        fresh.replace(self.path)
        return kept

    def set_aside(self, aside: Path) -> Path | None:
        """Rename it and its journals."""
        if not self.exists():
            return None
        kept = aside.with_name(aside.name + self.ending)
        for ending in ("-wal", "-shm", ""):
            part = self.path.with_name(self.path.name + ending)
            if part.exists():
                part.rename(kept.with_name(kept.name + ending))
        return kept

    def _fault(self, error: sqlite3.Error) -> Exception:
        return fault_of(self.path, error) or damaged(self.path, msg("the state file cannot be read"))


@contextmanager
def reading_file(path: Path) -> Iterator[Connection]:
    """One moment of the state in a file, which is not changed. Raises StateError where it cannot be read."""
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None),
        poolclass=NullPool,
    )
    translate_faults(engine, path)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("begin")
            yield connection
    except SQLAlchemyError:
        raise damaged(path, msg("the state file cannot be read")) from None


def faults_of_file(path: Path) -> Iterator[Message]:
    """What is wrong with the state in a file. Raises StateError when it cannot be looked at."""
    with reading_file(path) as connection:
        found = connection.exec_driver_sql(f"pragma quick_check({_MOST})").scalars()
        if any(word != "ok" for word in found):
            yield msg("the state file is damaged: parts of it are not as they were written")
        yield from faults_in(connection)


def duplicate(source: Path, target: Path) -> None:
    """Copy a state file, whole, with what its journal holds."""
    there = f"{source.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(there, uri=True)) as reading, closing(sqlite3.connect(target)) as writing:
        reading.backup(writing)
    target.chmod(0o600)


def _copy(state: Path, target: Path) -> None:
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with closing(sqlite3.connect(f"{target.absolute().as_uri()}", uri=True, isolation_level=None)) as connection:
        connection.execute("attach database ? as there", (f"{state.absolute().as_uri()}?mode=ro",))
        connection.execute("begin")
        made = connection.execute(
            "select type, name, sql from there.sqlite_master where sql is not null and name not like 'sqlite_%'"
            " order by type desc"  # tables before their indexes
        ).fetchall()
        for kind, name, statement in made:
            connection.execute(statement)
            if kind == "table" and not name.startswith(NOT_COPIED):
                connection.execute(f'insert into main."{name}" select * from there."{name}"')  # noqa: S608 - our own names
        connection.execute("commit")
