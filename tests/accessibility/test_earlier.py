"""The second night opens few pages, and never one verdict too few: what counts as unchanged, tried part by part."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from publisher.checks import Context, check_site
from publisher.crawl import crawl
from publisher.model.site import Politeness, Site, SiteResult
from publisher.model.text import LocalText
from publisher.state.crawl import CrawlStore
from publisher.workspace import load_rulebook
from tests.browser.axe import needs_browser
from tests.browser.site import PAGE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
NOW = datetime.fromisoformat("2026-11-20T02:00:00+08:00")
_TYPES = {".css": "text/css", ".js": "text/javascript", ".wav": "audio/wav", ".json": "application/json"}


def page(head: str = "", body: str = "") -> bytes:
    links = "".join(
        f'<p><a href="/{name}">{name}</a></p>' for name in ("styled", "scripted", "framed", "asking", "bare")
    )
    return PAGE.format(head=head, body=body + links).encode()


FILES: dict[str, bytes] = {
    "/": page(),
    "/styled": page(head='<link rel="stylesheet" href="/a.css">', body='<p class="x">文字</p>'),
    "/a.css": b"@import url(b.css); .z { color: #000 }",
    "/b.css": b".y { color: #000 }",
    "/scripted": page(body="<div id=d></div><script src=/a.js></script>"),
    "/a.js": b"document.getElementById('d').textContent = 'a';",
    "/framed": page(body='<iframe src="/inner" title="frame"></iframe>'),
    "/inner": PAGE.format(head='<link rel="stylesheet" href="/inner.css">', body="<p>inside</p>").encode(),
    "/inner.css": b"p { color: #000 }",
    "/asking": page(body="<script>fetch('/data.json')</script>"),
    "/data.json": b"{}",
    "/bare": page(body='<audio controls preload="auto" src="/unmarked.wav"></audio>'),
    "/unmarked.wav": b"RIFF" + b"\0" * 9_000,
}
PAGES = {"/", "/styled", "/scripted", "/framed", "/inner", "/asking", "/bare"}
ALWAYS = {"/asking", "/bare"}
"""Pages of which nobody can tell that they are the same: one asks by script, one plays a sound without any mark."""


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files = dict(FILES)
        self.opened: set[str] = set()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = self.path
        if "Chrome" in self.headers.get("User-Agent", "") and path in PAGES:
            self.server.opened.add(path)
        content = self.server.files.get(path)
        if content is None:
            self._send(404, b"", {})
            return
        suffix = path[path.rfind(".") :] if "." in path else ""
        headers = {"Content-Type": _TYPES.get(suffix, "text/html; charset=utf-8")}
        if path != "/unmarked.wav":
            headers["ETag"] = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
            if self.headers.get("If-None-Match") == headers["ETag"]:
                self._send(304, b"", headers)
                return
        self._send(200, content, headers)

    def _send(self, status: int, content: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if status != 304:
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in the standard library
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


SMALL = {path: FILES[path] for path in ("/", "/styled", "/a.css", "/b.css")}


def night(
    server: Server, folder: Path, day: int, left: Callable[[], float] = lambda: 1.0, **params: int
) -> tuple[set[str], SiteResult]:
    """The pages that the browser opened, and what was found."""
    server.opened.clear()
    site = Site(
        "s",
        LocalText("站", "Site"),
        (f"{server.base}/",),
        allow_private=True,
        polite=Politeness(rate=0, concurrency=8, timeout=5, patience=0.1),
    )
    definitions = dict(load_rulebook())
    entry = definitions["accessibility.page-not-tested"]
    definitions[entry.id] = replace(entry, params={**entry.params, **params})
    store = CrawlStore(folder)
    now = NOW + timedelta(days=day)
    context = Context(site, now, definitions, memory=partial(store.notes, site.id), left=left)
    result = check_site(crawl(site, store, now), context, ["accessibility"])
    store.close()
    assert result.crashed == ()
    return set(server.opened), result


def test_pages_for_which_no_time_is_left_are_untested(server: Server, tmp_path: Path) -> None:
    needs_browser()
    server.files = dict(SMALL)
    times = iter([1.0])
    opened, result = night(server, tmp_path, 0, left=lambda: next(times, 0.0))
    assert opened == {"/"}
    (untested,) = [item for item in result.findings if item.check == "accessibility.page-not-tested"]
    assert untested.count == 1
    assert "accessibility.image-alt" not in result.ran


def test_only_what_may_have_changed_is_opened_again(server: Server, tmp_path: Path) -> None:
    needs_browser()
    opened, first = night(server, tmp_path, 0)
    assert opened == PAGES
    opened, second = night(server, tmp_path, 1)
    assert opened == ALWAYS
    assert second.findings == first.findings
    assert second.ran == first.ran

    server.files["/b.css"] = b".x { color: #eee }"
    opened, third = night(server, tmp_path, 2)
    assert opened == ALWAYS | {"/styled"}, "a style sheet imported by a style sheet"
    assert "accessibility.color-contrast" in {finding.check for finding in third.findings}

    server.files["/a.js"] = b"document.getElementById('d').innerHTML = '<img src=/x.png>';"
    server.files["/inner.css"] = b"p { color: #ddd }"
    opened, fourth = night(server, tmp_path, 3)
    assert opened == ALWAYS | {"/scripted", "/framed", "/inner"}, "a script, and the style sheet of a frame"
    assert "accessibility.image-alt" in {finding.check for finding in fourth.findings}
    opened, fifth = night(server, tmp_path, 4)
    assert opened == ALWAYS | {"/scripted"}, "what the script loads now was never crawled"
    assert {finding.fingerprint for finding in fifth.findings} == {item.fingerprint for item in fourth.findings}


def test_age_settings_and_the_reader_s_wish_open_everything(server: Server, tmp_path: Path) -> None:
    needs_browser()
    server.files = dict(SMALL)
    everything = PAGES & set(SMALL)
    night(server, tmp_path, 0)
    assert night(server, tmp_path, 29)[0] == everything, "too old"
    assert night(server, tmp_path, 30)[0] == set()
    assert night(server, tmp_path, 30, keep_days=0)[0] == everything, "asked for"
    assert night(server, tmp_path, 30, page_seconds=59)[0] == everything, "another way of looking"


def test_a_page_that_could_not_be_tested_is_tried_again_and_forgets_nothing(
    server: Server, tmp_path: Path
) -> None:
    needs_browser()
    server.files = dict(SMALL)
    original = server.files["/styled"] = page(body='<img src="data:,">')
    night(server, tmp_path, 0)
    server.files["/styled"] = page(body="<script>while (true) {}</script>")
    opened, result = night(server, tmp_path, 1, page_seconds=6)
    assert "/styled" in opened
    assert [item.key for item in result.findings if item.check == "accessibility.page-not-tested"] == ["timeout"]
    assert "accessibility.image-alt" not in result.ran, "what stood on the page is not mended"
    assert "accessibility.button-name" in result.ran, "nothing of the kind stood on it"
    server.files["/styled"] = original
    opened, result = night(server, tmp_path, 2, page_seconds=6)
    assert "/styled" in opened
    assert [item.key for item in result.findings if item.check == "accessibility.page-not-tested"] == []
