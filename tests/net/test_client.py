"""The client against servers that mean it well, and servers that do not."""

from __future__ import annotations

import asyncio
import gzip
import tracemalloc
import zlib
from pathlib import Path

import pytest

from publisher.model.errors import UserError
from publisher.model.site import Answer as Word
from publisher.net import tls
from publisher.net.client import Client, Failure, Outcome, Reply, read_all
from tests.net.server import Answer, Server, serving


def ask(url: str, limit: int = 100_000, *, timeout: float = 2.0, allow_private: bool = True) -> Outcome:
    async def once() -> Outcome:
        async with Client("test", timeout=timeout, connections=4, allow_private=allow_private) as client:
            return await client.get(url, read_all(limit))

    return asyncio.run(once())


def body_of(server: Server, path: str = "/", limit: int = 100_000) -> Reply:
    outcome = ask(server.url + path, limit)
    assert isinstance(outcome, Reply), outcome
    return outcome


def failure_of(url: str, *, timeout: float = 2.0, allow_private: bool = True) -> Word:
    outcome = ask(url, timeout=timeout, allow_private=allow_private)
    assert isinstance(outcome, Failure), outcome
    return outcome.answer


def test_bodies_arrive_unpacked_whatever_their_encoding() -> None:
    text = ("監理站" * 500).encode()
    raw = zlib.compressobj(9, zlib.DEFLATED, -15)
    deflated = raw.compress(text) + raw.flush()
    with serving(
        {
            "/": Answer(text),
            "/gzip": Answer(gzip.compress(text), headers={"Content-Encoding": "gzip"}),
            "/deflate": Answer(zlib.compress(text), headers={"Content-Encoding": "deflate"}),
            "/raw": Answer(deflated, headers={"Content-Encoding": "deflate"}),
        }
    ) as server:
        for path in ("/", "/gzip", "/deflate", "/raw"):
            reply = body_of(server, path)
            assert reply.body == text, path
            assert not reply.truncated


def test_a_bomb_costs_no_more_than_the_room_given() -> None:
    bomb = gzip.compress(b"\0" * 200_000_000)
    with serving({"/": Answer(bomb, headers={"Content-Encoding": "gzip"})}) as server:
        tracemalloc.start()
        reply = body_of(server, limit=1_000_000)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert len(reply.body) == 1_000_000
    assert reply.truncated
    assert peak < 30_000_000


def test_an_endless_body_is_cut_off() -> None:
    endless = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + b"x" * 5_000_000
    with serving({"/": Answer(raw=endless)}) as server:
        reply = body_of(server, limit=10_000)
    assert len(reply.body) == 10_000
    assert reply.received < 1_000_000


@pytest.mark.injects("dripping")
def test_silence_and_drips_end_at_the_time_limit() -> None:
    with serving({"/silent": Answer(wait=30), "/drip": Answer(b"x" * 1000, drip=0.2)}) as server:
        assert failure_of(server.url + "/silent", timeout=0.5) is Word.TIMEOUT
        assert failure_of(server.url + "/drip", timeout=0.5) is Word.TIMEOUT


@pytest.mark.parametrize(
    "raw",
    [
        b"HELLO\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nabc\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 7\r\n\r\nnotgzip",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
    ],
    ids=["no-http", "bad-chunk", "bad-gzip", "long-header"],
)
def test_what_is_no_answer_is_called_so(raw: bytes) -> None:
    with serving({"/": Answer(raw=raw)}) as server:
        assert failure_of(server.url + "/") in (Word.BAD_ANSWER, Word.DROPPED)


def test_failures_have_their_own_words() -> None:
    with serving({"/reset": Answer(drop=True)}) as server:
        assert failure_of(server.url + "/reset") is Word.DROPPED
    assert failure_of(server.url + "/") is Word.REFUSED
    assert failure_of("http://no-such-host.invalid/") in (Word.NO_SUCH_HOST, Word.DROPPED)


@pytest.mark.parametrize("content", [None, b"", b"-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n"])
def test_certificates_that_cannot_be_read_are_said(content: bytes | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "roots.pem").write_bytes(content)
    with pytest.raises(UserError, match="ca_file") as caught:
        tls.context(tmp_path / "roots.pem")
    assert "roots.pem" in str(caught.value.where)


def test_private_addresses_are_refused_before_anything_is_sent() -> None:
    with serving({"/": Answer("secret")}) as server:
        assert failure_of(server.url + "/", allow_private=False) is Word.PRIVATE_ADDRESS
        by_name = server.url.replace("127.0.0.1", "localhost")
        assert failure_of(by_name + "/", allow_private=False) is Word.PRIVATE_ADDRESS
        assert server.asked == []


def test_redirects_are_handed_back_and_cookies_forgotten() -> None:
    with serving(
        {"/": Answer("", 302, {"Location": "/next", "Set-Cookie": "visit=1"}), "/next": Answer("there")}
    ) as server:

        async def twice() -> list[Outcome]:
            async with Client("the agent", timeout=2, connections=4, allow_private=True) as client:
                return [await client.get(server.url + path, read_all(99)) for path in ("/", "/next")]

        first, _ = asyncio.run(twice())
        assert isinstance(first, Reply)
        assert (first.status, first.header("location")) == (302, "/next")
        assert [item.target for item in server.asked] == ["/", "/next"]
        assert "cookie" not in server.asked[1].headers
        assert server.asked[0].headers["user-agent"] == "the agent"


def test_what_ends_too_early_is_read_and_said() -> None:
    with serving({"/": Answer(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")}) as server:
        outcome = ask(server.url + "/")
    assert isinstance(outcome, Reply)
    assert (outcome.body, outcome.cut) == (b"short", True)
