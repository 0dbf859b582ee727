"""Pages behind a cookie or a header from a secret: they open, and no other host hears of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from publisher.browser import FORCED, BrowserSettings, NotTested, open_browser
from publisher.model.finding import Outcome
from tests.browser.axe import needs_browser
from tests.browser.site import PAGE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
SECRET = "made-up-4711"
COLOURS = "<style>@media (forced-colors: active) { p { forced-color-adjust: none; color: #999; background: #fff } }</style>"


class _Handler(BaseHTTPRequestHandler):
    seen: list[tuple[str, str, str]]

    def do_GET(self) -> None:
        token, cookie = self.headers.get("X-Token", ""), self.headers.get("Cookie", "")
        self.server.seen.append((self.headers["Host"].split(":")[0], self.path, f"{token}{cookie}"))  # type: ignore[attr-defined]
        known = SECRET in token or SECRET in cookie
        other = f"http://localhost:{self.server.server_address[1]}"
        if self.path == "/moved.png":
            self.send_response(302)
            self.send_header("Location", f"{other}/there.png")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        body = PAGE.format(
            head=COLOURS, body=f'<p>服務時間</p><img alt="甲" src="{other}/x.png"><img alt="乙" src="/moved.png">'
        ).encode()
        self.send_response(200 if known else 403)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[ThreadingHTTPServer]:
    made = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    made.seen = []  # type: ignore[attr-defined]
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()


@pytest.mark.parametrize(("cookies", "headers"), [(("s=${CHECKER}",), ()), ((), ("X-Token: ${CHECKER}",))])
def test_a_secret_opens_the_site_and_goes_to_no_other_host(
    server: ThreadingHTTPServer,
    monkeypatch: pytest.MonkeyPatch,
    cookies: tuple[str, ...],
    headers: tuple[str, ...],
) -> None:
    needs_browser()
    seen: list[tuple[str, str, str]] = server.seen  # type: ignore[attr-defined]
    seen.clear()
    page = f"http://127.0.0.1:{server.server_address[1]}/a"
    settings = BrowserSettings(
        hosts=("127.0.0.1", "localhost"), own_hosts=("127.0.0.1",), allow_private=True, also=(FORCED,),
        cookies=cookies, headers=headers,
    )  # fmt: skip
    monkeypatch.setenv("CHECKER", SECRET)
    with open_browser(settings) as browser:
        audits = [browser.audit(page), browser.audit(page + "b")]
    assert [audit.untested for audit in audits] == [None, None]
    assert {host for host, _, told in seen if SECRET in told} == {"127.0.0.1"}
    assert {path for host, path, _ in seen if host == "localhost"} == {"/x.png", "/there.png"}
    contrast = [fault for fault in audits[0].faults if fault.rule == "color-contrast"]
    assert [dict(element.facts)["view"] for fault in contrast for element in fault.elements] == ["high-contrast"]
    assert contrast[0].outcome is Outcome.FAILED
    monkeypatch.delenv("CHECKER")
    with open_browser(settings) as browser:
        assert browser.audit(page).untested is NotTested.ACTION
