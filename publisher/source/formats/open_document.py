"""OpenDocument spreadsheets (.ods): the cells of one sheet, by an XML parser, as a stream.

A cell has a value and the text that is shown. The value counts, but where the text is a code with leading zeros
(00045292 for 45292) it is the code, and where it is the error of a formula it is that error: OpenOffice and older
editions of LibreOffice keep an error as the number 0. Counts of repetition are not believed beyond the limits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zipfile import ZipFile

from publisher.source import limits
from publisher.source.canonical import float_text, rounded_float_text, text_of
from publisher.source.formats.number_formats import to_the_second
from publisher.source.formats.ooxml import letters
from publisher.source.formats.xml_parts import BombError, DamagedError, elements, feed, local, new_parser
from publisher.source.grid import Row
from publisher.source.notes import SheetNotes, UncalculatedError

_CONTENT = "content.xml"
_MOST_ROWS, _MOST_COLUMNS = 16_777_216, 16_384
_MOST_BLANKS = 65_536
_ERROR = re.compile(r"#[^\W\d_][\w/]*[!?]?|#DIV/0!|\w{2,10}\s?[:：]\s?5[0-9]{2}")
_DURATION = re.compile(r"(-?)PT(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+(?:[.][0-9]+)?)S)?")
_HIDDEN = frozenset({"collapse", "filter"})
_NUMBERS = frozenset({"float", "currency", "percentage"})


@dataclass(frozen=True, slots=True)
class TableEntry:
    """A sheet of the document and whether it is shown."""

    name: str
    visible: bool


def tables(archive: ZipFile) -> list[TableEntry]:
    """The sheets in the order of the document."""
    hidden: set[str] = set()
    found: list[TableEntry] = []
    style = ""
    depth_of_table = 0
    for tag, attributes, depth in elements(archive, _CONTENT):
        if tag == "style":
            style = attributes.get("name", "")
        elif tag == "table-properties" and attributes.get("display") == "false":
            hidden.add(style)
        elif tag == "table" and (depth_of_table == 0 or depth <= depth_of_table):
            depth_of_table = depth
            found.append(TableEntry(attributes.get("name", ""), attributes.get("style-name", "") not in hidden))
    return found


def rows(archive: ZipFile, name: str, notes: SheetNotes, most: int) -> Iterator[Row]:
    """The rows of a sheet from the first on, blank ones included; what else is to be said goes to `notes`.

    `most` is how many characters its cells may hold together.
    """
    reader = _TableReader(name, notes, most)
    for _ in feed(archive, _CONTENT, reader.parser):
        yield from reader.taken()
    reader.finish()


class _TableReader:
    """The events of the document as the rows of one of its tables."""

    def __init__(self, name: str, notes: SheetNotes, most: int) -> None:
        self.parser = new_parser()
        self._name, self._notes, self._most = name, notes, most
        self._done: list[Row] = []
        self._depth = self._depth_of_table = self._depth_of_note = 0
        self._cells: list[str | None] = []
        self._next = self._column = self._rows_before = self._blank = 0
        self._row_count = 1
        self._cell: dict[str, str] = {}
        self._text: list[str] | None = None
        self._paragraphs = 0
        self._columns_seen = self._width = self._weight = self._blanks = 0
        self._hidden_columns: list[tuple[int, int]] = []
        self._kinds: set[str] = set()
        self._row_hidden = False
        self.parser.StartElementHandler, self.parser.EndElementHandler = self._start, self._end

    def taken(self) -> Iterator[Row]:
        done, self._done = self._done, []
        return iter(done)

    def finish(self) -> None:
        hidden = {at for first, last in self._hidden_columns for at in range(first, min(last, self._width))}
        self._notes.hidden_columns = len(hidden)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > 256:
            raise DamagedError
        kind = local(tag)
        if not self._depth_of_table:
            if kind == "table" and _named(attributes, "name") == self._name:
                self._depth_of_table = self._depth
            return
        if self._depth_of_note:
            return
        match kind:
            case "table-cell" | "covered-table-cell":
                self._begin_cell(attributes)
            case "table-row":
                self._begin_row({local(name): value for name, value in attributes.items()})
            case "annotation" | "table" | "ruby-text" | "shapes":
                self._depth_of_note = self._depth
                self.parser.CharacterDataHandler = None
            case "table-column":
                self._columns(attributes)
            case _ if self._text is not None:
                self._begin_text(kind, attributes, self._text)

    def _begin_text(self, kind: str, attributes: dict[str, str], text: list[str]) -> None:
        match kind:
            case "p" | "h":
                if self._paragraphs:
                    text.append("\n")
                self._paragraphs += 1
                self.parser.CharacterDataHandler = text.append
            case "s":
                count = _times(_named(attributes, "c"), _MOST_BLANKS)
                self._blanks += count
                if self._blanks > _MOST_BLANKS:
                    raise BombError
                text.append(" " * count)
            case "tab":
                text.append("\t")
            case "line-break":
                text.append("\n")
            case _:
                pass

    def _end(self, tag: str) -> None:
        depth, self._depth = self._depth, self._depth - 1
        if not self._depth_of_table:
            return
        if self._depth_of_note:
            if depth == self._depth_of_note:
                self._depth_of_note = 0
            return
        if depth == self._depth_of_table:
            self._depth_of_table = 0
            self._name = "\0"  # a name stands once
            return
        match local(tag):
            case "p" | "h":
                self.parser.CharacterDataHandler = None
            case "table-cell" | "covered-table-cell":
                self._end_cell()
            case "table-row":
                self._end_row()
            case _:
                pass

    def _columns(self, attributes: dict[str, str]) -> None:
        count = _times(_named(attributes, "number-columns-repeated"), _MOST_COLUMNS)
        if _named(attributes, "visibility") in _HIDDEN:
            self._hidden_columns.append((self._columns_seen, self._columns_seen + count))
        self._columns_seen += count

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self._cells, self._column = [], 0
        self._row_count = _times(attributes.get("number-rows-repeated"), _MOST_ROWS)
        self._row_hidden = attributes.get("visibility") in _HIDDEN

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self._cell = {local(name): value for name, value in attributes.items() if not name.endswith(":value-type")}
        self._kinds = {value for name, value in attributes.items() if name.endswith(":value-type")}
        self._text, self._paragraphs, self._blanks = [], 0, 0
        if _times(self._cell.get("number-rows-spanned"), _MOST_ROWS) > 1:
            last = self._rows_before + int(self._cell["number-rows-spanned"])
            self._notes.merged.append((self._column, self._rows_before + 1, last))

    def _end_cell(self) -> None:
        text, self._text = "".join(self._text or ()), None
        count = _times(self._cell.get("number-columns-repeated"), 2**31)
        value = self._value(text)
        if value:
            if self._column + count > _MOST_COLUMNS:
                raise BombError
            self._cells.extend([None] * (self._column - len(self._cells)))
            self._cells.extend([value] * count)
            self._weight += len(value) * count * self._row_count
        self._column += count

    def _value(self, text: str) -> str | None:
        cell = self._cell
        kind = max(self._kinds, default="")
        if "error" in self._kinds or self._is_error(text, kind):
            self._notes.errors[self._rows_before, self._column] = text
            return text or "#ERROR"
        if kind in _NUMBERS:
            return _number(cell.get("value", ""), text)
        match kind:
            case "":
                if "formula" in cell and not text:
                    raise UncalculatedError(f"{letters(self._column)}{self._rows_before + 1}")
                return text or None
            case "date":
                return _moment(cell.get("date-value", ""))
            case "time":
                return _clock(cell.get("time-value", ""))
            case "boolean":
                return cell.get("boolean-value")
            case _:
                return text or cell.get("string-value")

    def _is_error(self, text: str, kind: str) -> bool:
        """What older programs saved: the error is shown, and the value beside it is 0 or nothing."""
        cell = self._cell
        empty = not (cell.get("value") or cell.get("string-value")) or cell.get("value") == "0"
        shown = "formula" in cell and kind not in ("date", "time", "boolean") and empty
        return shown and _ERROR.fullmatch(text.strip()) is not None

    def _end_row(self) -> None:
        count = self._row_count
        self._rows_before += count
        if not self._cells:
            self._blank += count
            return
        self._width = max(self._width, len(self._cells))
        if self._rows_before * self._width > limits.MOST_CELLS or self._weight > self._most:
            raise BombError
        if self._row_hidden:
            self._notes.hidden_rows += count
        self._done.extend([()] * self._blank)
        self._blank = 0
        self._done.extend([self._cells] * count)


def _times(text: str | None, most: int) -> int:
    """A count of repetition; one beyond `most` is nobody's table."""
    if text is None:
        return 1
    try:
        count = int(text)
    except ValueError:
        raise DamagedError from None
    if count > most:
        raise BombError
    return max(count, 0)


