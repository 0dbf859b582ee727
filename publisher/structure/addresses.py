"""Where a value of the table stands in the sheet, as Excel or Calc show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from publisher.model.finding import Place
from publisher.model.structuring import Header, Rename, Split, StructureStep, Unpivot
from publisher.model.workspace import Dataset, FileSource

_SHEETS = frozenset({"csv", "excel", "ods"})
_ENDINGS = frozenset({".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm", ".xls", ".ods"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet a table comes from; `columns` are positions from 0 by field, empty when there is no one sheet.

    `above` is the number of rows before the first record.
    """

    file: str | None = None
    name: str | None = None
    above: int = 0
    columns: Mapping[str, int] | None = None

    def place(self, row: int | None, field: str | None, letter: str | None = None) -> Place:
        """A place in the source: record `row`, and the cell when it can be told."""
        position = self.columns.get(field) if self.columns is not None and field is not None else None
        column = column_letter(position) if position is not None else letter
        known = self.columns is not None and row is not None and column is not None
        cell = f"{column}{row + self.above}" if known and row is not None else None
        return Place(file=self.file, sheet=self.name, row=row, field=field, cell=cell)


def sheet_of(dataset: Dataset, header: Header, columns: Mapping[str, int]) -> Sheet:
    """The sheet behind a dataset; without cells for databases, records and several files under each other."""
    source = dataset.source
    if not isinstance(source, FileSource) or any(sign in source.path for sign in "*?["):
        return Sheet()
    is_sheet = source.format in _SHEETS if source.format else Path(source.path).suffix.lower() in _ENDINGS
    if not is_sheet:
        return Sheet(source.path)
    shift = 0 if source.name_column is None else 1
    positions = {name: position - shift for name, position in columns.items() if position >= shift}
    return Sheet(source.path, source.sheet, header.skip + header.rows, positions)


def follow(sheet: Sheet, step: StructureStep) -> Sheet:
    """The sheet after a step that gave columns other names."""
    if sheet.columns is None:
        return sheet
    columns = dict(sheet.columns)
    if isinstance(step, Rename):
        columns = {step.columns.get(name, name): position for name, position in columns.items()}
    elif isinstance(step, Split) and step.column in columns:
        position = columns.pop(step.column)
        columns |= dict.fromkeys(step.into, position)
    elif isinstance(step, Unpivot):
        columns = {name: position for name, position in columns.items() if name in step.keep}
    return replace(sheet, columns=columns)


def column_letter(position: int) -> str:
    """A, B, … Z, AA, … for a column counted from 0, as spreadsheets name them."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
