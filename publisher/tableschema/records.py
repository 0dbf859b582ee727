"""A CSV file or a Parquet table as blocks of records, each cell the text that frictionless would see.

A CSV file is cut with a few passes of NumPy over its bytes and then read by Polars. Both agree with Python's csv
module, which frictionless reads with, only while every quote encloses a whole value and every line ends in LF or
CR LF; anything else raises UnreadableError, and frictionless reads the file itself.
"""

from __future__ import annotations

import codecs
import csv
import io
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

_BLOCK = 16 * 1024**2
_MOST_UNCUT = 256 * 1024**2
"""Bytes without the end of a record: a quote that was never closed."""
_TABLE_ROWS = 200_000
_FEW = 100
_QUOTE, _LF, _CR = 0x22, 0x0A, 0x0D

Bytes = NDArray[np.uint8]
Positions = NDArray[np.int64]
Cells = list[str]
Numbered = tuple[int, Cells]


class UnreadableError(Exception):
    """The file is written in a way that only frictionless's own reader settles."""


@dataclass(frozen=True, slots=True)
class Block:
    """Consecutive records. `first` is the number of the first one as frictionless counts (the header is 1).

    `frame` has the columns 0, 1, … and no nulls. `fits` says for each record whether it has just as many cells
    (None: all do). `cells` gives the cells of some records, by their place in the block.
    """

    first: int
    frame: pl.DataFrame
    fits: pl.Series | None
    cells: Callable[[list[int]], list[Cells]]


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some records that were read together: the number of the first, where they stand, where each ends in them."""

    first: int
    offset: int
    ends: NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class CsvRecords:
    """The records of a CSV file behind its header; `skip` is the number of records in front of the content."""

    path: Path
    encoding: str
    delimiter: str
    skip: int
    width: int
    universal_newlines: bool = False
    """Whether the reader turns CR LF into LF, also inside quotes."""
    _pieces: list[_Piece] = field(default_factory=list)

    def blocks(self) -> Iterator[Block]:
        """Raises UnreadableError (also half-way) when the file is not plainly written."""
        number = offset = 0
        self._pieces.clear()
        for data in _whole_records(self.path, self.encoding):
            if b"\0" in data or (self.universal_newlines and b'"' in data and b"\r" in data):
                raise UnreadableError
            block = self._block(data, number, offset)
            offset += len(data)
            number = block.first - 1 + block.frame.height
            yield block

    def _block(self, data: bytes, before: int, offset: int) -> Block:
        array: Bytes = np.frombuffer(data, dtype=np.uint8)
        quoted = _QUOTE in data
        ends, widths = _ends_and_widths(array, ord(self.delimiter), quoted=quoted)
        self._pieces.append(_Piece(before + 1, offset, ends.astype(np.uint32)))
        dropped = min(max(self.skip - before, 0), len(ends))
        start = int(ends[dropped - 1]) + 1 if dropped else 0
        starts = np.concatenate(([0], ends[:-1] + 1))[dropped:]
        ends, widths = ends[dropped:], widths[dropped:]
        frame = _frame(data[start:] if start else data, self.delimiter, self.width, quoted=quoted)
        if frame.height != len(ends):
            raise UnreadableError
        fits = widths == self.width
        if self.width == 1:  # a blank line has no cell at all
            fits &= (ends > starts) & ~((ends == starts + 1) & (array[starts] == _CR))

        def cells(places: list[int]) -> list[Cells]:
            return self._cells(data, starts, ends, places)

        return Block(before + dropped + 1, frame, None if bool(fits.all()) else pl.Series(fits), cells)

    def rows(self, numbers: list[int]) -> Iterator[Numbered]:
        """Some records by their ascending numbers, after `blocks` has been through the file."""
        firsts = [piece.first for piece in self._pieces]
        for at, data in self._data(sorted({bisect_right(firsts, number) - 1 for number in numbers})):
            piece = self._pieces[at]
            upto = piece.first + len(piece.ends)
            inside = numbers[bisect_left(numbers, piece.first) : bisect_left(numbers, upto)]
            starts = np.concatenate(([0], piece.ends[:-1].astype(np.int64) + 1))
            places = [number - piece.first for number in inside]
            yield from zip(inside, self._cells(data, starts, piece.ends, places), strict=True)

    def _data(self, wanted: list[int]) -> Iterator[tuple[int, bytes]]:
        """The text of some pieces by their place."""
        if codecs.lookup(self.encoding).name == "utf-8":
            with self.path.open("rb") as file:
                for at in wanted:
                    file.seek(self._pieces[at].offset)
                    yield at, file.read(int(self._pieces[at].ends[-1]) + 1)
        else:
            for at, data in enumerate(_whole_records(self.path, self.encoding)):
                if at in wanted:
                    yield at, data

    def _cells(self, data: bytes, starts: Positions, ends: NDArray[Any], places: list[int]) -> list[Cells]:
        text = b"".join(data[starts[at] : ends[at] + 1] for at in places).decode()
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=self.delimiter))


@dataclass(frozen=True, slots=True)
class TableRecords:
    """The rows of a Parquet file of texts, as they would stand in a CSV file with one header row."""

    path: Path
    columns: tuple[str, ...]

    def blocks(self) -> Iterator[Block]:
        """Blocks of rows; a missing value is an empty cell."""
        scanned = pl.scan_parquet(self.path)
        if len(self.columns) == 1 and scanned.select(pl.first().null_count()).collect().item():
            raise UnreadableError  # in a CSV file these are blank lines, which have no cell at all
        columns = [pl.col(name).fill_null("").alias(str(at)) for at, name in enumerate(self.columns)]
        rows = int(scanned.select(pl.len()).collect().item())
        for start in range(0, rows, _TABLE_ROWS):
            frame = scanned.slice(start, _TABLE_ROWS).select(columns).collect()

            def cells(places: list[int], frame: pl.DataFrame = frame) -> list[Cells]:
                return [list(row) for row in frame[places].rows()]

            yield Block(start + 2, frame, None, cells)

    def rows(self, numbers: list[int]) -> Iterator[Numbered]:
        """Some rows by their ascending numbers."""
        for block in self.blocks():
            inside = numbers[
                bisect_left(numbers, block.first) : bisect_left(numbers, block.first + block.frame.height)
            ]
            yield from zip(inside, block.cells([number - block.first for number in inside]), strict=True)


Records = CsvRecords | TableRecords


def _whole_records(path: Path, encoding: str) -> Iterator[bytes]:
    """The file in UTF-8, cut behind the ends of records; the last one gets its line end."""
    rest = b""
    for data in _utf8(path, encoding):
        rest = rest + data if rest else data
        cut = _last_end(rest)
        if cut:
            yield rest[:cut]
            rest = rest[cut:]
        elif len(rest) > _MOST_UNCUT:
            raise UnreadableError
    if rest:
        if rest.count(b'"') % 2:
            raise UnreadableError
        yield rest + b"\n"


def _utf8(path: Path, encoding: str) -> Iterator[bytes]:
    try:
        codec = codecs.lookup(encoding).name
        decoder = None if codec == "utf-8" else codecs.getincrementaldecoder(codec)("strict")
    except LookupError:
        raise UnreadableError from None
    with path.open("rb") as file:
        while data := file.read(_BLOCK):
            try:
                yield data if decoder is None else decoder.decode(data).encode()
            except UnicodeError:
                raise UnreadableError from None
    if decoder is not None:
        try:
            decoder.decode(b"", final=True)
        except UnicodeError:
            raise UnreadableError from None


def _last_end(data: bytes) -> int:
    """Bytes up to the last line end that is outside quotes."""
    cut = data.rfind(b"\n") + 1
    if _QUOTE not in data:
        return cut
    quotes = data.count(b'"', 0, cut)
    while cut and quotes % 2:
        before = data.rfind(b"\n", 0, cut - 1) + 1
        quotes -= data.count(b'"', before, cut)
        cut = before
    return cut


def _ends_and_widths(data: Bytes, delimiter: int, *, quoted: bool) -> tuple[Positions, Positions]:
    """Where each record ends, and how many cells it has."""
    ends = np.flatnonzero(data == _LF)
    delimiters = np.flatnonzero(data == delimiter)
    returns = np.flatnonzero(data == _CR)
    if quoted:
        quotes = np.flatnonzero(data == _QUOTE)
        if not _quotes_are_plain(data, quotes, delimiter):
            raise UnreadableError
        ends, delimiters, returns = (_outside(found, quotes) for found in (ends, delimiters, returns))
    if len(returns) and not bool((data[np.minimum(returns + 1, len(data) - 1)] == _LF).all()):
        raise UnreadableError
    return ends, np.diff(np.searchsorted(delimiters, ends), prepend=0) + 1


def _outside(positions: Positions, quotes: Positions) -> Positions:
    """Those of `positions` that are not between an opening quote and its closing one."""
    first, last = np.searchsorted(positions, quotes[0::2]), np.searchsorted(positions, quotes[1::2])
    holding = np.flatnonzero(first < last)
    if not len(holding):
        return positions
    if len(holding) <= _FEW:
        borders = zip([0, *last[holding]], [*first[holding], len(positions)], strict=True)
        return np.concatenate([positions[start:end] for start, end in borders])
    steps = np.zeros(len(positions) + 1, dtype=np.int8)
    steps[first[holding]] += 1  # pairs do not overlap, and those that hold something begin and end apart
    steps[last[holding]] -= 1
    outside: Positions = positions[np.cumsum(steps[:-1], dtype=np.int8) == 0]
    return outside


def _quotes_are_plain(data: Bytes, quotes: Positions, delimiter: int) -> bool:
    """Every opening quote follows a delimiter or line end, every closing one precedes one; pairs are escapes."""
    if len(quotes) % 2:
        return False
    opening, closing = quotes[0::2], quotes[1::2]
    # A lone carriage return inside a value is no end of it, so CR counts behind a value only.
    before = data[np.maximum(opening - 1, 0)]
    opens = np.isin(before, np.array([delimiter, _LF, _QUOTE], dtype=np.uint8)) | (opening == 0)
    after = data[np.minimum(closing + 1, len(data) - 1)]
    closes = np.isin(after, np.array([delimiter, _LF, _CR, _QUOTE], dtype=np.uint8))
    return bool(opens.all() and closes.all())


def _frame(data: bytes, delimiter: str, width: int, *, quoted: bool) -> pl.DataFrame:
    """The first `width` cells of each record; missing ones are empty (the count of cells tells them apart)."""
    # One column more than there are: Polars passes over blank lines of a file with a single column.
    kinds = {str(at): pl.String for at in range(width + 1)}
    if not len(data):
        return pl.DataFrame(schema=kinds).drop(str(width))
    try:
        frame = pl.read_csv(
            data,
            has_header=False,
            separator=delimiter,
            quote_char='"' if quoted else None,
            schema=kinds,
            truncate_ragged_lines=True,
            missing_columns="insert",
            extra_columns="ignore",
            empty_string_is_null=False,
        )
    except pl.exceptions.PolarsError:
        raise UnreadableError from None
    frame = frame.drop(str(width))
    return frame.fill_null("") if any(column.null_count() for column in frame) else frame
