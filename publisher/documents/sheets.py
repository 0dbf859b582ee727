"""What spreadsheets of every format share: columns, sheets, limits of readers, and which values fit a cell.

A cell's number is a double in every office program, which keeps 15 digits; a date before the Gregorian calendar is
read in another one. Such values are written as texts: the value stays exact, and what cannot be a number is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import polars as pl

from publisher.documents.columns import display_width
from publisher.model.errors import DatasetError, Where
from publisher.model.text import Message, msg

MOST_ROWS = 1_048_576
"""Rows of one sheet, the header included, in LibreOffice and Excel."""
MOST_COLUMNS = 16_384
"""Columns of one sheet in Excel, and in LibreOffice before 24.2: what stands behind is dropped without a word."""

CELLS = 16_000
"""Cells that are in memory as written at a time."""

CellType = Literal["string", "integer", "number", "boolean", "date", "datetime", "time"]
_SHEET_NAME_FORBIDDEN = str.maketrans(dict.fromkeys("[]*?:/\\'", "_"))
_LONGEST_SHEET_NAME = 31
_WIDEST, _NARROWEST, _CHARACTER_CM = 9.0, 1.8, 0.21
_MOST_DIGITS = 15
_MOST_EXPONENT = r"[eE]-?[0-9]{3,}$"


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column: its header, and the type that its cells have."""

    header: str
    type: CellType = "string"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its columns, and frames whose columns stand in that order.

    A column holds texts (`12.50`, `true`, `2024-03-05`, `2024-03-05T10:20:00`, `10:20:30`) or the polars type of
    its cells. With `filter` the header row offers to filter.
    """

    name: str
    columns: Sequence[SheetColumn]
    frames: Iterable[pl.DataFrame]
    filter: bool = False


def sheet_names(wanted: Sequence[str]) -> list[str]:
    """Names that every office program takes: no forbidden characters, at most 31 long, each one once."""
    names: list[str] = []
    for text in wanted:
        base = " ".join(text.translate(_SHEET_NAME_FORBIDDEN).split())[:_LONGEST_SHEET_NAME].strip() or "Sheet"
        name, number = base, 1
        while name.casefold() in {other.casefold() for other in names}:
            number += 1
            ending = f" {number}"
            name = base[: _LONGEST_SHEET_NAME - len(ending)] + ending
        names.append(name)
    return names


def letters(column: int) -> str:
    """The letters of a column counted from 1."""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def too_large(path: Path, hint: Message) -> DatasetError:
    """The error for a table that this format cannot hold."""
    return DatasetError(
        msg("The table has more rows, columns or text than this spreadsheet format can hold."),
        Where(path.name),
        hint,
    )


def as_texts(values: pl.Series, kind: CellType) -> pl.Series:
    """The cells of a column as canonical texts."""
    if values.dtype == pl.String:
        return values
    if kind == "boolean":
        return values.cast(pl.String).str.to_lowercase()
    if kind in ("datetime", "time"):
        form = "%Y-%m-%dT%H:%M:%S%.f" if kind == "datetime" else "%H:%M:%S%.f"
        return values.dt.strftime(form)
    return values.cast(pl.String)


def fits(column: pl.Expr, kind: CellType, first_day: str) -> pl.Expr:
    """Whether the text of a cell can be a typed cell without a loss; dates count from `first_day` (ISO)."""
    if kind in ("integer", "number"):
        digits = (
            column.str.replace(r"[eE].*$", "")
            .str.replace_all(r"[-.]", "")
            .str.strip_chars_start("0")
            .str.replace(r"0+$", "")
            .str.len_bytes()
        )
        whole = column.str.replace("-", "", literal=True).str.replace(r"[.eE].*$", "").str.len_bytes()
        return (digits <= _MOST_DIGITS) & (whole <= _MOST_DIGITS) & ~column.str.contains(_MOST_EXPONENT)
    if kind in ("date", "datetime"):
        return column.str.slice(0, 10) >= first_day
    if kind == "time":
        return column.str.contains(r"^[0-2][0-9]:[0-5][0-9]:[0-6][0-9](\.[0-9]+)?$")
    return pl.lit(value=True)


def all_fit(texts: pl.Series, kind: CellType, first_day: str) -> bool:
    """Whether it is plain at once that every cell fits: most columns hold short numbers of this century."""
    if kind in ("integer", "number"):
        longest = texts.str.len_bytes().max()
        return longest is None or (
            isinstance(longest, int) and longest <= _MOST_DIGITS and not texts.str.contains("[eE]").any()
        )
    if kind in ("date", "datetime"):
        least = texts.min()
        return least is None or (isinstance(least, str) and least >= first_day and len(least) >= len(first_day))
    return kind == "boolean"


def widths(sheet: Sheet, first: pl.DataFrame | None) -> list[int]:
    """Width of each column in millimetres, from its header and the first rows; Chinese counts twice."""
    found = []
    for place, column in enumerate(sheet.columns):
        texts = [column.header]
        if first is not None:
            series = as_texts(first.to_series(place).head(200), column.type)
            texts += [(text or "")[:200] for text in series.to_list()]
        longest = max(max(map(display_width, text.split("\n"))) for text in texts)
        found.append(round(10 * min(max(longest * _CHARACTER_CM + 0.3, _NARROWEST), _WIDEST)))
    return found
