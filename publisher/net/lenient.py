"""A second try for answers that browsers show and a strict reader refuses.

Old servers send header lines without a colon, blanks before it, control characters, one length twice, a wrong
length or none, a chunk without an end. The standard library's reader stands most of that. One connection for one
request; the same bounds, the same guard on addresses and the same judgement of certificates as everywhere.
"""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from publisher.net.deadline import Deadline
from publisher.net.guard import guarded_socket

_CHUNK = 1 << 16
_LONGEST_SECONDS = 4.0
"""A whole answer may take this many times the timeout."""


@dataclass(frozen=True, slots=True)
class Raw:
    """Status, header lines and the body as it came, still packed; `cut` when it ended before its announced end."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    cut: bool


def get(
    url: str,
    headers: Mapping[str, str],
    most: Callable[[int, Iterable[tuple[str, str]]], int],
    *,
    timeout: float,
    allow_private: bool,
    tls: ssl.SSLContext,
) -> Raw | None:
    """Ask for `url` once; None when nothing that is an answer came.

    `most` says how many bytes of the packed body are wanted, once status and header are known. Blocks. Raises
    OSError.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        connection = http.client.HTTPConnection(host, port, timeout=timeout)
    except ValueError:
        return None
    with Deadline(timeout * _LONGEST_SECONDS) as deadline:
        try:
            connection.sock = _connected(host, port, timeout, allow_private)
            deadline.watch(connection.sock)
            if parts.scheme == "https":
                connection.sock = tls.wrap_socket(connection.sock, server_hostname=host)
            target = url.split("/", 3)[3] if url.count("/") > 2 else ""
            connection.putrequest("GET", f"/{target}", skip_host=True, skip_accept_encoding=True)
            for name, value in {"Host": parts.netloc.rpartition("@")[2], **headers, "Connection": "close"}.items():
                connection.putheader(name, value)
            connection.endheaders()
            raw = _read(connection.getresponse(), most)
        except (http.client.HTTPException, ValueError):
            return None
        except OSError:
            if deadline.late:  # cut off by us
                return None
            raise
        finally:
            connection.close()
        if raw is not None and deadline.late:
            return replace(raw, cut=True) if raw.body else None
        return raw


def _connected(host: str, port: int, timeout: float, allow_private: bool) -> socket.socket:
    make = guarded_socket(allow_private=allow_private)
    fault: OSError | None = None
    for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        one: socket.socket | None = None
        try:
            one = make(info)
            one.settimeout(timeout)
            one.connect(info[4])
        except OSError as error:
            fault = error
            if one is not None:
                one.close()
        else:
            return one
    raise fault or OSError


def _read(
    response: http.client.HTTPResponse,
    most: Callable[[int, Iterable[tuple[str, str]]], int],
) -> Raw | None:
    lines = tuple((name.strip(), _as_sent(value)) for name, value in response.getheaders())
    wanted = most(response.status, lines)
    body, cut = bytearray(), False
    try:
        while len(body) < wanted and (part := response.read(_CHUNK)):
            body += part
    except (http.client.HTTPException, ValueError, ConnectionError) as error:
        body += error.partial if isinstance(error, http.client.IncompleteRead) else b""
        cut = True
    if response.length and len(body) < wanted:
        cut = True
    return None if cut and not body else Raw(response.status, lines, bytes(body), cut)


def _as_sent(value: str) -> str:
    """A value with bytes that are not UTF-8 as lone surrogates, which is how the rest of this room has them."""
    return value.encode("latin-1", "replace").decode("utf-8", "surrogateescape").strip()
