"""The state as text: one JSON value a line, by which it moves to another machine, version or database."""

from __future__ import annotations

import base64
import json
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, TableClause, column, insert, inspect, select, table

from publisher.model.errors import StateError, Where
from publisher.model.text import Message, msg
from publisher.state.file_home import FileHome
from publisher.state.migrating import bring_up_to_date, version_of, versions

_FORM = "publisher state"
_BATCH = 500
_MOST_LINE = 64 * 1024**2
_VERSION_TABLE = "alembic_version"


def write(connection: Connection, target: Path, left_out: str | None = None) -> int:
    """Write what a connection sees to the new file `target`, but for the tables that begin with `left_out`."""
    descriptor = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(_head(connection) + "\n")
        count, sum_ = 0, 0
        for line in _lines(connection, left_out):
            file.write(line + "\n")
            count, sum_ = count + 1, zlib.crc32(line.encode(), sum_)
        file.write(json.dumps({"values": count, "sum": sum_}) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return count


def says_the_same(connection: Connection, export: Path, left_out: str | None = None) -> bool:
    """Whether `export` holds what a connection sees, by its sum; False for what is no export."""
    count, sum_ = 0, 0
    for line in _lines(connection, left_out):
        count, sum_ = count + 1, zlib.crc32(line.encode(), sum_)
    with export.open("rb") as file:
        head = file.readline(200)
        file.seek(max(0, export.stat().st_size - 200))
        last = file.read().rstrip(b"\n").rpartition(b"\n")[2]
    return (
        head.rstrip(b"\n") == _head(connection).encode()
        and last == json.dumps({"values": count, "sum": sum_}).encode()
    )


def is_export(path: Path) -> bool:
    """Whether a file is an export, by its first line."""
    try:
        with path.open("rb") as file:
            return _FORM.encode() in file.read(200).partition(b"\n")[0]
    except OSError:
        return False


def faults_of_export(path: Path) -> Iterator[Message]:
    """What is wrong with an export: that it was cut off or changed."""
    try:
        for _ in _values(path):
            pass
    except StateError as error:
        yield error.message


@contextmanager
def made_of(export: Path, folder: Path) -> Iterator[Path]:
    """The state file of an export, made in `folder` for the length of the block, of the version that it has.

    Raises StateError when `export` is cut off, changed, or of a version that is not known here.
    """
    home = FileHome(folder / ".import")
    home.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        for path in home.folder.iterdir():
            path.unlink()
        engine = home.engine()
        try:
            with engine.begin() as connection:
                values = _values(export)
                bring_up_to_date(connection, home.shown, next(values)[0])
                fill(connection, _rows(connection, values, export))
        finally:
            engine.dispose()
        home.keep_private()
        yield home.path
    finally:
        for path in home.folder.iterdir():
            path.unlink()
        home.folder.rmdir()


def fill(connection: Connection, rows: Iterator[tuple[str, dict[str, Any]]]) -> None:
    """Put rows into the tables of a state."""
    while batch := list(islice(rows, _BATCH)):
        of_table: dict[str, list[dict[str, Any]]] = {}
        for name, row in batch:
            of_table.setdefault(name, []).append(row)
        for name, some in of_table.items():
            connection.execute(insert(table(name, *map(column, some[0]))), some)


def rows_of(connection: Connection, left_out: str | None = None) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of a state, each with its table's name, in the order of their keys."""
    for found, keys in _tables(connection, left_out):
        query = select(found).order_by(*keys)
        for row in connection.execute(query, execution_options={"yield_per": _BATCH}):
            yield found.name, dict(row._mapping)


def _tables(connection: Connection, left_out: str | None) -> Iterator[tuple[TableClause, list[Any]]]:
    looked = inspect(connection)
    for name in sorted(looked.get_table_names()):
        if name != _VERSION_TABLE and not (left_out and name.startswith(left_out)):
            found = table(name, *(column(item["name"]) for item in looked.get_columns(name)))
            keys = looked.get_pk_constraint(name)["constrained_columns"]
            yield found, [found.c[key] for key in keys]


def _head(connection: Connection) -> str:
    return json.dumps({"form": _FORM, "version": version_of(connection)})


def _lines(connection: Connection, left_out: str | None) -> Iterator[str]:
    for name, row in rows_of(connection, left_out):
        yield json.dumps([name, [_plain(value) for value in row.values()]], ensure_ascii=False)


def _plain(value: object) -> object:
    return {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def _values(export: Path) -> Iterator[tuple[str, Any]]:
    """The version first (with None), then table and values of every row; StateError at what is not as written."""
    count, sum_ = 0, 0
    try:
        with export.open(encoding="utf-8", errors="strict") as file:
            version = json.loads(file.readline(_MOST_LINE)).get("version")
            if version not in versions():
                raise _unfit(export, msg("the export is of another version of the program"))
            yield version, None
            for line in file:
                item = json.loads(line)
                if isinstance(item, dict):
                    if item != {"values": count, "sum": sum_}:
                        break
                    return
                count, sum_ = count + 1, zlib.crc32(line.rstrip("\n").encode(), sum_)
                name, values = item
                yield name, values
    except (ValueError, TypeError, AttributeError):
        raise _unfit(export, msg("the export is not as it was written")) from None
    raise _unfit(export, msg("the export is cut off or was changed"))


def _rows(
    connection: Connection, values: Iterator[tuple[str, Any]], export: Path
) -> Iterator[tuple[str, dict[str, Any]]]:
    names = {found.name: [item.name for item in found.columns] for found, _ in _tables(connection, None)}
    for name, row in values:
        try:
            made = {key: _restored(value) for key, value in zip(names[name], row, strict=True)}
        except (ValueError, KeyError, TypeError):
            raise _unfit(export, msg("the export is not as it was written")) from None
        yield name, made


def _restored(value: object) -> object:
    return base64.b64decode(value["base64"]) if isinstance(value, dict) else value


def _unfit(source: Path, what: Message) -> StateError:
    return StateError(what, Where(str(source)), msg("make the export again, or take a backup"))
