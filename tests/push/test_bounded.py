"""A portal that answers a byte at a time, for ever, in the header or the body, on a new line or one kept open."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable

import pytest
import requests

from publisher.model.errors import PortalError
from publisher.push.bounded import bound, within
from publisher.push.portals.ckan import client as ckan_client
from publisher.push.portals.ckan.client import CkanClient, DisturbanceError, Patience
from publisher.push.portals.ckan.token import TokenAuth
from publisher.push.verify import anonymous_session
from tests.net.hostile import dripping

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
ENDLESS = {
    "in the header": [HEAD, b"X-Long: "],
    "in the header's lines": [HEAD + b"X-A: 1\r\nX-B"],
    "in a body of a known length": [HEAD + b"Content-Length: 1000000\r\n\r\n"],
    "in a body without a length": [HEAD.replace(b"1.1", b"1.0") + b"\r\n"],
    "in a chunk": [HEAD + b"Transfer-Encoding: chunked\r\n\r\nFFFFF\r\n"],
    "after a whole answer": [HEAD + b"Content-Length: 2\r\n\r\nok", b""],
    "in an interim answer": [b"HTTP/1.1 100 Continue\r\n\r\n"],
}


@pytest.mark.injects("dripping")
@pytest.mark.parametrize("make", [requests.Session, anonymous_session])
@pytest.mark.parametrize("where", ENDLESS)
def test_an_answer_that_never_ends_is_late(where: str, make: Callable[[], requests.Session]) -> None:
    session = make()
    bound(session)
    with dripping(ENDLESS[where]) as url:
        if where == "after a whole answer":  # the line is kept, and the second answer drips
            with within(60):
                assert session.get(url, timeout=5).text == "ok"
        with pytest.raises(requests.Timeout), within(0.3):
            session.get(url, timeout=5)


@pytest.mark.injects("dripping")
def test_a_greeting_under_tls_that_never_ends_is_late() -> None:
    session = anonymous_session()
    with (
        dripping([b"\x16\x03\x03\x3f\xff\x02\x00"], asked=False) as url,
        pytest.raises(requests.Timeout),
        within(0.3),
    ):
        session.get(url.replace("http:", "https:"), timeout=5)


def test_what_ended_in_time_is_as_without_a_limit() -> None:
    session = requests.Session()
    bound(session)
    with dripping([HEAD + b"Content-Length: 2\r\n\r\nok"]) as url:
        with within(30), session.get(url, timeout=5, stream=True) as answer:
            assert answer.content == b"ok"
        with pytest.raises(ValueError, match="ours"), within(30):
            raise ValueError("ours")


@pytest.mark.injects("dripping")
def test_a_ckan_that_drips_is_a_disturbance() -> None:
    patience = Patience(tries=2, first_wait=0.0)
    with dripping(ENDLESS["in the header"]) as url:
        client = CkanClient(url.removesuffix("/page"), TokenAuth("secret"), 0.1, patience)
        with pytest.raises(DisturbanceError, match="did not answer in time"):
            client.read("status_show")


@pytest.mark.injects("dripping")
def test_a_ckan_that_answers_fast_and_without_end_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ckan_client, "MOST_BYTES", 1_000_000)
    patience = Patience(tries=2, first_wait=0.0)
    head = HEAD.replace(b"text/html", b"application/json").replace(b"1.1", b"1.0") + b"\r\n"
    with dripping([head, *[b'{"success": true, "result": "' + b"x" * 300_000] * 4]) as url:
        client = CkanClient(url.removesuffix("/page"), TokenAuth("secret"), 5.0, patience)
        with pytest.raises(DisturbanceError, match="without end"):
            client.read("status_show")


@pytest.mark.parametrize(
    ("action", "result"),
    [
        ("organization_list_for_user", '"words"'),
        ("organization_list_for_user", "[1, 2]"),
        ("organization_list_for_user", '[{"title": "x"}]'),
        ("license_list", "{}"),
        ("status_show", "null"),
        ("package_search", "[]"),
        ("status_show", "[" * 100_000),
    ],
)
def test_an_answer_of_another_shape_is_no_ckans(action: str, result: str) -> None:
    answer = requests.Response()
    answer.status_code = 200
    with pytest.raises(PortalError):
        ckan_client._result("http://portal", action, answer, f'{{"success": true, "result": {result}}}')


def test_an_answer_of_the_right_shape_is_taken() -> None:
    answer = requests.Response()
    answer.status_code = 200
    mine = '{"success": true, "result": [{"name": "a", "id": "b"}]}'
    assert ckan_client._result("x", "organization_list_for_user", answer, mine) == [{"name": "a", "id": "b"}]
    assert ckan_client._result("x", "resource_delete", answer, '{"success": true, "result": null}') is None


def _socks(answer: bytes, listener: socket.socket) -> None:
    """A SOCKS proxy that answers the first request itself, whatever host it names."""
    line, _ = listener.accept()
    with line:
        line.recv(100)
        line.sendall(b"\x05\x00")
        line.recv(400)
        line.sendall(b"\x05\x00\x00\x01" + bytes(6))
        line.recv(4000)
        line.sendall(answer)
        line.recv(1)  # until the other end closes


@pytest.mark.parametrize("ends", [True, False])
def test_a_socks_proxy_is_used_and_bound_too(ends: bool) -> None:
    pytest.importorskip("socks")
    session = requests.Session()
    bound(session)
    answer = HEAD + (b"Content-Length: 2\r\n\r\nok" if ends else b"Content-Length: 9\r\n\r\nok")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_socks, args=(answer, listener), daemon=True).start()
        session.proxies = {"http": f"socks5h://127.0.0.1:{listener.getsockname()[1]}"}
        if ends:
            with within(30):
                assert session.get("http://portal.example/", timeout=5).text == "ok"
        else:
            with pytest.raises(requests.Timeout), within(0.3):
                session.get("http://portal.example/", timeout=5)
    session.close()
