"""Frames with the hidden row numbers, as steps see them, and back."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from publisher.structure.columns import ROW, ColumnOutcome, visible

Cell = str | None


def frame(columns: Sequence[str], *rows: Sequence[Cell]) -> pl.DataFrame:
    data = {name: pl.Series([row[i] for row in rows], dtype=pl.String) for i, name in enumerate(columns)}
    return pl.DataFrame({ROW: pl.Series(range(1, len(rows) + 1), dtype=pl.Int64), **data})


def rows(outcome: ColumnOutcome) -> list[tuple[Cell, ...]]:
    return outcome.frame.select(visible(outcome.frame)).rows()


def numbers(outcome: ColumnOutcome) -> list[int]:
    return outcome.frame[ROW].to_list()


def refusals(outcome: ColumnOutcome) -> list[tuple[str, str, tuple[int, ...]]]:
    return [(item.kind, item.field, item.rows) for item in outcome.refusals]
