"""No answer, header, file or host ends a crawl: it is said of its own address, and the rest is looked at."""

from __future__ import annotations

import gzip
import random
import zlib
from pathlib import Path

import pytest

from publisher.crawl import answers
from publisher.crawl.opening import Openers
from publisher.model.site import Answer as Word
from publisher.model.site import Politeness, Verdict
from tests.crawl.sites import FIRST, SECOND, by_path, look, page
from tests.net.server import Answer, serving
from tests.net.zstandard import brotli, zstd

NAME = "申請書".encode("cp950")
HEADERS = {
    "disposition": b'Content-Type: application/pdf\r\nContent-Disposition: attachment; filename="'
    + NAME
    + b'.pdf"',
    "disposition-star": b"Content-Disposition: attachment; filename*=big5''%A5%D3%BD%D0",
    "type": b"Content-Type: text/html; charset=\xa4\xa4",
    "charset-undefined": b"Content-Type: text/html; charset=undefined",
    "charset-base64": b"Content-Type: text/html; charset=base64",
    "charset-idna": b"Content-Type: text/html; charset=idna",
    "charset-rot13": b"Content-Type: text/html; charset=rot13",
    "charset-escape": b"Content-Type: text/html; charset=unicode_escape",
    "charset-utf7": b"Content-Type: text/html; charset=utf-7",
    "charset-nul": b'Content-Type: text/html; charset="\x80"',
    "etag": b'Content-Type: text/html\r\nETag: "' + NAME + b'"',
    "etag-long": b'Content-Type: text/html\r\nETag: "' + b"x" * 9000 + b'"',
    "modified": b"Content-Type: text/html\r\nLast-Modified: " + NAME,
    "modified-far": b"Content-Type: text/html\r\nLast-Modified: Mon, 01 Jan 99999999999999999999 00:00:00 GMT",
    "modified-naive": b"Content-Type: text/html\r\nLast-Modified: Mon, 01 Jan 2024 00:00:00 -0000",
    "modified-zone": b"Content-Type: text/html\r\nLast-Modified: Mon, 01 Jan 2024 00:00:00 +9999",
    "language": b"Content-Type: text/html\r\nContent-Language: \xff\xfe",
    "encoding": b"Content-Type: text/html\r\nContent-Encoding: \xb2",
    "cookie": b"Content-Type: text/html\r\nSet-Cookie: \xb2=\xb3\r\nSet-Cookie: =;=",
}
STATUS = {
    "retry-digit": b"503 Busy\r\nRetry-After: \xc2\xb2",
    "retry-huge": b"503 Busy\r\nRetry-After: " + b"9" * 400,
    "retry-date": b"503 Busy\r\nRetry-After: Mon, 01 Jan 99999999999999999999 00:00:00 GMT\r\nDate: Mon, 01 Jan 2024 00:00:00 GMT",
    "retry-mixed": b"429 Busy\r\nRetry-After: Mon, 01 Jan 2024 00:00:00 -0000\r\nDate: Mon, 01 Jan 2024 00:00:00 GMT",
    "location-bytes": b"302 Found\r\nLocation: /\xb4\xfa",
    "location-host": b"302 Found\r\nLocation: http://[::1/",
    "location-port": b"302 Found\r\nLocation: http://127.0.0.1:99999/",
    "location-empty": b"302 Found\r\nLocation:  ",
    "location-script": b"302 Found\r\nLocation: javascript:alert(1)",
    "status-zero": b"000 Nothing",
    "status-word": b"abc OK",
    "status-long": b"20000 OK",
    "reason": b"200 \xb4\xfa",
    "continue": b"100 Continue\r\n\r\nHTTP/1.1 200 OK",
    "early": b"103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK",
    "switching": b"101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade",
    "folded": b"200 OK\r\nX: a\r\n b",
    "no-colon": b"200 OK\r\nnonsense",
    "two-lengths": b"200 OK\r\nContent-Length: 5\r\nContent-Length: 6",
    "minus": b"200 OK\r\nContent-Length: -1",
    "nul": b"200 OK\r\nX: \0",
}
BODIES = {
    "nul": b"\0" * 500,
    "bom-only": b"\xef\xbb\xbf",
    "utf16": "﻿<html lang=zh><title>測試</title>".encode("utf-16"),
    "surrogate": b"<html lang=zh><title>&#xD800;&#x110000;</title><a href='/&#xDFFF;'>x</a>",
    "deep": b"<div>" * 60_000,
    "attributes": b"<p " + b" ".join(b"a%d=1" % n for n in range(40_000)) + b">",
    "dates": "<p>更新日期：999.99.99</p><p>截止日期：0000-00-00</p><p>活動日期：２０２６年２月３０日</p>".encode(),
    "base": b"<base href='http://[::1/'><a href='x'>x</a>",
    "refresh": b"<meta http-equiv=refresh content='" + b"9" * 5000 + b";url=http://[/'>",
    "digits": b"<a href='/?page=" + b"9" * 5000 + b"'>x</a>",
    "srcset": b"<img alt='' srcset='" + b"," * 5000 + b" x'>",
}


