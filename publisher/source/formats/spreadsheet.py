"""Excel (.xlsx, .xls) and ODS sheets through calamine; rows and columns stand where the program shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zipfile import is_zipfile

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, WorksheetNotFound

from publisher.model.text import msg
from publisher.source import limits
from publisher.source.canonical import text_of
from publisher.source.formats.opened import SourceFile
from publisher.source.formats.packed import Errors, look_through
from publisher.source.grid import Grid, Row, from_rows

_ODS_DURATION = re.compile(r"PT([0-9]+)H([0-9]+)M([0-9]+)(?:[.,][0-9]+)?S")
"""An ODS keeps a duration as text of XML Schema; calamine hands on those of a day or more as they are."""

_Cell = int | float | str | bool | time | date | datetime | timedelta


def read(file: SourceFile) -> Grid:
    """The declared sheet, or the first: blank cells are missing, so a merged cell is its first one."""
    errors: Errors = {}
    if is_zipfile(file.path):
        limits.check_packed(file.path, file.shown)
        errors = look_through(file, file.source.sheet)
    try:
        book = CalamineWorkbook.from_path(file.path)
        sheet = _sheet(file, book)
        if sheet.total_height * sheet.total_width > limits.MOST_CELLS:
            raise limits.bomb(file.shown)
        return from_rows(_rows(sheet, errors), file.folder, f"sheet-{file.number}")
    except (CalamineError, PasswordError):
        raise limits.damaged(file.shown) from None


def _sheet(file: SourceFile, book: CalamineWorkbook) -> CalamineSheet:
    names = book.sheet_names
    if not names:
        raise limits.damaged(file.shown)
    wanted = file.source.sheet or names[0]
    try:
        return book.get_sheet_by_name(wanted)
    except WorksheetNotFound:
        raise file.fault(
            msg("The file has no sheet named {sheet}", sheet=wanted),
            msg("its sheets are: {names}; correct source.file.sheet in dataset.yaml", names="、".join(names)),
        ) from None


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
