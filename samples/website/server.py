"""A real web server for the sample website, on loopback only: conditional requests, and all the awkward answers.

What it does to a path stands in `behaviours.json`: `status`, `redirect`, `head` (the status of HEAD), `first` (the
status of the first GET, once in the server's life, with `retry_after`), `delay` (seconds), `calendar` (a month of
an endless calendar).
"""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate, parsedate_to_datetime
from functools import partial
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from ssl import SSLContext
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from samples.website.layout import render
from samples.website.values import BASE, PARTNER, Behaviour, SamplePage

_TYPES = {
    ".html": "text/html",
    ".css": "text/css; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".png": "image/png",
    ".pdf": "application/pdf",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SEARCH = "/search.html"
_NOT_FOUND = b'<!DOCTYPE html><html lang="zh-TW"><title>404</title><h1>404 Not Found</h1></html>\n'


class WebsiteServer(ThreadingHTTPServer):
    """Serves one written website. `requests` counts what was asked, as method and path with query."""

    daemon_threads = True

    def __init__(
        self,
        folder: Path,
        port: int = 0,
        host: str = "127.0.0.1",
        secure: SSLContext | None = None,
        partner: str = "",
    ) -> None:
        """Listen on `port` of loopback (any free one: 0), over TLS with `secure`.

        `partner` is the address that stands for other bodies; by default this server under another name.
        """
        self.root = (folder / "www").resolve()
        if not self.root.is_dir():
            raise FileNotFoundError(f"no website was written to {folder}")
        self.behaviours: dict[str, Behaviour] = json.loads(
            (folder / "behaviours.json").read_text(encoding="utf-8")
        )
        self.requests: Counter[str] = Counter()
        self._lock = Lock()
        self._met: set[str] = set()
        super().__init__((host, port), partial(_Handler))
        self._scheme = "http"
        if secure is not None:
            self._scheme = "https"
            # handshakes are left to the threads of the connections: one that never comes must not block the others
            self.socket = secure.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self._partner = partner

    @property
    def base_url(self) -> str:
        """The address of the website, without a slash at its end."""
        return f"{self._scheme}://127.0.0.1:{self.server_address[1]}"

    @property
    def partner_url(self) -> str:
        """The address that stands for other bodies."""
        return self._partner or f"http://localhost:{self.server_address[1]}"

    def note(self, request: str) -> None:
        """Count one request."""
        with self._lock:
            self.requests[request] += 1

    def first_time(self, path: str) -> bool:
        """Whether this is the first GET of `path` in the server's life."""
        with self._lock:
            new = path not in self._met
            self._met.add(path)
            return new


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: WebsiteServer

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Quiet: tests and the demonstration read the counter."""

    def _answer(self) -> None:
        self.server.note(f"{self.command} {self.path}")
        parts = urlsplit(self.path)
        path = unquote(parts.path)
        behaviour = self._behaviour(path)
        if "delay" in behaviour:
            time.sleep(behaviour["delay"])
        if self.command == "HEAD" and "head" in behaviour:
            self._send(behaviour["head"], b"", {"Allow": "GET"})
        elif self.command == "GET" and "first" in behaviour and self.server.first_time(path):
            self._send(behaviour["first"], b"busy\n", {"Retry-After": str(behaviour["retry_after"])})
        elif "redirect" in behaviour:
            self._send(behaviour["status"], b"", {"Location": behaviour["redirect"]})
        elif "status" in behaviour:
            self._send(behaviour["status"], f"{behaviour['status']}\n".encode())
        elif behaviour.get("calendar"):
            month = parse_qs(parts.query).get("m", ["2026-11"])[0]
            self._send(200, _month(month), {"Content-Type": "text/html"})
        elif path == SEARCH and (words := parse_qs(parts.query).get("q", [""])[0].strip()):
            self._send(200, self._found(words), {"Content-Type": "text/html; charset=utf-8"})
        else:
            self._send_file(path)

    def _found(self, words: str) -> bytes:
        """The page of the search, with the pages that hold the words."""
        page = (self.server.root / SEARCH.lstrip("/")).read_text(encoding="utf-8")
        there = (  # pages in Big5 are among them
            file
            for file in sorted(self.server.root.rglob("*.html"))
            if words in file.read_text(encoding="utf-8", errors="replace")
        )
        items = "".join(
            f'<li><a href="/{file.relative_to(self.server.root).as_posix()}">{escape(words)}</a></li>'
            for file in there
        )
        return page.replace("</main>", f"<h2>搜尋結果</h2><ul>{items}</ul></main>", 1).encode()

    def _behaviour(self, path: str) -> Behaviour:
        for known, behaviour in self.server.behaviours.items():
            if path == known or (known.endswith("/") and path.startswith(known)):
                return behaviour
        return {}

    def _send_file(self, path: str) -> None:
        wanted = (self.server.root / path.lstrip("/")).resolve()
        if path.endswith("/"):
            wanted = wanted / "index.html"
        if not wanted.is_relative_to(self.server.root) or not wanted.is_file():
            self._send(404, _NOT_FOUND, {"Content-Type": "text/html; charset=utf-8"})
            return
        content = wanted.read_bytes()
        if wanted.suffix in (".html", ".xml", ".txt"):
            content = content.replace(BASE.encode(), self.server.base_url.encode())
            content = content.replace(PARTNER.encode(), self.server.partner_url.encode())
        changed = int(wanted.stat().st_mtime)
        tag = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
        headers = {"ETag": tag, "Last-Modified": formatdate(changed, usegmt=True)}
        if self._is_known(tag, changed):
            self._send(304, b"", headers)
            return
        headers["Content-Type"] = _TYPES.get(wanted.suffix, "application/octet-stream")
        self._send(200, content, headers)

    def _is_known(self, tag: str, changed: int) -> bool:
        named = self.headers.get("If-None-Match")
        if named is not None:
            return tag in (each.strip() for each in named.split(",")) or named.strip() == "*"
        since = self.headers.get("If-Modified-Since")
        if since is None:
            return False
        try:
            return changed <= parsedate_to_datetime(since).timestamp()
        except ValueError:
            return False

    def _send(self, status: int, content: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status, HTTPStatus(status).phrase)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command == "GET" and status != HTTPStatus.NOT_MODIFIED:
            self.wfile.write(content)


def _month(said: str) -> bytes:
    """A month of the calendar without end, which robots.txt keeps crawlers out of."""
    year, _, month = said.partition("-")
    if not (year.isdecimal() and month.isdecimal()):
        year, month = "2026", "11"
    number = int(year) * 12 + int(month) - 1
    before, after = (f"{each // 12:04d}-{each % 12 + 1:02d}" for each in (number - 1, number + 1))
    body = (
        f"<p>{int(year) - 1911}年{int(month)}月</p>"
        f'<p><a href="/events/month?m={before}">上個月</a>　<a href="/events/month?m={after}">下個月</a></p>'
    )
    return render(SamplePage("/events/month", "活動行事曆", body)).encode()


@contextmanager
def running(folder: Path, port: int = 0) -> Iterator[str]:
    """The address of the website in `folder`, served in this process for the block."""
    with serving(folder, port) as server:
        yield server.base_url


@contextmanager
def serving(
    folder: Path, port: int = 0, secure: SSLContext | None = None, partner: str = ""
) -> Iterator[WebsiteServer]:
    """The server itself, for whoever wants to count the requests."""
    server = WebsiteServer(folder, port, secure=secure, partner=partner)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def serve(folder: Path, port: int) -> None:
    """Serve until interrupted."""
    with WebsiteServer(folder, port) as server:
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return
