"""The portal over HTTP on the loopback address: for reading a release back, and for `publisher serve`.

Its files, and the few questions of CKAN's read-only actions that files alone cannot answer.
"""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from publisher.push.portals.static.served import actions

if TYPE_CHECKING:
    from publisher.net.serving import FolderServer

_TYPES = {
    "": "application/octet-stream",
    ".atom": "application/atom+xml; charset=utf-8",
    ".bib": "text/plain; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".geojson": "application/geo+json",
    ".gpkg": "application/geopackage+sqlite3",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".jsonl": "application/jsonl",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".parquet": "application/vnd.apache.parquet",
    ".pdf": "application/pdf",
    ".sqlite": "application/vnd.sqlite3",
    ".svg": "image/svg+xml; charset=utf-8",
    ".ttl": "text/turtle; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xml": "application/xml; charset=utf-8",
    ".zip": "application/zip",
}
_ACTION = re.compile(r"/api/(?:3/)?action/([a-z_]+)")


def portal_server(folder: Path, host: str = "127.0.0.1", port: int = 0) -> FolderServer:
    """A server of the release in `folder`; raises OSError when it cannot listen."""
    from publisher.net.serving import FolderServer  # a plan, and a push that changes nothing, serve nothing

    return FolderServer(folder, _type, partial(_answer, folder), host, port)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address (with a slash at its end) at which `folder` is served on 127.0.0.1."""
    with portal_server(folder).beside() as address:
        yield address


def _type(path: Path) -> str:
    if path.suffix == "" and "/action/" in path.as_posix():
        return "application/json"
    return _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or _TYPES[""]


def _answer(folder: Path, path: str, query: str, body: bytes | None) -> tuple[HTTPStatus, bytes] | None:
    """The answer of one of CKAN's actions; a question that is posted stands as JSON in the body."""
    asked = _ACTION.fullmatch(path)
    if asked is None:
        return None
    return actions.answer(folder, asked[1], dict(parse_qsl(query)) if body is None else actions.parse(body))
