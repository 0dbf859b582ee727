"""A table a part at a time, so that memory does not grow with its records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

_CELLS = 4_000_000
"""Cells of a batch: some 200 MB of texts while they are treated."""
_LEAST_RECORDS = 50_000


def batches(path: Path, columns: Sequence[str] | None = None) -> Iterator[pl.DataFrame]:
    """The table in `path` as text, at least one batch; an empty text is a missing value, as in a CSV file."""
    table = pl.scan_parquet(path)
    if columns is not None:
        table = table.select(columns)
    wanted = table.select(pl.all().cast(pl.String).replace("", None))
    width = len(table.collect_schema())
    records = int(pl.scan_parquet(path).select(pl.len()).collect().item())
    step = max(_LEAST_RECORDS, _CELLS // max(1, width))
    for begin in range(0, max(1, records), step):
        yield wanted.slice(begin, step).collect()


@dataclass(slots=True)
class TableParts:
    """A table written one batch after another into files of `folder`."""

    folder: Path
    files: list[Path] = field(default_factory=list)

    def add(self, frame: pl.DataFrame) -> None:
        """Write one more batch."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{len(self.files):05}.parquet"
        frame.write_parquet(path, compression="lz4")
        self.files.append(path)

    def read(self) -> Iterator[pl.DataFrame]:
        """The batches again."""
        return map(pl.read_parquet, self.files)

    def joined(self, path: Path) -> None:
        """All of them as one file."""
        pl.scan_parquet(self.files).sink_parquet(path)


class Encoded:
    """A column of texts as small numbers, each different text once; grows batch by batch."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}
        self._codes: list[npt.NDArray[np.uint32]] = [np.empty(0, dtype=np.uint32)]

    def add(self, values: pl.Series) -> None:
        """The values of one more batch."""
        if values.is_empty():
            return
        text = values.fill_null("")
        different = text.unique()
        numbers = [self._known.setdefault(value, len(self._known)) for value in different.to_list()]
        codes = text.replace_strict(different, pl.Series(numbers, dtype=pl.UInt32), return_dtype=pl.UInt32)
        self._codes.append(codes.to_numpy())

    def values(self, name: str) -> pl.Series:
        """The whole column; in memory a value takes one to four bytes, whatever its length."""
        texts = pl.Series(list(self._known), dtype=pl.String).replace("", None)
        kinds = texts.cast(pl.Enum(texts.drop_nulls()))
        return kinds.gather(pl.Series(np.concatenate(self._codes), dtype=pl.UInt32)).alias(name)
