"""A folder on the loopback address, for as long as somebody reads it back. Not a web server for the public."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

_TYPES = {
    "": "application/octet-stream",
    ".atom": "application/atom+xml",
    ".csv": "text/csv",
    ".css": "text/css",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".ttl": "text/turtle",
}


class _Quiet(SimpleHTTPRequestHandler):
    """Says nothing about requests: they are our own."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | _TYPES

    def log_message(self, *_: object) -> None:
        return


class _Server(ThreadingHTTPServer):
    """Threads that die with the process."""

    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A reader that hangs up early is no event."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address (with a slash at its end) at which `folder` is served on 127.0.0.1."""
    server = _Server(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
