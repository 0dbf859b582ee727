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
            rich = _unpacked(content, walk.bounds.most_part)
        except SpentError:
            yield Unsearched("too-large", where)
        except (IndexError, struct.error, ValueError):
            yield Unsearched("damaged", where)
        else:
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


def _unpacked(content: bytes, most: int) -> bytes:
    """Rich text as Outlook packs it (MS-OXRTFCP). Raises SpentError, and IndexError where it ends early."""
    size, kind = struct.unpack_from("<I4s", content, 4)
    if kind == _PLAIN:
        return content[_HEAD : _HEAD + size]
    if kind != _PACKED:
        raise ValueError
    if size > most:
        raise SpentError
    ring = bytearray(_KNOWN_TEXT.ljust(_RING, b"\0"))
    write, made, place = len(_KNOWN_TEXT), bytearray(), _HEAD
    while len(made) <= size:
        flags = content[place]
        place += 1
        for bit in range(8):
            if not flags >> bit & 1:
                piece = content[place : place + 1] or _ended()
                place += 1
                ring[write] = piece[0]
                made += piece
                write = (write + 1) % _RING
                continue
            pair = content[place] << 8 | content[place + 1]
            place += 2
            begin, length = pair >> 4, (pair & 15) + 2
            if begin == write:
                return bytes(made)
            for step in range(length):
                sign = ring[(begin + step) % _RING]
                made.append(sign)
                ring[write] = sign
                write = (write + 1) % _RING
    return bytes(made)


def _ended() -> bytes:
    raise IndexError
