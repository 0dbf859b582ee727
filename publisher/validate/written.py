"""A written CSV file as the proof can take it, read by the very reader that frictionless uses."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import polars as pl

_BATCH = 50_000


def to_parquet(path: Path, target: Path) -> tuple[str, ...] | None:
    """Turn the CSV (UTF-8, comma, header in row 1) into Parquet of texts; the columns, or None.

    None when it is not a plain table: a row of another width, labels that repeat, no header, no UTF-8.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file, strict=True)
            columns = tuple(next(rows, ()))
            if not columns or len(set(columns)) != len(columns):
                return None
            pl.concat(list(_frames(columns, rows)), rechunk=False).write_parquet(target)
    except (csv.Error, UnicodeDecodeError, ValueError):
        return None
    return columns


def _frames(columns: tuple[str, ...], rows: Iterator[Sequence[str]]) -> Iterator[pl.DataFrame]:
    kinds = dict.fromkeys(columns, pl.String)
    yield pl.DataFrame(schema=kinds)
    while batch := list(islice(rows, _BATCH)):
        if any(len(row) != len(columns) for row in batch):
            raise ValueError
        yield pl.DataFrame(dict(zip(columns, zip(*batch, strict=True), strict=True)), schema=kinds)
