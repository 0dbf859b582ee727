"""Which tables lie in a folder or a database: their names, and the source that reads each. No row is read."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from sqlalchemy import Connection, inspect, select, table, text
from sqlalchemy.sql.functions import count

from publisher.model.errors import SourceError, UserError, Where
from publisher.model.policy import Policy
from publisher.model.sources import FileSource, Source, SqlSource
from publisher.model.state_place import STATE_FOLDER
from publisher.model.text import LocalText, msg
from publisher.model.workspace import Dataset
from publisher.source import database, limits
from publisher.source.files import ENDINGS
from publisher.source.formats import spreadsheet, zipped
from publisher.source.formats.opened import SourceFile

MOST_FILES = 200_000
"""Files of one folder, those that are no tables counted too."""

LOOKED_AT = 50_000
"""Rows of a table of a database that are looked at."""

_WORKBOOKS = frozenset({"excel", "ods"})
_DATABASES = frozenset({".db", ".sqlite", ".sqlite3", ".gpkg"})
_NOT_READ = frozenset({".mdb", ".accdb", ".sav", ".sas7bdat", ".dta", ".numbers", ".dbf", ".prn", ".dif", ".slk"})
"""Tables of programs that are not read here: they are listed, and a person has to look."""
_DECLARED = frozenset({"schema.json"})
"""What a dataset of a workspace has beside its source."""
_OF_SQLITE = ("sqlite_", "gpkg_", "rtree_")
_SYSTEM = frozenset(
    {"information_schema", "pg_catalog", "pg_toast", "mysql", "performance_schema", "sys", "db_owner"}
)


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table: its name in its place, and how it is read. `count` asks a database for its records.

    `file` is the file that holds it; `trouble` says why it can be listed only.
    """

    name: str
    source: Source
    folder: Path
    file: Path | None = None
    count: SqlSource | None = None
    trouble: SourceError | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """The tables of a place by name, and how many other files lie there, by ending."""

    tables: tuple[FoundTable, ...]
    others: Mapping[str, int] = field(default_factory=dict)


def in_folder(folder: Path) -> Listing:
    """The tables in the files of a folder and those below it; links, hidden files and locks are passed over.

    UserError when there is no such folder, or more than MOST_FILES files in it.
    """
    if not folder.is_dir():
        raise UserError(
            msg("there is no folder {folder}", folder=folder.name), hint=msg("name a folder with files")
        )
    tables: list[FoundTable] = []
    others: Counter[str] = Counter()
    for number, path in enumerate(_files(folder)):
        if number >= MOST_FILES:
            raise UserError(
                msg("there are more than {limit} files in {folder}", limit=MOST_FILES, folder=folder.name),
                hint=msg("take stock of the folders below it one by one"),
            )
        found = list(_tables(path, folder))
        if not found:
            others[path.suffix.lower()] += 1
        tables += found
    return Listing(tuple(sorted(tables, key=lambda item: item.name)), dict(others.most_common()))


def _files(folder: Path) -> Iterator[Path]:
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != STATE_FOLDER)
        for name in sorted(names):
            path = Path(at, name)
            declared = name in _DECLARED and "dataset.yaml" in names
            if not declared and not name.startswith((".", "~$")) and not path.is_symlink() and path.is_file():
                yield path


def _tables(path: Path, folder: Path) -> Iterator[FoundTable]:
    name = path.relative_to(folder).as_posix()
    plain = FileSource(_escaped(path.name))
    alone = FoundTable(_printable(name), plain, path.parent, path)
    ending = path.suffix.lower()
    inner = Path(path.stem).suffix.lower() if ending == ".gz" else ending
    if _printable(name) != name:
        trouble = msg("The name of a source file is not UTF-8: {name}", name=_printable(path.name))
        yield replace(alone, trouble=SourceError(trouble, Where(_printable(name))))
    elif ending in _DATABASES:
        yield from _in_sqlite(path, name, alone)
    elif ending == ".zip":
        yield from _in_archive(path, name, alone)
    elif ENDINGS.get(ending) in _WORKBOOKS:
        yield from _in_workbook(path, name, alone)
    elif inner in ENDINGS or ending in _NOT_READ:
        yield alone


def _printable(name: str) -> str:
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _escaped(name: str) -> str:
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in name)


