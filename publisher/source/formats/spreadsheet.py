"""Excel (.xlsx, .xlsm, .xlsb, .xls, XML of 2003) and ODS sheets; cells stand where the program shows them.

Workbooks in XML are read by an XML parser, the binary ones by calamine, with what it does not tell from elsewhere.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from fnmatch import fnmatchcase
from functools import partial
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from publisher.model.errors import SourceError
from publisher.model.text import msg
from publisher.source import limits
from publisher.source.canonical import float_text, rounded_float_text, text_of
from publisher.source.formats import binary_excel, old_excel, ooxml, open_document, workbook_2003
from publisher.source.formats.number_formats import coded, to_the_second
from publisher.source.formats.opened import SourceFile
from publisher.source.formats.signature import check_signature, is_packed, password
from publisher.source.formats.text import as_utf8
from publisher.source.formats.xml_parts import BombError, DamagedError
from publisher.source.grid import Row, SourceGrid, from_rows
from publisher.source.notes import SheetNotes, UncalculatedError

_Cell = int | float | str | bool | time | date | datetime | timedelta
_EXACT = 2**53
_BROKEN = (
    BadZipFile,
    zlib.error,
    DamagedError,
    EOFError,
    RuntimeError,
    LookupError,
    ValueError,
    NotImplementedError,
)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet by name, whether it is shown, and how its rows are read."""

    name: str
    visible: bool
    rows: Callable[[SheetNotes], Iterator[Row]]


def read(file: SourceFile) -> SourceGrid:
    """The declared sheet, or the first that is not hidden: blank cells are missing, so a merged cell is its first.

    Raises SourceError for a formula whose result was not saved: reading on would lose the value.
    """
    notes = SheetNotes()
    with _sheets(file) as sheets:
        sheet = _chosen(file, sheets)
        notes.hidden_sheets = sum(not other.visible for other in sheets if other.name != sheet.name)
        try:
            grid = from_rows(sheet.rows(notes), file.folder, f"sheet-{file.number}")
        except UncalculatedError as error:
            raise file.fault(
                msg("The formula in cell {cell} of sheet {sheet} has no result in the file",
                    cell=error.cell, sheet=sheet.name),
                msg("open the file in LibreOffice or Excel and save it there, so that the results are kept"),
            ) from None  # fmt: skip
    return replace(grid, sheet=sheet.name, notes=notes)


def fitting_sheets(file: SourceFile) -> tuple[str, ...]:
    """The sheets, hidden ones left out, that the pattern `source.sheet` fits, in the order of the file."""
    wanted = str(file.source.sheet)
    with _sheets(file) as sheets:
        if wanted in [sheet.name for sheet in sheets]:
            return (wanted,)
        found = tuple(sheet.name for sheet in sheets if sheet.visible and fnmatchcase(sheet.name, wanted))
        if not found:
            raise _no_sheet(file, sheets, wanted)
        return found


def all_sheets(file: SourceFile) -> tuple[tuple[str, bool], ...]:
    """The sheets with whether they are shown, in the order of the file."""
    with _sheets(file) as sheets:
        return tuple((sheet.name, sheet.visible) for sheet in sheets)


@contextmanager
def _sheets(file: SourceFile) -> Iterator[list[_Sheet]]:
    """The sheets with cells; SourceError when the workbook may not be opened or is not as it should be."""
    try:
        if workbook_2003.is_workbook(file.path):
            yield [_Sheet(sheet.name, sheet.visible, rows) for sheet, rows in workbook_2003.sheets(as_utf8(file))]
            return
        if not is_packed(file):
            check_signature(file)
            yield _by_calamine(file, lambda name, notes: old_excel.look(file, name, notes))
            return
        limits.check_packed(file.path, file.shown)
        with ZipFile(file.path) as archive:
            yield _in_archive(file, archive)
    except PasswordError:
        raise password(file) from None
    except BombError:
        raise limits.bomb(file.shown) from None
    except (CalamineError, *_BROKEN):
        raise limits.damaged(file.shown) from None


