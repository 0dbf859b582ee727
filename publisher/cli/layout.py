"""Whether a file at the desk is laid out as a table of records, judged as the night judges a declared source."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publisher.tableschema.formats import SHEETS, TEXTS, Writing

if TYPE_CHECKING:
    import polars as pl

_FIRST_ROW = [1]
_MOST_TITLES = 20


def has_rows(path: Path, format_name: str | None) -> bool:
    """Whether people see rows in such a file."""
    return format_name in SHEETS | TEXTS or path.suffix.lower().startswith(".xl")


def check_layout(path: Path, writing: Writing, schema: Mapping[str, Any], work: Path) -> None:
    """Raise SourceError as the night does of a file that `has_rows` (as it is, or made CSV)."""
    from publisher import source
    from publisher.model.structuring import Header
    from publisher.structure import check_declared

    dialect = writing.dialect
    heading = dialect.get("headerRows", _FIRST_ROW)
    if dialect.get("header") is False or not _follow(heading) or dialect.keys() & _OTHER:
        return
    control = dialect.get("csv", {})
    delimiter = control.get("delimiter") if isinstance(control, dict) else None
    grid = source.first_rows(path, work, writing.encoding, delimiter or dialect.get("delimiter"))
    names = [field.get("name") for field in schema.get("fields", ()) if isinstance(field, dict)]
    if grid is not None and not grid.is_empty():
        above = _titles(grid) if heading == _FIRST_ROW else heading[0] - 1
        step = Header(rows=len(heading), skip=above, join=dialect.get("headerJoin", " "))
        check_declared(grid, step, (), [name for name in names if isinstance(name, str)])


def _titles(grid: pl.DataFrame) -> int:
    """How many rows with one text at most stand above the heading, which then comes first."""
    filled = [sum(bool(cell and cell.strip()) for cell in row) for row in grid.head(_MOST_TITLES).rows()]
    return next((at for at, count in enumerate(filled) if count > 1), 0)


_OTHER = frozenset({"commentRows", "commentChar"})
"""With these, rows of the file are none of the table."""


def _follow(rows: object) -> bool:
    """Whether they are rows of a heading, one after the other."""
    return (
        isinstance(rows, list)
        and bool(rows)
        and all(isinstance(row, int) for row in rows)
        and rows == list(range(rows[0], rows[0] + len(rows)))
        and rows[0] > 0
    )
