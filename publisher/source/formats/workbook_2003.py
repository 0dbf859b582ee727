"""XML spreadsheets of Excel 2002 and 2003 (SpreadsheetML), as web systems hand them out under .xls and .xml.

Source: Microsoft, "XML Spreadsheet Reference" (Office XP), 2001.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from xml.parsers import expat

from publisher.signatures import START
from publisher.source import limits
from publisher.source.formats.number_formats import PLAIN, NumberFormat, number_format, spelled
from publisher.source.formats.ooxml import letters
from publisher.source.formats.xml_parts import DamagedError
from publisher.source.formats.xml_tree import NoRecordsError, XmlElement, XmlEvents
from publisher.source.grid import Row
from publisher.source.notes import SheetNotes, UncalculatedError

SPACE = "urn:schemas-microsoft-com:office:spreadsheet"
_ROOT = re.compile(rb"<(?:\w+:)?Workbook\b[^>]*" + SPACE.encode())
_EXCEL = "urn:schemas-microsoft-com:office:excel"
_NAMED = re.compile(
    r"(?i:general.*|(?:short|medium|long) (?:date|time)|currency|euro currency|fixed|standard|scientific)"
)
"""Formats by a name and not by a code; dates have a type of their own."""
_MIDNIGHT = re.compile(r"T00:00:00(?:\.0+)?$")
_NO_DAY = re.compile(r"^1899-12-3[01]T")
_FRACTION = re.compile(r"\.0+$")
_LAST_COLUMN, _LAST_ROW = 16_384, 1_048_576


@dataclass(slots=True)
class SheetOf2003:
    """A sheet by name, and whether it is shown."""

    name: str
    visible: bool = True


@dataclass(slots=True)
class _BookOf2003:
    sheets: list[SheetOf2003] = field(default_factory=list)
    formats: dict[str, NumberFormat] = field(default_factory=dict)


def is_workbook(path: Path) -> bool:
    """Whether a file begins as such a workbook does."""
    with path.open("rb") as data:
        return _ROOT.search(data.read(START)) is not None


def sheets(path: Path) -> list[tuple[SheetOf2003, partial[Iterator[Row]]]]:
    """The sheets of a file in UTF-8, each with what reads its rows. DamagedError when it is no such workbook."""
    look = _SheetsOf2003()
    _through(look, path)
    return [(sheet, partial(rows, path, at, look.found)) for at, sheet in enumerate(look.found.sheets)]


def _through(events: XmlEvents, path: Path) -> None:
    for _ in _pieces(events, path):
        pass


def _pieces(events: XmlEvents, path: Path) -> Iterator[None]:
    try:
        yield from events.over(path)
    except (expat.ExpatError, NoRecordsError):
        raise DamagedError from None


def rows(path: Path, at: int, found: _BookOf2003, notes: SheetNotes) -> Iterator[Row]:
    """The rows of one sheet where the program shows them; a merged cell is its first."""
    reader = _RowsOf2003(at, found, notes)
    for _ in _pieces(reader, path):
        done, reader.done = reader.done, []
        yield from done
    notes.hidden_columns = len({column for column in reader.hidden if column <= reader.width})


class _SheetsOf2003(XmlEvents):
    """The sheets and the formats of numbers by the id of their style, one style based on another."""

    def __init__(self) -> None:
        super().__init__()
        self.found = _BookOf2003()
        self._style = ""

    def begin(self, element: XmlElement) -> None:
        local, space = element.name
        if local == "Worksheet" and space == SPACE:
            self.found.sheets.append(SheetOf2003(_of(element, "Name") or ""))
        elif local == "Style" and space == SPACE:
            self._style = _of(element, "ID") or ""
            parent = self.found.formats.get(_of(element, "Parent") or "Default", PLAIN)
            self.found.formats[self._style] = parent
        elif local == "NumberFormat" and space == SPACE:
            self.found.formats[self._style] = _format(_of(element, "Format") or "")

    def end(self, element: XmlElement) -> None:
        if element.name == ("Visible", _EXCEL) and self.found.sheets:
            self.found.sheets[-1].visible = "".join(element.text).strip() == "SheetVisible"


def _format(code: str) -> NumberFormat:
    if code.casefold() == "percent":
        return NumberFormat(percent=True)
    return PLAIN if not code or _NAMED.fullmatch(code) else number_format(0, code)


def _of(element: XmlElement, name: str) -> str | None:
    return element.attributes.get((name, SPACE))


class _RowsOf2003(XmlEvents):
    """The rows of the sheet that stands at a place of the workbook."""

    def __init__(self, at: int, found: _BookOf2003, notes: SheetNotes) -> None:
        super().__init__()
        self.done: list[Row] = []
        self.hidden: list[int] = []
        self.width = 0
        self._at, self._found, self._notes = at, found, notes
        self._sheet = -1
        self._row = self._column = self._column_set = self._blank = 0
        self._cells: list[str | None] = []
        self._path: list[str] = []
        self._data: XmlElement | None = None

    def begin(self, element: XmlElement) -> None:
        local, space = element.name
        self._path.append(local if space == SPACE else "")
        if self._path == ["Workbook", "Worksheet"]:
            self._sheet += 1
        if self._sheet != self._at or self._path[2:3] != ["Table"]:
            return
        below = self._path[3:]
        if below == ["Column"]:
            self._begin_column(element)
        elif below == ["Row"]:
            self._begin_row(element)
        elif below == ["Row", "Cell"]:
            self._begin_cell(element)
        elif below == ["Row", "Cell", "Data"]:
            self._data = element

    def end(self, element: XmlElement) -> None:
        below = self._path[3:] if self._sheet == self._at and self._path[2:3] == ["Table"] else []
        self._path.pop()
        if len(below) > 3 and below[:3] == ["Row", "Cell", "Data"]:
            self._open[-1].text.extend(element.text)  # letters in bold are letters of the cell
        elif below == ["Row", "Cell"]:
            self._end_cell(element)
        elif below == ["Row"]:
            self._end_row()

    def _begin_column(self, element: XmlElement) -> None:
        first = _number(_of(element, "Index")) or self._column_set + 1
        self._column_set = first + _number(_of(element, "Span"))
        if _of(element, "Hidden") == "1" and self._column_set <= _LAST_COLUMN:
            self.hidden.extend(range(first, self._column_set + 1))

    def _begin_row(self, element: XmlElement) -> None:
        row = _number(_of(element, "Index")) or self._row + 1
        if not self._row < row <= _LAST_ROW:
            raise DamagedError
        self._blank += row - self._row - 1
        self._row, self._column, self._cells = row, 0, []
        self._notes.hidden_rows += _of(element, "Hidden") == "1"

    def _begin_cell(self, element: XmlElement) -> None:
        column = _number(_of(element, "Index")) or self._column + 1
        if not self._column < column <= _LAST_COLUMN:
            raise DamagedError
        self._column, self._data = column, None

    def _end_cell(self, element: XmlElement) -> None:
        column, data = self._column, self._data
        down = _number(_of(element, "MergeDown"))
        if down:
            self._notes.merged.append((column - 1, self._row, self._row + down))
        self._column += _number(_of(element, "MergeAcross"))
        if data is None:
            if _of(element, "Formula"):
                raise UncalculatedError(f"{letters(column - 1)}{self._row}")
            return
        value = self._spelled("".join(data.text), _of(data, "Type") or "", _of(element, "StyleID") or "Default")
        if value:
            self._cells.extend([None] * (column - len(self._cells)))
            self._cells[column - 1] = value

    def _spelled(self, text: str, kind: str, style: str) -> str | None:
        plain = text.strip()
        if kind == "Number" and plain:
            try:
                value = float(plain)
            except ValueError:
                raise DamagedError from None
            return spelled(value, plain, self._found.formats.get(style, PLAIN), since_1904=False)
        if kind == "DateTime":
            clock = _NO_DAY.sub("", plain)
            return _FRACTION.sub("", clock if clock != plain else _MIDNIGHT.sub("", plain))
        if kind == "Boolean":
            return "true" if plain == "1" else "false"
        if kind == "Error":
            self._notes.errors[self._row - 1, self._column - 1] = plain
            return plain
        return text

    def _end_row(self) -> None:
        if not self._cells:
            self._blank += 1
            return
        self.width = max(self.width, len(self._cells))
        if self._row * self.width > limits.MOST_CELLS:
            raise DamagedError
        self.done.extend([()] * self._blank)
        self._blank = 0
        self.done.append(self._cells)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else 0
