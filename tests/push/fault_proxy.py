"""A proxy between us and a real CKAN that spoils the requests a test names, in the ways networks do."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

LOGIN_PAGE = "<!DOCTYPE html><title>登入</title><form>請先登入機關網路</form>".encode()


class Fault(Enum):
    """What becomes of a request. Those whose name ends with AFTER reached CKAN, which did its work."""

    REFUSED = "connection closed before forwarding"
    LOST_AFTER = "connection closed instead of the answer"
    CUT_AFTER = "half of the answer, then closed"
    BUSY = "503, Retry-After: 1"
    GATEWAY_AFTER = "502 although CKAN did it"
    LIMITED = "429"
    BROKEN_AFTER = "500 although CKAN did it"
    LOGIN = "a login page with status 200"
    HANG = "no answer"
    TOO_LARGE = "413"
    FORBIDDEN = "403, as CKAN says it of a token that it does not know"
    LATER = "503, Retry-After: one hour"


ANSWERS: dict[Fault, tuple[int, bytes, dict[str, str]]] = {
    Fault.BUSY: (503, b"busy", {"Retry-After": "1"}),
    Fault.LATER: (503, b"later", {"Retry-After": "3600"}),
    Fault.GATEWAY_AFTER: (502, b"<html>Bad Gateway</html>", {"Content-Type": "text/html"}),
    Fault.LIMITED: (429, b"slow down", {}),
    Fault.BROKEN_AFTER: (500, b'{"success": false, "error": {"__type": "Internal Server Error"}}', {}),
    Fault.LOGIN: (200, LOGIN_PAGE, {"Content-Type": "text/html; charset=utf-8"}),
    Fault.FORBIDDEN: (
        403,
        b'{"success": false, "error": {"__type": "Authorization Error", "message": "Access denied"}}',
        {"Content-Type": "application/json"},
    ),
    Fault.TOO_LARGE: (413, b"too large", {}),
}


@dataclass
class Proxy:
    """A running proxy. `spoil(action, nth)` says what becomes of the nth request (from 1) of an action.

    `rewrite(action, body)` is what becomes of CKAN's answer. `seen` are the actions in the order in which they came; `watch` is called with each before it is forwarded
    and after it was answered ("before" or "after").
    """

    url: str
    spoil: Callable[[str, int], Fault | None] = lambda action, nth: None
    watch: Callable[[str, int, str], None] = lambda action, nth, when: None
    rewrite: Callable[[str, bytes], bytes] = lambda action, body: body
    seen: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    closing: threading.Event = field(default_factory=threading.Event)

    def next(self, action: str) -> int:
        with self.lock:
            self.seen.append(action)
            return self.seen.count(action)


@contextmanager
def proxied(upstream: str) -> Iterator[Proxy]:
    """A proxy on a free port for as long as the context lasts."""
    target = urlsplit(upstream).netloc
    proxy = Proxy("")

    class Handler(_Handler):
        pass

    Handler.proxy, Handler.target = proxy, target
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    proxy.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield proxy
    finally:
        proxy.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    proxy: Proxy
    target: str

    def do_GET(self) -> None:
        self._pass("page")

    def do_POST(self) -> None:
        self._pass(self.path.rsplit("/", 1)[-1])

    def log_request(self, code: object = "-", size: object = "-") -> None:
        pass

    def _pass(self, action: str) -> None:
        self.close_connection = True
        nth = self.proxy.next(action)
        fault = self.proxy.spoil(action, nth)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if fault is None or fault.name.endswith("_AFTER"):
            self.proxy.watch(action, nth, "before")
            status, headers, answer = self._forward(body)
            answer = self.proxy.rewrite(action, answer)
            self.proxy.watch(action, nth, "after")
        if fault is None or fault is Fault.CUT_AFTER:
            self._answer(status, answer, headers, cut=fault is not None)
        elif fault is Fault.HANG:
            self.proxy.closing.wait(60)
        elif fault in ANSWERS:
            status, answer, headers = ANSWERS[fault]
            self._answer(status, answer, headers)
        else:
            self.connection.close()

    def _forward(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        upstream = http.client.HTTPConnection(self.target, timeout=60)
        headers = {key: value for key, value in self.headers.items() if key.lower() not in ("host", "connection")}
        upstream.request(self.command, self.path, body, headers)
        response = upstream.getresponse()
        content = response.read()
        upstream.close()
        return response.status, {"Content-Type": response.headers.get("Content-Type", "")}, content

    def _answer(self, status: int, content: bytes, headers: dict[str, str], *, cut: bool = False) -> None:
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content[: len(content) // 2] if cut else content)