def _raw(head: bytes, body: bytes = b"<html lang=zh><title>t</title><p>x</p>") -> Answer:
    return Answer(raw=b"HTTP/1.1 " + head + b"\r\nConnection: close\r\n\r\n" + body)


def _random(number: int) -> Answer:
    dice = random.Random(number)
    return _raw(b"200 OK\r\n" + dice.randbytes(40) + b": " + dice.randbytes(60), dice.randbytes(300))


def test_odd_answers_are_odd_alone(tmp_path: Path) -> None:
    odd = {f"/h-{name}": _raw(b"200 OK\r\n" + head) for name, head in HEADERS.items()}
    odd |= {f"/s-{name}": _raw(head) for name, head in STATUS.items()}
    odd |= {f"/b-{name}": _raw(b"200 OK\r\nContent-Type: text/html", body) for name, body in BODIES.items()}
    odd |= {f"/r-{number}": _random(number) for number in range(40)}
    polite = Politeness(rate=0, concurrency=8, timeout=2, patience=0.001)
    with serving({"/": page(*odd, "/last"), "/last": page("/dead"), **odd}) as server:
        for night in (FIRST, SECOND):
            snapshot = look(server, tmp_path, night, polite=polite)
            targets = by_path(server, snapshot)
            assert snapshot.coverage.complete
            assert set(odd) <= set(targets)
            assert targets["/dead"].answer is Word.NOT_FOUND
            assert Word.NOT_READ not in {item.answer for item in targets.values()}
            assert len([*snapshot.pages()]) > len(HEADERS)
    documents = {item.url.removeprefix(server.url): item.name for item in snapshot.documents()}
    assert documents.get("/h-disposition", "申請書.pdf") == "申請書.pdf"


def test_what_our_reading_cannot_stand_is_one_untested_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = answers.html.facts

    def facts(text: str) -> answers.html.Facts:
        if "毒" in text:
            raise RecursionError
        return whole(text)

    monkeypatch.setattr(answers.html, "facts", facts)
    with serving({"/": page("/bad", "/good"), "/bad": page(title="毒"), "/good": page("/dead")}) as server:
        snapshot = look(server, tmp_path)
        targets = by_path(server, snapshot)
    assert targets["/dead"].answer is Word.NOT_FOUND
    assert targets["/bad"].verdict is Verdict.UNVERIFIABLE
    assert [(item.url, item.reason) for item in snapshot.coverage.untested] == [(server.url + "/bad", "not-read")]


def test_bodies_of_every_encoding_are_read_and_broken_ones_said(tmp_path: Path) -> None:
    body = page("/dead", title="壓縮").body
    assert isinstance(body, str)
    text = body.encode()
    packed = {
        "/br": (brotli.compress(text), "br"),
        "/zstd": (zstd.compress(text), "zstd"),
        "/members": (gzip.compress(text[:300]) + gzip.compress(text[300:]), "gzip"),
        "/frames": (zstd.compress(text[:300]) + zstd.compress(text[300:]), "zstd"),
        "/padded": (gzip.compress(text) + b"\0" * 100, "gzip"),
        "/twice": (gzip.compress(brotli.compress(text)), "br, gzip"),
        "/deflated": (zlib.compress(text), "deflate"),
    }
    broken = {"/short": (gzip.compress(text)[:-40], "gzip"), "/short-br": (brotli.compress(text)[:-10], "br")}
    answers = {
        path: Answer(content, headers={"Content-Encoding": name})
        for path, (content, name) in (packed | broken).items()
    }
    odd = {"/unknown": Answer(text, headers={"Content-Encoding": "compress"})}
    with serving({"/": page(*answers, *odd), **answers, **odd}) as server:
        polite = Politeness(rate=0, concurrency=8, timeout=2, patience=0.001)
        snapshot = look(server, tmp_path, polite=polite)
    lists = {url.removeprefix(server.url): links for url, links in snapshot.source.link_lists()}
    for path in packed:
        assert [link.url for link in lists[path]] == [server.url + "/dead"], path
    reasons = {item.url.removeprefix(server.url): item.reason for item in snapshot.coverage.untested}
    assert reasons == {"/short": "cut-off", "/short-br": "cut-off", "/unknown": "encoding"}


def test_a_host_of_the_site_that_is_down_ends_nothing(tmp_path: Path) -> None:
    with serving({"/": page("/dead")}) as server:
        gone = "http://127.0.0.1:9/"
        snapshot = look(server, tmp_path, start=(gone, server.url + "/"))
        targets = by_path(server, snapshot)
    assert targets["/dead"].answer is Word.NOT_FOUND
    assert (snapshot.coverage.complete, snapshot.coverage.stopped) == (False, "unreachable")


