"""Who may come in, and whether a form is one of ours.

On this machine the address that the command prints has a key; it is exchanged for a session. Behind the agency's
proxy the proxy's header says who it is, believed from the proxy alone. A form carries a token of its session and
must come from one of our own pages: another site's form, or a name that leads here by a trick, does nothing.
"""

from __future__ import annotations

import hmac
import secrets
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from starlette.requests import Request

_MOST_SESSIONS = 200
_LONGEST_NAME = 80
COOKIE = "publisher-console"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks: the session and the name (empty until it is given)."""

    session: str
    name: str
    token: str


@dataclass(slots=True)
class Door:
    """`header` is the proxy's header with the name of who is signed in, believed from `proxies` only; `hosts` are
    the names under which the console is asked for."""

    hosts: tuple[str, ...]
    header: str = ""
    proxies: tuple[str, ...] = ("127.0.0.1", "::1")
    key: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    _secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    _sessions: OrderedDict[str, str] = field(default_factory=OrderedDict)

    def visitor(self, request: Request) -> Visitor | None:
        """Who asks; None for somebody who may not come in."""
        if self.header:
            peer = request.client.host if request.client else ""
            name = _named(request.headers.get(self.header, ""))
            return Visitor(name, name, self._token(name)) if peer in self.proxies and name else None
        session = request.cookies.get(COOKIE, "")
        if session not in self._sessions:
            return None
        return Visitor(session, self._sessions[session], self._token(session))

    def enter(self, key: str) -> str | None:
        """A new session for who has the key."""
        if self.header or not hmac.compare_digest(key.encode(), self.key.encode()):
            return None
        session = secrets.token_urlsafe(24)
        self._sessions[session] = ""
        while len(self._sessions) > _MOST_SESSIONS:
            self._sessions.popitem(last=False)
        return session

    def call(self, visitor: Visitor, name: str) -> None:
        """Note the name that a visitor gives."""
        if visitor.session in self._sessions:
            self._sessions[visitor.session] = _named(name)

    def is_ours(self, request: Request, visitor: Visitor, token: str) -> bool:
        """Whether a form was sent from one of our pages."""
        origin = request.headers.get("origin", "")
        if origin and origin != "null" and urlsplit(origin).netloc != request.headers.get("host", ""):
            return False
        if origin == "null" or request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return False
        return hmac.compare_digest(token.encode(), visitor.token.encode())

    def _token(self, session: str) -> str:
        return hmac.new(self._secret, session.encode(), "sha256").hexdigest()


def _named(text: str) -> str:
    """A name as one line; proxies send other than Latin letters percent-encoded, or as UTF-8 read as Latin-1."""
    with suppress(UnicodeError):
        text = text.encode("latin-1").decode("utf-8")
    return " ".join(unquote(text).split())[:_LONGEST_NAME]
