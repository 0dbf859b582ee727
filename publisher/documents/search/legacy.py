"""The text of Word (6 to 2003) and PowerPoint (97 to 2003) files, by the tables that say where it stands.

All of it: the body, notes, comments, headers, text boxes; of slides also the notes and what was deleted. The
tables are those of MS-DOC and MS-PPT; of Word 6 and 95 the text is one range in the code page of the language.
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
_BEFORE_97 = 0xA5DC
_CODE_PAGES = {0x04: "cp936", 0x11: "cp932", 0x12: "cp949", 0x1E: "cp874", 0x19: "cp1251", 0x22: "cp1251"}
_CODE_PAGES |= {0x05: "cp1250", 0x0E: "cp1250", 0x15: "cp1250", 0x08: "cp1253", 0x1F: "cp1254", 0x2A: "cp1258"}
"""By the primary language of a locale."""
_TRADITIONAL = frozenset({0x0404, 0x0C04, 0x1404})
_USER_EDIT, _PERSISTED = 0x0FF5, 0x1772
_MOST_EDITS = 1_000


def table_name(word: bytes) -> str:
    """The stream that holds the tables of a Word file."""
    return "1Table" if struct.unpack_from("<H", word, 10)[0] & _USES_TABLE_1 else "0Table"


def word_lines(word: bytes, table: bytes) -> list[str]:
    """The lines of a Word file, from its two streams. Raises ValueError and struct.error when they do not fit."""
    if struct.unpack_from("<H", word)[0] == _BEFORE_97:
        return _lines(_early_text(word))
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


def _early_text(word: bytes) -> str:
    locale, begin, end = *struct.unpack_from("<H", word, 6), *struct.unpack_from("<II", word, 0x18)
    if not 0 < begin <= end <= len(word):
        raise ValueError
    page = "cp950" if locale in _TRADITIONAL else _CODE_PAGES.get(locale & 0x03FF, "cp1252")
    return word[begin:end].decode(page, "replace")


def slide_lines(content: bytes, user: bytes) -> list[str]:
    """The lines of a stream of PowerPoint records; `user` is the stream that names the last edit.

    Where records do not follow each other to the end, those that the edits name are read. Raises ValueError and
    struct.error when these do not fit into each other either.
    """
    try:
        texts = list(_records(content, 0, len(content)))
    except ValueError:
        texts = []
        for place in _persisted(content, user):
            length = struct.unpack_from("<I", content, place + 4)[0]
            texts += _records(content, place, place + 8 + length)
    return [line for text in texts for line in _lines(text)]


def _persisted(content: bytes, user: bytes) -> list[int]:
    """Where the records stand that the edits of the file have kept, the latest edit first."""
    place = struct.unpack_from("<I", user, 16)[0]
    found: dict[int, None] = {}
    for _ in range(_MOST_EDITS):
        if struct.unpack_from("<H", content, place + 2)[0] != _USER_EDIT:
            raise ValueError
        before, directory = struct.unpack_from("<II", content, place + 16)
        kind, length = struct.unpack_from("<HI", content, directory + 2)
        if kind != _PERSISTED or directory + 8 + length > len(content):
            raise ValueError
        entry, end = directory + 8, directory + 8 + length
        while entry < end:
            count = struct.unpack_from("<I", content, entry)[0] >> 20
            found.update(dict.fromkeys(struct.unpack_from(f"<{count}I", content, entry + 4)))
            entry += 4 + 4 * count
        if not before or before >= place:
            break
        place = before
    return list(found)


def _records(content: bytes, place: int, end: int) -> Iterator[str]:
    """The texts of records from `place` to `end`; what a container holds beside records is left to its runs."""
    if end > len(content):
        raise ValueError
    ends = [end]
    for _ in range(_MOST_RECORDS):
        while ends and place + 8 > ends[-1]:
            place = ends.pop()
        if not ends:
            return
        version, kind, length = struct.unpack_from("<HHI", content, place)
        stop = place + 8 + length
        if stop > ends[-1]:
            if len(ends) == 1:
                raise ValueError
            place = ends.pop()
        elif version & 0x0F == 0x0F:
            ends.append(stop)
            place += 8
        else:
            data = content[place + 8 : stop]
            if kind in (_CHARACTERS, _STRING):
                yield data.decode("utf-16-le", "replace")
            elif kind == _BYTES:
                yield data.decode("latin-1")
            place = stop
    raise ValueError


def _lines(text: str) -> list[str]:
    return [line for each in _BREAKS.split(text) if (line := _CONTROL.sub("", each).strip())]
