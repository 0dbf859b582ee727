"""A query on a database, through SQLAlchemy: read-only where the database can be told so."""

from __future__ import annotations

import hashlib
import math
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, create_engine, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from publisher.model.errors import SourceError, Where
from publisher.model.extras import install_hint
from publisher.model.sources import SqlSource
from publisher.model.text import Message, msg
from publisher.model.workspace import Dataset
from publisher.source import limits, sessions
from publisher.source.answers import explained, kind_of
from publisher.source.canonical import text_of
from publisher.source.files import file_hash, shown
from publisher.source.grid import BATCH, Row, SourceGrid, from_columns
from publisher.source.queries import only_reads

_VARIABLE = re.compile(r"\$\{(?:file:(?P<file>[^}]+)|(?P<name>[A-Za-z_][A-Za-z0-9_]*))\}")
_ACCOUNT = re.compile(r"(?<=://)(?:\$\{[^}]*\}|[^/?#])*(?=@)")
"""User and password, where a value may hold any sign."""
_EXTRAS = {"psycopg": "sql", "pymysql": "sql", "pymssql": "mssql", "oracledb": "oracle"}
_OTHERS_MAY = 0o077


def read(dataset: Dataset, source: SqlSource, folder: Path) -> SourceGrid:
    """The column names as first row, then the result as canonical text, fetched in batches."""
    asked = _QueryProgress()
    with _connected(dataset, source, asked) as connection:
        return from_columns(_columns(dataset, source, connection, asked), folder, "sql")


def add_to(digest: hashlib._Hash, dataset: Dataset, source: SqlSource) -> None:
    """Feed what decides the result into `digest`: the SQLite file with its journal, or the rows themselves."""
    url = _url(dataset, source)
    if url.get_backend_name() == "sqlite":
        path = _sqlite_path(dataset, url)
        for part in (path, path.with_name(path.name + "-wal")):
            if part is path or part.exists():
                digest.update(file_hash(part, shown(dataset, part)))
        return
    asked = _QueryProgress()
    with _connected(dataset, source, asked) as connection:
        for rows in _rows(dataset, source, connection, asked):
            digest.update(repr([tuple(row) for row in rows]).encode())


@dataclass(slots=True)
class _QueryProgress:
    """How far a query has come: the rows that were read, and whether the time limit ended it."""

    rows: int = 0
    late: bool = False


@contextmanager
def _connected(dataset: Dataset, source: SqlSource, asked: _QueryProgress) -> Iterator[Connection]:
    url = _url(dataset, source)
    if not only_reads(source.query, url.get_backend_name()):
        raise _fault(
            dataset,
            msg("The query is not one SELECT that only reads"),
            msg("write a SELECT as source.sql.query in dataset.yaml"),
        )
    try:
        engine = create_engine(
            _read_only(dataset, url),
            poolclass=NullPool,
            hide_parameters=True,
            connect_args=sessions.arguments(url, source.timeout),
        )
    except ModuleNotFoundError as error:
        raise _fault(
            dataset,
            msg("The driver for {database} is not installed", database=url.drivername),
            install_hint(_EXTRAS[driver])
            if (driver := str(error.name)) in _EXTRAS
            else msg("install the Python package {package}", package=driver),
        ) from None
    except (ArgumentError, SQLAlchemyError):
        raise _not_an_address(dataset) from None
    try:
        with engine.connect() as connection:
            sessions.prepare(connection, source.timeout)
            with sessions.ended_after(connection, source.timeout, asked):
                yield _told_to_read(connection)
    except (SQLAlchemyError, OSError) as error:
        # The message of a database may quote values, and that of a driver the whole address.
        kind = "time" if asked.late else kind_of(error) if isinstance(error, SQLAlchemyError) else "lost"
        raise _fault(dataset, *explained(kind, _name(url), asked.rows)) from None
    finally:
        engine.dispose()


@contextmanager
def opened(dataset: Dataset, source: SqlSource) -> Iterator[Connection]:
    """A session that only reads, for asking what the database holds; SourceError as `read` raises it."""
    with _connected(dataset, source, _QueryProgress()) as connection:
        yield connection


def _told_to_read(connection: Connection) -> Connection:
    options: dict[str, Any] = {"stream_results": True, "max_row_buffer": BATCH, "no_parameters": True}
    return connection.execution_options(**options)


