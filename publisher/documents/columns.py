"""How wide the columns of a table in a document are: by what stands in them, as a careful typist sets them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import islice

from publisher.model.document import Grid

_LINE = 86.0
"""Narrow signs in a line across the page, at the size of the text; a Chinese character is two of them."""
_PADDING = 2.5
_LATIN = 1.2
_SHORT, _LONG = 16.0, 90.0
"""A cell up to the one stays in one line where that is possible; past the other it counts no more."""
_LOOKED_AT = 400
_WORD, _PIECE_OF_WORD = 22.0, 14.0
"""A longer word may go on in the next line, by pieces."""
_PIECE = re.compile("[!-~\u00c0-\u024f]+|[^!-~\\s]")
"""What stays together at the end of a line: a Latin word, or a single other sign."""


def column_shares(grid: Grid) -> tuple[float, ...]:
    """The part of the page's width for each column, as narrow signs: those that were asked for, else fitted ones.

    No column is narrower than its longest word; short cells (days, numbers, states) keep one line; what is left is
    shared by the columns with long texts.
    """
    columns = len(grid.header)
    if len(grid.widths) == columns:
        return grid.widths
    least, whole, mean = [], [], []
    for place in range(columns):
        texts = [grid.header[place], *(row[place] for row in islice(grid.rows, _LOOKED_AT))]
        lines = [min(_set_width(line), _LONG) for text in texts for line in text.split("\n")]
        pieces = (_least(piece) for text in texts for piece in _PIECE.findall(text))
        least.append(max(*pieces, min(lines[0], _PIECE_OF_WORD), 4.0))
        whole.append(max(*lines, 4.0))
        mean.append(sum(lines) / len(lines))
    return tuple(width + _PADDING for width in _spread(least, whole, mean, _LINE - columns * _PADDING))


def display_width(text: str) -> int:
    """Its width in narrow signs; Chinese counts twice."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _set_width(text: str) -> float:
    """As it is set in a bold face, whose Latin letters and figures are wider than half a Chinese character."""
    return sum(2.0 if unicodedata.east_asian_width(character) in "WF" else _LATIN for character in text)


def _least(word: str) -> float:
    width = _set_width(word)
    return width if width <= _WORD else _PIECE_OF_WORD


def _spread(least: Sequence[float], whole: Sequence[float], mean: Sequence[float], room: float) -> Sequence[float]:
    """Widths that sum up to `room`, or the least ones where these take more."""
    floors = [full if full <= _SHORT else max(low, _PIECE_OF_WORD) for low, full in zip(least, whole, strict=True)]
    if sum(floors) > room:
        floors = list(least)
    left = room - sum(floors)
    if left <= 0:
        return floors
    wanting = [full > floor for full, floor in zip(whole, floors, strict=True)]
    if not any(wanting):
        wanting = [True] * len(floors)
    weights = [share if wants else 0.0 for share, wants in zip(mean, wanting, strict=True)]
    return [floor + left * weight / sum(weights) for floor, weight in zip(floors, weights, strict=True)]
