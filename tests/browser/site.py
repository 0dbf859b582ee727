"""A website on loopback that behaves well and badly; every request it saw is remembered."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = (
    '<!doctype html><html lang="zh-TW"><head><meta charset="utf-8"><title>頁面</title>{head}</head>'
    "<body><main><h1>頁面</h1>{body}</main></body></html>"
)
MARKUP = {
    "/good": PAGE.format(head="", body="<p>服務時間</p>"),
    "/frames": PAGE.format(
        head="",
        body='<iframe title="甲" src="/framed"></iframe><iframe title="乙" srcdoc="<p lang=xx-bad>a</p>"></iframe>'
        '<iframe title="丙" src="http://other.example.test/"></iframe>',
    ),
    "/framed": PAGE.format(head="", body='<iframe title="丁" src="/deep"></iframe><img src="/x.png">'),
    "/deep": PAGE.format(head="", body='<button type="button"></button>'),
    "/personal": PAGE.format(
        head="",
        body='<img id="L190000001" src="/王小明-0900000001.png" title="" class="L190000001 photo">'
        '<a href="mailto:someone@example.org" name="王小明"></a><p style="color:#aaa">王小明 L190000001</p>',
    ),
    "/hangs-script": PAGE.format(head="", body="<script>while (true) {}</script>"),
    "/prompts": PAGE.format(
        head="", body='<script>alert("a"); confirm("b"); window.open("/good"); prompt("c")</script>'
    ),
    "/late": PAGE.format(
        head="",
        body="<script>setTimeout(() => { document.querySelector('main').innerHTML += '<img src=x.png>'; }, 60)"
        "</script>",
    ),
    "/empty": '<!doctype html><html lang="zh-TW"><title>空</title><body></body></html>',
    "/login": PAGE.format(head="", body='<label>密碼 <input type="password"></label>'),
    "/downloads": PAGE.format(head="", body='<a id="a" href="/file" download>檔</a><script>a.click()</script>'),
    "/sets-cookie": PAGE.format(head="", body="<script>localStorage.seen = 1; document.cookie = 'a=1'</script>"),
    "/sees-cookie": PAGE.format(
        head="",
        body="<script>if (localStorage.seen || document.cookie) document.write('<img src=x.png>')</script>",
    ),
    "/no-axe": PAGE.format(head="<script>Object.defineProperty(window, 'axe', {value: 1})</script>", body=""),
    "/dark": PAGE.format(
        head="<style>@media (prefers-color-scheme: dark) { p { color: #222; background: #000 } }</style>",
        body="<p>服務時間</p>",
    ),
    "/styled-from-elsewhere": PAGE.format(
        head='<link rel="stylesheet" href="http://cdn.example.test/a.css">', body="<p>a</p>"
    ),
}


class Handler(BaseHTTPRequestHandler):
    """Answers as the path says."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.seen.append(self.path)  # type: ignore[attr-defined]
        path = self.path.partition("?")[0]
        if path in ("/members", "/away"):
            target = "/login" if path == "/members" else f"http://localhost:{self.server.server_address[1]}/good"
            return self._send(302, b"", "text/plain", {"Location": target})
        if path == "/hangs":
            time.sleep(30)
            return None
        if path == "/broken":
            return self._send(500, MARKUP["/good"].encode(), "text/html")
        if path == "/file":
            return self._send(200, b"PK", "application/zip", {"Content-Disposition": "attachment; filename=a.zip"})
        if path == "/text":
            return self._send(200, b"words", "text/plain")
        body = self.server.markup.get(path)  # type: ignore[attr-defined]
        if body is None:
            return self._send(404, MARKUP["/good"].encode(), "text/html; charset=utf-8")
        return self._send(200, body.encode(), "text/html; charset=utf-8")

    def _send(self, status: int, body: bytes, kind: str, more: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **(more or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        pass


class Website(ThreadingHTTPServer):
    """The server; `seen` are the paths asked for."""

    daemon_threads = True

    def __init__(self, markup: dict[str, str]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.markup = markup
        self.seen: list[str] = []

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def serve(markup: dict[str, str] | None = None) -> Iterator[Website]:
    server = Website({**MARKUP, **(markup or {})})
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
