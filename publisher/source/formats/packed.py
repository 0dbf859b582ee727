"""How large a packed sheet really is, found in its XML before anything allocates that rectangle.

A sheet of two cells, A1 and XFD1048576, is a file of a few kilobytes and a rectangle of seventeen thousand
million cells. A repetition count in an ODS does the same.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from copy import copy
from zipfile import BadZipFile, ZipFile, ZipInfo

from publisher.source import limits
from publisher.source.formats.opened import SourceFile

_CHUNK = 1024**2
_LONGEST_TAG = 64 * 1024
_ATTRIBUTES = rb"""((?:[^>"']++|"[^"]*+"|'[^']*+')*+)"""
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Z]{0,3})([0-9]{1,9})["']""")
_ODS_TAG = re.compile(rb"<table:(table-row|table-cell|covered-table-cell|table)(?=[\s/>])" + _ATTRIBUTES + rb">")
_REPEATED = re.compile(rb"""number-(?:rows|columns)-repeated\s*=\s*["']([0-9]{1,12})["']""")


def check_extent(file: SourceFile) -> None:
    """Raise SourceError when a sheet spans more than MOST_CELLS, or the archive lies about its sizes."""
    try:
        with ZipFile(file.path) as archive:
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
    except (BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError):
        raise limits.damaged(file.shown) from None


def _whole_tags(archive: ZipFile, item: ZipInfo) -> Iterator[bytes]:
    """A member's true content in blocks that begin at a tag, whatever size the directory states for it."""
    honest = copy(item)
    honest.file_size = 2**62
    rest = b""
    with archive.open(honest) as content:
        while piece := content.read(_CHUNK):
            block = rest + piece
            cut = block.rfind(b"<")
            if cut <= 0 or len(block) - cut > _LONGEST_TAG:
                cut = len(block)
            yield block[:cut]
            rest = block[cut:]
    yield rest


class _XlsxExtent:
    """The rectangle from A1 to the last row and column that a sheet names."""

    def __init__(self) -> None:
        self._rows = self._columns = 0

    @property
    def cells(self) -> int:
        return self._rows * max(self._columns, 1)

    def see(self, block: bytes) -> None:
        found = _REFERENCE.findall(block)
        self._columns = max(self._columns, *(_column(name) for name in {name for name, _ in found}), 0)
        self._rows = max(self._rows, *(int(row) for row in {row for _, row in found}), 0)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


class _OdsExtent:
    """The rectangle up to the last cell with content, of the table that has the largest one."""

    def __init__(self) -> None:
        self.cells = 0
        self._row = self._last_row = self._column = self._last_column = 0
        self._repeated_rows = 1

    def see(self, block: bytes) -> None:
        for name, attributes in _ODS_TAG.findall(block):
            repeated = _REPEATED.search(attributes) if b"repeated" in attributes else None
            count = int(repeated[1]) if repeated else 1
            if name == b"table":
                self._row = self._last_row = self._last_column = 0
            elif name == b"table-row":
                self._row += self._repeated_rows if self._row else 0
                self._row = max(self._row, 1)
                self._repeated_rows, self._column = count, 0
            else:
                self._cell(attributes, count)

    def _cell(self, attributes: bytes, count: int) -> None:
        self._column += count
        if attributes.endswith(b"/") and b"value" not in attributes:
            return
        self._last_column = max(self._last_column, self._column)
        self._last_row = self._row + self._repeated_rows - 1
        self.cells = max(self.cells, self._last_row * self._last_column)
