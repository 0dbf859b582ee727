"""Accounts in addresses: found before they are kept, and cut out of every sentence that would repeat one."""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import urlsplit

WEB = "an address of the web"
WebAddress = Annotated[str, WEB]
"""The type of a declared address that pages and catalogues lead to: the loader refuses any other."""
MAIL = "an address of mail"
MailAddress = Annotated[str, MAIL]

# What stands between the scheme and the host (RFC 3986, 3.2.1), as browsers read it too: any number of slashes in
# either direction. The last @ before the path ends it, for a password may hold one.
_USERINFO = re.compile(r"(?P<start>[A-Za-z][A-Za-z0-9+.-]*:[/\\]{1,}|(?<![:/\\\w])//)[^\s/\\?#<>\"']*@")
_WITHOUT_SLASHES = re.compile(r"(?P<start>\b(?:https?|ftps?|wss?):)[^\s/\\?#<>\"']+@", re.IGNORECASE)


def has_account(text: str) -> bool:
    """Whether `text` holds an address with a user (and mostly a password) before its host."""
    return "@" in text and bool(_USERINFO.search(text) or _WITHOUT_SLASHES.search(text))


def without_accounts(text: str) -> str:
    """`text` with the user and the password cut out of every address in it."""
    if "@" not in text:
        return text
    return _WITHOUT_SLASHES.sub(r"\g<start>", _USERINFO.sub(r"\g<start>", text))


def is_web(text: str) -> bool:
    """Whether `text` is an address of http or https, as a link or a catalogue may hold it."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    plain = not any(sign.isspace() or not sign.isprintable() or sign in '<>"\\^`{|}' for sign in text)
    return plain and parts.scheme in ("http", "https") and bool(parts.hostname) and port != 0


def is_mail(text: str) -> bool:
    """Whether `text` looks like an address of mail."""
    return re.fullmatch(r"[^\s@<>\"]+@[^\s@<>\"]+\.[^\s@<>\".]+", text) is not None
