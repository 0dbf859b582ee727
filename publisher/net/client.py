"""One request at a time over aiohttp: what came, or the one word for why nothing did.

Redirects are not followed here: each hop is an address of its own and is judged like any other. Bodies are read
up to the room the caller gives after seeing the header, also after decompression, so a bomb costs no more than a
page. Cookies are not kept: the site is seen as by a first visitor.
"""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import aiohttp
from yarl import URL

from publisher.model.site import Answer
from publisher.net import lenient, tls, urls
from publisher.net.guard import ForbiddenAddressError, guarded_socket
from publisher.net.unpacking import ACCEPTED, Unpacker, UnpackingError, unpacker

_CONNECT_TIMEOUT = 10.0
_CHUNK = 1 << 16
_MOST_HEADERS = 1_000
_LONGEST_HEADER = 32_768
_WAIT_FOR_BODY = 3.0
"""A body may take this many times the timeout of the header (a large document on a slow line)."""
_SENDABLE = re.compile(r"[\x20-\x7e]{1,500}\Z")
_SMALL_REST = 65_536
"""So much is read and thrown away to keep a connection; more is cut off."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. `headers` have small names; `body` is decompressed; `truncated` says that there was more.

    `cut` says that what was packed ended before its end, which browsers show without a word.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    truncated: bool = False
    received: int = 0
    cut: bool = False

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

    def __init__(
        self, agent: str, *, timeout: float, connections: int, allow_private: bool, ca_file: Path | None = None
    ) -> None:
        """`timeout` in seconds for connecting and the header; `agent` is sent as User-Agent.

        Certificates in `ca_file` (PEM) are trusted beside those of the system.
        """
        self._tls = tls.context(ca_file)
        self._completed: set[str] = set()
        self._headers = {
            "User-Agent": agent,
            "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
            "Accept-Encoding": ACCEPTED,
            "Accept-Language": "zh-TW,zh;q=0.9,en;q=0.5",
        }
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
            ssl=self._tls,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            max_line_size=_LONGEST_HEADER,
            max_field_size=_LONGEST_HEADER,
            max_headers=_MOST_HEADERS,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=min(_CONNECT_TIMEOUT, self._timeout)),
            headers=self._headers,
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
            return await self._failed(url, error, room, headers)

    async def _failed(
        self, url: str, error: BaseException, room: Room, headers: Mapping[str, str] | None
    ) -> Outcome:
        """The word for a failure; a chain of certificates that lacks a link is completed once for each host."""
        answer = _why(error)
        if answer is Answer.BAD_ANSWER and not _speaks_http2(error) and not isinstance(error, aiohttp.InvalidURL):
            shown = await self._as_browsers_show_it(url, room, headers or {})
            return shown or Failure(url, answer, _note(error))
        if answer is not Answer.TLS_ERROR:
            return Failure(url, answer, _note(error))
        word = tls.word_for([error, *_causes(error)])
        host = urls.host_of(url)
        if word == tls.NO_ISSUER and host not in self._completed:
            self._completed.add(host)
            if await self._complete_chain(host):
                return await self.get(url, room, headers)
        return Failure(url, answer, word)

    async def _as_browsers_show_it(self, url: str, room: Room, headers: Mapping[str, str]) -> Outcome | None:
        """Ask once more with a reader that forgives what browsers forgive; None when nothing came."""

        def most(status: int, lines: Iterable[tuple[str, str]]) -> int:
            return room(status, _plain(lines))

        try:
            raw = await asyncio.to_thread(
                lenient.get,
                url,
                {**self._headers, **headers},
                most,
                timeout=self._timeout,
                allow_private=self._allow_private,
                tls=self._tls,
            )
        except OSError:
            return None
        if raw is None:
            return None
        plain = _plain(raw.headers)
        limit = room(raw.status, plain)
        unpack = unpacker(plain.get("content-encoding", "")) if limit else unpacker("")
        try:
            body = unpack.unpack(raw.body, limit) if unpack is not None else None
        except UnpackingError:
            body = None
        if body is None or unpack is None:
            return Failure(url, Answer.BAD_ANSWER, "encoding")
        self.received += len(raw.body)
        cut = raw.cut or (bool(raw.body) and len(body) < limit and not unpack.ended)
        return Reply(url, raw.status, plain, body, len(body) >= limit > 0, len(raw.body), cut)

    async def _complete_chain(self, host: str) -> bool:
        """Fetch the certificates between the server's and its root, as browsers do; True when there was one."""
        name, _, port = host.partition(":") if not host.startswith("[") else (host.partition("]")[0][1:], "", "")
        try:
            async with asyncio.timeout(self._timeout):
                at = await tls.certificate_of(name, int(port or 443), allow_private=self._allow_private)
        except (OSError, TimeoutError, ValueError):
            return False
        added = False
        for _ in range(tls.LONGEST_CHAIN):
            address = tls.issuer_address(at) if at is not None else None
            reply = await self.get(address, read_all(tls.MOST_BYTES)) if address else None
            if not isinstance(reply, Reply) or reply.status != 200:
                break
            found = tls.certificates_in(reply.body)
            added = tls.trust_as_links(self._tls, found) or added
            at = found[0] if found else None
        return added

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
        headers = _plain(response.headers.items())
        limit = room(response.status, headers)
        unpack = unpacker(headers.get("content-encoding", "")) if limit else unpacker("")
        if unpack is None:
            return Failure(url, Answer.BAD_ANSWER, "encoding")
        async with asyncio.timeout(self._timeout * _WAIT_FOR_BODY):
            try:
                body, truncated, cut, received = await _body(response, unpack, limit)
            except UnpackingError:
                return Failure(url, Answer.BAD_ANSWER, "encoding")
        self.received += received
        return Reply(url, response.status, headers, body, truncated, received, cut)