def _rows(
    dataset: Dataset, source: SqlSource, connection: Connection, asked: _QueryProgress
) -> Iterator[Sequence[Sequence[object]]]:
    """The column names as a batch of one row, then batches of the result's rows."""
    result = connection.exec_driver_sql(source.query)
    if not result.returns_rows:
        raise _fault(
            dataset,
            msg("The query does not return rows"),
            msg("write a SELECT as source.sql.query in dataset.yaml"),
        )
    yield [[str(name) for name in result.keys()]]  # noqa: SIM118 - keys() is the result's own method
    for rows in result.partitions(BATCH):
        asked.rows += len(rows)
        yield rows


def _columns(
    dataset: Dataset, source: SqlSource, connection: Connection, asked: _QueryProgress
) -> Iterator[list[Row]]:
    names: list[str] = []
    for rows in _rows(dataset, source, connection, asked):
        names = names or [str(name) for name in rows[0]]
        yield [_texts(dataset, name, column) for name, column in zip(names, zip(*rows, strict=True), strict=True)]


def _texts(dataset: Dataset, name: str, column: Sequence[Any]) -> Row:
    if set(map(type, column)) <= {str, type(None)}:
        return column
    try:
        return [_text(value) for value in column]
    except (TypeError, ValueError) as error:
        raise _fault(
            dataset,
            msg(
                "The column {column} of the query is of type {kind}, which is not text",
                column=name,
                kind=str(error),
            ),
            msg("leave that column out of the query, or cast it to text there"),
        ) from None


def _text(value: object) -> str | None:
    """The text that a client of the database would show; NaN is no missing value there."""
    if isinstance(value, float) and math.isnan(value):
        return "NaN"
    if isinstance(value, bytes | bytearray | memoryview):
        return f"\\x{bytes(value).hex()}"
    return text_of(value)


def _url(dataset: Dataset, source: SqlSource) -> URL:
    def value(match: re.Match[str]) -> str:
        if match["file"] is not None:
            return _secret(dataset, match["file"])
        name = match["name"]
        if name not in os.environ:
            raise _fault(
                dataset,
                msg("The environment variable {name} of source.sql.url is not set", name=name),
                msg("set it for the account that runs the nightly job"),
            )
        return os.environ[name]

    def account(match: re.Match[str]) -> str:
        return _VARIABLE.sub(lambda found: quote(value(found), safe=""), match[0])

    try:
        return make_url(_VARIABLE.sub(value, _ACCOUNT.sub(account, source.url)))
    except (ArgumentError, ValueError):
        raise _not_an_address(dataset) from None


def _secret(dataset: Dataset, name: str) -> str:
    """The first line of a file that only its owner may read."""
    path = Path(name).expanduser()
    try:
        if path.is_absolute() and not path.stat().st_mode & _OTHERS_MAY:
            return path.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError):
        pass
    raise _fault(
        dataset,
        msg("The file with the password of source.sql.url cannot be used"),
        msg(
            "write its full path as ${{file:/full/path}}, give it to the account of the nightly job, and chmod 600"
        ),
    )


def _read_only(dataset: Dataset, url: URL) -> URL:
    if url.get_backend_name() != "sqlite":
        return url
    path = _sqlite_path(dataset, url)
    limits.check_size(path, shown(dataset, path))
    query: Mapping[str, str] = {"mode": "ro", "uri": "true"}
    return URL.create(url.drivername, database=f"file:{quote(str(path))}", query=query)


def _sqlite_path(dataset: Dataset, url: URL) -> Path:
    name = url.database or ""
    try:
        path = (dataset.folder / name).resolve()
    except (OSError, RuntimeError, ValueError):  # links in a circle, a name that can be none
        path = Path("/")
    if not Path(name).is_absolute() and not path.is_relative_to(dataset.folder.resolve()):
        raise _fault(
            dataset,
            msg("The SQLite file of source.sql.url leads out of the dataset's folder"),
            msg("put the file into that folder, or write its full path (sqlite:////full/path)"),
        )
    if not name or not path.is_file():
        raise _fault(
            dataset,
            msg("There is no SQLite file {file}", file=Path(name).name or "?"),
            msg("put it into the dataset's folder, or correct source.sql.url in dataset.yaml"),
        )
    return path


def _name(url: URL) -> str:
    return f"{url.get_backend_name()} {url.host or ''}/{Path(url.database or '').name}"


def _not_an_address(dataset: Dataset) -> SourceError:
    return _fault(
        dataset,
        msg("source.sql.url is not the address of a database"),
        msg("write it as dialect://user:${{PASSWORD}}@host/database, or sqlite:///file.db"),
    )


def _fault(dataset: Dataset, message: Message, hint: Message) -> SourceError:
    return SourceError(message, Where(shown(dataset), field="source"), hint)
