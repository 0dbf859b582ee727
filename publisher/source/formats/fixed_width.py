"""Files of fixed width, as mainframes write them: every column has its number of places."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, pairwise

from publisher.model.text import msg
from publisher.source.formats.opened import SourceFile
from publisher.source.formats.text import as_utf8
from publisher.source.grid import Row, SourceGrid, from_rows

_WIDE = frozenset("WF")


def read(file: SourceFile) -> SourceGrid:
    """Lines cut at `source.widths`, without the blanks that fill the columns; SourceError where one does not fit.

    A Chinese character counts two, as in Big5, whatever the file's encoding.
    """
    widths = file.source.widths
    if not widths or min(widths) < 1:
        raise file.fault(
            msg("A file of fixed width needs the widths of its columns"),
            msg("write them as widths of the source in dataset.yaml: [10, 8, 2]; a Chinese character counts two"),
        )
    return from_rows(_rows(file, tuple(accumulate(widths, initial=0))), file.folder, f"fixed-{file.number}")


def _rows(file: SourceFile, edges: tuple[int, ...]) -> Iterator[Row]:
    with as_utf8(file).open(encoding="utf-8-sig", newline="") as lines:
        for number, line in enumerate(lines, 1):
            text = line.rstrip("\r\n\x1a")
            if not text.strip():
                continue
            # one sign for each place: the second of a wide character is empty
            places = [
                sign
                for character in text
                for sign in ((character, "") if not character.isascii() else (character,))
            ]
            if len("".join(places[edges[-1] :]).strip()) > 0 or any(
                edge < len(places) and places[edge] == "" for edge in edges[1:-1]
            ):
                raise file.fault(
                    msg("A line of the file does not fit the widths of its columns"),
                    msg("compare widths in dataset.yaml with the description of the file"),
                    number,
                )
            yield ["".join(places[first:last]).strip() or None for first, last in pairwise(edges)]
