"""What xlrd tells of an old workbook (.xls) and calamine does not: errors, codes, what is hidden."""

from __future__ import annotations

import os
import struct
from contextlib import suppress
from pathlib import Path

import xlrd
from xlrd.compdoc import CompDocError

from publisher.model.text import msg
from publisher.source.formats.number_formats import number_format
from publisher.source.formats.opened import SourceFile
from publisher.source.notes import SheetNotes

_ODD = (xlrd.XLRDError, CompDocError, struct.error, AssertionError, LookupError, ValueError, TypeError)
"""What xlrd lets out where a workbook is not as its records say."""


def look(file: SourceFile, sheet: str, notes: SheetNotes) -> dict[tuple[int, int], str]:
    """Masks of codes by row and column from 0; SourceError when the workbook does not tell about its errors."""
    for formats in (True, False):  # styles out of order do not keep the errors from being seen
        with (
            suppress(*_ODD),
            Path(os.devnull).open("w", encoding="utf-8") as log,
            xlrd.open_workbook(
                file.path, logfile=log, on_demand=True, ragged_rows=True, formatting_info=formats
            ) as book,
        ):
            return _look(book, book.sheet_by_name(sheet), notes)
    raise file.fault(
        msg("Whether formulas of this old workbook show errors cannot be told"),
        msg("open it in LibreOffice or Excel and save it as .xlsx or .ods there"),
    )


def _look(book: xlrd.Book, sheet: xlrd.sheet.Sheet, notes: SheetNotes) -> dict[tuple[int, int], str]:
    masks = (
        {}
        if not book.formatting_info
        else {
            number: how.mask
            for number, style in enumerate(book.xf_list)
            if (code := book.format_map.get(style.format_key)) is not None
            and (how := number_format(style.format_key, code.format_str)).mask
        }
    )
    found: dict[tuple[int, int], str] = {}
    for row in range(sheet.nrows):
        for column, kind in enumerate(sheet.row_types(row)):
            if kind == xlrd.XL_CELL_ERROR:
                code = sheet.cell_value(row, column)
                notes.errors[row, column] = xlrd.error_text_from_code.get(code, "#ERROR")
            elif masks and kind == xlrd.XL_CELL_NUMBER:
                mask = masks.get(sheet.cell_xf_index(row, column))
                if mask:
                    found[row, column] = mask
    notes.hidden_rows = sum(1 for row, info in sheet.rowinfo_map.items() if info.hidden and row < sheet.nrows)
    notes.hidden_columns = sum(1 for at, info in sheet.colinfo_map.items() if info.hidden and at < sheet.ncols)
    notes.merged.extend((at, first + 1, last) for first, last, at, _ in sheet.merged_cells if last - first > 1)
    return found
