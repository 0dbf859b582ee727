"""Parquet files: typed columns as canonical text."""

from __future__ import annotations

import polars as pl

from publisher.model.text import msg
from publisher.source import limits
from publisher.source.canonical import to_text
from publisher.source.formats.opened import SourceFile
from publisher.source.grid import SourceGrid, with_heading
from publisher.tableschema.polars_faults import POLARS_FAULTS


def read(file: SourceFile) -> SourceGrid:
    """The column names as first row, then the records."""
    try:
        frame = pl.scan_parquet(file.path, glob=False)
        columns = len(frame.collect_schema().names())
        rows = int(frame.select(pl.len()).collect().item())
    except POLARS_FAULTS:
        raise limits.damaged(file.shown) from None
    if rows * columns > limits.MOST_CELLS * 10:
        raise limits.too_large(file.shown)
    try:
        return SourceGrid(with_heading(to_text(frame)).frame, rows + 1)
    except TypeError:
        raise file.fault(
            msg("A column of the Parquet file holds raw bytes, which are not text"),
            msg("leave that column out where the file is made"),
        ) from None
