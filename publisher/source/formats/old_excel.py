"""The errors of formulas in an old workbook (.xls), which calamine reads as blank cells and xlrd tells apart."""

from __future__ import annotations

import os
import struct
from pathlib import Path

import xlrd
from xlrd.compdoc import CompDocError

from publisher.model.text import msg
from publisher.source.formats.opened import SourceFile
from publisher.source.formats.packed import Errors

_ODD = (xlrd.XLRDError, CompDocError, struct.error, AssertionError, LookupError, ValueError, TypeError)
"""What xlrd lets out where a workbook is not as its records say."""


def formula_errors(file: SourceFile, sheet: str) -> Errors:
    """What formulas of the sheet show instead of a value; SourceError when the workbook does not tell."""
    try:
        with (
            Path(os.devnull).open("w", encoding="utf-8") as log,
            xlrd.open_workbook(file.path, logfile=log, on_demand=True, ragged_rows=True) as book,
        ):
            found = book.sheet_by_name(sheet)
            return {
                (row, column): xlrd.error_text_from_code.get(found.cell_value(row, column), "#ERROR")
                for row in range(found.nrows)
                if xlrd.XL_CELL_ERROR in (kinds := found.row_types(row))
                for column, kind in enumerate(kinds)
                if kind == xlrd.XL_CELL_ERROR
            }
    except _ODD:
        raise file.fault(
            msg("Whether formulas of this old workbook show errors cannot be told"),
            msg("open it in LibreOffice or Excel and save it as .xlsx or .ods there"),
        ) from None
