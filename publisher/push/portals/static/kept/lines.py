"""A file of one line for each dataset: written with the lines of those that stayed from the file before."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO

from publisher.push.portals.static.kept.record import Entry


class LineFile:
    """A document between `head` and `tail`, of lines parted by commas; `earlier` has lines with their datasets."""

    def __init__(self, file: BinaryIO, head: bytes, tail: bytes, earlier: Iterator[tuple[str, bytes]]) -> None:
        self.digest = hashlib.sha256()
        """Of what is written."""
        self._file, self._start, self._tail, self._earlier = file, head, tail, earlier

    def add(self, entry: Entry, stays: bool, make: Callable[[], str]) -> None:
        """The line of the next dataset, by the order of ids: the one before if it `stays`, else a new one."""
        line = next(self._earlier, None) if stays else None
        while line is not None and line[0] != entry.publication.dataset:
            line = next(self._earlier, None)
        self._write(self._start)
        self._write(line[1] if line is not None else make().encode())
        self._start = b",\n"

    def end(self) -> None:
        """After the last one."""
        self._write(self._tail if self._start == b",\n" else self._start + self._tail)

    def _write(self, piece: bytes) -> None:
        self.digest.update(piece)
        self._file.write(piece)


def lines_of(file: BinaryIO, skipped: int, datasets: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """The lines of such a file, which begins with so many lines of its head, each with its dataset."""
    for _ in range(skipped):
        next(file, b"")
    for dataset in datasets:
        yield dataset, next(file, b"").removesuffix(b"\n").removesuffix(b",")
