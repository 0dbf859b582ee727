"""Rows of reports in blocks and pages that are no records: sums of a block, what is carried over a page."""

from __future__ import annotations

import math
from collections.abc import Sequence

import polars as pl

_FEWEST = 6
"""Rows of a table in which blocks are looked for."""
_OF_ONE, _OF_ALL = 3, 6
"""Figures by which one sum, and all sums of a table, agree; of all, as many more as its rows have figures."""
_MOST_SUMMED, _MOST_LOOKED_AT = 12, 60
_MOSTLY = 0.6
_NEARLY_ALL = 0.8
_FIGURE = r"^\s*[-+]?[0-9][0-9.,\s'’]*$"
_DECIMAL_COMMA = r"^\s*[-+]?[0-9.\s'’]*,(?:[0-9]{1,2}|[0-9]{4,})\s*$"
_BETWEEN = r"[,\s'’]"


def sums(frame: pl.DataFrame, columns: Sequence[str], aside: pl.Series) -> pl.Series:
    """Which rows are the sums of the rows since the last such row, or up to the next, whatever they are called.

    Chance is out of the question by the number of figures that agree. `aside` are rows that are no records.
    """
    nothing = pl.Series([False] * frame.height, dtype=pl.Boolean)
    rows = (~aside).arg_true()
    if len(rows) < _FEWEST or len(columns) < 2:
        return nothing
    texts = frame.select(columns[1:_MOST_LOOKED_AT])[rows]
    comma = any(texts[name].str.contains(_DECIMAL_COMMA).any() for name in texts.columns)
    read = (_figures(texts[name], comma=comma) for name in texts.columns)
    values = [column for column in read if column is not None][:_MOST_SUMMED]
    if not values:
        return nothing
    records = list(zip(*values, strict=True))
    least = _OF_ALL + math.log10(len(rows))
    for order in (records, records[::-1]):
        found, figures = _walked(order)
        if len(found) > 1 and figures >= least and 3 * len(found) <= len(rows):
            places = found if order is records else [len(rows) - 1 - at for at in found]
            return nothing.scatter([int(rows[at]) for at in places], values=True)
    return nothing


def are_sums(frame: pl.DataFrame, columns: Sequence[str], groups: Sequence[tuple[int, Sequence[int]]]) -> bool:
    """Whether nearly all rows, the first of each pair, are the sums of those below them in one column at least."""
    texts = frame.select(columns[:_MOST_LOOKED_AT])
    comma = any(texts[name].str.contains(_DECIMAL_COMMA).any() for name in texts.columns)
    read = (_figures(texts[name], comma=comma) for name in texts.columns)
    values = [column for column in read if column is not None][:_MOST_SUMMED]
    digits: list[int] = []
    for at, below in groups:
        several = [[value for row in below if (value := column[row])] for column in values]
        sums = [
            len(f"{abs(column[at] or 0):.6f}".replace(".", "").strip("0"))
            for column, parts in zip(values, several, strict=True)
            if column[at]
            and parts
            and math.isclose(column[at] or 0, sum(parts), rel_tol=1e-9)
            and (len(parts) > 1 or len(groups) > 1)
        ]
        digits.append(sum(sums))
    agreeing = sum(count > 0 for count in digits)
    return agreeing >= _NEARLY_ALL * len(groups) and sum(digits) >= _OF_ALL


def _walked(rows: list[tuple[float | None, ...]]) -> tuple[list[int], float]:
    found: list[int] = []
    figures = 0.0
    above: list[list[float]] = [[] for _ in rows[0]]
    for at, row in enumerate(rows):
        agreeing = _agreeing(row, above)
        if agreeing >= _OF_ONE:
            found.append(at)
            figures += agreeing
            above = [[] for _ in row]
        else:
            for values, value in zip(above, row, strict=True):
                if value:
                    values[:] = [sum(values), value] if len(values) > 1 else [*values, value]
    return found, figures


def _agreeing(row: tuple[float | None, ...], above: list[list[float]]) -> int:
    """By how many figures a row agrees with the sums above; 0 where more of its figures are none than are.

    One figure alone is no sum of several: years and codes come again from row to row.
    """
    said = [(value, values) for value, values in zip(row, above, strict=True) if value]
    same = [value for value, values in said if len(values) > 1 and math.isclose(value, sum(values), rel_tol=1e-9)]
    if not same or 2 * len(same) < len(said):
        return 0
    return sum(len(f"{abs(value):.6f}".replace(".", "").strip("0")) for value in same)


def _figures(texts: pl.Series, *, comma: bool) -> list[float | None] | None:
    """A column as numbers, where most of it are; with `comma` that stands before decimals, and points group."""
    said = texts.count()
    plain = texts.set(~texts.str.contains(_FIGURE).fill_null(value=False), None)
    if comma:
        plain = plain.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    numbers = plain.str.replace_all(_BETWEEN, "").cast(pl.Float64, strict=False)
    return numbers.to_list() if numbers.count() >= _MOSTLY * max(said, 1) and said > 1 else None


def carried(frame: pl.DataFrame, columns: Sequence[str], headings: pl.Series, aside: pl.Series) -> pl.Series:
    """Which rows at the edges of pages lack what all records have (Brought forward, 承上頁); none without pages.

    `headings` are the headings of later pages, `aside` other rows that are no records, blank ones among them.
    """
    nothing = pl.Series([False] * frame.height, dtype=pl.Boolean)
    beside = headings | aside
    rows = (~beside).arg_true().to_list()
    if not headings.any() or len(rows) < _FEWEST:
        return nothing
    breaks = headings.cast(pl.Int64).cum_sum().to_list()
    edges = {
        at
        for before, at in zip([None, *rows], [*rows, None], strict=True)
        if before is None or at is None or breaks[before] != breaks[at]
        for at in (before, at)
        if at is not None
    }
    within = frame[[at for at in rows if at not in edges]]
    if within.height < 2:
        return nothing
    full = [name for name in columns if (within[name].str.strip_chars() != "").fill_null(value=False).all()]
    found = [at for at in edges if sum(not (frame[name][at] or "").strip() for name in full) > 1]
    return nothing.scatter(sorted(found), values=True) if found else nothing
