"""The address of a database as `source.sql` has it: secrets filled in, a SQLite file found, nothing connected."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from publisher.model.errors import SourceError, Where
from publisher.model.sources import SqlSource
from publisher.model.text import Message, msg
from publisher.model.workspace import Dataset
from publisher.source import limits
from publisher.source.found import shown

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

_VARIABLE = re.compile(r"\$\{(?:file:(?P<file>[^}]+)|(?P<name>[A-Za-z_][A-Za-z0-9_]*))\}")
_ACCOUNT = re.compile(r"(?<=://)(?:\$\{[^}]*\}|[^/?#])*(?=@)")
"""User and password, where a value may hold any sign."""
_FILE = re.compile(r"sqlite:///([^?]*)", re.S)
"""The address of a SQLite file, which is read without the library that knows all addresses."""
_OTHERS_MAY = 0o077


def address(dataset: Dataset, source: SqlSource) -> URL:
    """What `source.url` says with its secrets filled in."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        return make_url(_filled_in(dataset, source))
    except (ArgumentError, ValueError):
        raise no_address(dataset) from None


def _filled_in(dataset: Dataset, source: SqlSource) -> str:
    def value(match: re.Match[str]) -> str:
        if match["file"] is not None:
            return _secret(dataset, match["file"])
        name = match["name"]
        if name not in os.environ:
            raise fault(
                dataset,
                msg("The environment variable {name} of source.sql.url is not set", name=name),
                msg("set it for the account that runs the nightly job"),
            )
        return os.environ[name]

    def account(match: re.Match[str]) -> str:
        return _VARIABLE.sub(lambda found: quote(value(found), safe=""), match[0])

    return _VARIABLE.sub(value, _ACCOUNT.sub(account, source.url))


def _secret(dataset: Dataset, name: str) -> str:
    """The first line of a file that only its owner may read."""
    path = Path(name).expanduser()
    try:
        if path.is_absolute() and not path.stat().st_mode & _OTHERS_MAY:
            return path.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError):
        pass
    raise fault(
        dataset,
        msg("The file with the password of source.sql.url cannot be used"),
        msg(
            "write its full path as ${{file:/full/path}}, give it to the account of the nightly job, and chmod 600"
        ),
    )


def read_only(dataset: Dataset, url: URL) -> URL:
    """The same, of a SQLite file not to be written."""
    if url.get_backend_name() != "sqlite":
        return url
    from sqlalchemy.engine import URL

    path = _sqlite_path(dataset, url.database or "")
    limits.check_size(path, shown(dataset, path))
    query: Mapping[str, str] = {"mode": "ro", "uri": "true"}
    return URL.create(url.drivername, database=f"file:{quote(str(path))}", query=query)


def files_of(dataset: Dataset, source: SqlSource) -> list[Path] | None:
    """A SQLite file with its journal; None of a database that is asked over the network."""
    file = _FILE.fullmatch(_filled_in(dataset, source))
    if file is None:
        url = address(dataset, source)
        if url.get_backend_name() != "sqlite":
            return None
    path = _sqlite_path(dataset, file[1] if file else url.database or "")
    journal = path.with_name(path.name + "-wal")
    return [path, *([journal] if journal.exists() else [])]


def _sqlite_path(dataset: Dataset, name: str) -> Path:
    try:
        path = (dataset.folder / name).resolve()
    except (OSError, RuntimeError, ValueError):  # links in a circle, a name that can be none
        path = Path("/")
    if not Path(name).is_absolute() and not path.is_relative_to(dataset.folder.resolve()):
        raise fault(
            dataset,
            msg("The SQLite file of source.sql.url leads out of the dataset's folder"),
            msg("put the file into that folder, or write its full path (sqlite:////full/path)"),
        )
    if not name or not path.is_file():
        raise fault(
            dataset,
            msg("There is no SQLite file {file}", file=Path(name).name or "?"),
            msg("put it into the dataset's folder, or correct source.sql.url in dataset.yaml"),
        )
    return path


def name_of(url: URL) -> str:
    """A database as messages show it."""
    return f"{url.get_backend_name()} {url.host or ''}/{Path(url.database or '').name}"


def no_address(dataset: Dataset) -> SourceError:
    """The address is none."""
    return fault(
        dataset,
        msg("source.sql.url is not the address of a database"),
        msg("write it as dialect://user:${{PASSWORD}}@host/database, or sqlite:///file.db"),
    )


def fault(dataset: Dataset, message: Message, hint: Message) -> SourceError:
    """What is wrong with the source."""
    return SourceError(message, Where(shown(dataset), field="source"), hint)
