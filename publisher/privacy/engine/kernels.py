"""The inner loops: grouping rows by their codes. Compiled with Numba where it is installed, else NumPy.

Both give the same classes and sums; only the order of the classes differs. Compiling takes seconds the first
time and is kept on disk, so small tables are grouped by NumPy.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Grouping = tuple[Ints, Ints, Ints]
"""Class of each row, one row of each class, weight of each class."""

WORTH_COMPILING = 5_000
_LARGEST = 2**62


def group(
    matrix: npt.NDArray[Any], selected: Ints, radices: Ints, rows: Ints | None, weights: Ints | None
) -> Grouping:
    """Classes of `rows` of `matrix` (all when None) that agree in the columns `selected`.

    `radices` are upper bounds of each selected column's codes; `weights` None counts rows.
    """
    count = matrix.shape[0] if rows is None else rows.size
    compiled = _compiled() if matrix.shape[0] >= WORTH_COMPILING else None
    if compiled is None or not _fits(radices):
        return _group_with_numpy(matrix, selected, radices, rows, weights)
    nothing = np.empty(0, dtype=np.int64)
    found: Grouping = compiled(
        matrix,
        selected,
        _strides(radices),
        nothing if rows is None else rows,
        nothing if weights is None else weights,
        count,
    )
    return found


def group_keys(keys: Ints, weights: Ints) -> Grouping:
    """Classes of equal keys."""
    unique, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    sums = np.bincount(inverse, weights=weights, minlength=unique.size).astype(np.int64)
    return inverse.astype(np.int64), first.astype(np.int64), sums


def compiled_here() -> bool:
    """Whether the compiled loops can be used."""
    return _compiled() is not None


def _fits(radices: Ints) -> bool:
    return float(np.prod(radices.astype(np.float64))) < _LARGEST


def _strides(radices: Ints) -> Ints:
    strides = np.ones(radices.size, dtype=np.int64)
    strides[:-1] = np.cumprod(radices[:0:-1])[::-1]
    return strides


def _group_with_numpy(
    matrix: npt.NDArray[Any], selected: Ints, radices: Ints, rows: Ints | None, weights: Ints | None
) -> Grouping:
    count = matrix.shape[0] if rows is None else rows.size
    keys = np.zeros(count, dtype=np.int64)
    reach = 1
    for column, radix in zip(selected.tolist(), radices.tolist(), strict=True):
        if reach * radix >= _LARGEST:
            unique, keys = np.unique(keys, return_inverse=True)
            reach = unique.size
        values = matrix[:, column] if rows is None else matrix[rows, column]
        keys = keys * radix + values.astype(np.int64)
        reach *= radix
    classes, first, sums = group_keys(keys, np.ones(count, dtype=np.int64) if weights is None else weights)
    return classes, first if rows is None else rows[first], sums


@cache
def _compiled() -> Callable[..., Grouping] | None:
    if importlib.util.find_spec("numba") is None:
        return None
    try:
        from numba import njit  # an optional part, and slow to import
    except ImportError:
        return None
    try:
        function: Callable[..., Grouping] = njit(cache=True, nogil=True)(_group_by_hash)
    except RuntimeError:  # no folder where the compiled code could be kept
        function = njit(nogil=True)(_group_by_hash)
    return function


def _group_by_hash(matrix: Any, selected: Any, strides: Any, rows: Any, weights: Any, count: int) -> Any:
    """Open addressing on the mixed-radix key of each row; plain loops, for the compiler.

    Empty `rows` or `weights` mean all rows, each once. The table grows with the classes, so few of them stay near
    the processor.
    """
    size = 1024
    shift = np.uint64(54)
    slots = np.full(size, -1, dtype=np.int32)
    keys = np.empty(count, dtype=np.int64)
    classes = np.empty(count, dtype=np.int64)
    first = np.empty(count, dtype=np.int64)
    sums = np.zeros(count, dtype=np.int64)
    found = 0
    for position in range(count):
        row = rows[position] if rows.size else position
        key = np.int64(0)
        for item in range(selected.size):
            key += np.int64(matrix[row, selected[item]]) * strides[item]
        slot = np.int64((np.uint64(key) * np.uint64(0x9E3779B97F4A7C15)) >> shift)
        while True:
            here = slots[slot]
            if here < 0:
                slots[slot] = found
                keys[found] = key
                first[found] = row
                here = found
                found += 1
                break
            if keys[here] == key:
                break
            slot = (slot + 1) & (size - 1)
        classes[position] = here
        sums[here] += weights[position] if weights.size else 1
        if found * 2 > size:
            size *= 4
            shift -= np.uint64(2)
            slots = np.full(size, -1, dtype=np.int32)
            for known in range(found):
                slot = np.int64((np.uint64(keys[known]) * np.uint64(0x9E3779B97F4A7C15)) >> shift)
                while slots[slot] >= 0:
                    slot = (slot + 1) & (size - 1)
                slots[slot] = known
    return classes, first[:found].copy(), sums[:found].copy()
