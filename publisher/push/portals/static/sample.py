"""What a page says of the table itself: its first rows, and how many cells are filled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from publisher.model.errors import PortalError
from publisher.model.flow import Publication
from publisher.model.text import msg

PREVIEW_ROWS = 10


@dataclass(frozen=True, slots=True)
class Sample:
    """The first rows (cells as text), and the missing cells by column; `cells` is rows times columns."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    missing: Mapping[str, int] = field(default_factory=dict)
    cells: int = 0

    @property
    def complete(self) -> float | None:
        """The share of cells that are filled (0 to 1); none when there are no cells."""
        return 1 - sum(self.missing.values()) / self.cells if self.cells else None


def sample(publication: Publication, folder: Path) -> Sample:
    """Read the CSV (or Parquet) of a publication; one with neither has no preview."""
    readable = {file.format.lower(): file for file in publication.data()}
    artifact = readable.get("csv") or readable.get("parquet")
    if artifact is None:
        return Sample()
    path = folder / artifact.path
    try:
        if artifact.format.lower() == "csv":
            return _sample(pl.scan_csv(path, infer_schema=False))
        return _sample(pl.scan_parquet(path))
    except (pl.exceptions.PolarsError, OSError):
        # The library's message would quote the cell that it stumbled over.
        raise PortalError(msg("the file {file} cannot be read for the preview", file=artifact.path)) from None


def _sample(frame: pl.LazyFrame) -> Sample:
    text = frame.select(pl.all().cast(pl.String).fill_null(""))
    head = text.head(PREVIEW_ROWS).collect()
    counts = text.select(pl.len().alias("\0rows"), pl.all().str.strip_chars().eq("").sum()).collect()
    numbers = counts.row(0, named=True)
    columns = tuple(head.columns)
    return Sample(
        columns=columns,
        rows=tuple(head.rows()),
        missing={column: int(numbers[column]) for column in columns},
        cells=int(numbers["\0rows"]) * len(columns),
    )
