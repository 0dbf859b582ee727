"""The text of Word (MS-DOC) and PowerPoint (MS-PPT) files up to 2003, by the tables that say where it stands.

All of it: the body, notes, comments, headers, text boxes; of slides also the notes and what was deleted.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

_USES_TABLE_1 = 0x0200
_CLX = 0x01A2
_BREAKS = re.compile("[\r\n\x07\x0b\x0c\x0d\x0e\x13\x14\x15]+")
_CONTROL = re.compile("[\x00-\x08\x1e\x1f]")
_CHARACTERS, _BYTES, _STRING = 4000, 4008, 4026
_MOST_RECORDS = 2_000_000


def table_name(word: bytes) -> str:
    """The stream that holds the tables of a Word file."""
    return "1Table" if struct.unpack_from("<H", word, 10)[0] & _USES_TABLE_1 else "0Table"


def word_lines(word: bytes, table: bytes) -> list[str]:
    """The lines of a Word file, from its two streams. Raises ValueError and struct.error when they do not fit."""
    start, length = struct.unpack_from("<II", word, _CLX)
    place, end = start, start + length
    while place < end and table[place] == 1:  # properties that pieces share
        place += 3 + struct.unpack_from("<H", table, place + 1)[0]
    if place >= end or table[place] != 2:
        raise ValueError
    size = struct.unpack_from("<I", table, place + 1)[0]
    place += 5
    count = (size - 4) // 12
    if count <= 0 or place + size > len(table):
        raise ValueError
    ends = struct.unpack_from(f"<{count + 1}I", table, place)
    pieces = []
    for number in range(count):
        where = struct.unpack_from("<I", table, place + 4 * (count + 1) + 8 * number + 2)[0]
        letters = ends[number + 1] - ends[number]
        if where & 0x40000000:
            begin = (where & 0x3FFFFFFF) // 2
            pieces.append(word[begin : begin + letters].decode("cp1252", "replace"))
        else:
            pieces.append(word[where : where + 2 * letters].decode("utf-16-le", "replace"))
    return _lines("".join(pieces))


def slide_lines(content: bytes) -> list[str]:
    """The lines of a stream of PowerPoint records. Raises ValueError when they do not fit into each other."""
    return [line for text in _records(content) for line in _lines(text)]


def _records(content: bytes) -> Iterator[str]:
    place, seen = 0, 0
    while place + 8 <= len(content):
        seen += 1
        version, kind, length = struct.unpack_from("<HHI", content, place)
        place += 8
        if version & 0x0F == 0x0F:
            continue  # a container: its records follow
        if place + length > len(content) or seen > _MOST_RECORDS:
            raise ValueError
        data = content[place : place + length]
        if kind in (_CHARACTERS, _STRING):
            yield data.decode("utf-16-le", "replace")
        elif kind == _BYTES:
            yield data.decode("latin-1")
        place += length


def _lines(text: str) -> list[str]:
    return [line for each in _BREAKS.split(text) if (line := _CONTROL.sub("", each).strip())]
