"""The portal over HTTP on the loopback address: for reading a release back, and for `publisher serve`.

Files as any web server gives them (types with their character set, ETag, Last-Modified, ranges, HEAD), and the few
questions of CKAN's read-only actions that files alone cannot answer. Not a web server for the public.
"""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import BinaryIO
from urllib.parse import parse_qsl, unquote, urlsplit

from publisher.push.portals.static.served import actions

_TYPES = {
    "": "application/octet-stream",
    ".atom": "application/atom+xml; charset=utf-8",
    ".bib": "text/plain; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".parquet": "application/vnd.apache.parquet",
    ".svg": "image/svg+xml; charset=utf-8",
    ".ttl": "text/turtle; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
}
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_ACTION = re.compile(r"/api/(?:3/)?action/([a-z_]+)")
_MOST_ASKED = 1_000_000
"""Bytes of a question that is posted."""


class FolderHandler(SimpleHTTPRequestHandler):
    """Serves one folder, read only: no listings, nothing outside of it, no name that begins with a dot."""

    protocol_version = "HTTP/1.1"
    extensions_map = SimpleHTTPRequestHandler.extensions_map | _TYPES

    def log_message(self, *_: object) -> None:
        """Say nothing: the requests are our own."""

    def end_headers(self) -> None:
        """Close the head of every answer: nothing is guessed, nothing kept without asking again."""
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Frame-Options", "SAMEORIGIN")
        self.send_header("Referrer-Policy", "strict-origin-when-cross-origin")
        self.send_header("Content-Security-Policy", "frame-ancestors 'self'; object-src 'none'; base-uri 'none'")
        super().end_headers()

    def do_GET(self) -> None:
        """A file, a part of it, or the answer to a question."""
        self._answer(body=True)

    def do_HEAD(self) -> None:
        """What GET would say of it."""
        self._answer(body=False)

    def do_POST(self) -> None:
        """CKAN's way of asking: the question as JSON in the body. Nothing is ever written."""
        length = self.headers.get("Content-Length", "0")
        if not _ACTION.fullmatch(urlsplit(self.path).path) or not length.isdigit() or int(length) > _MOST_ASKED:
            self.close_connection = True
            self.send_error(HTTPStatus.METHOD_NOT_ALLOWED)
            return
        self._act(actions.parse(self.rfile.read(int(length))), body=True)

    def _answer(self, *, body: bool) -> None:
        address = urlsplit(self.path)
        if _ACTION.fullmatch(address.path):
            self._act(dict(parse_qsl(address.query)), body=body)
            return
        path = self._file(address.path)
        if path is None:
            self.send_error(HTTPStatus.NOT_FOUND)
        elif path.is_dir():
            self.send_response(HTTPStatus.MOVED_PERMANENTLY)
            self.send_header("Location", f"{address.path}/" + (f"?{address.query}" if address.query else ""))
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            with path.open("rb") as file:
                self._send(path, file, body=body)

    def _file(self, asked: str) -> Path | None:
        """The file or folder at an address, if it is one that may be seen."""
        root = Path(self.directory).resolve()
        names = unquote(asked).split("/")
        if "\0" in asked or "\0" in unquote(asked) or any(name.startswith(".") for name in names):
            return None
        path = root.joinpath(*filter(None, names))
        if names[-1] == "":
            path /= "index.html"
        inside = path.resolve().is_relative_to(root)
        folder = path.is_dir() and (path / "index.html").is_file()
        return path if inside and (path.is_file() or folder) else None

    def _send(self, path: Path, file: BinaryIO, *, body: bool) -> None:
        status = path.stat()
        tag = f'"{status.st_mtime_ns:x}-{status.st_size:x}"'
        asked = {name.strip() for name in self.headers.get("If-None-Match", "").split(",")}
        if asked & {tag, f"W/{tag}", "*"}:
            self.send_response(HTTPStatus.NOT_MODIFIED)
            self.send_header("ETag", tag)
            self.end_headers()
            return
        first, last = 0, status.st_size - 1
        part = self._part(status.st_size, tag)
        if part == ():
            self.send_response(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
            self.send_header("Content-Range", f"bytes */{status.st_size}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if part:
            first, last = part
        self.send_response(HTTPStatus.PARTIAL_CONTENT if part else HTTPStatus.OK)
        if part:
            self.send_header("Content-Range", f"bytes {first}-{last}/{status.st_size}")
        self.send_header("Content-Type", self._type(path))
        self.send_header("Content-Length", str(last - first + 1))
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("ETag", tag)
        self.send_header("Last-Modified", formatdate(status.st_mtime, usegmt=True))
        self.end_headers()
        if body:
            file.seek(first)
            if part:
                self.wfile.write(file.read(last - first + 1))
            else:
                shutil.copyfileobj(file, self.wfile, 1 << 20)

    def _part(self, size: int, tag: str) -> tuple[int, int] | tuple[()] | None:
        """First and last byte of a single range that is asked for; none: the whole; empty: it has no such part."""
        match = _RANGE.fullmatch(self.headers.get("Range", "").strip())
        if match is None or match.groups() == ("", "") or self.headers.get("If-Range", tag) != tag:
            return None
        if match[1] == "":
            first, last = max(size - int(match[2]), 0), size - 1
        else:
            first, last = int(match[1]), min(int(match[2] or size), size - 1)
        return (first, last) if first <= last and first < size else ()

    def _type(self, path: Path) -> str:
        if path.suffix == "" and "/action/" in path.as_posix():
            return "application/json"
        return self.guess_type(path.name)

    def _act(self, question: dict[str, object] | None, *, body: bool) -> None:
        """The answer of one of CKAN's read-only actions."""
        match = _ACTION.fullmatch(urlsplit(self.path).path)
        assert match is not None
        status, answer = actions.answer(Path(self.directory), match[1], question)
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        if body:
            self.wfile.write(answer)


class FolderServer(ThreadingHTTPServer):
    """Threads that die with the process."""

    daemon_threads = True

    def __init__(self, folder: Path, host: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__((host, port), partial(FolderHandler, directory=str(folder)))

    def handle_error(self, *_: object) -> None:
        """A reader that hangs up early is no event."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address (with a slash at its end) at which `folder` is served on 127.0.0.1."""
    server = FolderServer(folder)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
