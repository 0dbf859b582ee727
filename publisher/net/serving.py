"""A folder of files over HTTP, read only: for `publisher serve`, and for reading a portal back as a visitor does.

Files as any web server gives them (types, ETag, Last-Modified, ranges, HEAD), by aiohttp. Whoever is slower than
HEAD_SECONDS over the head of a question, BODY_SECONDS over its body or ANSWER_SECONDS over a file is cut off, and
keeps nobody else waiting. Not a web server for the public.
"""

from __future__ import annotations

import asyncio
import re
import resource
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter

HEAD_SECONDS = 10
BODY_SECONDS = 10
ANSWER_SECONDS = 900
MOST_BODY = 1_000_000
"""Bytes of a question that is posted; the head is held to aiohttp's 8 KB a line."""

Ask = Callable[[str, str, bytes | None], tuple[HTTPStatus, bytes] | None]
"""Path, query and body of a question to its answer in JSON; None where a path is no question."""

_RANGE = re.compile(r"bytes=(\d+-\d*|-\d+)")
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Content-Security-Policy": "frame-ancestors 'self'; object-src 'none'; base-uri 'none'",
}


class FolderServer:
    """Serves one folder: no listings, nothing outside of it, no name that begins with a dot.

    `kind` gives the media type of a file, `ask` answers questions. It listens from the start; raises OSError when
    it cannot.
    """

    def __init__(
        self,
        folder: Path,
        kind: Callable[[Path], str],
        ask: Ask | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self._root = folder
        self._type = kind
        self._ask = ask
        family, *_, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        self._socket = socket.create_server(place[:2], family=family, backlog=1024)
        self.port: int = self._socket.getsockname()[1]

    def serve(self, *, stop: threading.Event | None = None) -> None:
        """Answer until `stop` is set, or for ever."""
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        asyncio.run(self._serve(stop))

    @contextmanager
    def beside(self) -> Iterator[str]:
        """Answer in a thread for the length of the block; gives the address, with a slash at its end."""
        stop = threading.Event()
        thread = threading.Thread(target=self.serve, kwargs={"stop": stop}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{self.port}/"
        finally:
            stop.set()
            thread.join()

    async def _serve(self, stop: threading.Event | None) -> None:
        server = web.Server(
            self._answer,
            request_factory=_asked,
            keepalive_timeout=HEAD_SECONDS,
            access_log=None,
        )
        runner = web.ServerRunner(server, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.SockSite(runner, self._socket).start()
            while stop is None or not stop.is_set():
                await asyncio.sleep(0.05 if stop is not None else 3600)
        finally:
            await runner.cleanup()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        response = await self._response(request)
        response.headers.update(_HEADERS)
        return response

    async def _response(self, request: web.BaseRequest) -> web.StreamResponse:
        address = urlsplit(request.raw_path)
        body = None
        if request.method == "POST":
            try:
                async with asyncio.timeout(BODY_SECONDS):
                    body = await request.read()
            except (TimeoutError, web.HTTPRequestEntityTooLarge) as error:
                late = isinstance(error, TimeoutError)
                return _closing(HTTPStatus.REQUEST_TIMEOUT if late else HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        elif request.method not in ("GET", "HEAD"):
            return _closing(HTTPStatus.METHOD_NOT_ALLOWED)
        if self._ask is not None:
            answer = await asyncio.to_thread(self._ask, address.path, address.query, body)
            if answer is not None:
                status, text = answer
                return web.Response(status=status, body=text, content_type="application/json", charset="utf-8")
        if body is not None:
            return _closing(HTTPStatus.METHOD_NOT_ALLOWED)
        path = self._file(address.path)
        if path is None:
            return web.Response(status=HTTPStatus.NOT_FOUND, text="404\n")
        if path.is_dir():
            place = f"{address.path}/" + (f"?{address.query}" if address.query else "")
            return web.Response(status=HTTPStatus.MOVED_PERMANENTLY, headers={"Location": place})
        return _File(path, chunk_size=1 << 18, headers={"Content-Type": self._type(path)})

    def _file(self, asked: str) -> Path | None:
        """The file or folder at an address, if it is one that may be seen."""
        root = self._root.resolve()
        names = unquote(asked).split("/")
        if "\0" in unquote(asked) or any(name.startswith(".") for name in names):
            return None
        path = root.joinpath(*filter(None, names))
        if names[-1] == "":
            path /= "index.html"
        try:
            inside = path.resolve().is_relative_to(root)
            folder = path.is_dir() and (path / "index.html").is_file()
            return path if inside and (path.is_file() or folder) else None
        except (OSError, RuntimeError):  # a name too long, links in a circle
            return None


class _File(web.FileResponse):
    """A file, for whoever takes it in time."""

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        """Send it."""
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await super().prepare(request)
        except TimeoutError:
            if request.transport is not None:
                request.transport.abort()
            raise ConnectionResetError from None


class _RangedRequest(web.BaseRequest):
    """A request that is answered in part only when it asks for one range of bytes (RFC 9110, 14.2)."""

    @property
    def http_range(self) -> slice[Any, Any, Any]:
        """The range asked for; the whole where it is of another kind, or bound to an ETag."""
        asked = _RANGE.fullmatch(self.headers.get("Range", "").strip())
        if asked is None or self.headers.get("If-Range", "").lstrip("W/").startswith('"'):
            return slice(None)
        return super().http_range


def _asked(message: Any, payload: Any, protocol: Any, writer: Any, task: Any) -> _RangedRequest:
    loop = asyncio.get_running_loop()
    return _RangedRequest(message, payload, protocol, writer, task, loop, client_max_size=MOST_BODY)


def _closing(status: HTTPStatus) -> web.Response:
    response = web.Response(status=status, text=f"{status}\n")
    response.force_close()
    return response
