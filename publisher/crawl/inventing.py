"""Addresses that nobody has given to anything: what a server answers there, it answers for what is not there."""

from __future__ import annotations

import hashlib
import re

from publisher.net import urls

_NEVER = "987654321"
_NEVER_GIVEN = re.compile("[0-9A-Fa-f]")
_NUMBER = re.compile(r"[0-9]+\Z")
_IDENTIFIER = re.compile(r"(?:[0-9]+|[0-9A-Fa-f]{8}-?(?:[0-9A-Fa-f]{4}-?){3}[0-9A-Fa-f]{12}|[0-9A-Fa-f]{12,})\Z")
_LAST_NUMBER = re.compile(r"[0-9]+(?=[^0-9/]*\Z)")


def invention(address: str) -> str:
    """Another number in the query or in the name, or another name in the folder.

    The same for every address of a kind, so that one request answers for all of them.
    """
    path, _, query = address.partition("?")
    parts = query.split("&") if query else []
    numbered = [number for number, part in enumerate(parts) if _IDENTIFIER.match(part.partition("=")[2])]
    if not numbered:
        start = len(urls.directory_of(path))
        if query or (found := _LAST_NUMBER.search(path, start)) is None:
            return invent(address)
        return f"{path[: found.start()]}{_NEVER}{path[found.end() :]}"
    name, _, value = parts[numbered[-1]].partition("=")
    parts[numbered[-1]] = f"{name}={_NEVER if _NUMBER.match(value) else _NEVER_GIVEN.sub('e', value)}"
    return f"{path}?{'&'.join(parts)}"


def invent(address: str) -> str:
    """An address in the same folder, with the same ending, that nobody has given to anything."""
    folder = urls.directory_of(address)
    path = address.partition("?")[0]
    ending = path.rpartition("/")[2].rpartition(".")[2] if "." in path.rpartition("/")[2] else ""
    name = "x" + hashlib.sha256(folder.encode()).hexdigest()[:16]
    return f"{folder}{name}.{ending}" if ending else f"{folder}{name}"
