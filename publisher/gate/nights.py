"""Two nights of one table of counts in one system: what one of them hides and the other shows.

Whoever kept the last release fills tonight's empty counts with those of last night, and the other way round, as
far as the sums over them show that nothing changed. What is hidden on both nights must not follow from that.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from publisher.gate.published import MISSING, Published
from publisher.privacy.tables.audit import Room
from publisher.privacy.tables.totals import At
from publisher.privacy.tables.within import MOST_NUMBERS, GivenAway, count_table, whole_numbers


def from_two_nights(last: Published, now: Published, room: Room) -> Iterator[GivenAway]:
    """Hidden counts of tonight's table that follow when last night's lies beside it."""
    least = {item.field: item.at_least for item in now.counts if item.at_least}
    least = {name: number for name, number in least.items() if name in last.frame.columns}
    if not least or not now.dimensions or now.dimensions != last.dimensions:
        return
    hidden = sum(item.frame[name].null_count() for item in (last, now) for name in least)
    if not hidden or max(item.frame.height * item.frame.width for item in (last, now)) > MOST_NUMBERS:
        return  # hidden counts in a larger table hold it by themselves
    then = _numbers(last)
    filled, changed, other = _together(now, then)
    if not other:
        return
    table = count_table(filled, least, now.dimensions, rows_left_out=False)
    if table is None:
        return
    table.leave_out(changed)
    yield from (item for item in table.given_away(room) if item.kind in ("cell", "group"))


def _numbers(release: Published) -> dict[tuple[tuple[str, ...], str], int | None]:
    """Every number by the key of its row and its column."""
    keys = _keys(release)
    return {
        (key, name): number
        for name in release.frame.columns
        if (numbers := whole_numbers(release.frame[name], name, release.dimensions)) is not None
        for key, number in zip(keys, numbers, strict=True)
    }


def _keys(release: Published) -> list[tuple[str, ...]]:
    return list(release.frame.select(pl.col(name).fill_null(MISSING) for name in release.dimensions).iter_rows())


def _together(
    now: Published, then: dict[tuple[tuple[str, ...], str], int | None]
) -> tuple[pl.DataFrame, set[At], bool]:
    """Tonight's table filled from last night's, the numbers that changed, and whether either shows more."""
    changed: set[At] = set()
    other = False
    columns = {}
    for name in now.frame.columns:
        numbers = whole_numbers(now.frame[name], name, now.dimensions)
        if numbers is None:
            continue
        for row, key in enumerate(_keys(now)):
            before = then.get((key, name))
            if (key, name) not in then:
                changed.add((row, name))
            elif before is not None and numbers[row] is not None:
                if before != numbers[row]:
                    changed.add((row, name))
            elif before != numbers[row]:
                other = True
                numbers[row] = before if numbers[row] is None else numbers[row]
        columns[name] = pl.Series(name, [None if number is None else str(number) for number in numbers], pl.String)
    return now.frame.with_columns(columns.values()), changed, other
