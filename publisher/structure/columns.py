"""The frame that steps work on, and what each of them hands back.

A frame has one hidden column, ROW, with the number of the record in the source (from 1 after the heading), so
that a fault found late still names the row that a person sees.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import polars as pl

from publisher.model.finding import MOST_PLACES
from publisher.model.redacted import Redacted, value_class

ROW = "\x00row"
MOST_SHAPES = 5

RefusalKind = Literal[
    "unreadable-value", "unknown-code", "missing-column", "duplicate-column", "uneven-rows", "undeclared-column"
]


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a step could not take: values of a column, or a column itself. `rows` are the first of `count`.

    `letter` is the column of the sheet (A, B, …) where that is known; nothing here holds a cell's value.
    """

    kind: RefusalKind
    field: str
    rows: tuple[int, ...] = ()
    count: int = 1
    shapes: tuple[Redacted, ...] = ()
    letter: str | None = None


@dataclass(frozen=True, slots=True)
class ColumnOutcome:
    """The frame after a step, how many cells, rows or columns it changed, and what it refused.

    `positions` are the sheet's columns (from 0) by name, from the step that names them. `per_table` is whether
    `changed` counts columns, which every part of a long table has alike. `also` are further counts by name.
    `carry` is what the step has to know when it sees the next part.
    """

    frame: pl.DataFrame
    changed: int
    refusals: tuple[Refusal, ...] = ()
    positions: Mapping[str, int] = field(default_factory=dict)
    per_table: bool = False
    also: Mapping[str, int] = field(default_factory=dict)
    carry: Any = None

    def after(self, records: int) -> ColumnOutcome:
        """The outcome of a part that stands behind `records` others."""
        if records == 0:
            return self
        moved = tuple(replace(item, rows=tuple(row + records for row in item.rows)) for item in self.refusals)
        return replace(self, frame=self.frame.with_columns(pl.col(ROW) + records), refusals=moved)


def visible(frame: pl.DataFrame) -> list[str]:
    """The columns without the hidden one."""
    return [name for name in frame.columns if name != ROW]


def present(frame: pl.DataFrame, wanted: Iterable[str]) -> tuple[list[str], tuple[Refusal, ...]]:
    """Those of the wanted columns that the frame has, and a refusal for each of the others."""
    names = list(dict.fromkeys(wanted))
    columns = set(visible(frame))
    missing = tuple(Refusal("missing-column", name) for name in names if name not in columns)
    return [name for name in names if name in columns], missing


def clash(name: str) -> Refusal:
    """The refusal of a second column of one name."""
    return Refusal("duplicate-column", name)


def changes(before: pl.Series, after: pl.Series) -> int:
    """How many cells differ, a missing value being equal to a missing one."""
    return int(before.ne_missing(after).sum())


def convert(
    frame: pl.DataFrame, columns: Sequence[str], reader: Callable[[pl.Series], pl.Series], kind: RefusalKind
) -> ColumnOutcome:
    """Replace columns by what `reader` makes of them; a value it leaves missing is refused.

    Blank values are missing, not refused.
    """
    refusals: list[Refusal] = []
    changed = 0
    for column in columns:
        before = without_blanks(frame[column])
        after = reader(before).alias(column)
        lost = before.is_not_null() & after.is_null()
        if lost.any():
            refusals.append(refused(kind, column, frame[ROW].filter(lost), before.filter(lost)))
        changed += changes(frame[column], after) - int(lost.sum())
        frame = frame.with_columns(after)
    return ColumnOutcome(frame, changed, tuple(refusals))


def refused(kind: RefusalKind, column: str, rows: pl.Series, values: pl.Series) -> Refusal:
    """A refusal of values: their first rows, their number and the commonest shapes."""
    shapes = Counter(value_class(value) for value in values.head(10_000).to_list())
    return Refusal(
        kind,
        column,
        tuple(rows.head(MOST_PLACES).to_list()),
        len(rows),
        tuple(shape for shape, _ in shapes.most_common(MOST_SHAPES)),
    )


def without_blanks(values: pl.Series) -> pl.Series:
    """Text of white space only as missing."""
    return values.set(values.str.strip_chars() == "", None)


def read_unique(values: pl.Series, read: Callable[[str], str | None]) -> pl.Series:
    """Apply a slow reader once to every distinct value."""
    unique = values.drop_nulls().unique()
    texts = pl.Series([read(value) for value in unique.to_list()], dtype=pl.String)
    if not len(unique):
        return values
    return values.replace_strict(unique, texts, default=None, return_dtype=pl.String)
