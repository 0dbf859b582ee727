"""Accounts in addresses: found before they are kept, and cut out of every sentence that would repeat one."""

from __future__ import annotations

import re

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
