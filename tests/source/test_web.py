"""Files on a web server and behind a CKAN portal's resource: redirects, limits, private addresses, marks."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from publisher.model.errors import SourceError
from publisher.model.sources import CkanSource, HttpSource, Source
from publisher.source import fingerprint, read
from tests.source.building import dataset, rows_of, services

BODY = "站名,數\n碁,1\n"


class Site(ThreadingHTTPServer):
    """A web server whose files tests may change."""

    etag = '"1"'
    body = BODY.encode("cp950")


class _Pages(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path == "/again.csv":
            self._send(302, b"", {"Location": "/again.csv"})
        elif path == "/moved":
            self._send(302, b"", {"Location": "/a.csv"})
        elif path == "/away":
            self._send(302, b"", {"Location": "file:///etc/passwd"})
        elif path == "/api/3/action/resource_show":
            known = self.path.endswith("id=r-1")
            answer = {"success": known, "result": {"url": "/a.csv"} if known else None}
            self._send(200, json.dumps(answer).encode(), {"Content-Type": "application/json"})
        elif path == "/huge.csv":
            self._send(200, b"a\n" * 1_000_000, {})
        elif path in ("/a.csv", "/typed", "/plain"):
            headers = {"ETag": self.server.etag} if path != "/plain" else {}
            self._send(200, self.server.body, {**headers, "Content-Type": "text/csv; charset=big5"})
        elif path == "/nothing-said":
            self._send(200, self.server.body, {"Content-Type": "application/octet-stream"})
        else:
            self._send(404, b"gone", {})

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        return


@pytest.fixture
def site() -> Iterator[Site]:
    server = Site(("127.0.0.1", 0), _Pages)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def at(site: Site, path: str) -> HttpSource:
    return HttpSource(f"http://127.0.0.1:{site.server_port}{path}", encoding="cp950", allow_private=True)


def rows(folder: Path, source: Source) -> list[tuple[str | None, ...]]:
    return rows_of(read(dataset(folder, source), services(folder), {}).table)


@pytest.mark.parametrize("path", ["/a.csv", "/moved", "/typed", "/plain"])
def test_a_file_by_its_ending_its_media_type_or_after_a_redirect(tmp_path: Path, site: Site, path: str) -> None:
    assert rows(tmp_path, at(site, path)) == [("站名", "數"), ("碁", "1")]


def test_a_resource_of_a_portal(tmp_path: Path, site: Site) -> None:
    source = CkanSource(f"http://127.0.0.1:{site.server_port}", "r-1", encoding="cp950", allow_private=True)
    assert rows(tmp_path, source)[1] == ("碁", "1")
    with pytest.raises(SourceError):
        rows(tmp_path, replace(source, resource="r-2"))


@pytest.mark.parametrize("path", ["/again.csv", "/away", "/no-such.csv", "/nothing-said"])
def test_what_is_no_file_is_refused(tmp_path: Path, site: Site, path: str) -> None:
    with pytest.raises(SourceError):
        rows(tmp_path, at(site, path))


def test_a_private_address_is_refused_unless_declared(tmp_path: Path, site: Site) -> None:
    with pytest.raises(SourceError, match="public address"):
        rows(tmp_path, replace(at(site, "/a.csv"), allow_private=False))


def test_too_much_is_refused(tmp_path: Path, site: Site) -> None:
    with pytest.raises(SourceError, match="more than 1 megabytes"):
        rows(tmp_path, replace(at(site, "/huge.csv"), max_megabytes=1))


def test_the_fingerprint_is_the_servers_mark_or_else_the_file(tmp_path: Path, site: Site) -> None:
    marked, unmarked = dataset(tmp_path, at(site, "/a.csv")), dataset(tmp_path, at(site, "/plain"))
    before = fingerprint(marked), fingerprint(unmarked)
    assert (fingerprint(marked), fingerprint(unmarked)) == before
    site.etag = '"2"'
    assert fingerprint(marked) != before[0]
    assert fingerprint(unmarked) == before[1]
    site.body = "站名,數\n恒,2\n".encode("cp950")
    assert fingerprint(unmarked) != before[1]
