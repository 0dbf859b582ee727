"""What a cell of a grid holds, before its column has a name or a type."""

from __future__ import annotations

import re

_FIGURES = re.compile(r"^\s*[-+△▲(（]?[0-9０-９][0-9０-９,，.．/:\-年月日時分秒%％ ()（）]*\s*\S{0,2}$")
_NOTHING = frozenset({"-", "－", "—", "–", "...", "…", "*", "N/A", "n/a", "x", "X"})

Row = tuple[str | None, ...]


def is_figure(cell: str | None) -> bool:
    """Whether a cell holds a figure, a date, or one with its unit."""
    return cell is not None and _FIGURES.match(cell) is not None


def is_text(cell: str | None) -> bool:
    """Whether a cell holds words."""
    return bool(cell and cell.strip()) and cell not in _NOTHING and not is_figure(cell)
