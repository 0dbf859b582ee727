"""Classes of equal rows: codes are put side by side in one integer with the row's place, and sorted.

NumPy sorts such integers with vector instructions (5 ns a row), which is faster than a compiled hash table, and
there is nothing to compile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[Any]
_BITS = 63
_MOST_BYTES = 256_000_000
"""Memory for columns that are kept ready at their place in the key; others are shifted each time."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """Classes: `order` has the rows class by class, each class from its place in `starts` on.

    `first` is one row of each class, `sizes` its weight.
    """

    order: Ints
    starts: Ints
    first: Ints
    sizes: Ints

    def classes(self) -> Ints:
        """The class of each row."""
        found = np.empty(self.order.size, dtype=np.int64)
        found[self.order] = np.repeat(np.arange(self.starts.size), np.diff(self.starts, append=self.order.size))
        return found


class CodedColumns:
    """Columns of codes, one for each level of each field; a key takes one column of each field."""

    def __init__(self, columns: Sequence[Codes], fields: Sequence[int], widths: Sequence[int]) -> None:
        """`fields` tells the field of each column, `widths` how many bits its codes need."""
        self._columns = [np.ascontiguousarray(column) for column in columns]
        self._fields = list(fields)
        self._widths = list(widths)
        self.rows = columns[0].size if columns else 0
        self._row_bits = _width(self.rows)
        self._shifts = [self._row_bits + sum(widths[field + 1 :]) for field in range(len(widths))]
        self._fits = self._row_bits + sum(widths) <= _BITS
        self._places = np.arange(self.rows, dtype=np.int64)
        self._ready: dict[int, Ints] = {}

    def at(self, column: int, rows: Ints) -> Codes:
        """The codes of some rows in one column."""
        codes: Codes = self._columns[column].take(rows)
        return codes

    def group(self, selected: Sequence[int], rows: Ints | None = None, weights: Ints | None = None) -> Grouping:
        """Classes of `rows` (all when None) that agree in the columns `selected`; `weights` None counts rows."""
        count = self.rows if rows is None else rows.size
        if not self._fits:
            codes = [self._columns[number] for number in selected]
            return group_keys(*_ranked(codes if rows is None else [item.take(rows) for item in codes]), weights)
        keys = self._places[:count].copy()
        for number in selected:
            shifted = self._shifted(number)
            if shifted is not None:
                keys += shifted if rows is None else shifted.take(rows)
        return _sorted(keys, self._row_bits, weights)

    def _shifted(self, number: int) -> Ints | None:
        """A column at its place in the key; None when all its codes are 0."""
        if number not in self._ready:
            codes = self._columns[number]
            shifted = codes.astype(np.int64)
            shifted <<= self._shifts[self._fields[number]]
            if not codes.any():
                shifted = shifted[:0]
            elif (len(self._ready) + 1) * 8 * self.rows > _MOST_BYTES:
                return shifted
            self._ready[number] = shifted
        found = self._ready[number]
        return found if found.size else None


def equivalence_classes(columns: Sequence[Codes]) -> Grouping:
    """Classes of the rows that agree in all `columns` of codes (whole numbers from 0)."""
    widths = [_width(int(column.max(initial=0)) + 1) for column in columns]
    return CodedColumns(columns, range(len(columns)), widths).group(range(len(columns)))


def group_keys(keys: Ints, bits: int, weights: Ints | None = None) -> Grouping:
    """Classes of equal keys, which are less than 2 to the power of `bits`."""
    row_bits = _width(keys.size)
    if bits + row_bits > _BITS:
        keys = np.unique(keys, return_inverse=True)[1].astype(np.int64)
    packed = keys << row_bits
    packed += np.arange(keys.size)
    return _sorted(packed, row_bits, weights)


def _sorted(packed: Ints, row_bits: int, weights: Ints | None) -> Grouping:
    """Classes of keys with the row's place in their last bits; sorts `packed` itself."""
    packed.sort()
    order = packed & ((1 << row_bits) - 1)
    packed >>= row_bits
    fresh = np.empty(packed.size, dtype=np.bool_)
    fresh[:1] = True
    np.not_equal(packed[1:], packed[:-1], out=fresh[1:])
    starts = np.flatnonzero(fresh)
    if weights is None:
        sizes = np.diff(starts, append=packed.size)
    else:
        sizes = np.add.reduceat(weights.take(order), starts) if starts.size else starts
    return Grouping(order, starts, order.take(starts), sizes)


def _ranked(columns: Sequence[Codes]) -> tuple[Ints, int]:
    """One key for each row from columns that do not fit into one: what is there so far is numbered anew."""
    keys: Ints = np.zeros(columns[0].size, dtype=np.int64)
    bits = 0
    for column in columns:
        width = _width(int(column.max(initial=0)) + 1)
        if bits + width > _BITS:
            keys = np.unique(keys, return_inverse=True)[1].astype(np.int64)
            bits = _width(keys.size)
        keys = (keys << width) + column
        bits += width
    return keys, bits


def _width(count: int) -> int:
    """Bits that hold the numbers below `count`."""
    return max(0, count - 1).bit_length()
