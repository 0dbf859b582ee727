"""What is to be said of a sheet beside its cells."""

from __future__ import annotations

from dataclasses import dataclass, field


class UncalculatedError(Exception):
    """A formula whose result was not saved; `cell` is where it stands."""

    def __init__(self, cell: str) -> None:
        super().__init__(cell)
        self.cell = cell


@dataclass(slots=True)
class SheetNotes:
    """Filled while a sheet is read: what people do not see in it, and where formulas show an error.

    `errors` are texts by row and column counted from 0; `merged` are the columns (from 0), first and last rows
    (from 1) of cells that were merged downwards. `system` is the coordinate system from which geometries were
    brought to WGS 84. `lists` are columns whose values are lists, `aside` what stands beside the records and is
    in no column.
    """

    system: str = ""
    lists: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    hidden_rows: int = 0
    hidden_columns: int = 0
    hidden_sheets: int = 0
    merged: list[tuple[int, int, int]] = field(default_factory=list)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)

    def take(self, other: SheetNotes) -> None:
        """Take over what was noted of the sheet beforehand."""
        self.hidden_rows, self.hidden_columns = other.hidden_rows, other.hidden_columns
        self.merged.extend(other.merged)
        self.errors.update(other.errors)