def _plain(lines: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The first of each header, small names; of cookies all, one a line."""
    plain: dict[str, str] = {}
    for written, value in lines:
        name = written.lower()
        if name == "set-cookie" and name in plain:
            plain[name] += f"\n{_text(value)}"
        elif name not in plain:
            plain[name] = _READ_AS.get(name, _text)(value)
    return plain


async def _body(response: aiohttp.ClientResponse, unpack: Unpacker, limit: int) -> tuple[bytes, bool, bool, int]:
    """The body up to `limit` bytes, whether there was more, whether it ended too early, and bytes received."""
    parts: list[bytes] = []
    size = received = 0
    async for chunk in response.content.iter_chunked(_CHUNK):
        received += len(chunk)
        if size < limit:
            part = unpack.unpack(chunk, limit - size)
            parts.append(part)
            size += len(part)
        if size >= limit and received > limit + _SMALL_REST:
            break
    cut = size < limit and received > 0 and not unpack.ended
    return b"".join(parts), size >= limit > 0, cut, received


def _text(value: str) -> str:
    """A header as a person wrote it: aiohttp hands what is not UTF-8 on as lone surrogates.

    Older servers of Taiwan send Big5; what is neither is read as the standard has it, as Latin-1.
    """
    if value.isascii():
        return value
    raw = value.encode("utf-8", "surrogateescape")
    for name in ("utf-8", "cp950"):
        try:
            return raw.decode(name)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def _address(value: str) -> str:
    """A Location as browsers take it: bytes that are not UTF-8 are sent back as they came."""
    if value.isascii():
        return value
    raw = value.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(chr(byte) if byte < 0x80 else f"%{byte:02X}" for byte in raw)


def _mark(value: str) -> str:
    """A mark that is sent back word by word (ETag, Last-Modified); one that no request could carry is none."""
    return value if _SENDABLE.match(value) else ""


_READ_AS = {"location": _address, "etag": _mark, "last-modified": _mark}


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
    if _speaks_http2(error):
        return Answer.BAD_ANSWER
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


def _note(error: BaseException) -> str:
    if _speaks_http2(error):
        return "http2-only"
    return "cut-off" if isinstance(error, aiohttp.ClientPayloadError) else type(error).__name__


def _speaks_http2(error: BaseException) -> bool:
    """Whether a server answered with frames of HTTP/2, which begin with a SETTINGS frame."""
    text = error.message if isinstance(error, aiohttp.ClientResponseError) else ""
    return "\\x00\\x00" in text and "\\x04\\x00" in text
