"""Addresses to which an element leads by a script in its own attribute: `onclick="location.href='/x'"`.

Only whole addresses written as one string are read; what is put together from pieces is seen by a browser only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_LEADS = re.compile(
    r"(?:location(?:\.href)?\s*=(?!=)|location\.(?:assign|replace)\s*\(|(?:window\.)?\bopen\s*\("
    r"|\.pushState\s*\([^'\"]{0,40}(?:'[^']*'|\"[^\"]*\")?\s*,|\.(?:push|navigate(?:ByUrl)?)\s*\()"
    r"\s*(?:'([^'+\n]{1,500})'|\"([^\"+\n]{1,500})\")\s*(?:[;,)}]|\Z)"
)
_ADDRESS = re.compile(
    r"(?:https?:)?//|/|\.{1,2}/|[^\s:'\"<>{}$]+\.(?:html?|php|aspx?|jsp|do|pdf|od[tsp])(?:[?#]|\Z)|\?[\w-]+="
)


def is_address(text: str) -> bool:
    """Whether a text is an address, and no name or number that a script makes one of."""
    return _ADDRESS.match(text) is not None


def addresses(handler: str) -> Iterator[str]:
    """Where a handler leads, as written."""
    for found in _LEADS.finditer(handler):
        address = found[1] or found[2]
        if _ADDRESS.match(address):
            yield address
