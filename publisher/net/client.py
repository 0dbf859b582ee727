"""One request at a time over aiohttp: what came, or the one word for why nothing did.

Redirects are not followed here: each hop is an address of its own and is judged like any other. Bodies are read
up to the room the caller gives after seeing the header, also after decompression, so a bomb costs no more than a
page. Cookies are not kept: the site is seen as by a first visitor.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import zlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import TracebackType

import aiohttp
from multidict import CIMultiDictProxy
from yarl import URL

from publisher.model.site import Answer
from publisher.net.guard import ForbiddenAddressError, guarded_socket

_CONNECT_TIMEOUT = 10.0
_CHUNK = 1 << 16
_LONGEST_HEADER = 32_768
_WAIT_FOR_BODY = 3.0
"""A body may take this many times the timeout of the header (a large document on a slow line)."""
_SMALL_REST = 65_536
"""So much is read and thrown away to keep a connection; more is cut off."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. `headers` have small names; `body` is decompressed; `truncated` says that there was more."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    truncated: bool = False
    received: int = 0

    def header(self, name: str) -> str:
        """A header's value, "" without one."""
        return self.headers.get(name, "")


@dataclass(frozen=True, slots=True)
class Failure:
    """No answer, and why: `note` is the class of the library's exception, never its text."""

    url: str
    answer: Answer
    note: str


Outcome = Reply | Failure
Room = Callable[[int, Mapping[str, str]], int]


def read_all(limit: int) -> Room:
    """Read any body, up to `limit` bytes."""
    return lambda _status, _headers: limit


class Client:
    """Asks over HTTP. Use as an asynchronous context manager."""

    def __init__(self, agent: str, *, timeout: float, connections: int, allow_private: bool) -> None:
        """`timeout` in seconds for connecting and the header; `agent` is sent as User-Agent."""
        self._agent = agent
        self._timeout = timeout
        self._connections = connections
        self._allow_private = allow_private
        self._session: aiohttp.ClientSession | None = None
        self.requests = 0
        self.received = 0

    async def __aenter__(self) -> Client:
        connector = aiohttp.TCPConnector(
            limit=self._connections,
            resolver=aiohttp.ThreadedResolver(),
            ttl_dns_cache=300,
            socket_factory=guarded_socket(allow_private=self._allow_private),
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            max_line_size=_LONGEST_HEADER,
            max_field_size=_LONGEST_HEADER,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=min(_CONNECT_TIMEOUT, self._timeout)),
            headers={
                "User-Agent": self._agent,
                "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
                "Accept-Encoding": "gzip, deflate",
                "Accept-Language": "zh-TW,zh;q=0.9,en;q=0.5",
            },
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._session is not None
        await self._session.close()

    async def get(self, url: str, room: Room, headers: Mapping[str, str] | None = None) -> Outcome:
        """Ask for `url` once."""
        self.requests += 1
        try:
            async with self._answer(url, headers) as response:
                return await self._read(url, response, room)
        except TimeoutError:
            return Failure(url, Answer.TIMEOUT, "timeout")
        except (aiohttp.ClientError, OSError, ValueError, asyncio.IncompleteReadError) as error:
            return Failure(url, _why(error), type(error).__name__)

    @asynccontextmanager
    async def _answer(self, url: str, headers: Mapping[str, str] | None) -> AsyncIterator[aiohttp.ClientResponse]:
        assert self._session is not None
        address = URL(url, encoded=True)
        async with asyncio.timeout(self._timeout):
            response = await self._session.get(address, headers=headers, allow_redirects=False)
        try:
            yield response
        finally:
            response.close() if not response.content.at_eof() else response.release()

    async def _read(self, url: str, response: aiohttp.ClientResponse, room: Room) -> Outcome:
        headers = _plain(response.headers)
        limit = room(response.status, headers)
        async with asyncio.timeout(self._timeout * _WAIT_FOR_BODY):
            body, truncated, received = await _body(response, headers.get("content-encoding", ""), limit)
        self.received += received
        if body is None:
            return Failure(url, Answer.BAD_ANSWER, "encoding")
        return Reply(url, response.status, headers, body, truncated, received)


def _plain(headers: CIMultiDictProxy[str]) -> dict[str, str]:
    plain: dict[str, str] = {}
    for name, value in headers.items():
        plain.setdefault(name.lower(), value)
    return plain


async def _body(response: aiohttp.ClientResponse, encoding: str, limit: int) -> tuple[bytes | None, bool, int]:
    """The body up to `limit` bytes (None when it cannot be unpacked), whether it was cut, and bytes received."""
    unpack = _unpacker(encoding)
    if unpack is None and limit:
        return None, False, 0
    parts: list[bytes] = []
    size = received = 0
    async for chunk in response.content.iter_chunked(_CHUNK):
        received += len(chunk)
        if size < limit and unpack is not None:
            try:
                part = unpack(chunk, limit - size)
            except zlib.error:
                return None, False, received
            parts.append(part)
            size += len(part)
        if size >= limit and received > limit + _SMALL_REST:
            break
    return b"".join(parts), size >= limit and (limit > 0), received


def _unpacker(encoding: str) -> Callable[[bytes, int], bytes] | None:
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return lambda chunk, most: chunk[:most]
    if name in ("gzip", "x-gzip"):
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress
    if name == "deflate":
        return _Deflate()
    return None


class _Deflate:
    """`deflate` with or without the zlib header, for servers send both."""

    def __init__(self) -> None:
        self._unpack: Callable[[bytes, int], bytes] | None = None

    def __call__(self, chunk: bytes, most: int) -> bytes:
        if self._unpack is None:
            wrapped = len(chunk) > 1 and chunk[0] & 0x0F == 8 and (chunk[0] * 256 + chunk[1]) % 31 == 0
            self._unpack = zlib.decompressobj(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS).decompress
        return self._unpack(chunk, most)


def _why(error: BaseException) -> Answer:
    """The word for a failure; by the types in the chain of exceptions, never by their texts."""
    chain = [error, *_causes(error)]
    for one in chain:
        if isinstance(one, ForbiddenAddressError):
            return Answer.PRIVATE_ADDRESS
        if isinstance(one, aiohttp.InvalidURL):
            return Answer.MALFORMED
        if isinstance(one, socket.gaierror):
            missing = (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))
            return Answer.NO_SUCH_HOST if one.errno in missing else Answer.DROPPED
        if isinstance(one, ssl.SSLError | ssl.CertificateError):
            return Answer.TLS_ERROR
        if isinstance(one, ConnectionRefusedError):
            return Answer.REFUSED
        if isinstance(one, TimeoutError):
            return Answer.TIMEOUT
    if isinstance(error, aiohttp.ClientPayloadError | aiohttp.ClientResponseError | ValueError):
        return Answer.BAD_ANSWER
    return Answer.DROPPED


def _causes(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    at: BaseException | None = error
    while at is not None and len(found) < 8:
        inner = getattr(at, "os_error", None)
        if isinstance(inner, BaseException):
            found.append(inner)
        at = at.__cause__ or at.__context__
        if at is not None:
            found.append(at)
    return found
