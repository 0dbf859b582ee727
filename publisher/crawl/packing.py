"""How what was found is written for the store, which compresses it: JSON; links as rows, for there are many."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from publisher.model.site import Link

VERSION = 8
"""Part of every stored checksum: raise it when facts or links are read otherwise, and all is fetched anew."""


def pack(value: object) -> bytes:
    """`value` as JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def unpack(packed: bytes) -> Any:
    """What was packed."""
    return json.loads(packed)


def pack_links(links: Sequence[Link]) -> bytes:
    """Links as rows."""
    return pack(links)


def unpack_links(packed: bytes) -> tuple[Link, ...]:
    """The links of a page."""
    return tuple(Link(*row) for row in unpack(packed))


def linked_urls(packed: bytes) -> dict[str, str]:
    """Only where the links lead, with the element of one of them."""
    return {row[2]: row[0] for row in unpack(packed)}


def pack_body(html: str) -> bytes:
    """The markup of a page for the store."""
    return html.encode("utf-8", "replace")


def as_packed(body: bytes) -> bytes:
    """A kept markup as `Page.packed` has it; not compressed anew, for it is held for a moment."""
    return zlib.compress(body, 0)


def unpack_body(packed: bytes) -> str:
    """The markup of a page that was kept."""
    return packed.decode("utf-8", "replace")


Facts = Mapping[str, Any]
