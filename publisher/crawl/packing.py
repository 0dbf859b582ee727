"""How what was found is packed for the store: JSON, compressed; links as rows, for there are many."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from publisher.model.site import Link

VERSION = 6
"""Part of every stored checksum: raise it when facts or links are read otherwise, and all is fetched anew."""

_LEVEL = 1


def pack(value: object) -> bytes:
    """`value` as compressed JSON."""
    return zlib.compress(
        json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"), _LEVEL
    )


def unpack(packed: bytes) -> Any:
    """What was packed."""
    return json.loads(zlib.decompress(packed))


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
    """The markup of a page."""
    return zlib.compress(html.encode("utf-8", "replace"), _LEVEL)


def unpack_body(packed: bytes) -> str:
    """The markup of a page that was packed."""
    return zlib.decompress(packed).decode("utf-8", "replace")


Facts = Mapping[str, Any]
