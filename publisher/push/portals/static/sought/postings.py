"""In which datasets a term stands, in few characters: class by class the gaps between the datasets' numbers, in
Rice's code (Rice and Plaunt 1971) with its two halves apart, as Elias and Fano have them. Of a class that has more
than half of the datasets, those are written that it has not.

A list is an array of numbers times eight plus the class (0 to 7), in ascending order.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

Postings = npt.NDArray[np.int64]
_MISSING = 8
_MOST_BITS = 15


def encode(found: Postings) -> str:
    """A list as text."""
    kinds, numbers = found & 7, found >> 3
    classes = (_class(int(kind), numbers[kinds == kind]) for kind in np.unique(kinds))
    return base64.b64encode(b"".join(classes)).decode("ascii")


def decode(text: str) -> Postings:
    """The list that was encoded."""
    body, at = base64.b64decode(text), 0
    found: list[Postings] = []
    while at < len(body):
        head = body[at]
        count, at = _number(body, at + 1)
        last = None
        if head & _MISSING:
            last, at = _number(body, at)
        numbers, at = _numbers(body, at, count, head >> 4)
        if last is not None:
            numbers = np.delete(np.arange(last + 1), numbers)
        found.append(numbers << 3 | head & 7)
    return np.sort(np.concatenate(found)) if found else np.empty(0, np.int64)


def _class(kind: int, numbers: Postings) -> bytes:
    last = int(numbers[-1])
    if 2 * len(numbers) <= last + 1:
        return _written(kind, b"", numbers)
    return _written(kind | _MISSING, _varint(last), np.delete(np.arange(last), numbers[:-1]))


def _written(head: int, last: bytes, numbers: Postings) -> bytes:
    count = len(numbers)
    if not count:
        return bytes([head]) + _varint(0) + last
    gaps = np.diff(numbers, prepend=-1) - 1
    bits = min(max(int(0.69 * int(gaps.sum()) / count).bit_length() - 1, 0), _MOST_BITS)
    ends = np.cumsum((gaps >> bits) + 1) - 1
    high = np.ones(int(ends[-1]) + 1, np.uint8)
    high[ends] = 0
    low = (gaps[:, None] >> np.arange(bits - 1, -1, -1)) & 1
    halves = np.packbits(high).tobytes() + np.packbits(low.astype(np.uint8)).tobytes()
    return bytes([head | bits << 4]) + _varint(count) + last + halves


def _numbers(body: bytes, at: int, count: int, bits: int) -> tuple[Postings, int]:
    if not count:
        return np.empty(0, np.int64), at
    ends = np.flatnonzero(np.unpackbits(np.frombuffer(body, np.uint8, offset=at)) == 0)[:count]
    gaps = np.diff(ends, prepend=-1) - 1
    at += int(ends[-1]) // 8 + 1
    if bits:
        size = -(-count * bits // 8)
        low = np.unpackbits(np.frombuffer(body, np.uint8, size, at), count=count * bits).reshape(count, bits)
        gaps = gaps << bits | low.astype(np.int64) @ (1 << np.arange(bits - 1, -1, -1))
        at += size
    return np.cumsum(gaps + 1) - 1, at


def _varint(number: int) -> bytes:
    return bytes(_sevens(number))


def _sevens(number: int) -> Iterator[int]:
    while number > 127:
        yield number & 127 | 128
        number >>= 7
    yield number


def _number(body: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = body[at]
        number |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return number, at
