"""What the cells of a table are, row by row: figures, marks, words or nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median_low
from unicodedata import normalize

import polars as pl

from publisher.structure.cells import is_figure, is_text
from publisher.structure.layouts import is_measured

_MOSTLY, _NEARLY_ALL = 0.6, 0.8
_OFTEN = 3
_OF_MONEY = re.compile(r"^[-+△▲(（]?\s*[^\W\d_]{0,3}\$?\s*(?=[0-9])|^[-+]?\s*[$¥€£₩฿₫]\s*(?=[0-9])")


@dataclass(frozen=True, slots=True)
class RowShapes:
    """The cells of a table by what they are: "" (blank), f (a figure), - (a mark) and t (words).

    `figures` are the columns of figures that most rows fill, `measured` those that hold no periods or codes,
    `usual` is how many cells a row fills, `named` how many of these are in other columns.
    """

    classes: list[list[str]]
    texts: list[list[str]]
    figures: list[int]
    measured: list[int]
    usual: int
    named: int


def shapes_of(records: pl.DataFrame, names: Sequence[str]) -> RowShapes:
    """The shapes of all rows; a text written into several cells beside each other (merged ones) counts once."""
    texts = [[(cell or "").strip() for cell in row] for row in records.select(names).rows()]
    texts = [_once(row) for row in texts]
    often = [Counter(row[at] for row in texts) for at in range(len(names))]
    classes = [[_class_of(cell, often[at][cell]) for at, cell in enumerate(row)] for row in texts]
    figures, measured = [], []
    for at, name in enumerate(names):
        cells = Counter(row[at] for row in classes)
        if cells["f"] >= _NEARLY_ALL * (cells["f"] + cells["t"]) and cells["f"] >= _MOSTLY * len(classes):
            figures.append(at)
            if is_measured(records[name]) or _has_signs(texts, at):
                measured.append(at)
    others = [at for at in range(len(names)) if at not in figures]
    usual = median_low(sum(map(bool, row)) for row in classes)
    named = median_low(sum(bool(row[at]) for at in others) for row in classes)
    return RowShapes(classes, texts, figures, measured, usual, named)


def _once(row: list[str]) -> list[str]:
    said = {cell for cell in row if cell}
    if len(said) < sum(map(bool, row)) and any(is_text(cell) and row.count(cell) > 2 for cell in said):
        return [cell if at == 0 or cell != row[at - 1] or not is_text(cell) else "" for at, cell in enumerate(row)]
    return row


def _has_signs(texts: list[list[str]], at: int) -> bool:
    """Whether most figures have what no code and year has: decimals, thousands apart, a unit."""
    cells = [row[at] for row in texts if row[at]]
    return 2 * sum(bool(re.search(r"[0-9][.,\s'’\u202f][0-9]|%", cell)) for cell in cells) > len(cells)


def _class_of(cell: str, often: int) -> str:
    """A word that comes again in its column is a mark there, as 休館 or (D) are among figures."""
    if not cell:
        return ""
    plain = _OF_MONEY.sub("", re.sub(r"[\s\u202f\u00a0]+", " ", normalize("NFKC", cell)))
    if is_figure(cell) or is_figure(plain):
        return "f"
    return "t" if is_text(cell) and any(map(str.isalnum, cell)) and often < _OFTEN else "-"
