"""The shape of a delimited file found without parsing it: its widest record, their number, and how it is quoted.

Polars needs to know the width, and it misreads quotes that stand where the standard (RFC 4180) has none; this
finds both in a few passes of NumPy over the bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_CHUNK = 16 * 1024**2
_QUOTE, _LF, _CR = 0x22, 0x0A, 0x0D

Bytes = NDArray[np.uint8]
Positions = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class DelimitedShape:
    """`plain` is whether quotes enclose whole values, all of them close, and lines end in LF or CR LF.

    `width` and `records` mean something only then.
    """

    width: int
    records: int
    quoted: bool
    plain: bool


def scan(path: Path, delimiter: str) -> DelimitedShape:
    """Look at every byte of a UTF-8 file."""
    size = path.stat().st_size
    if size == 0:
        return DelimitedShape(1, 0, quoted=False, plain=True)
    data: Bytes = np.memmap(path, dtype=np.uint8, mode="r")
    separator = ord(delimiter)
    start_of_text = 3 if bytes(data[:3]) == b"\xef\xbb\xbf" else 0
    quotes_seen = pending = records = 0
    width = 1
    for start in range(start_of_text, size, _CHUNK):
        block = np.asarray(data[start : start + _CHUNK])
        quotes = np.flatnonzero(block == _QUOTE)
        outside = _Outside(quotes, quotes_seen % 2)
        if not _quotes_are_plain(data, quotes + start, quotes_seen, separator, start_of_text):
            return DelimitedShape(0, -1, quoted=True, plain=False)
        if not _line_ends_are_plain(data, outside.of(np.flatnonzero(block == _CR)) + start):
            return DelimitedShape(0, -1, quoted=True, plain=False)
        separators = outside.of(np.flatnonzero(block == separator))
        ends = outside.of(np.flatnonzero(block == _LF))
        quotes_seen += len(quotes)
        records += len(ends)
        before = np.searchsorted(separators, ends)
        if len(ends):
            width = max(width, pending + int(before[0]) + 1, int(np.diff(before).max(initial=0)) + 1)
            pending = len(separators) - int(before[-1])
        else:
            pending += len(separators)
    if data[-1] != _LF and size > start_of_text:
        records += 1
        width = max(width, pending + 1)
    return DelimitedShape(width, records, quoted=quotes_seen > 0, plain=quotes_seen % 2 == 0)


@dataclass(frozen=True, slots=True)
class _Outside:
    """Which positions of a block are outside quotes; `open_before` is 1 when the block begins inside."""

    quotes: Positions
    open_before: int

    def of(self, positions: Positions) -> Positions:
        if not len(self.quotes):
            return positions[:0] if self.open_before else positions
        inside = (np.searchsorted(self.quotes, positions) + self.open_before) % 2 == 1
        outside: Positions = positions[~inside]
        return outside


def _quotes_are_plain(data: Bytes, quotes: Positions, seen: int, separator: int, start_of_text: int) -> bool:
    """Every opening quote follows a delimiter or line end, every closing one precedes one; pairs are escapes."""
    if not len(quotes):
        return True
    opening = quotes[seen % 2 :: 2]
    closing = quotes[(seen + 1) % 2 :: 2]
    before = data[np.maximum(opening - 1, 0)]
    allowed = np.array([separator, _LF, _CR, _QUOTE], dtype=np.uint8)
    opens_well = np.isin(before, allowed) | (opening == start_of_text)
    after = data[np.minimum(closing + 1, len(data) - 1)]
    closes_well = np.isin(after, allowed) | (closing == len(data) - 1)
    return bool(opens_well.all() and closes_well.all())


def _line_ends_are_plain(data: Bytes, returns: Positions) -> bool:
    """Every carriage return outside quotes is followed by a line feed."""
    if not len(returns):
        return True
    return bool(returns[-1] != len(data) - 1 and (data[returns + 1] == _LF).all())
