"""What is kept of a page, packed as one: markup, facts and links say the same words, and pages are alike.

The first page of a site is the dictionary of all others, so that menus and footers cost next to nothing. A packed
content names its dictionary. Contents of earlier versions of the program (three columns of zlib) are read as well.
"""

from __future__ import annotations

import hashlib
import struct
import sys
import zlib
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from publisher.state.crawl_values import StoredContent

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_MARK = b"Z1"
_HEAD = struct.Struct("<3I")
_NAME_BYTES = 8
_NO_NAME = bytes(_NAME_BYTES)
_LEVEL = 3
_MOST = 200_000
"""Bytes of a dictionary."""

Find = Callable[[bytes], bytes]
"""Gives the bytes of the dictionary of a name."""


class Squeezer:
    """Packs the contents of one site; `new` is a dictionary that has to be kept before what was packed with it."""

    def __init__(self, dictionary: bytes | None = None) -> None:
        self.new: tuple[bytes, bytes] | None = None
        self._name = _NO_NAME
        self._pack: Any = None
        if dictionary is not None:
            self._take(dictionary)

    def squeeze(self, content: StoredContent) -> StoredContent:
        """`content` with all of it in `facts`."""
        if content.facts.startswith(_MARK):
            return content
        plain = _joined(content)
        packed = self._compressor().compress(plain, zstd.ZstdCompressor.FLUSH_FRAME)
        done = StoredContent(content.kind, b"".join((_MARK, self._name, packed)), b"")
        if self._name == _NO_NAME and content.kind == "page":
            self._take(plain[:_MOST])
            self.new = (self._name, plain[:_MOST])
        return done

    def _take(self, dictionary: bytes) -> None:
        self._name = name_of(dictionary)
        self._pack = zstd.ZstdCompressor(_LEVEL, zstd_dict=zstd.ZstdDict(dictionary, is_raw=True))

    def _compressor(self) -> Any:
        if self._pack is None:
            self._pack = zstd.ZstdCompressor(_LEVEL)
        return self._pack


class Loosener:
    """Unpacks what a squeezer packed."""

    def __init__(self, find: Find) -> None:
        self._find = find
        self._known: dict[bytes, Any] = {}

    def loosen(self, kind: str, facts: bytes, links: bytes, body: bytes | None) -> StoredContent:
        """The content as it was handed in: JSON and markup as bytes."""
        if not facts.startswith(_MARK):
            return StoredContent(
                kind, zlib.decompress(facts), zlib.decompress(links), zlib.decompress(body) if body else None
            )
        at = len(_MARK) + _NAME_BYTES
        plain = zstd.decompress(facts[at:], zstd_dict=self._dictionary(facts[len(_MARK) : at]))
        sizes = _HEAD.unpack_from(plain)
        ends = [_HEAD.size + sum(sizes[:number]) for number in range(len(sizes) + 1)]
        markup, first, second = (plain[start:end] for start, end in pairwise(ends))
        return StoredContent(kind, first, second, markup or None)

    def _dictionary(self, name: bytes) -> Any:
        if name == _NO_NAME:
            return None
        if name not in self._known:
            self._known[name] = zstd.ZstdDict(self._find(name), is_raw=True)
        return self._known[name]


def name_of(dictionary: bytes) -> bytes:
    """The name of a dictionary: the beginning of its checksum."""
    return hashlib.sha256(dictionary).digest()[:_NAME_BYTES]


def _joined(content: StoredContent) -> bytes:
    parts = (content.body or b"", content.facts, content.links)
    return _HEAD.pack(*map(len, parts)) + b"".join(parts)