def _in_archive(file: SourceFile, archive: ZipFile) -> list[_Sheet]:
    names = {name.replace("\\", "/").lower() for name in archive.namelist()}
    most = limits.most_text(file.path)
    if "content.xml" in names:
        if _is_encrypted(archive):
            raise password(file)
        return [
            _Sheet(table.name, table.visible, partial(open_document.rows, archive, table.name, most=most))
            for table in open_document.tables(archive)
        ]
    if "xl/workbook.bin" in names:
        noted: dict[str, SheetNotes] = {}
        masks = binary_excel.look(archive, noted)

        def look(name: str, notes: SheetNotes) -> dict[tuple[int, int], str]:
            notes.take(noted[name])
            return masks[name]

        return _by_calamine(file, look)
    book = ooxml.Workbook(archive)
    return [
        _Sheet(entry.name, entry.visible, partial(book.rows, entry, most=most))
        for entry in book.sheets
        if entry.member
    ]


def _is_encrypted(archive: ZipFile) -> bool:
    manifest = "META-INF/manifest.xml"
    return manifest in archive.namelist() and b"encryption-data" in archive.read(manifest)


_Look = Callable[[str, SheetNotes], dict[tuple[int, int], str]]


def _by_calamine(file: SourceFile, look: _Look) -> list[_Sheet]:
    book = CalamineWorkbook.from_path(file.path)
    return [
        _Sheet(entry.name, entry.visible == SheetVisibleEnum.Visible, partial(_rows, file, book, entry.name, look))
        for entry in book.sheets_metadata
        if entry.typ == SheetTypeEnum.WorkSheet
    ]


def _rows(file: SourceFile, book: CalamineWorkbook, name: str, look: _Look, notes: SheetNotes) -> Iterator[Row]:
    masks = look(name, notes)
    sheet = book.get_sheet_by_name(name)
    if sheet.total_height * sheet.total_width > limits.MOST_CELLS:
        raise limits.bomb(file.shown)
    for number, row in enumerate(sheet.to_python(skip_empty_area=False)):
        texts = [_text(cell) for cell in row]
        if notes.errors:
            texts = [notes.errors.get((number, column), text) for column, text in enumerate(texts)]
        if masks:
            texts = [_masked(text, masks.get((number, column))) for column, text in enumerate(texts)]
        yield texts


def _masked(text: str | None, mask: str | None) -> str | None:
    return coded(int(text), mask) if mask and text is not None and text.isdigit() else text


def _text(cell: _Cell) -> str | None:
    if isinstance(cell, str):
        return cell or None
    if isinstance(cell, datetime):
        return text_of(to_the_second(cell))
    if isinstance(cell, float):
        return float_text(cell) if cell == int(cell) and abs(cell) < _EXACT else rounded_float_text(cell)
    return text_of(cell)


def _chosen(file: SourceFile, sheets: list[_Sheet]) -> _Sheet:
    wanted = file.source.sheet
    if wanted is None:
        visible = [sheet for sheet in sheets if sheet.visible]
        if not visible:
            raise file.fault(
                msg("The file has no sheet that is not hidden"),
                msg("name the sheet as source.file.sheet in dataset.yaml, or unhide it"),
            )
        return visible[0]
    for sheet in sheets:
        if sheet.name == str(wanted):
            return sheet
    if isinstance(wanted, int) and 1 <= wanted <= len(sheets):
        return sheets[wanted - 1]
    raise _no_sheet(file, sheets, str(wanted))


def _no_sheet(file: SourceFile, sheets: list[_Sheet], wanted: str) -> SourceError:
    return file.fault(
        msg("The file has no sheet named {sheet}", sheet=wanted),
        msg(
            "its sheets are: {names}; correct source.file.sheet in dataset.yaml",
            names="、".join(sheet.name for sheet in sheets),
        ),
    )
