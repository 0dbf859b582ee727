"""What `publisher serve` answers: files as a web server gives them, and CKAN's read-only questions."""

from __future__ import annotations

import http.client
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import requests
from ckanapi import NotFound, RemoteCKAN
from ckanapi.errors import CKANAPIError

from publisher.export.exporters import EXPORTERS
from publisher.net import serving
from publisher.push.plan import plan
from publisher.push.portals.static.served.server import served
from tests.push.contract import NOW
from tests.push.lab_static import make_lab
from tests.push.publications import make_publication


@pytest.fixture(scope="module")
def current(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("served")
    lab = make_lab(root)
    desired = {name: make_publication(root / "publications", name) for name in ("alpha", "beta", "gamma")}
    assert len(list(lab.open().apply(plan(desired, {}, {}, {}), desired, NOW))) == 3
    (root / "portal/secret.txt").write_text("not for readers", encoding="utf-8")
    return lab.current


@pytest.fixture(scope="module")
def base(current: Path) -> Iterator[str]:
    with served(current) as address:
        yield address


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("", "text/html; charset=utf-8"),
        ("dataset/alpha/", "text/html; charset=utf-8"),
        ("dataset/alpha/cases.csv", "text/csv; charset=utf-8"),
        ("dataset/alpha/datapackage.json", "application/json"),
        ("dataset/alpha/dcat.ttl", "text/turtle; charset=utf-8"),
        ("catalog.jsonld", "application/ld+json"),
        ("feed.atom", "application/atom+xml; charset=utf-8"),
        ("assets/search/words/0.js", "text/javascript; charset=utf-8"),
        ("api/3/action/package_list", "application/json; charset=utf-8"),
        ("api/3/action/package_show/alpha.json", "application/json"),
    ],
)
def test_every_file_has_its_type(path: str, kind: str, base: str) -> None:
    answer = requests.get(base + path, timeout=10)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, kind)
    head = requests.head(base + path, timeout=10)
    assert (head.content, head.headers["Content-Length"]) == (b"", str(len(answer.content)))


