"""header: rows of the sheet become the names of the columns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import polars as pl

from publisher.model.finding import column_letter
from publisher.model.structuring import Header
from publisher.structure.columns import ROW, ColumnOutcome, Refusal, clash

_CJK = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]"
_BREAK_IN_CHINESE = re.compile(rf"(?<={_CJK})\s*[\r\n]+\s*(?={_CJK})")
_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff]")


def apply(frame: pl.DataFrame, step: Header) -> ColumnOutcome:
    """Name the columns of a grid; records are numbered from 1 after the heading.

    A merged heading is blank after its first cell: blanks of the upper rows are filled from the left as long as
    the heading above is the same. Cells outside every heading are refused, blank columns are left out.
    """
    grid = frame.drop(ROW, strict=False)
    labels = labels_of(grid.slice(step.skip, step.rows).rows(), grid.width, step.join)
    surplus = step.names[grid.width :]
    for position, name in enumerate(step.names[: grid.width]):
        labels[position] = name
    body = grid.slice(step.skip + step.rows)
    body = body.with_columns(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias(ROW))
    refusals: list[Refusal] = [Refusal("missing-column", name) for name in surplus]
    chosen: dict[str, str] = {}
    for position, (column, label) in enumerate(zip(grid.columns, labels, strict=True)):
        if label == "":
            refusals.extend(_unnamed(body, column, position))
        elif label in chosen:
            refusals.append(clash(label))
        else:
            chosen[label] = column
    named = body.select(ROW, *(pl.col(column).alias(label) for label, column in chosen.items()))
    positions = {label: grid.columns.index(column) for label, column in chosen.items()}
    return ColumnOutcome(named, len(chosen), tuple(refusals), positions, per_table=True)


def labels_of(rows: Sequence[Sequence[str | None]], width: int, join: str) -> list[str]:
    """One label for each column; a column that has no cell of its own in any heading row has none."""
    cleaned = [[_clean(cell) for cell in row] for row in rows]
    own = [any(row[position] for row in cleaned) for position in range(width)]
    for depth, row in enumerate(cleaned[:-1]):
        for position in range(1, width):
            above = cleaned[:depth]
            same_heading = all(upper[position] == upper[position - 1] for upper in above)
            if row[position] == "" and same_heading:
                row[position] = row[position - 1]
    return [
        join.join(dict.fromkeys(row[position] for row in cleaned if row[position])) if own[position] else ""
        for position in range(width)
    ]


def _clean(cell: str | None) -> str:
    """A label without the line breaks that only made it fit its cell."""
    text = _INVISIBLE.sub("", cell or "")
    text = _BREAK_IN_CHINESE.sub("", text.strip())
    return unicodedata.normalize("NFC", re.sub(r"\s+", " ", text))


def _unnamed(body: pl.DataFrame, column: str, position: int) -> list[Refusal]:
    filled = body.filter(pl.col(column).str.strip_chars() != "")[ROW]
    if filled.is_empty():
        return []
    letter = column_letter(position)
    return [Refusal("uneven-rows", letter, tuple(filled.head(100).to_list()), len(filled), letter=letter)]
