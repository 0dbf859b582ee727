"""Columns whose cells say something once for several records: merged downwards, or written for the first only."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

import polars as pl

from publisher.model.structuring import GroupRows, Header
from publisher.structure import asides, blocks, layouts
from publisher.structure.columns import ROW, visible
from publisher.structure.steps.group_rows import depths_of

_FEWEST_GROUPS = 2
_DEEPEST = 3
_LEVELS = ("省", "縣県都府市", "鄉乡鎮镇市區区町", "村里", "鄰邻")
"""How the names of places end, from those of the upper levels to the lower ones; a 市 may be of either of two."""
_YEAR = r"^(?:19|20)[0-9]{2}$|^1[0-9]{2}年?度?$"
_HAN = r"[\x{2e80}-\x{9fff}]"
_FIGURE = r"^[\s0-9０-９,.%％()（）△▲+-]*$"


def filled_once(
    records: pl.DataFrame,
    header: Header,
    positions: Mapping[str, int],
    merged: Sequence[tuple[int, int, int]],
) -> tuple[str, ...]:
    """The columns to fill down, from the left; `merged` are column, first and last row of merged cells.

    A column is filled where each of its blanks lies under a merged cell, so that no cell that is blank by itself
    gets a value. Without merged cells only groups on the very left are (`_is_outline`). Figures are not repeated:
    they would be summed.
    """
    names = tuple(visible(records))
    if len(names) < 2 or records.is_empty():
        return ()
    covered: dict[int, set[int]] = defaultdict(set)
    for column, first, last in merged:
        covered[column].update(range(first + 1, last + 1))
    found = [name for name in names if _is_covered(records, name, header, covered.get(positions[name], set()))]
    if not found and not covered:
        depths = range(min(_DEEPEST, len(names) - 1), 0, -1)
        return next((names[:depth] for depth in depths if _is_outline(records, names[:depth], names[depth])), ())
    return tuple(found)


def _is_covered(records: pl.DataFrame, name: str, header: Header, covered: set[int]) -> bool:
    blank = _blank(records[name])
    if not covered or not blank.any() or not _is_text(records[name]):
        return False
    above = header.skip + header.rows
    return all(row + above in covered for row in records[ROW].filter(blank).to_list())


def _is_outline(records: pl.DataFrame, outer: tuple[str, ...], inner: str) -> bool:
    """Whether the outer columns are said once for each group and group within it, as pivot tables have them.

    Where one is said, so are those on its right; no group comes twice, and what stands in the inner column tells
    the records of a group apart and comes in several.
    """
    values = records.select(pl.col(name).str.strip_chars() for name in (*outer, inner))
    values = values.with_columns(
        pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in values.columns
    )
    blank = [values[name].is_null() for name in outer]
    said = values[outer[0]].drop_nulls()
    steps = [*blank, values[inner].is_null()]
    if (
        blank[0][0]
        or not all(column.any() for column in blank)
        or any((~left & right).any() for left, right in pairwise(steps))
        or steps[-1].any()
        or len(said) < _FEWEST_GROUPS
        or not said.is_unique().all()
        or 2 * int(blank[0].sum()) < len(values)
        or not _is_text(values[inner])
        or not all(_is_text(values[name]) or _is_years(values[name]) for name in outer)
    ):
        return False
    filled = values.with_columns(pl.col(name).forward_fill() for name in outer)
    groups = filled.filter(~blank[-1]).select(outer)
    return not (
        groups.is_duplicated().any() or filled.is_duplicated().any() or filled[inner].n_unique() == len(filled)
    )


def _blank(values: pl.Series) -> pl.Series:
    return values.is_null() | (values.str.strip_chars() == "").fill_null(value=False)


def _is_text(values: pl.Series) -> bool:
    return not values.drop_nulls().str.contains(_FIGURE).any()


def _is_years(values: pl.Series) -> bool:
    return bool(values.drop_nulls().str.contains(_YEAR).all())


def named_above(records: pl.DataFrame, names: Sequence[str]) -> GroupRows | None:
    """The step for rows that name the group of those below them, where that is beyond doubt.

    Rows below are set in, and those above have no figures or their sums; or the rows above have nothing but a
    name, and what stands below them are places of a lower level, or the same names in several groups.
    """
    if len(names) < 2 or records.height < 2 * _FEWEST_GROUPS:
        return None
    first = names[0]
    into = "群組" if records.select(pl.col(first).str.contains(_HAN).any()).item() else "group"
    while into in names:
        into += "_2"
    if _is_set_in(records, names):
        return GroupRows(first, into, by="indent")
    at = layouts.sections(records, names, surely=False)
    if depths_of(records[first]).n_unique() > 1:  # not all below a name need belong to it
        return None
    if at and (layouts.sections(records, names, surely=True) or _are_places_above(records[first], at)):
        return GroupRows(first, into)
    return None


def _is_set_in(records: pl.DataFrame, names: Sequence[str]) -> bool:
    """Whether rows stand in two depths, totals aside, and each of the upper one names or sums up those below."""
    total = pl.Series([False] * records.height, dtype=pl.Boolean)
    for rows in asides.totals(records, names[:3]).values():
        total |= rows
    frame = records.filter(~total)
    depths = depths_of(frame[names[0]]).to_list()
    levels = set(depths)
    if len(levels) != 2 or None in levels:
        return False
    upper = min(levels)
    groups: list[tuple[int, list[int]]] = []
    for at, depth in enumerate(depths):
        if depth == upper:
            groups.append((at, []))
        elif not groups:
            return False
        else:
            groups[-1][1].append(at)
    whole = [at for at, below in groups if not below]
    bare = pl.Series([not any(cell and cell.strip() for cell in row[1:]) for row in frame.select(names).rows()])
    if bare.gather(whole).any():
        return False  # a name without rows below it may as well be a record
    groups = [pair for pair in groups if pair[1]]
    above = frame[[at for at, _ in groups]]
    if len(groups) < _FEWEST_GROUPS or all(_blank(above[name]).all() for name in names[1:]):
        return len(groups) >= _FEWEST_GROUPS
    if len(whole) > 1 or not set(whole) <= {0, frame.height - 1}:
        return False
    sums = [*groups, *((at, [one for one, _ in groups]) for at in whole)]
    return blocks.are_sums(frame, names[1:], sums)


def _are_places_above(first: pl.Series, at: Sequence[int]) -> bool:
    """Whether a column of places (村里, 行政區) has rows of one level, and `at` those of one level above it.

    How a name ends says little elsewhere: a 王小明 stands above no 李大華, a 餐廳 above no 小吃店.
    """
    if not re.search("[域" + "".join(_LEVELS) + "]", first.name):
        return False
    ends = first.str.strip_chars().str.slice(-1).fill_null(" ").to_list()
    upper = {ends[number] for number in at}
    lower = {end for number, end in enumerate(ends) if number not in set(at)}
    return upper.isdisjoint(lower) and any(
        upper <= set(level) and any(lower <= set(below) for below in _LEVELS[rank + 1 :])
        for rank, level in enumerate(_LEVELS)
    )
