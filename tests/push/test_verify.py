"""Reading back as anyone may, against a web server that does what web servers do."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from publisher.model.portal import PushAction, Receipt
from publisher.model.release import Publication
from publisher.push import verify as verification
from publisher.push.verify import anonymous_session, verify, verify_gone
from tests.push.contract import NOW
from tests.push.publications import make_publication

Behaviour = Callable[["Handler", bytes], None]


class Handler(BaseHTTPRequestHandler):
    """Answers every file as it is, unless the server has a behaviour for its name."""

    server: Server

    def do_GET(self) -> None:
        self.server.seen.append((self.path, dict(self.headers)))
        name = self.path.rsplit("/", 1)[-1]
        content = self.server.content.get(name)
        behaviour = self.server.behaviours.get(name, Handler.plain)
        if content is None:
            self.send_error(404)
        else:
            behaviour(self, content)

    def plain(self, content: bytes, kind: str = "text/csv") -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8" if self.path.endswith("/page") else kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Set-Cookie", "visitor=1")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        return


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.content: dict[str, bytes] = {}
        self.behaviours: dict[str, Behaviour] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"

    def handle_error(self, *_: object) -> None:
        return


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def publication(tmp_path: Path, server: Server) -> Publication:
    publication = make_publication(tmp_path, "alpha")
    server.content = {file.name: file.read_bytes() for file in publication.folder.iterdir()}
    server.content["page"] = b"<!DOCTYPE html><title>alpha</title>"
    return publication


def _receipt(publication: Publication, prefix: str = "files/") -> Receipt:
    return Receipt(
        portal="portal",
        dataset="alpha",
        action=PushAction.CREATE,
        publication=publication.hash,
        remote_id="1",
        page_url="alpha/page",
        files={file.path: f"{prefix}{file.path}" for file in publication.artifacts},
        pushed_at=NOW,
        verified=False,
    )


def _faults(server: Server, publication: Publication, receipt: Receipt | None = None) -> dict[str | None, str]:
    with anonymous_session() as session:
        found = verify(session, server.url, receipt or _receipt(publication), publication)
    return {fault.file: str(fault.what) for fault in found}


def test_what_is_as_published_has_no_fault(server: Server, publication: Publication) -> None:
    assert _faults(server, publication) == {}
    assert [path for path, _ in server.seen] == [
        "/alpha/page",
        "/files/cases.csv",
        "/files/cases.json",
        "/files/datapackage.json",
    ]


def test_no_credentials_and_no_cookies_are_sent(
    server: Server, publication: Publication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login clerk password secret\n", encoding="utf-8")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    assert _faults(server, publication) == {}
    assert all("Authorization" not in headers and "Cookie" not in headers for _, headers in server.seen)


def test_one_byte_is_enough(server: Server, publication: Publication) -> None:
    server.content["cases.json"] = server.content["cases.json"].replace(b"132", b"133")
    assert _faults(server, publication) == {"cases.json": "its SHA-256 is another one"}


def test_a_short_file_and_a_long_one(server: Server, publication: Publication) -> None:
    server.content["cases.csv"] = server.content["cases.csv"][:-4]
    server.content["cases.json"] += b" "
    faults = _faults(server, publication)
    assert set(faults) == {"cases.csv", "cases.json"}
    assert "bytes instead of" in faults["cases.csv"]
    assert faults["cases.json"].startswith("more than its")


def test_rows_are_counted_in_what_came_back(server: Server, publication: Publication) -> None:
    (csv, *rest) = publication.artifacts
    lying = replace(publication, artifacts=(replace(csv, rows=4), *rest))
    assert _faults(server, lying) == {"cases.csv": "3 rows instead of 4"}


def test_a_line_break_in_a_value_is_no_row(server: Server, tmp_path: Path) -> None:
    rows = (("2026-10", "東區\r\n監理站", "1"), ("2026-10", '說"明",\n', "2"))
    publication = make_publication(tmp_path, "lines", rows)
    server.content = {file.name: file.read_bytes() for file in publication.folder.iterdir()}
    server.content["page"] = b"<!DOCTYPE html>"
    assert _faults(server, publication) == {}


def test_a_login_page_in_place_of_a_file(server: Server, publication: Publication) -> None:
    server.content["cases.csv"] = b"<!DOCTYPE html><title>Log in</title>"
    assert "bytes instead of" in _faults(server, publication)["cases.csv"]


@pytest.mark.parametrize("status", [403, 404, 500, 503])
def test_a_refusal_is_named(status: int, server: Server, publication: Publication) -> None:
    server.behaviours["cases.csv"] = lambda handler, _: handler.send_error(status)
    assert _faults(server, publication) == {"cases.csv": f"status {status} instead of the file"}


def test_a_page_that_is_missing_or_no_page(server: Server, publication: Publication) -> None:
    receipt = replace(_receipt(publication), page_url="alpha/none")
    assert _faults(server, publication, receipt) == {None: "its page answers with status 404"}
    receipt = replace(_receipt(publication), page_url="files/cases.csv")
    assert _faults(server, publication, receipt) == {None: "its page is not HTML"}


def test_an_answer_that_breaks_off(server: Server, publication: Publication) -> None:
    def breaks_off(handler: Handler, content: bytes) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content[:5])
        handler.close_connection = True

    server.behaviours["cases.csv"] = breaks_off
    assert _faults(server, publication) == {"cases.csv": "no answer, or one that broke off"}


def test_redirects_are_followed_but_not_for_ever(server: Server, publication: Publication) -> None:
    def loop(handler: Handler, _: bytes) -> None:
        handler.send_response(302)
        handler.send_header("Location", handler.path)
        handler.end_headers()

    def once(handler: Handler, content: bytes) -> None:
        if "?moved" in handler.path:
            handler.plain(content)
        else:
            handler.send_response(301)
            handler.send_header("Location", "/elsewhere/cases.json")
            handler.end_headers()
            handler.server.behaviours.clear()

    server.behaviours["cases.csv"] = loop
    assert _faults(server, publication) == {
        "cases.csv": f"it redirects more than {verification.MOST_REDIRECTS} times"
    }
    server.behaviours = {"cases.json": once}
    assert _faults(server, publication) == {}


def test_a_drip_is_given_up(server: Server, publication: Publication, monkeypatch: pytest.MonkeyPatch) -> None:
    def drip(handler: Handler, content: bytes) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        for position in range(len(content)):
            handler.wfile.write(content[position : position + 1])
            handler.wfile.flush()
            threading.Event().wait(0.05)

    monkeypatch.setattr(verification, "READ_SECONDS", 0.2)
    monkeypatch.setattr(verification, "_CHUNK", 1)
    server.behaviours["cases.csv"] = drip
    assert _faults(server, publication)["cases.csv"].startswith("more than its")


def test_an_address_that_was_never_given(server: Server, publication: Publication) -> None:
    receipt = replace(_receipt(publication), files={"cases.csv": "files/cases.csv"})
    assert _faults(server, publication, receipt) == {
        "cases.json": "the portal gave it no address",
        "datapackage.json": "the portal gave it no address",
    }


def test_what_was_withdrawn_must_not_answer(server: Server, publication: Publication) -> None:
    del server.content["cases.json"]
    with anonymous_session() as session:
        faults = verify_gone(
            session, server.url, {"cases.csv": "files/cases.csv", "cases.json": "files/cases.json"}
        )
    assert [(fault.file, str(fault.what)) for fault in faults] == [
        ("cases.csv", "it still answers, with status 200")
    ]


def test_silence_is_told_apart_from_a_wrong_answer(publication: Publication, server: Server) -> None:
    server.shutdown()
    server.server_close()
    with anonymous_session() as session:
        faults = verify(session, server.url, _receipt(publication), publication)
    assert len(faults) == 4
    assert all(fault.unreachable for fault in faults)
