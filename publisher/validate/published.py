"""Tables as they were published, read back as text for comparison."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from publisher.model.errors import DatasetError
from publisher.model.text import msg
from publisher.tableschema.polars_faults import POLARS_FAULTS


def columns_of(path: Path, names: Sequence[str]) -> pl.DataFrame | None:
    """These columns of a published Parquet or CSV file as text, or None when one is not there."""
    try:
        frame = (
            pl.scan_parquet(path, glob=False)
            if path.suffix == ".parquet"
            else pl.scan_csv(path, infer_schema=False, glob=False)
        )
        if not set(names) <= set(frame.collect_schema().names()):
            return None
        return frame.select(pl.col(*names).cast(pl.String)).collect() if names else frame.select().collect()
    except (*POLARS_FAULTS, OSError):
        raise DatasetError(
            msg("the file published last time cannot be read for comparison"),
            hint=msg("see whether something changed the files of the program's store; push the dataset anew"),
        ) from None


def height_of(path: Path) -> int:
    """How many rows a published file has."""
    frame = (
        pl.scan_parquet(path, glob=False) if path.suffix == ".parquet" else pl.scan_csv(path, infer_schema=False)
    )
    return int(frame.select(pl.len()).collect().item())


def values_of(path: Path, name: str) -> list[str] | None:
    """The different values of a column, or None when the published table does not have it."""
    frame = columns_of(path, [name])
    return None if frame is None else frame[name].drop_nulls().unique().to_list()


def counts_of(path: Path, name: str, most: int) -> dict[str, int]:
    """How many records each value of a column has; nothing for a column of more than `most` values, or of periods.

    Values with figures in them (2025-Q1, 第3週) change from one publication to the next as they should.
    """
    frame = columns_of(path, [name])
    if frame is None:
        return {}
    counts = frame[name].drop_nulls().value_counts()
    if counts.height > most or counts[name].str.contains("[0-9０-９一二三四五六七八九十]").mean() == 1:
        return {}
    return dict(counts.iter_rows())