def test_a_file_that_was_not_changed_is_not_sent_again(base: str) -> None:
    first = requests.get(f"{base}dataset/alpha/cases.csv", timeout=10)
    again = requests.get(
        f"{base}dataset/alpha/cases.csv", headers={"If-None-Match": first.headers["ETag"]}, timeout=10
    )
    assert (again.status_code, again.content) == (304, b"")
    other = requests.get(f"{base}dataset/alpha/cases.csv", headers={"If-None-Match": '"other"'}, timeout=10)
    assert (other.status_code, other.content) == (200, first.content)


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-9", 206, slice(0, 10)),
        ("bytes=10-", 206, slice(10, None)),
        ("bytes=-5", 206, slice(-5, None)),
        ("bytes=0-999999", 206, slice(None)),
        ("bytes=999999-", 416, None),
        ("bytes=9-3", 416, None),
        ("bytes=-", 200, slice(None)),
        ("lines=1-2", 200, slice(None)),
        ("bytes=0-1,4-5", 200, slice(None)),
    ],
)
def test_parts_of_a_file(asked: str, status: int, part: slice | None, base: str, current: Path) -> None:
    answer = requests.get(f"{base}dataset/alpha/cases.csv", headers={"Range": asked}, timeout=10)
    assert answer.status_code == status
    assert answer.content == (b"" if part is None else (current / "dataset/alpha/cases.csv").read_bytes()[part])


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/..%2fsecret.txt",
        "/dataset/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/.portal.json",
        "/.parts/alpha.json",
        "/dataset/",
        "/assets",
        "/nothing",
        "/index.html%00.txt",
        "//etc/passwd",
    ],
)
def test_nothing_outside_the_portal_and_nothing_hidden(path: str, base: str) -> None:
    connection = http.client.HTTPConnection(base.removeprefix("http://").rstrip("/"), timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    assert answer.status == 404
    assert b"not for readers" not in answer.read()


def test_a_link_out_of_the_portal_is_not_followed(current: Path, base: str) -> None:
    link = current / "assets/out.txt"
    link.symlink_to(current.parent / "secret.txt")
    try:
        assert requests.get(f"{base}assets/out.txt", timeout=10).status_code == 404
    finally:
        link.unlink()


def test_a_folder_without_its_slash_leads_to_the_page(base: str) -> None:
    answer = requests.get(f"{base}dataset/alpha?x=1", timeout=10, allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (301, "/dataset/alpha/?x=1")


@pytest.mark.parametrize("only_get", [False, True])
def test_ckanapi_reads_the_catalogue(only_get: bool, base: str) -> None:
    with RemoteCKAN(base, get_only=only_get) as ckan:
        assert ckan.action.package_list() == ["alpha", "beta", "gamma"]
        assert ckan.action.package_show(id="beta")["name"] == "beta"
        every = ckan.action.package_search(rows=1000)
        assert (every["count"], [item["name"] for item in every["results"]]) == (3, ["alpha", "beta", "gamma"])
        second = ckan.action.package_search(rows=1, start=1)
        assert (second["count"], [item["name"] for item in second["results"]]) == (3, ["beta"])
        found = ckan.action.package_search(q="gamma 監理")
        assert [item["name"] for item in found["results"]] == ["gamma"]
        narrow = ckan.action.package_search(fq='organization:a15030000h +res_format:CSV -name:"alpha"', rows=10)
        assert [item["name"] for item in narrow["results"]] == ["beta", "gamma"]
        assert ckan.action.package_search(q="*:*", fq="res_format:PDF")["count"] == 0
        with pytest.raises(NotFound):
            ckan.action.package_show(id="../../../etc/passwd")
        with pytest.raises(CKANAPIError):
            ckan.action.package_delete(id="alpha")


def test_nothing_is_written_by_a_post(base: str) -> None:
    assert requests.post(f"{base}dataset/alpha/cases.csv", data=b"x", timeout=10).status_code == 405
    assert requests.put(f"{base}dataset/alpha/cases.csv", data=b"x", timeout=10).status_code == 405
    broken = requests.post(f"{base}api/3/action/package_list", data=b"[", timeout=10)
    assert (broken.status_code, broken.json()["success"]) == (400, False)


def test_one_connection_takes_many_answers(base: str, current: Path) -> None:
    expected = (current / "dataset/alpha/cases.csv").read_bytes()
    connection = http.client.HTTPConnection(base.removeprefix("http://").rstrip("/"), timeout=10)
    for path in ("/dataset/alpha/cases.csv", "/nothing", "/dataset/alpha/cases.csv", "/dataset/alpha"):
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        assert (answer.status, body == expected) == {"/nothing": (404, False), "/dataset/alpha": (301, False)}.get(
            path, (200, True)
        )
        assert answer.headers["Content-Security-Policy"]


def _open(base: str, text: bytes) -> socket.socket:
    port = int(base.rstrip("/").rpartition(":")[2])
    client = socket.create_connection(("127.0.0.1", port), timeout=30)
    client.sendall(text)
    return client


def test_five_hundred_slow_clients_keep_nobody_waiting_and_are_cut_off(
    current: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "HEAD_SECONDS", 3)
    with served(current) as base:
        slow = [_open(base, b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: " + b"x" * number) for number in range(1, 501)]
        answer = requests.get(f"{base}dataset/alpha/cases.csv", timeout=3)
        assert answer.content == (current / "dataset/alpha/cases.csv").read_bytes()
        for client in slow:
            with suppress(ConnectionResetError):
                assert client.recv(100) == b""  # cut off, with no answer
            client.close()


def test_what_is_too_large_or_too_slow_is_refused(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "BODY_SECONDS", 0.2)
    with _open(base, b"GET / HTTP/1.1\r\nX: " + b"x" * 100_000 + b"\r\n\r\n") as client:
        assert client.recv(100).split()[1] == b"400"
    with _open(
        base, b"POST /api/3/action/package_list HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n["
    ) as client:
        assert client.recv(100).split()[1] == b"408"
    large = requests.post(f"{base}api/3/action/package_list", data=b"x" * 2_000_000, timeout=10)
    assert large.status_code == 413
    assert requests.get(f"{base}{'a' * 5000}", timeout=10).status_code == 404
    with _open(base, b"\x16\x03\x01\x02\x00 no http at all\r\n\r\n") as client:
        assert client.recv(100).split()[1] == b"400"


def test_who_does_not_take_an_answer_is_cut_off(current: Path, base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    large = current / "assets/large.bin"
    large.write_bytes(bytes(40_000_000))
    monkeypatch.setattr(serving, "ANSWER_SECONDS", 1)
    try:
        with _open(base, b"GET /assets/large.bin HTTP/1.1\r\nHost: a\r\n\r\n") as client:
            time.sleep(2)
            received = 0
            with suppress(ConnectionResetError):
                while piece := client.recv(1 << 20):
                    received += len(piece)
        assert received < 40_000_000
    finally:
        large.unlink()


def test_every_format_is_sent_as_the_catalogue_says(tmp_path: Path) -> None:
    """A web server's own table of types knows few of them."""
    (tmp_path / "dataset").mkdir()
    told = {exporter.suffix: exporter.media_type for exporter in EXPORTERS.values()} | {".zip": "application/zip"}
    for suffix in told:
        (tmp_path / "dataset" / f"one{suffix}").write_bytes(b"x")
    with served(tmp_path) as address:
        for suffix, kind in told.items():
            answer = requests.get(f"{address}dataset/one{suffix}", timeout=10)
            assert answer.headers["Content-Type"].partition(";")[0] == kind, suffix
