"""The published table, read back once for everything a page says of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from publisher.model.errors import PortalError
from publisher.model.release import Artifact, Publication
from publisher.model.text import msg
from publisher.tableschema.polars_faults import POLARS_FAULTS

LONGEST_CELL = 200
"""Characters of a cell in the preview; the file has the rest."""
PREVIEW_ROWS = 10
MOST_VALUES, LONGEST_VALUE = 60, 24
"""Different values of a column, and characters of one, up to which the search knows them: names, not figures."""
MOST_SEARCHED = 600
"""Characters of all values of a dataset in the search index."""
_FIGURES = re.compile(r"[\d\s.,:/+%-]*")
_IN_MEMORY = 64_000_000
"""Bytes of a file up to which it is read whole; larger ones are streamed at each question."""


@dataclass(frozen=True, slots=True)
class TableReading:
    """A table of text columns: the file it came from, its columns, its rows, and the frame to ask."""

    artifact: Artifact
    frame: pl.LazyFrame
    columns: tuple[str, ...]
    rows: int
    large: bool

    def collect(self, question: pl.LazyFrame) -> pl.DataFrame:
        """The answer to a question about the frame; PortalError when the file cannot be read."""
        try:
            return question.collect(engine="streaming" if self.large else "in-memory")
        except (*POLARS_FAULTS, OSError):
            raise _unreadable(self.artifact) from None

    def batches(self, question: pl.LazyFrame, *, ordered: bool = True) -> Iterator[pl.DataFrame]:
        """The same in parts, of a large file without more of it in memory than a part."""
        if not self.large:
            yield self.collect(question)
            return
        try:
            yield from question.collect_batches(engine="streaming", maintain_order=ordered)
        except (*POLARS_FAULTS, OSError):
            raise _unreadable(self.artifact) from None


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


def read_table(publication: Publication, folder: Path) -> TableReading | None:
    """The table of a publication, from its CSV (or Parquet) file in `folder`; none when it has neither."""
    readable = {file.format.lower(): file for file in publication.data()}
    artifact = readable.get("csv") or readable.get("parquet")
    if artifact is None:
        return None
    path, large = folder / artifact.path, artifact.bytes > _IN_MEMORY
    try:
        if artifact.format.lower() == "csv":
            frame = (
                pl.scan_csv(path, infer_schema=False) if large else pl.read_csv(path, infer_schema=False).lazy()
            )
        else:
            frame = (pl.scan_parquet(path) if large else pl.read_parquet(path).lazy()).select(
                pl.all().cast(pl.String)
            )
        columns = tuple(frame.collect_schema().names())
        rows = int(frame.select(pl.len()).collect().item())
    except (*POLARS_FAULTS, OSError):
        # The library's message would quote the cell that it stumbled over.
        raise _unreadable(artifact) from None
    return TableReading(artifact, frame, columns, rows, large)


def values(table: TableReading | None) -> tuple[str, ...]:
    """Words of the cells by which a dataset can be found: of each column that repeats few short ones."""
    if table is None or table.rows == 0:
        return ()
    counts = table.collect(table.frame.select(pl.all().n_unique())).row(0, named=True)
    found: dict[str, None] = {}
    room = MOST_SEARCHED
    for column, count in counts.items():
        if count > MOST_VALUES:
            continue
        distinct = table.frame.select(pl.col(column).drop_nulls().unique().sort())
        for value in table.collect(distinct).to_series():
            word = str(value).strip()
            if word and len(word) <= LONGEST_VALUE and not _FIGURES.fullmatch(word) and word not in found:
                room -= len(word) + 1
                if room < 0:
                    return tuple(found)
                found[word] = None
    return tuple(found)


def sample(table: TableReading | None) -> Sample:
    """What a page says of the table itself; a publication without one has no preview."""
    if table is None:
        return Sample()
    head = table.collect(
        table.frame.head(PREVIEW_ROWS).select(pl.all().fill_null("").str.slice(0, LONGEST_CELL + 1))
    )
    missing = table.frame.select(pl.all().fill_null("").str.strip_chars().eq("").sum())
    counts = table.collect(missing).row(0, named=True)
    return Sample(
        columns=table.columns,
        rows=tuple(tuple(map(_cut, row)) for row in head.rows()),
        missing={column: int(counts[column] or 0) for column in table.columns},
        cells=table.rows * len(table.columns),
    )


def _cut(cell: str) -> str:
    return cell if len(cell) <= LONGEST_CELL else f"{cell[: LONGEST_CELL - 1]}…"


def _unreadable(artifact: Artifact) -> PortalError:
    return PortalError(msg("the file {file} cannot be read for the preview", file=artifact.path))
