"""Pictures: what their metadata say. Their pixels are not read: a picture large enough for words says so."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from publisher.documents.search import xml
from publisher.documents.search.characters import runs
from publisher.documents.search.items import Item, Passage, Unsearched

if TYPE_CHECKING:
    from publisher.documents.search.walking import DocumentWalk

_PNG, _JPEG, _GIF = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8"
_READABLE = 300
_LOWEST, _LEAST_AREA = 40, 40_000
_LONGEST_TEXT = 16 * 1024**2
_SIZES = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
"""JPEG markers that say how large the picture is."""


def read(walk: DocumentWalk, content: bytes, where: str) -> Iterator[Item]:
    """Texts beside the pixels, and whether the pixels may hold words."""
    told, size, behind = _told(content)
    for piece in told:
        yield from _texts(walk, piece, where)
    yield from walk.beside(behind, where)
    if may_hold_words(*size):
        yield Unsearched("picture", where)


def size_of(content: bytes) -> tuple[int, int]:
    """Width and height in pixels of the picture that begins here."""
    return _told(content)[1]


_Told = tuple[list[bytes], tuple[int, int], bytes]


def _told(content: bytes) -> _Told:
    """What stands beside the pixels, their number, and what stands behind the picture.

    Of other kinds than PNG, JPEG and GIF it is the whole file, taken for a large one.
    """
    if content.startswith(_PNG):
        return _png(content)
    if content.startswith(_JPEG):
        return _jpeg(content)
    if content.startswith(_GIF):
        return [content[13:]], struct.unpack_from("<HH", content.ljust(10, b"\0"), 6), b""
    return [content], (_READABLE, _READABLE), b""


def may_hold_words(width: int, height: int) -> bool:
    """Whether a picture of so many pixels may show more than a sign: a line of words is wide and low."""
    return min(width, height) >= _LOWEST and width * height >= _LEAST_AREA


def _texts(walk: DocumentWalk, piece: bytes, where: str) -> Iterator[Item]:
    place = piece.find(b"<x:xmpmeta")
    if place >= 0:
        last = piece.find(b"</x:xmpmeta>", place)
        yield from xml.lines_of(piece[place : last + 12 if last > 0 else None], where, walk.bounds, hidden=True)
    for text in runs(piece):
        if walk.bounds.is_new(text):
            yield Passage(text, where, hidden=True)


def _png(content: bytes) -> _Told:
    told, size, place = [], (0, 0), 8
    while place + 8 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, place)
        data = content[place + 8 : place + 8 + length]
        if kind == b"IHDR" and len(data) >= 8:
            size = struct.unpack_from(">II", data)
        elif kind in (b"zTXt", b"iTXt", b"iCCP"):
            told += [data, *_inflated(data)]
        elif kind != b"IDAT":
            told.append(data)
        place += 12 + length
        if kind == b"IEND":
            break
    return told, size, content[place:]


def _inflated(data: bytes) -> list[bytes]:
    """The text of a compressed chunk, which begins behind the name and a few marks."""
    for place in [at + 1 for at, byte in enumerate(data[:400]) if byte == 0]:
        for shift in (0, 1):
            try:
                return [zlib.decompressobj().decompress(data[place + shift :], _LONGEST_TEXT)]
            except zlib.error:
                continue
    return []


def _jpeg(content: bytes) -> _Told:
    told, size, place = [], (0, 0), 2
    while place + 4 <= len(content) and content[place] == 0xFF:
        marker = content[place + 1]
        if marker == 0xFF:
            place += 1
            continue
        length = struct.unpack_from(">H", content, place + 2)[0]
        data = content[place + 4 : place + 2 + length]
        if marker in _SIZES and len(data) >= 5:
            size = struct.unpack_from(">HH", data, 1)
        elif 0xE0 <= marker <= 0xEF or marker == 0xFE:
            told.append(data)
        place += 2 + max(length, 2)
        if marker == 0xDA:
            break
    end = content.find(b"\xff\xd9", place)  # packed pixels never spell it
    return told, size, content[end + 2 :] if end >= 0 else b""
