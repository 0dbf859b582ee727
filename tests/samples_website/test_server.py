"""The server of the sample website, asked over the network as a crawler would ask."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from samples.website import WebsiteServer, serving, write
from samples.website.server import SEARCH


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("website")
    write(made)
    return made


@pytest.fixture
def server(folder: Path) -> Iterator[WebsiteServer]:
    with serving(folder) as running:
        yield running


def _ask(
    server: WebsiteServer, path: str, method: str = "GET", headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(urlsplit(server.base_url).netloc, timeout=10)
    connection.request(method, path, headers=headers or {})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, content


def test_it_listens_on_loopback_only(server: WebsiteServer) -> None:
    assert server.server_address[0] == "127.0.0.1"


def test_pages_come_with_the_address_it_listens_on(server: WebsiteServer) -> None:
    status, headers, content = _ask(server, "/")
    assert (status, headers["content-type"]) == (200, "text/html")
    assert f"{server.partner_url}/partner/accessibility.html".encode() in content
    listed = _ask(server, "/sitemap.xml")[2]
    assert f"<loc>{server.base_url}/service/orphan-guide.html</loc>".encode() in listed
    assert f"Sitemap: {server.base_url}/sitemap.xml".encode() in _ask(server, "/robots.txt")[2]
    assert b"__BASE__" not in listed


def test_the_second_time_nothing_is_sent(server: WebsiteServer) -> None:
    _, headers, _ = _ask(server, "/faq.html")
    for asked in ({"If-None-Match": headers["etag"]}, {"If-Modified-Since": headers["last-modified"]}):
        status, _, content = _ask(server, "/faq.html", headers=asked)
        assert (status, content) == (304, b"")
    assert _ask(server, "/faq.html", headers={"If-None-Match": '"other"'})[0] == 200
    assert headers["last-modified"] == "Thu, 15 Oct 2026 09:00:00 GMT"


def test_chinese_paths_and_big5(server: WebsiteServer) -> None:
    assert _ask(server, f"/service/{quote('汽車檢驗')}.html")[0] == 200
    assert _ask(server, f"/files/{quote('檢驗通知範例')}.odt")[0] == 200
    assert "沿革" in _ask(server, "/about/history.html")[2].decode("big5")


def test_its_search_finds_pages_among_those_in_big5(server: WebsiteServer) -> None:
    status, _, content = _ask(server, f"{SEARCH}?q={quote('常見問答')}")
    assert status == 200
    assert '<a href="/faq.html">' in content.decode()
    assert (
        "<li>"
        not in _ask(server, f"{SEARCH}?q=zzzzqqq")[2].decode().partition("搜尋結果")[2].partition("</main>")[0]
    )


def test_the_first_answer_may_be_busy(server: WebsiteServer) -> None:
    for path, busy in (("/news/1151105-system.html", 503), ("/service/queue-online.html", 429)):
        status, headers, _ = _ask(server, path)
        assert (status, headers["retry-after"]) == (busy, "1")
        assert _ask(server, path)[0] == 200


def test_head_is_refused_where_get_is_not(server: WebsiteServer) -> None:
    assert _ask(server, "/service/booking-help.html", "HEAD")[0] == 405
    assert _ask(server, "/service/booking-help.html")[0] == 200
    assert _ask(server, "/faq.html", "HEAD")[:1] == (200,)


def test_a_slow_page_is_slow(server: WebsiteServer) -> None:
    began = time.monotonic()
    assert _ask(server, "/service/statistics-map.html")[0] == 200
    assert time.monotonic() - began >= 1.5


@pytest.mark.parametrize(
    ("path", "status", "location"),
    [
        ("/service/licence", 301, "/service/licence.html"),
        ("/news/latest", 302, "/news/newest"),
        ("/go/loop-a", 302, "/go/loop-b"),
        ("/go/loop-b", 302, "/go/loop-a"),
        ("/go/special", 302, "/error.html"),
        ("/news/2019-plan.html", 410, None),
        ("/service/realtime.html", 500, None),
        ("/admin/login", 500, None),
        ("/go/never-there.html", 404, None),
        ("/service/e-form.html", 200, None),
        ("/error.html", 200, None),
    ],
)
def test_answers_are_as_declared(server: WebsiteServer, path: str, status: int, location: str | None) -> None:
    answer = _ask(server, path)
    assert (answer[0], answer[1].get("location")) == (status, location)


def test_the_calendar_never_ends(server: WebsiteServer) -> None:
    assert b"m=2099-01" in _ask(server, "/events/month?m=2098-12")[2]


def test_nothing_outside_the_folder_is_sent(server: WebsiteServer) -> None:
    assert _ask(server, "/../truth.json")[0] == 404
    assert _ask(server, "/%2e%2e/truth.json")[0] == 404
    assert server.requests["GET /../truth.json"] == 1