def test_rules_that_cannot_be_had_close_their_own_host_alone(tmp_path: Path) -> None:
    with (
        serving({"/": page(), "/robots.txt": Answer("", 500)}) as closed,
        serving({"/": page(f"{closed.url}/", "/dead")}) as server,
    ):
        hosts = (closed.url.removeprefix("http://"),)
        polite = Politeness(rate=0, concurrency=8, timeout=2, patience=0.001)
        snapshot = look(server, tmp_path, hosts=hosts, polite=polite)
        targets = by_path(server, snapshot)
        assert closed.paths() == []
    assert targets["/dead"].answer is Word.NOT_FOUND
    assert [(item.url, item.reason) for item in snapshot.coverage.untested] == [
        (f"{closed.url}/", "robots-unreadable")
    ]


def test_rules_that_come_too_late_are_not_taken_for_none(tmp_path: Path) -> None:
    polite = Politeness(rate=0, concurrency=8, timeout=0.3, patience=0.001)
    with serving({"/": page("/a"), "/robots.txt": Answer("", wait=5)}) as server:
        snapshot = look(server, tmp_path, polite=polite)
        assert server.paths() == []
    assert (snapshot.coverage.complete, snapshot.coverage.stopped) == (False, "robots")


def test_a_document_that_was_slow_once_is_read_the_next_night(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving({"/": page("/a.pdf"), "/a.pdf": Answer(_PDF, kind="application/pdf")}) as server:
        with monkeypatch.context() as patch:
            patch.setattr(Openers.__init__, "__kwdefaults__", {"seconds": 0.0})
            first = look(server, tmp_path)
            problems = [item.problem for item in first.documents()]
        again = look(server, tmp_path, SECOND)
    assert ([item.reason for item in first.coverage.untested], problems) == (["slow"], ["slow"])
    assert [item.problem for item in again.documents()] not in ([], ["slow"])
    assert again.coverage.untested == ()


_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF"
)


_FORGIVEN = {
    "blank-before-colon": b"X-Powered By : ASP",
    "control-signs": b"X-C: a\x01b",
    "no-colon": b"nonsense",
    "length-twice": b"Content-Length: 60000\r\nContent-Length: 60000",
    "length-and-chunks": b"Content-Length: 3\r\nTransfer-Encoding: chunked",
    "identity": b"Transfer-Encoding: identity",
}


def test_answers_that_browsers_show_are_read(tmp_path: Path) -> None:
    body = str(page("/dead", title="舊主機").body).encode()
    chunks = b"%x\r\n%s\r\n" % (len(body), body)
    odd = {
        f"/{name}": _raw(
            b"200 OK\r\nContent-Type: text/html; charset=utf-8\r\n" + head,
            chunks + b"0\r\n\r\n" if b"chunk" in head else body,
        )
        for name, head in _FORGIVEN.items()
    }
    odd["/no-last-chunk"] = _raw(b"200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked", chunks)
    odd["/refresh"] = Answer("<title>轉址</title>", headers={"Refresh": "0; url=/dead-2"})
    odd["/messenger"] = Answer("", 302, {"Location": "line://ti/p/@station"})
    odd["/half.pdf"] = _raw(
        b"200 OK\r\nContent-Type: application/pdf\r\nContent-Length: 900", b"%PDF-1.4\n1 0 obj"
    )
    with serving({"/": page(*odd), **odd}) as server:
        snapshot = look(server, tmp_path)
        targets = by_path(server, snapshot)
        sources = {
            url.removeprefix(server.url)
            for url, links in snapshot.source.link_lists()
            for link in links
            if link.url.endswith("/dead")
        }
    assert sources == set(odd) - {"/refresh", "/messenger", "/half.pdf"}
    assert targets["/dead-2"].answer is Word.NOT_FOUND
    assert targets["/messenger"].verdict is Verdict.SKIPPED
    cut = {item.url.removeprefix(server.url) for item in snapshot.coverage.untested if item.reason == "cut-off"}
    assert {"/length-twice", "/no-last-chunk", "/half.pdf"} <= cut
    assert [*snapshot.documents()] == []


def test_one_address_that_is_always_refused_keeps_nobody_waiting(tmp_path: Path) -> None:
    never = Answer("", 429, {"Retry-After": "3600"})
    routes = {"/": page("/never", *(f"/p{n}" for n in range(20))), "/never": never}
    with serving(routes | {f"/p{n}": page(title=f"第{n}頁") for n in range(20)}) as server:
        snapshot = look(server, tmp_path)
        targets = by_path(server, snapshot)
    assert targets["/never"].verdict is Verdict.UNVERIFIABLE
    assert snapshot.coverage.complete
    assert snapshot.coverage.pages == 21
    assert snapshot.coverage.seconds < 40
