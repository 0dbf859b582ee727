"""Excel workbooks in XML (.xlsx, .xlsm), transitional and strict: their sheets, strings and number formats.

Read by an XML parser as a stream, cell by cell, because what matters stands where libraries do not look: errors of
formulas of any kind, formulas without a result, codes with leading zeros, hidden rows. Names may carry any prefix
and cells need not say where they stand. Macros, links and everything beside the cells are not looked at.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from zipfile import ZipFile

from publisher.source import limits
from publisher.source.formats.number_formats import PLAIN, NumberFormat, number_format, spelled
from publisher.source.formats.xml_parts import (
    BombError,
    DamagedError,
    elements,
    feed,
    local,
    new_parser,
)
from publisher.source.grid import Row
from publisher.source.notes import SheetNotes, UncalculatedError

_TRUE = frozenset({"1", "true", "on"})
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_WORKSHEET = "/worksheet"
_DAY = re.compile(r"T00:00:00(?:\.0+)?Z?$")


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A sheet of the workbook: its name, whether it is shown, and the member that holds it ("" for a chart)."""

    name: str
    visible: bool
    member: str


class Workbook:
    """The directory of a workbook; raises DamagedError where it contradicts itself."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._members = {name.replace("\\", "/").lower(): name for name in archive.namelist()}
        root = self._links("")
        main = next(
            (target for kind, target in root.values() if kind.endswith("/officeDocument")), "xl/workbook.xml"
        )
        self._links_of_book = self._links(main)
        self.since_1904 = False
        self.sheets: list[SheetEntry] = []
        for tag, attributes, _ in elements(archive, self._member(main)):
            if tag == "workbookPr":
                self.since_1904 = attributes.get("date1904", "0") in _TRUE
            elif tag == "sheet" and "name" in attributes:
                kind, target = self._links_of_book.get(attributes.get("id", ""), ("", ""))
                member = self._member(target) if kind.endswith(_WORKSHEET) else ""
                visible = attributes.get("state", "visible") == "visible"
                self.sheets.append(SheetEntry(attributes["name"], visible, member))

    def _member(self, name: str) -> str:
        found = self._members.get(name.lstrip("/").lower())
        if found is None:
            raise DamagedError
        return found

    def _links(self, part: str) -> dict[str, tuple[str, str]]:
        """Kind and target of the links of a part, by their ids."""
        folder, name = posixpath.split(part)
        member = self._members.get(posixpath.join(folder, "_rels", f"{name}.rels").lstrip("/").lower())
        if member is None:
            return {}
        found = {}
        for tag, attributes, _ in elements(self._archive, member):
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
                found[attributes.get("Id", "")] = (attributes.get("Type", ""), target.lstrip("/"))
        return found

    def _part(self, kind: str) -> str | None:
        target = next((target for named, target in self._links_of_book.values() if named.endswith(kind)), None)
        return None if target is None else self._members.get(target.lower())

    @cached_property
    def formats(self) -> Sequence[NumberFormat]:
        """The number format of each style of cells."""
        member = self._part("/styles")
        codes: dict[int, str] = {}
        styles: list[NumberFormat] = []
        of_cells = 0
        for tag, attributes, depth in elements(self._archive, member) if member else ():
            if tag == "numFmt" and of_cells == 0:
                codes[_whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
            elif tag == "cellXfs":
                of_cells = depth
            elif of_cells and tag == "xf" and depth == of_cells + 1:
                number = _whole(attributes.get("numFmtId"))
                styles.append(number_format(number, codes.get(number)))
            elif of_cells and depth <= of_cells:
                break
        return styles

    @cached_property
    def strings(self) -> Sequence[str]:
        """The texts that cells share. Pieces in several fonts are one text; readings of characters are left out.

        White space around a text is part of it only where the file says so, as Excel has it.
        """
        member = self._part("/sharedStrings")
        if member is None:
            return ()
        collector = _Texts()
        parser = new_parser()
        parser.StartElementHandler, parser.EndElementHandler = collector.start, collector.end
        parser.CharacterDataHandler = collector.text
        for _ in feed(self._archive, member, parser):
            pass
        return collector.done

    def rows(self, sheet: SheetEntry, notes: SheetNotes, most: int) -> Iterator[Row]:
        """The rows of a sheet from the first on, blank ones included; what else is to be said goes to `notes`.

        `most` is how many characters its cells may hold together.
        """
        if not sheet.member:
            raise DamagedError
        reader = _SheetReader(self, notes, most)
        for _ in feed(self._archive, sheet.member, reader.parser):
            yield from reader.taken()
        reader.finish()


class _Texts:
    """The events of shared strings as texts."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self._parts: list[str] = []
        self._in_text = self._kept = False
        self._readings = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        match local(tag):
            case "si":
                self._parts, self._kept = [], False
            case "rPh":
                self._readings += 1
            case "t":
                self._in_text = self._readings == 0
                self._kept |= attributes.get("xml:space") == "preserve"

    def text(self, text: str) -> None:
        if self._in_text:
            self._parts.append(text)

    def end(self, tag: str) -> None:
        match local(tag):
            case "si":
                text = "".join(self._parts)
                self.done.append(unescaped(text if self._kept else text.strip()))
            case "rPh":
                self._readings -= 1
            case "t":
                self._in_text = False