def _in_workbook(path: Path, name: str, alone: FoundTable) -> Iterator[FoundTable]:
    """A table for each sheet, hidden ones too; a workbook of one sheet goes by the name of the file."""
    with tempfile.TemporaryDirectory() as work:
        file = SourceFile(path, name, FileSource(path.name), Path(work))
        try:
            limits.check_size(path, name)
            sheets = [sheet for sheet, _ in spreadsheet.all_sheets(file)]
        except (SourceError, OSError) as error:
            yield replace(alone, trouble=_trouble(error, name))
            return
    if len(sheets) < 2:
        yield alone
        return
    for sheet in sheets:
        source = FileSource(_escaped(path.name), sheet=_escaped(sheet))
        yield replace(alone, name=f"{name}#{sheet}", source=source)


def _in_archive(path: Path, name: str, alone: FoundTable) -> Iterator[FoundTable]:
    with tempfile.TemporaryDirectory() as work:
        file = SourceFile(path, name, FileSource(path.name, member="*"), Path(work))
        try:
            members = zipped.fitting_members(file)
        except (SourceError, OSError) as error:
            yield replace(alone, trouble=_trouble(error, name))
            return
    fitting = [item for item in members if PurePosixPath(item).suffix.lower() in ENDINGS]
    for member in fitting:
        source = FileSource(_escaped(path.name), member=_escaped(member))
        yield replace(alone, name=name if len(members) == 1 else f"{name}#{member}", source=source)


def _in_sqlite(path: Path, name: str, alone: FoundTable) -> Iterator[FoundTable]:
    address = f"sqlite:///{path.resolve()}"
    try:
        for item in in_database(address, path.parent).tables:
            yield replace(item, name=f"{name}#{item.name}", file=path)
    except (SourceError, OSError) as error:
        yield replace(alone, trouble=_trouble(error, name))


def _trouble(error: SourceError | OSError, name: str) -> SourceError:
    if isinstance(error, SourceError):
        return error
    return SourceError(msg("The source file cannot be opened"), Where(name))


def in_database(address: str, folder: Path) -> Listing:
    """The tables and views of a database, those of its own catalogue left out; SourceError as `read` raises it."""
    asking = SqlSource(address, "SELECT 1", timeout=60.0)
    with database.opened(probe(asking, folder, "inventory"), asking) as connection:
        return Listing(tuple(_in_schemas(connection, address, folder)))


def _in_schemas(connection: Connection, address: str, folder: Path) -> Iterator[FoundTable]:
    dialect = connection.dialect
    for schema, name in _names(connection):
        own = table(name, schema=schema)
        rows = select(text("*")).select_from(own).limit(LOOKED_AT)
        counting = select(count().label("records")).select_from(own)
        queries = [
            str(query.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
            for query in (rows, counting)
        ]
        yield FoundTable(
            name if schema is None else f"{schema}.{name}",
            SqlSource(address, queries[0], timeout=300.0),
            folder,
            count=SqlSource(address, queries[1], timeout=300.0),
        )


def _names(connection: Connection) -> Iterator[tuple[str | None, str]]:
    """Schema (none: the usual one) and name of each table and view."""
    kind = connection.dialect.name
    if kind == "sqlite":  # whose session may not ask PRAGMA
        listed = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
        yield from ((None, name) for (name,) in sorted(listed) if not name.startswith(_OF_SQLITE))
        return
    seen = inspect(connection)
    usual = seen.default_schema_name
    for schema in sorted(seen.get_schema_names()):
        if schema.lower() in _SYSTEM or schema.startswith("pg_"):
            continue
        if kind in ("mysql", "mariadb") and schema != usual:
            continue  # there a schema is another database
        for name in sorted({*seen.get_table_names(schema), *seen.get_view_names(schema)}):
            yield (None if schema == usual else schema), name


def probe(source: Source, folder: Path, name: str) -> Dataset:
    """A dataset that nobody declared, so that a source can be read by itself."""
    text = LocalText(name, name)
    return Dataset(
        id="inspected",
        identifier="",
        title=text,
        description=text,
        keywords=(),
        frequency="",
        source=source,
        folder=folder,
        schema={"fields": ()},
        policy=Policy(text, {}),
    )
