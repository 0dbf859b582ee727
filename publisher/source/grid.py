"""A grid: rows of text cells in columns c1, c2, …, nothing assumed about which of them is a heading."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest
from pathlib import Path

import polars as pl

from publisher.model.table import Piece
from publisher.source.notes import SheetNotes

BATCH = 50_000
"""Rows held as Python objects at a time."""

Row = Sequence[str | None]


@dataclass(frozen=True, slots=True)
class SourceGrid:
    """A grid still to be computed. `rows` is how many it must have, where that is known beforehand.

    `sheet` is the name of the sheet that was read,
    `pieces` are the files and sheets it comes from, `periods` what their names say (with `partition`), `notes`
    what is to be said of a sheet beside its cells, `noted` that of each sheet of several.
    """

    frame: pl.LazyFrame
    rows: int | None = None
    files: int = 0
    sheet: str | None = None
    pieces: tuple[Piece, ...] = ()
    periods: tuple[str, ...] = ()
    notes: SheetNotes | None = None
    noted: tuple[tuple[Piece, SheetNotes], ...] = ()


def column_names(width: int) -> list[str]:
    """c1, c2, … c`width`."""
    return [f"c{number}" for number in range(1, width + 1)]


def from_rows(rows: Iterable[Row], folder: Path, name: str) -> SourceGrid:
    """Write rows of any length to Parquet files in `folder`, batch by batch, and scan them as one grid."""
    iterator = iter(rows)
    batches = iter(lambda: list(islice(iterator, BATCH)), [])
    return from_columns((list(zip_longest(*batch)) for batch in batches), folder, name)


def from_columns(batches: Iterable[Sequence[Row]], folder: Path, name: str) -> SourceGrid:
    """The same for batches that are lists of columns; empty text is missing."""
    parts: list[Path] = []
    count = 0
    for columns in batches:
        part = folder / f"{name}-{len(parts)}.parquet"
        names = column_names(len(columns) or 1)
        texts = [pl.Series(key, column, dtype=pl.String) for key, column in zip(names, columns, strict=False)]
        frame = pl.DataFrame(texts or [pl.Series("c1", [None], dtype=pl.String)]).select(blank_to_null(names))
        frame.write_parquet(part, compression="zstd", compression_level=1)
        parts.append(part)
        count += frame.height
    if not parts:
        return SourceGrid(empty(), 0)
    return SourceGrid(under_each_other([pl.scan_parquet(part, glob=False) for part in parts]), count)


def empty() -> pl.LazyFrame:
    """A grid without rows."""
    return pl.LazyFrame(schema={"c1": pl.String})


def with_heading(frame: pl.LazyFrame) -> SourceGrid:
    """A grid from a frame of text columns: their names become the first row."""
    names = frame.collect_schema().names()
    if not names:
        return SourceGrid(empty(), 0)
    columns = column_names(len(names))
    heading = pl.LazyFrame({column: [name] for column, name in zip(columns, names, strict=True)})
    body = frame.rename(dict(zip(names, columns, strict=True)))
    return SourceGrid(pl.concat([heading, body.select(blank_to_null(columns))]))


def blank_to_null(columns: Sequence[str]) -> list[pl.Expr]:
    """Empty text as a missing value."""
    return [pl.when(pl.col(column) != "").then(pl.col(column)).alias(column) for column in columns]


def under_each_other(frames: Sequence[pl.LazyFrame]) -> pl.LazyFrame:
    """Grids of any width as one; the narrower ones get missing cells on the right."""
    if len(frames) == 1:
        return frames[0]
    widths = [len(frame.collect_schema().names()) for frame in frames]
    columns = column_names(max(widths))
    return pl.concat(
        [
            frame.with_columns(pl.lit(None, dtype=pl.String).alias(column) for column in columns[width:])
            for frame, width in zip(frames, widths, strict=True)
        ]
    )
