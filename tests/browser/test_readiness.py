"""A page is judged when it is there, whatever its scripts do; what never comes is untested, and nothing hangs."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from publisher.browser import DARK, PHONE, BrowserSettings, NotTested, open_browser
from publisher.browser.session import Browser
from publisher.model.finding import Outcome
from tests.browser.axe import needs_browser
from tests.browser.site import PAGE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
IMAGE = "<img src='data:,'>"
FILL = f"document.querySelector('main').insertAdjacentHTML('beforeend', \"{IMAGE}\")"
SETTINGS = BrowserSettings(hosts=("127.0.0.1",), allow_private=True, page_seconds=30.0, settle_seconds=10.0)


def script(text: str) -> str:
    return f"<script>{text}</script>"


PAGES = {
    "/fetch": script(f"fetch('/slow').then(answer => answer.text()).then(() => {{ {FILL} }})"),
    "/request": script(f"const r = new XMLHttpRequest(); r.onload = () => {{ {FILL} }}; r.open('GET', '/slow'); r.send()"),
    "/timer": script(f"setTimeout(() => {{ {FILL} }}, 900)"),
    "/never": script("fetch('/hang')"),
    "/hanging-picture": IMAGE + "<img alt='' src='/hang'>",
    "/fades": "<style>p{animation:f 4s}@keyframes f{from{opacity:.1}}</style><p>請於上班時間洽詢</p>",
    "/turns": "<style>p{color:#ddd;transition:color 3s}.on{color:#000}</style><p>請於上班時間洽詢</p>"
    + script("requestAnimationFrame(() => requestAnimationFrame(() => document.querySelector('p').className = 'on'))"),
    "/ticks": IMAGE + "<p id=t></p>" + script("setInterval(() => { t.textContent = Date.now() }, 20)"),
    "/leads-on": script("setTimeout(() => location.replace('/image'), 700)"),
    "/image": IMAGE,
    "/slow-focus": "<style>a{outline:none;transition:box-shadow 2s}a:focus{box-shadow:0 0 0 4px #00f}</style>"
    + "<p><a href='#x' id=x>服務時間與地點</a></p>",
    "/no-focus": "<style>a{outline:none}</style><p><a href='#x' id=x>服務時間與地點</a></p>",
    "/component": "<x-a></x-a>"
    + script(f"document.querySelector('x-a').attachShadow({{mode: 'open'}}).innerHTML = \"<p>服務</p>{IMAGE}\"; document.querySelector('h1').remove()"),
    "/tabs": "<button type=button>開啟更多服務資訊</button><div id=more></div>"
    + script(f"document.querySelector('button').onclick = () => setTimeout(() => {{ more.innerHTML = \"{IMAGE}\" }}, 200)"),
    "/asks-a-word": "<label>通關密語 <input></label>"
    + script("document.querySelector('input').onchange = (e) => { if (e.target.value === 'open') location.href = '/image' }"),
    "/sign-in": "<button type=button onclick=\"document.cookie='in=1'\">登入會員服務專區</button>",
    "/members": IMAGE + script("if (document.cookie) document.querySelector('main').insertAdjacentHTML('beforeend', '<button></button>')"),
    "/phone": "<meta name=viewport content='width=device-width'><style>.m{display:none}@media(max-width:600px){.m{display:block;color:#ccc}}</style>"
    + f"<div class=m><p>服務時間為上午八時</p>{IMAGE}</div>",
    "/dark": "<style>p{color:#000;background:#fff}@media(prefers-color-scheme:dark){p{color:#333;background:#111}}</style>"
    + "<p>服務時間為上午八時</p>",
    "/reloads": IMAGE + script("setTimeout(() => location.reload(), 300)"),
    "/own-axe": IMAGE + script("const axe = {run: 1}; Object.prototype.each = () => {}; Array.from = () => []"),
    "/sandboxed": IMAGE,
    "/no-scripts": IMAGE,
    "/lazy-frame": "<div style='height:6000px'>往下</div><iframe title='圖' loading=lazy src='/image'></iframe>",
    "/foreign-frame": IMAGE + "<iframe title='圖' loading=lazy src='https://maps.example.org/'></iframe>",
    "/sandboxed-frame": "<iframe title='圖' sandbox src='/image'></iframe>",
    "/home": IMAGE + "<form><label>密碼 <input type=password></label></form>",
    "/to-home": script("location.replace('/home')"),
    "/to-login": script("location.replace('/sso/start')"),
    "/sso/start": "<form method=post><label>帳號 <input name=u></label><button>下一步</button></form>",
    "/asks": IMAGE + script("alert(1); confirm(2); onbeforeunload = event => event.preventDefault()"),
    "/keeps": IMAGE + script("location.href = '/file'"),
}  # fmt: skip
POLICY = {"/sandboxed": "sandbox", "/no-scripts": "default-src 'none'; require-trusted-types-for 'script'"}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path == "/hang":
            time.sleep(20)
        if self.path == "/slow":
            time.sleep(1.2)
        if self.path == "/file":
            self._send(b"x", "application/octet-stream", {"Content-Disposition": "attachment; filename=a.bin"})
        elif self.path in PAGES:
            policy = {"Content-Security-Policy": POLICY[self.path]} if self.path in POLICY else {}
            self._send(PAGE.format(head="", body=PAGES[self.path]).encode(), "text/html; charset=utf-8", policy)
        else:
            self._send(b"{}", "application/json", {})

    def _send(self, body: bytes, kind: str, more: dict[str, str]) -> None:
        self.send_response(200)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **more}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        pass


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    needs_browser()
    with open_browser(SETTINGS) as opened:
        yield opened


@pytest.mark.parametrize(
    ("path", "settled"),
    [
        ("/fetch", False),
        ("/request", False),
        ("/timer", True),
        ("/hanging-picture", False),
        ("/ticks", False),
        ("/leads-on", True),
        ("/reloads", False),
        ("/own-axe", True),
        ("/sandboxed", True),
        ("/no-scripts", True),
        ("/lazy-frame", True),
        ("/foreign-frame", True),
        ("/sandboxed-frame", True),
        ("/to-home", True),
        ("/asks", True),
        ("/component", True),
        ("/keeps", True),
    ],
)
def test_the_picture_without_alternative_is_found(base: str, browser: Browser, path: str, settled: bool) -> None:
    audit = browser.audit(base + path)
    assert (audit.untested, audit.attempts) == (None, 1)
    assert ("image-alt", Outcome.FAILED) in {(fault.rule, fault.outcome) for fault in audit.faults}
    assert audit.settled == settled


@pytest.mark.parametrize("path", ["/fades", "/turns"])
def test_animations_are_judged_at_their_end(base: str, browser: Browser, path: str) -> None:
    assert "color-contrast" not in {fault.rule for fault in browser.audit(base + path).faults}


def test_a_frame_that_is_not_entered_is_named(base: str, browser: Browser) -> None:
    audit = browser.audit(base + "/foreign-frame")
    assert ("frame-tested", Outcome.CANT_TELL) in {(fault.rule, fault.outcome) for fault in audit.faults}
    assert (audit.frames, audit.frames_left_out) == (0, 1)


def test_a_login_is_told_from_a_page_with_a_login_box(base: str, browser: Browser) -> None:
    assert browser.audit(base + "/to-login").untested is NotTested.LOGIN
    assert browser.audit(base + "/sso/start").untested is None


def test_what_only_another_view_shows_is_found_in_the_same_visit(base: str) -> None:
    needs_browser()
    with open_browser(replace(SETTINGS, also=(PHONE, DARK))) as browser:
        phone = {
            (fault.rule, dict(fault.elements[0].facts).get("view"))
            for fault in browser.audit(base + "/phone").faults
        }
        assert {("image-alt", "phone"), ("color-contrast", "phone")} <= phone
        dark = browser.audit(base + "/dark").faults
        assert [(fault.rule, dict(fault.elements[0].facts).get("view")) for fault in dark] == [
            ("color-contrast", "dark")
        ]
        assert {fault.rule for fault in browser.audit(base + "/image").faults} == {"image-alt"}, "and not twice"


def test_focus_that_shows_slowly_is_shown(base: str, browser: Browser) -> None:
    assert "focus-visible" not in {fault.rule for fault in browser.audit(base + "/slow-focus").faults}
    assert "focus-visible" in {fault.rule for fault in browser.audit(base + "/no-focus").faults}


def test_a_state_is_judged_after_its_steps(base: str, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    assert browser.audit(base + "/tabs").faults == ()
    opened = browser.audit(base + "/tabs", before=("click button", "wait for #more img"))
    assert {fault.rule for fault in opened.faults} == {"image-alt"}
    monkeypatch.setenv("WORDS", "open")
    steps = ("set input to ${WORDS}", "wait for path /image")
    assert browser.audit(base + "/asks-a-word", before=steps).final == base + "/image"
    for wrong in ("click #nothing", "set input to ${NOT_SET}", "dance"):
        with open_browser(replace(SETTINGS, settle_seconds=1.0)) as quick:
            assert quick.audit(base + "/asks-a-word", before=(wrong,)).untested is NotTested.ACTION


def test_pages_behind_a_login_and_elements_that_are_left_out(base: str) -> None:
    needs_browser()
    signed_in = replace(SETTINGS, login_url=base + "/sign-in", login_steps=("click button",), excluded=("img",))
    with open_browser(signed_in) as browser:
        for _ in range(2):
            audit = browser.audit(base + "/members")
            assert {fault.rule for fault in audit.faults} == {"button-name"}
    with open_browser(SETTINGS) as browser:
        assert {fault.rule for fault in browser.audit(base + "/members").faults} == {"image-alt"}


def test_what_never_comes_is_untested(base: str) -> None:
    needs_browser()
    with open_browser(replace(SETTINGS, settle_seconds=1.0, wait_for="#result")) as browser:
        assert browser.audit(base + "/never").untested is NotTested.LOADING
        assert browser.audit(base + "/image").untested is NotTested.SIGN
