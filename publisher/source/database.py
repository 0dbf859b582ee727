"""A query on a database, through SQLAlchemy: read-only where the database can be told so."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from publisher.model.extras import install_hint
from publisher.model.sources import SqlSource
from publisher.model.text import msg
from publisher.model.workspace import Dataset
from publisher.source import sessions
from publisher.source.answers import explained, kind_of
from publisher.source.canonical import text_of
from publisher.source.database_address import address, fault, name_of, no_address, read_only
from publisher.source.grid import BATCH, Row, SourceGrid, from_columns
from publisher.source.queries import only_reads

_EXTRAS = {"psycopg": "sql", "pymysql": "sql", "pymssql": "mssql", "oracledb": "oracle"}


def read(dataset: Dataset, source: SqlSource, folder: Path) -> SourceGrid:
    """The column names as first row, then the result as canonical text, fetched in batches."""
    asked = _QueryProgress()
    with _connected(dataset, source, asked) as connection:
        return from_columns(_columns(dataset, source, connection, asked), folder, "sql")


def add_rows_to(digest: hashlib._Hash, dataset: Dataset, source: SqlSource) -> None:
    """Feed the rows into `digest`."""
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
    url = address(dataset, source)
    if not only_reads(source.query, url.get_backend_name()):
        raise fault(
            dataset,
            msg("The query is not one SELECT that only reads"),
            msg("write a SELECT as source.sql.query in dataset.yaml"),
        )
    try:
        engine = create_engine(
            read_only(dataset, url),
            poolclass=NullPool,
            hide_parameters=True,
            connect_args=sessions.arguments(url, source.timeout),
        )
    except ModuleNotFoundError as error:
        raise fault(
            dataset,
            msg("The driver for {database} is not installed", database=url.drivername),
            install_hint(_EXTRAS[driver])
            if (driver := str(error.name)) in _EXTRAS
            else msg("install the Python package {package}", package=driver),
        ) from None
    except (ArgumentError, SQLAlchemyError):
        raise no_address(dataset) from None
    try:
        with sessions.ended_after(engine, source.timeout, asked), engine.connect() as connection:
            sessions.prepare(connection, source.timeout)
            yield _told_to_read(connection)
    except (SQLAlchemyError, OSError) as error:
        # The message of a database may quote values, and that of a driver the whole address.
        kind = "time" if asked.late else kind_of(error) if isinstance(error, SQLAlchemyError) else "lost"
        raise fault(dataset, *explained(kind, name_of(url), asked.rows)) from None
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
        raise fault(
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
        raise fault(
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
