"""Streams of compound files that are files of their own: bodies and attachments of Outlook, packages of OLE."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING

from publisher.documents.search.items import Item, SpentError, Unsearched

if TYPE_CHECKING:
    from publisher.documents.search.walking import DocumentWalk

_PACKAGE = "\x01Ole10Native"
_HTML, _RICH, _ATTACHED = "__substg1.0_1013", "__substg1.0_1009", "__substg1.0_37010102"
_PACKED, _PLAIN = b"LZFu", b"MELA"
_HEAD = 16
_KNOWN_TEXT = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor "
    b"MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain"
    b"\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
"""What every packer of MS-OXRTFCP has written before it begins."""
_RING = 4096


def parts(walk: DocumentWalk, name: str, content: bytes, where: str) -> Iterator[Item]:
    """What the stream of this name is, read as what it is; nothing when it is no text or file."""
    if name == _PACKAGE:
        called, inner = _packaged(content)
        if inner:
            yield from walk.part(inner, called, f"{where}/{called}")
    elif name.startswith(_HTML):
        text = content.decode("utf-16-le", "replace").encode() if name.endswith("001F") else content
        yield from walk.part(text, "body.html", where)
    elif name == _ATTACHED and content:
        yield from walk.part(content, "", where)
    elif name.startswith(_RICH):
        try:
            rich, is_whole = _unpacked(content, walk.bounds.most_part)
        except SpentError:
            yield Unsearched("too-large", where)
        except (struct.error, ValueError):
            yield Unsearched("damaged", where)
        else:
            if not is_whole:
                yield Unsearched("damaged", where)
            yield from walk.part(rich, "body.rtf", where)


def _packaged(content: bytes) -> tuple[str, bytes]:
    """Name and bytes of the file that an OLE package holds; none when it is laid out otherwise."""
    try:
        place = 6
        called = content[place : content.index(b"\0", place)]
        place += len(called) + 1
        place = content.index(b"\0", place) + 1 + 4
        length = struct.unpack_from("<I", content, place)[0]
        place += 4 + length
        size = struct.unpack_from("<I", content, place)[0]
    except (ValueError, struct.error):
        return "", b""
    inner = content[place + 4 : place + 4 + size]
    return called.decode("cp950", "replace"), inner if len(inner) == size else b""


def _unpacked(content: bytes, most: int) -> tuple[bytes, bool]:
    """Rich text as Outlook packs it (MS-OXRTFCP), and whether all of it is there. Raises SpentError."""
    size, kind = struct.unpack_from("<I4s", content, 4)
    if kind == _PLAIN:
        plain = content[_HEAD : _HEAD + size]
        return plain, len(plain) == size
    if kind != _PACKED:
        raise ValueError
    if size > most:
        raise SpentError
    made = bytearray()
    for piece in _pieces(content):
        made += piece
        if len(made) > size:
            break
    return bytes(made), len(made) >= size


def _pieces(content: bytes) -> Iterator[bytes]:
    """What the packed signs stand for, to the sign of the end or, without one, to the last byte."""
    ring = bytearray(_KNOWN_TEXT.ljust(_RING, b"\0"))
    write, place = len(_KNOWN_TEXT), _HEAD
    while place < len(content):
        flags = content[place]
        place += 1
        for bit in range(8):
            width = 1 + (flags >> bit & 1)
            piece = content[place : place + width]
            place += width
            if len(piece) < width:
                return
            if width == 1:
                ring[write] = piece[0]
                write = (write + 1) % _RING
                yield piece
                continue
            begin, length = piece[0] << 4 | piece[1] >> 4, (piece[1] & 15) + 2
            if begin == write:
                return
            copied = bytearray()
            for step in range(length):
                ring[write] = ring[(begin + step) % _RING]
                copied.append(ring[write])
                write = (write + 1) % _RING
            yield bytes(copied)
