"""What can be known of counts that were rounded so that their sums add up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from publisher.privacy.tables.audit import Equation, Interval, Room, solve
from publisher.privacy.tables.totals import At, Sum
from publisher.privacy.tables.within import CountTable, GivenAway


def given_away_rounded(
    table: CountTable,
    bases: Mapping[str, int],
    least: Mapping[str, int],
    room: Room,
    sums: Sequence[Sum] | None = None,
) -> Iterator[GivenAway]:
    """Counts, each less than a base from what is shown, of which the sums say too much.

    Fields with a base are rounded; sums of them with others count, too. Tables where some numbers went a multiple
    further contradict the first look, and are looked at again with twice the distance. `sums` are those of the
    table before it was rounded, where they are known: of numbers that were not rounded nobody sees them after.
    """
    known = None
    bounds: dict[At, Interval] = {}
    for further in (1, 2):
        bounds = {
            (row, name): Interval(max(0, value - further * base + 1), value + further * base - 1)
            for name, base in bases.items()
            if name in table.grid.numbers
            for row, value in enumerate(table.grid.numbers[name])
            if value is not None
        }
        known = solve(bounds, _equations(table, bounds, table.sums if sums is None else sums), room)
        if not known.contradictory:
            break
    assert known is not None
    small = {
        at
        for at, found in known.intervals.items()
        if found != bounds[at] and found.low < least[at[1]] and not room.enough(found.low, found.high)
    }
    small |= {at for at, found in known.intervals.items() if found.low > 0 and found.high < least[at[1]]}
    for kind, cells in (("cell", small), ("contradiction", known.contradictory), ("unaudited", known.unsolved)):
        for name in bases:
            rows = tuple(sorted(row + 1 for row, column in cells if column == name))
            if rows:
                yield GivenAway(kind, name, len(rows), least[name], rows)


def _equations(table: CountTable, bounds: Mapping[At, Interval], sums: Sequence[Sum]) -> list[Equation[At]]:
    found = []
    for item in sums:
        values = [table.grid.value(at) for at in (*item.parts, item.whole)]
        unknown = frozenset(part for part in item.parts if part in bounds)
        if None in values or not (unknown or item.whole in bounds):
            continue
        rest = sum(table.grid.value(part) or 0 for part in item.parts if part not in bounds)
        if item.whole in bounds:
            found.append(Equation(unknown, -rest, frozenset({item.whole})))
        else:
            found.append(Equation(unknown, (table.grid.value(item.whole) or 0) - rest))
    return found
