"""What the XML of a packed sheet says before anything allocates it: how large it is, and its formula errors.

A sheet of two cells, A1 and XFD1048576, is a file of a few kilobytes and a rectangle of seventeen thousand
million cells. A repetition count in an ODS does the same. And calamine reads the error of a formula (#N/A) as
a blank cell, which would be a missing value that nobody meant.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field
from html import unescape
from xml.etree import ElementTree as ET
from zipfile import BadZipFile, ZipFile, ZipInfo

from publisher.source import limits
from publisher.source.formats.opened import SourceFile

_CHUNK = 1024**2
_LONGEST_TAG = 64 * 1024
_ATTRIBUTES = rb"""((?:[^>"']++|"[^"]*+"|'[^']*+')*+)"""
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Z]{0,3})([0-9]{1,9})["']""")
_ODS_TAG = re.compile(
    rb"<table:(table-row|table-cell|covered-table-cell|table)(?=[\s/>])"
    + _ATTRIBUTES
    + rb">(?:<text:p>(#[A-Z0-9/!?_]{2,20})</text:p>)?"
)
_NAME = re.compile(rb"""\btable:name\s*=\s*["']([^"']*)["']""")
_REPEATED = re.compile(rb"""number-(?:rows|columns)-repeated\s*=\s*["']([0-9]{1,12})["']""")


_ERROR = re.compile(
    rb"""<c\s([^>]*\bt\s*=\s*["']e["'][^>]*)>(?:(?!</c>).)*?<v>(#[A-Z0-9/!?_]{2,20})</v>""", re.DOTALL
)

_UNCALCULATED = re.compile(
    rb"""<c\s((?:(?!\bt\s*=\s*["']str["'])[^>])*)>\s*<f[^>]*?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>"""
)
"""A formula without a result; one that gives an empty text has t="str"."""

Errors = Mapping[tuple[int, int], str]
"""What formulas show instead of a value, by row and column counted from 0."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What calamine does not tell of a sheet: the errors of formulas, and the first formula without a result."""

    errors: Errors = field(default_factory=dict)
    uncalculated: str | None = None


def look_through(file: SourceFile) -> Mapping[str, Seen]:
    """What is to be known of each sheet, by its name.

    Raises SourceError when a sheet spans more than MOST_CELLS, or the archive lies about its sizes.
    """
    try:
        with ZipFile(file.path) as archive:
            seen: dict[str, Seen] = {}
            unpacked = 0
            for item in archive.infolist():
                if not item.filename.lower().endswith(".xml"):
                    continue
                extent = _OdsExtent() if item.filename == "content.xml" else _XlsxExtent()
                for block in _whole_tags(archive, item):
                    unpacked += len(block)
                    extent.see(block)
                    if unpacked > 2 * limits.MOST_BYTES or extent.cells > limits.MOST_CELLS:
                        raise limits.bomb(file.shown)
                if isinstance(extent, _OdsExtent):
                    return extent.seen()
                if extent.errors or extent.uncalculated:
                    seen[item.filename] = Seen(extent.errors, extent.uncalculated)
            return {name: seen[part] for name, part in _parts(archive) if part in seen} if seen else {}
    except (BadZipFile, zlib.error, ET.ParseError, EOFError, RuntimeError, LookupError, ValueError):
        raise limits.damaged(file.shown) from None


def _parts(archive: ZipFile) -> Iterator[tuple[str, str]]:
    """The sheets by name with the members that hold them, as the workbook's own directory says."""
    book = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - the size is bounded by now
    links = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for entry in book.iterfind(".//{*}sheets/{*}sheet"):
        link = next((value for name, value in entry.items() if name.endswith("}id")), None)
        target = targets.get(link, "")
        yield entry.get("name", ""), target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _whole_tags(archive: ZipFile, item: ZipInfo) -> Iterator[bytes]:
    """A member's true content, whatever size the directory states for it, in blocks that begin at a cell."""
    honest = copy(item)
    honest.file_size = 2**62
    rest = b""
    with archive.open(honest) as content:
        while piece := content.read(_CHUNK):
            block = rest + piece
            cut = max(block.rfind(b"<c "), block.rfind(b"<table:table-cell"))
            cut = cut if cut > 0 else block.rfind(b"<")
            if cut <= 0 or len(block) - cut > _LONGEST_TAG:
                cut = len(block)
            yield block[:cut]
            rest = block[cut:]
    yield rest


class _XlsxExtent:
    """The rectangle from A1 to the last row and column that a sheet names."""

    def __init__(self) -> None:
        self._rows = self._columns = 0
        self.errors: dict[tuple[int, int], str] = {}
        self.uncalculated: str | None = None

    @property
    def cells(self) -> int:
        return self._rows * max(self._columns, 1)

    def see(self, block: bytes) -> None:
        found = _REFERENCE.findall(block)
        self._columns = max(self._columns, *(_column(name) for name in {name for name, _ in found}), 0)
        self._rows = max(self._rows, *(int(row) for row in {row for _, row in found}), 0)
        if self.uncalculated is None and b"<f" in block and (bare := _UNCALCULATED.search(block)):
            place = _REFERENCE.search(b" " + bare[1])
            self.uncalculated = b"".join(place.groups()).decode() if place else "?"
        if b"#" not in block:
            return
        for attributes, text in _ERROR.findall(block):
            place = _REFERENCE.search(b" " + attributes)
            if place and place[1]:
                self.errors[int(place[2]) - 1, _column(place[1]) - 1] = text.decode()


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


class _OdsExtent:
    """The rectangle up to the last cell with content, of the table that has the largest one."""

    def __init__(self) -> None:
        self.cells = 0
        self._name = ""
        self._errors: dict[str, dict[tuple[int, int], str]] = {}
        self._uncalculated: dict[str, str] = {}
        self._row = self._last_column = self._column = 0
        self._repeated_rows = 1

    def seen(self) -> Mapping[str, Seen]:
        names = {*self._errors, *self._uncalculated}
        return {name: Seen(self._errors.get(name, {}), self._uncalculated.get(name)) for name in names}

    def see(self, block: bytes) -> None:
        for name, attributes, error in _ODS_TAG.findall(block):
            repeated = _REPEATED.search(attributes) if b"repeated" in attributes else None
            count = int(repeated[1]) if repeated else 1
            if name == b"table":
                self._table(attributes)
            elif name == b"table-row":
                self._row += self._repeated_rows
                self._repeated_rows, self._column = count, 0
            else:
                self._cell(attributes, count, error)

    def _table(self, attributes: bytes) -> None:
        self._row, self._last_column, self._repeated_rows = 0, 0, 0
        found = _NAME.search(attributes)
        self._name = unescape(found[1].decode("utf-8", "replace")) if found else ""

    def _cell(self, attributes: bytes, count: int, error: bytes) -> None:
        """`_row` counts from 0; `_column` is the column (from 0) behind the cells seen so far."""
        if error and b'value-type="error"' in attributes:
            self._errors.setdefault(self._name, {})[self._row, self._column] = error.decode()
        if b"table:formula" in attributes and b"value-type" not in attributes:
            self._uncalculated.setdefault(self._name, f"{_letters(self._column)}{self._row + 1}")
        self._column += count
        if attributes.endswith(b"/") and b"value" not in attributes:
            return
        self._last_column = max(self._last_column, self._column)
        self.cells = max(self.cells, (self._row + self._repeated_rows) * self._last_column)


def _letters(position: int) -> str:
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