class _SheetReader:
    """The events of one sheet as rows."""

    def __init__(self, book: Workbook, notes: SheetNotes, most: int) -> None:
        self.parser = new_parser()
        self._book, self._notes, self._most = book, notes, most
        self._plain = [style == PLAIN for style in book.formats]
        self._strings = book.strings
        self._done: list[Row] = []
        self._cells: list[str | None] = []
        self._row = self._next_row = self._blank = 0
        self._column = 0
        self._kind: str = "n"
        self._style = 0
        self._text: list[str] = []
        self._formula = self._value = self._reading = self._kept = False
        self._width = 0
        self._weight = 0
        self._hidden_columns: list[tuple[int, int]] = []
        self._tags: dict[str, str] = {}
        self._letters: dict[str, int] = {}
        self.parser.StartElementHandler = self._outside

    def taken(self) -> Iterator[Row]:
        done, self._done = self._done, []
        return iter(done)

    def finish(self) -> None:
        hidden = {
            column for first, last in self._hidden_columns for column in range(first, min(last, self._width) + 1)
        }
        self._notes.hidden_columns = len(hidden)

    def _outside(self, tag: str, attributes: dict[str, str]) -> None:
        match local(tag):
            case "sheetData":
                self.parser.StartElementHandler, self.parser.EndElementHandler = self._start, self._end
            case "col" if attributes.get("hidden") in _TRUE:
                self._hidden_columns.append((_whole(attributes.get("min")), _whole(attributes.get("max"))))
            case "mergeCell":
                self._merged(attributes.get("ref", ""))

    def _merged(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        begin, end = first.lstrip(_LETTERS), last.lstrip(_LETTERS)
        if last and begin != end:
            column = column_number(first.rstrip("0123456789")) - 1
            self._notes.merged.append((column, _whole(begin), _whole(end)))

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        kind = self._tags.get(tag)
        if kind is None:
            kind = self._tags[tag] = local(tag)
        if kind == "c":
            self._begin_cell(attributes)
        elif (kind == "v") if self._kind != "inlineStr" else (kind == "t" and not self._reading):
            self._value = True
            self._kept = attributes.get("xml:space") == "preserve"
            self.parser.CharacterDataHandler = self._text.append
        elif kind == "f":
            self._formula = True
        elif kind == "row":
            self._begin_row(attributes)
        elif kind == "rPh":
            self._reading = True

    def _begin_row(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        self._row = int(place) if place else self._next_row + 1
        if self._row <= self._next_row or self._row > 1_048_576:
            raise DamagedError
        self._cells = []
        self._column = 0
        if attributes.get("hidden") in _TRUE:
            self._notes.hidden_rows += 1

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        if place:
            name = place.rstrip("0123456789")
            column = self._letters.get(name)
            if column is None:
                column = self._letters[name] = column_number(name)
            self._column = column
        else:
            self._column += 1
        self._kind = attributes.get("t", "n")
        self._style = int(attributes.get("s") or 0)
        self._formula = self._value = False

    def _end(self, tag: str) -> None:
        kind = self._tags[tag] if tag in self._tags else local(tag)
        if kind == "c":
            if self._value:
                self._end_cell()
            elif self._formula and self._kind != "str":
                raise UncalculatedError(f"{letters(self._column - 1)}{self._row}")
        elif kind == "v" or kind == "t":
            self.parser.CharacterDataHandler = None
        elif kind == "row":
            self._end_row()
        elif kind == "rPh":
            self._reading = False
        elif kind == "sheetData":
            self.parser.StartElementHandler, self.parser.EndElementHandler = self._outside, None

    def _end_cell(self) -> None:
        text = self._text[0] if len(self._text) == 1 else "".join(self._text)
        self._text.clear()
        if text == "" and self._formula and self._kind != "str":
            raise UncalculatedError(f"{letters(self._column - 1)}{self._row}")
        value = self._spelled(text)
        if value:
            self._cells.extend([None] * (self._column - len(self._cells)))
            self._cells[self._column - 1] = value
            self._weight += len(value)

    def _spelled(self, text: str) -> str | None:
        kind = self._kind
        if kind == "n":
            return self._number(text)
        if kind == "s":
            if not text:
                return None
            if not text.strip().isdigit():
                raise DamagedError
            return self._strings[int(text)]
        if kind == "b":
            return "true" if text.strip() in _TRUE else "false"
        if kind == "e":
            self._notes.errors[self._row - 1, self._column - 1] = text
            return text
        if kind == "d":
            return _DAY.sub("", text.strip())
        return unescaped(text if self._kept or kind == "str" else text.strip())

    def _number(self, text: str) -> str | None:
        text = text.strip()
        plain = self._style >= len(self._plain) or self._plain[self._style]
        if plain and text.isdigit() and text.isascii():
            return str(int(text)) if text[0] == "0" else text
        if not text:
            return None
        value = float(text)
        how = PLAIN if plain else self._book.formats[self._style]
        return spelled(value, text, how, since_1904=self._book.since_1904)

    def _end_row(self) -> None:
        blank = self._row - self._next_row - 1
        self._next_row = self._row
        if not self._cells:
            self._blank += blank + 1
            return
        self._width = max(self._width, len(self._cells))
        if self._row * self._width > limits.MOST_CELLS or self._weight > self._most:
            raise BombError
        self._done.extend([()] * (self._blank + blank))
        self._blank = 0
        self._done.append(self._cells)


_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ$"


def column_number(name: str) -> int:
    """1 for A, 27 for AA; raises DamagedError for what names no column of a sheet."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    if not 0 < number <= 16_384:
        raise DamagedError
    return number


def letters(position: int) -> str:
    """A, B, …, Z, AA, … for a column counted from 0."""
    text = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def unescaped(text: str) -> str:
    """A text whose control characters are written as _x000D_."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _whole(text: str | None) -> int:
    try:
        return int(text or 0)
    except ValueError:
        raise DamagedError from None
