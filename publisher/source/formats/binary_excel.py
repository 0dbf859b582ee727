"""What calamine does not tell of a binary workbook (.xlsb): its extent before it is allocated, errors, formats.

Records and their numbers: [MS-XLSB], 2.1.4 (a record is a type, a size and its bytes) and 2.3.
"""

from __future__ import annotations

import posixpath
import struct
from collections.abc import Iterator
from copy import copy
from zipfile import ZipFile

from publisher.source import limits
from publisher.source.formats.number_formats import number_format
from publisher.source.formats.xml_parts import BombError, DamagedError, elements
from publisher.source.notes import SheetNotes

_ROW, _LAST_CELL, _ERROR_CELL, _ERROR_FORMULA = 0, 11, 3, 11
_MERGED, _COLUMNS = 176, 60
_FORMAT, _STYLE, _STYLES_OF_CELLS, _END_OF_STYLES = 44, 47, 617, 618
_SHEET = 156
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}


def look(archive: ZipFile, notes: dict[str, SheetNotes]) -> dict[str, dict[tuple[int, int], str]]:
    """Fill `notes` by the names of sheets; masks of codes by sheet, row and column (from 0).

    Raises BombError for a sheet that spans more than can be allocated, DamagedError for records out of form.
    """
    try:
        styles = list(_styles(archive))
        return {
            name: _look(archive, member, styles, notes.setdefault(name, SheetNotes()))
            for name, member in _sheets(archive)
        }
    except (struct.error, UnicodeDecodeError, IndexError, KeyError):
        raise DamagedError from None


def _sheets(archive: ZipFile) -> Iterator[tuple[str, str]]:
    links = {
        attributes.get("Id"): posixpath.normpath(posixpath.join("/xl", attributes.get("Target", ""))).lstrip("/")
        for tag, attributes, _ in elements(archive, "xl/_rels/workbook.bin.rels")
        if tag == "Relationship" and attributes.get("Type", "").endswith("/worksheet")
    }
    for kind, body in _records(archive, "xl/workbook.bin"):
        if kind == _SHEET:
            link, end = _string(body, 8)
            name, _ = _string(body, end)
            if link in links:
                yield name, links[link]


def _styles(archive: ZipFile) -> Iterator[str]:
    """The mask of each style of cells, empty for most."""
    if "xl/styles.bin" not in archive.namelist():
        return
    codes: dict[int, str] = {}
    of_cells = False
    for kind, body in _records(archive, "xl/styles.bin"):
        if kind == _FORMAT:
            codes[struct.unpack_from("<H", body)[0]] = _string(body, 2)[0]
        elif kind in (_STYLES_OF_CELLS, _END_OF_STYLES):
            of_cells = kind == _STYLES_OF_CELLS
        elif kind == _STYLE and of_cells:
            number = struct.unpack_from("<H", body, 2)[0]
            yield number_format(number, codes.get(number)).mask


def _look(archive: ZipFile, member: str, styles: list[str], notes: SheetNotes) -> dict[tuple[int, int], str]:
    masks: dict[tuple[int, int], str] = {}
    row = width = height = 0
    hidden: set[int] = set()
    for kind, body in _records(archive, member):
        if kind == _ROW:
            row = struct.unpack_from("<I", body)[0]
            height = max(height, row + 1)
            notes.hidden_rows += bool(body[11] & 0x10)
        elif kind <= _LAST_CELL:
            column, style = struct.unpack_from("<II", body)
            width = max(width, column + 1)
            if width * height > limits.MOST_CELLS:
                raise BombError
            if kind in (_ERROR_CELL, _ERROR_FORMULA):
                notes.errors[row, column] = _ERRORS.get(body[8], "#ERROR")
            elif styles and (mask := styles[style & 0xFFFFFF] if style & 0xFFFFFF < len(styles) else ""):
                masks[row, column] = mask
        elif kind == _COLUMNS:
            first, last = struct.unpack_from("<II", body)
            if body[16] & 1:
                hidden.update(range(first, min(last, 16_383) + 1))
        elif kind == _MERGED:
            first, last, column = struct.unpack_from("<III", body)
            if last > first:
                notes.merged.append((column, first + 1, last + 1))
    notes.hidden_columns = sum(1 for column in hidden if column < width)
    return masks


def _records(archive: ZipFile, member: str) -> Iterator[tuple[int, bytes]]:
    honest = copy(archive.getinfo(member))
    honest.file_size = 2**62
    with archive.open(honest) as content:
        read = content.read
        while first := read(1):
            kind = first[0]
            if kind & 0x80:
                kind = (kind & 0x7F) | (read(1)[0] & 0x7F) << 7
            size = 0
            for at in range(4):
                part = read(1)[0]
                size |= (part & 0x7F) << 7 * at
                if not part & 0x80:
                    break
            if size > limits.HARMLESS_BYTES:
                raise BombError
            body = read(size)
            if len(body) < size:
                raise DamagedError
            yield kind, body


def _string(body: bytes, start: int) -> tuple[str, int]:
    """A text with its length in front, and where it ends."""
    length = struct.unpack_from("<I", body, start)[0]
    end = start + 4 + 2 * length
    return body[start + 4 : end].decode("utf-16-le"), end
