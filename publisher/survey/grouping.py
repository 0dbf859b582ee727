"""Columns whose cells say something once for several records: merged downwards, or written for the first only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import polars as pl

from publisher.model.structuring import Header
from publisher.structure.columns import ROW, visible

_FEWEST_GROUPS = 2
_FIGURE = r"^[\s0-9０-９,.%％()（）△▲+-]*$"


def filled_once(
    records: pl.DataFrame,
    header: Header,
    positions: Mapping[str, int],
    merged: Sequence[tuple[int, int, int]],
) -> tuple[str, ...]:
    """The columns to fill down, from the left; `merged` are column, first and last row of merged cells.

    A column is filled where each of its blanks lies under a merged cell, so that no cell that is blank by itself
    gets a value. Without merged cells only groups on the very left are, where what stands beside them repeats from
    group to group and tells no two records of one apart. Figures are never repeated: they would be summed.
    """
    names = visible(records)
    if len(names) < 2 or records.is_empty():
        return ()
    covered: dict[int, set[int]] = defaultdict(set)
    for column, first, last in merged:
        covered[column].update(range(first + 1, last + 1))
    found = [name for name in names if _is_covered(records, name, header, covered.get(positions[name], set()))]
    if not found and not covered and _is_grouping(records, names):
        found = [names[0]]
    return tuple(found)


def _is_covered(records: pl.DataFrame, name: str, header: Header, covered: set[int]) -> bool:
    blank = _blank(records[name])
    if not covered or not blank.any() or not _is_text(records[name]):
        return False
    above = header.skip + header.rows
    return all(row + above in covered for row in records[ROW].filter(blank).to_list())


def _is_grouping(records: pl.DataFrame, names: Sequence[str]) -> bool:
    first, second = records[names[0]].str.strip_chars(), records[names[1]].str.strip_chars()
    blank = _blank(first)
    said = first.filter(~blank)
    if (
        not blank.any()
        or blank[0]
        or len(said) < _FEWEST_GROUPS
        or not said.is_unique().all()
        or not _is_text(said)
    ):
        return False
    group = (~blank).cast(pl.Int64).cum_sum()
    pairs = pl.DataFrame({"group": group, "second": second})
    return (
        not _blank(second).any()
        and _is_text(second)
        and second.n_unique() < len(second)
        and not pairs.is_duplicated().any()
        and 2 * int(blank.sum()) >= len(first)
    )


def _blank(values: pl.Series) -> pl.Series:
    return values.is_null() | (values.str.strip_chars() == "").fill_null(value=False)


def _is_text(values: pl.Series) -> bool:
    return not values.drop_nulls().str.contains(_FIGURE).any()