def _number(value: str, text: str) -> str | None:
    """The number, or the code where leading zeros are shown."""
    if not value:
        return None
    number = float(value)
    whole = number == int(number) if abs(number) < 2**53 else False
    figures = "".join(sign for sign in text if sign.isdigit())
    if whole and number >= 0 and figures.startswith("0") and len(figures) > 1 and _is_code(text, figures, number):
        return text.strip()
    if value.lstrip("-").isdigit() and not whole:
        return value
    return float_text(number) if whole else rounded_float_text(number)


def _is_code(text: str, figures: str, number: float) -> bool:
    return "." not in text and "," not in text and "%" not in text and figures.isascii() and int(figures) == number


def _named(attributes: dict[str, str], name: str) -> str | None:
    """An attribute by its name without a prefix."""
    return next((value for key, value in attributes.items() if local(key) == name), None)


def _moment(value: str) -> str | None:
    try:
        moment = datetime.fromisoformat(value.replace(",", ".")[:26])
    except ValueError:
        return value or None
    return text_of(moment.date() if "T" not in value else to_the_second(moment)) or None


def _clock(value: str) -> str | None:
    found = _DURATION.fullmatch(value.replace(",", "."))
    if found is None:
        return value or None
    hours, minutes = (int(part or 0) for part in found.groups()[1:3])
    return f"{found[1]}{text_of(timedelta(hours=hours, minutes=minutes, seconds=float(found[4] or 0)))}"
