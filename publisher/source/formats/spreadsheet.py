"""Excel (.xlsx, .xls) and ODS sheets through calamine; rows and columns stand where the program shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from fnmatch import fnmatchcase
from zipfile import is_zipfile

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from publisher.model.errors import SourceError
from publisher.model.text import msg
from publisher.source import limits
from publisher.source.canonical import text_of
from publisher.source.formats.old_excel import formula_errors
from publisher.source.formats.opened import SourceFile
from publisher.source.formats.packed import Errors, Seen, look_through
from publisher.source.formats.signature import check_signature, password
from publisher.source.grid import Grid, Row, from_rows

_ODS_DURATION = re.compile(r"PT([0-9]+)H([0-9]+)M([0-9]+)(?:[.,][0-9]+)?S")
"""An ODS keeps a duration as text of XML Schema; calamine hands on those of a day or more as they are."""

_Cell = int | float | str | bool | time | date | datetime | timedelta


def read(file: SourceFile) -> Grid:
    """The declared sheet, or the first that is not hidden: blank cells are missing, so a merged cell is its first.

    Raises SourceError for a formula whose result was not saved: reading on would lose the value.
    """
    sheet, seen = opened(file)
    if seen.uncalculated is not None:
        raise file.fault(
            msg("The formula in cell {cell} of sheet {sheet} has no result in the file",
                cell=seen.uncalculated, sheet=sheet.name),
            msg("open the file in LibreOffice or Excel and save it there, so that the results are kept"),
        )  # fmt: skip
    with _readable(file):
        grid = from_rows(_rows(sheet, seen.errors), file.folder, f"sheet-{file.number}")
    return replace(grid, sheet=sheet.name)


def opened(file: SourceFile) -> tuple[CalamineSheet, Seen]:
    """The sheet, and what its XML says beyond calamine; SourceError when the workbook may not be opened."""
    sheets = _looked_through(file)
    with _readable(file):
        sheet = _sheet(file, CalamineWorkbook.from_path(file.path))
    if sheet.total_height * sheet.total_width > limits.MOST_CELLS:
        raise limits.bomb(file.shown)
    if not is_zipfile(file.path):
        return sheet, Seen(formula_errors(file, sheet.name))
    return sheet, sheets.get(sheet.name, Seen())


def fitting_sheets(file: SourceFile) -> tuple[str, ...]:
    """The sheets, hidden ones left out, that the pattern `source.sheet` fits, in the order of the file."""
    wanted = str(file.source.sheet)
    _looked_through(file)
    with _readable(file):
        book = CalamineWorkbook.from_path(file.path)
    if wanted in book.sheet_names:
        return (wanted,)
    found = tuple(name for name in _visible(book) if fnmatchcase(name, wanted))
    if not found:
        raise _no_sheet(file, book, wanted)
    return found


def _looked_through(file: SourceFile) -> Mapping[str, Seen]:
    if not is_zipfile(file.path):
        check_signature(file)
        return {}
    limits.check_packed(file.path, file.shown)
    return look_through(file)


@contextmanager
def _readable(file: SourceFile) -> Iterator[None]:
    try:
        yield
    except PasswordError:
        raise password(file) from None
    except CalamineError:
        raise limits.damaged(file.shown) from None


def _visible(book: CalamineWorkbook) -> list[str]:
    sheets = [sheet for sheet in book.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]
    return [sheet.name for sheet in sheets if sheet.visible is SheetVisibleEnum.Visible]


def _sheet(file: SourceFile, book: CalamineWorkbook) -> CalamineSheet:
    names, wanted = book.sheet_names, file.source.sheet
    if wanted is None:
        visible = _visible(book)
        if not visible:
            raise file.fault(
                msg("The file has no sheet that is not hidden"),
                msg("name the sheet as source.file.sheet in dataset.yaml, or unhide it"),
            )
        return book.get_sheet_by_name(visible[0])
    if str(wanted) in names:
        return book.get_sheet_by_name(str(wanted))
    if isinstance(wanted, int) and 1 <= wanted <= len(names):
        return book.get_sheet_by_name(names[wanted - 1])
    raise _no_sheet(file, book, str(wanted))


def _no_sheet(file: SourceFile, book: CalamineWorkbook, wanted: str) -> SourceError:
    return file.fault(
        msg("The file has no sheet named {sheet}", sheet=wanted),
        msg(
            "its sheets are: {names}; correct source.file.sheet in dataset.yaml", names="、".join(book.sheet_names)
        ),
    )


def _rows(sheet: CalamineSheet, errors: Errors) -> Iterator[Row]:
    for number, row in enumerate(sheet.to_python(skip_empty_area=False)):
        texts = [_text(cell) for cell in row]
        if errors:
            texts = [text or errors.get((number, column)) for column, text in enumerate(texts)]
        yield texts


def _text(cell: _Cell) -> str | None:
    if isinstance(cell, str):
        duration = _ODS_DURATION.fullmatch(cell) if cell.startswith("PT") else None
        return ":".join(part.zfill(2) for part in duration.groups()) if duration else cell or None
    if isinstance(cell, datetime):
        # Spreadsheets keep times as fractions of a day: 10:30:00 may come back as 10:29:59.999999.
        return text_of(_to_the_second(cell))
    return text_of(cell)


def _to_the_second(moment: datetime) -> datetime:
    if moment.microsecond in range(1_000, 999_000):
        return moment
    return (moment + timedelta(milliseconds=500)).replace(microsecond=0)
