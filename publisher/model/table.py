"""A table on its way, where its values stand in its source, and what it is compared with."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from publisher.model.finding import Place, column_letter


@dataclass(frozen=True, slots=True)
class Piece:
    """One sheet or file of a source: its records begin with number `first` (from 1, over all pieces).

    `above` is the number of rows over its first record, or None where rows have no place that people see; `merged`
    are the columns (from 0), first and last rows (from 1) of cells merged downwards.
    """

    file: str
    sheet: str | None
    first: int
    above: int | None
    merged: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the values of a table stand in its source.

    `columns` are the sheet's columns (from 0) by field. `rows` is a Parquet file with one column, the number of
    the source record of each row of the table; without it row n is record n.
    """

    pieces: tuple[Piece, ...] = ()
    columns: Mapping[str, int] = field(default_factory=dict)
    rows: Path | None = None

    def place(self, record: int | None, field: str | None, letter: str | None = None) -> Place:
        """The place of a record's field: its row in its file or sheet, and its cell as Excel and Calc show it.

        `letter` is the column of the sheet where the field is not one of `columns`.
        """
        if record is None:
            file = self.pieces[0].file if len(self.pieces) == 1 else None
            return Place(file=file, sheet=self.pieces[0].sheet if file else None, field=field)
        at = bisect_right(self.pieces, record, key=lambda piece: piece.first) - 1
        if at < 0:
            return Place(row=record, field=field)
        piece = self.pieces[at]
        row = record - piece.first + 1
        position = None if field is None else self.columns.get(field)
        column = letter if position is None else column_letter(position)
        cell = None if column is None or piece.above is None else f"{column}{row + piece.above}"
        return Place(file=piece.file, sheet=piece.sheet, row=row, field=field, cell=cell)


@dataclass(frozen=True, slots=True)
class Table:
    """A table on disk: one Parquet file whose columns are all text (missing values are null).

    Straight after `source` it is a grid: columns c1, c2, … and the header still among its rows. After
    `structure` its columns have names and canonical values (ISO dates, plain numbers). Stages scan it.
    """

    path: Path
    columns: tuple[str, ...]
    rows: int
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Night:
    """How many records a table had on a night, and whether it was proven then or held."""

    day: date
    rows: int
    held: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What a dataset is compared with: earlier nights, and other datasets.

    `nights` are its earlier nights, oldest first, the held ones among them; `last` is the table it published
    last, and `others` are those of other datasets, by id (Parquet or CSV files, tonight's where there is one).
    """

    nights: tuple[Night, ...] = ()
    last: Path | None = None
    others: Mapping[str, Path] = field(default_factory=dict)


NOTHING_KNOWN = Known()
