"""What one table of counts gives away by itself: hidden counts that follow from its own sums and its texts.

An empty count may be of any size. A row that was left out because its count is small is a hidden count as well,
and so is what a sum has more than all its parts. What follows from the sums is worked out by `audit`; two rules
judge it: every hidden count keeps several possible values, and no hidden counts together are known to be a small
number.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from publisher.privacy.tables.audit import UNBOUNDED, Equation, Interval, KnownIntervals, Room, solve
from publisher.privacy.tables.totals import At, NumberGrid, Sum, is_whole, sums

MOST_NUMBERS = 200_000
"""Numbers of a table whose sums are looked for; of a larger one with hidden counts nothing is known."""
_MOST_ABSENT = 2_000
ROOM = Room()
_SAID = re.compile(r"(?<![0-9.])([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?![0-9.])")
_NO_NUMBER = re.compile(
    r"年度?$|月份?$|日期?$|季別?$|週$|星期|編號|代碼|代號|序號?$|郵遞|區號|層級|級別|\blevel\b|\bcode\b|\bid\b|\byear\b|\bmonth\b|\bno\.?$",
    re.I,
)
_FIGURE = re.compile(r"[0-9一二三四五六七八九十]+")
Absent = tuple[str, tuple[str | None, ...]]
Unknown = At | Absent
"""A hidden number: its place, or the column and the key of a row that is not there."""


@dataclass(frozen=True, slots=True)
class GivenAway:
    """`cells` hidden counts of a field follow from the table: alone, together (`group`), or not (`contradiction`).

    `rows` are those of the table (from 1) where such a count is empty; `least` is the threshold.
    """

    kind: str
    field: str
    cells: int
    least: int
    rows: tuple[int, ...] = ()


def given_away(
    frame: pl.DataFrame,
    least: Mapping[str, int],
    *,
    key: Sequence[str] = (),
    texts: Sequence[str] = (),
    sensitive: Collection[str] = (),
    small: Collection[str] = (),
    rows_left_out: bool = False,
    room: Room = ROOM,
) -> tuple[GivenAway, ...]:
    """What the table of all texts `frame` gives away of the counts whose thresholds are in `least`.

    `key` are the dimensions where they are known; `texts` are shown beside the table, `sensitive` are fields,
    `small` those whose empty cells are small counts; with `rows_left_out` rows with small counts are not in it.
    """
    numbers = _all_numbers(frame, least, key)
    guarded = {name: number for name, number in least.items() if name in numbers}
    if sum(map(len, numbers.values())) > MOST_NUMBERS:
        hidden = {name: numbers[name].count(None) for name in guarded}
        return tuple(GivenAway("unaudited", name, count, guarded[name]) for name, count in hidden.items() if count)
    table = CountTable(_grid(frame, numbers, key), guarded, small, rows_left_out=rows_left_out)
    if not guarded:
        return ()
    return (*table.given_away(room), *table.said(texts), *table.all_alike(sensitive))


def count_table(
    frame: pl.DataFrame,
    least: Mapping[str, int],
    key: Sequence[str],
    small: Collection[str] = (),
    *,
    rows_left_out: bool,
) -> CountTable | None:
    """The table with its sums, for more than one table to be looked at together; None when it is too large."""
    numbers = _all_numbers(frame, least, key)
    if sum(map(len, numbers.values())) > MOST_NUMBERS:
        return None
    guarded = {name: number for name, number in least.items() if name in numbers}
    return CountTable(_grid(frame, numbers, key), guarded, small, rows_left_out=rows_left_out)


def _grid(frame: pl.DataFrame, numbers: Mapping[str, Sequence[int | None]], key: Sequence[str]) -> NumberGrid:
    dimensions = tuple(
        name for name in (key or frame.columns) if name not in numbers and (key or not _measured(frame[name]))
    )
    keys = tuple(frame.select(dimensions).iter_rows()) if dimensions else ((),) * frame.height
    return NumberGrid(dimensions, keys, numbers)


def _all_numbers(frame: pl.DataFrame, least: Mapping[str, int], key: Sequence[str]) -> dict[str, list[int | None]]:
    """The columns of whole numbers; without a key those that tell rows apart are dimensions."""
    alike = {_FIGURE.sub("#", name) for name in least}
    numbers = {
        name: values
        for name in frame.columns
        if (values := whole_numbers(frame[name], name, key, guarded=_FIGURE.sub("#", name) in alike)) is not None
    }
    if key:
        return numbers
    dimensions = [name for name in frame.columns if name not in numbers and not _measured(frame[name])]
    for name in frame.columns:
        if name in numbers and name not in least and not _tell_apart(frame, dimensions):
            dimensions.append(name)
            del numbers[name]
    return numbers


def _tell_apart(frame: pl.DataFrame, names: Sequence[str]) -> bool:
    return bool(names) and frame.select(names).is_unique().all()


def whole_numbers(
    values: pl.Series, name: str, key: Sequence[str], *, guarded: bool = False
) -> list[int | None] | None:
    """The whole numbers of a column; None where it has others, or is called like a dimension, not `guarded`."""
    if name in key or (not key and not guarded and _NO_NUMBER.search(name)):
        return None
    text = values.str.strip_chars()
    number = text.cast(pl.Int64, strict=False)
    empty = (text.is_null() | (text == "")).sum()
    if number.null_count() != empty or number.null_count() == number.len() or (number < 0).any():
        return None
    return number.to_list()


def _measured(values: pl.Series) -> bool:
    """Whether a column has numbers with a point (rates, means), which are no dimension; codes (1.12) are."""
    shown = values.drop_nulls()
    return bool(
        not _NO_NUMBER.search(values.name)
        and shown.len()
        and shown.cast(pl.Float64, strict=False).null_count() == 0
        and shown.str.contains(r"\.").any()
    )


class CountTable:
    """The hidden numbers of one table and the sums over them."""

    def __init__(
        self, grid: NumberGrid, least: Mapping[str, int], small: Collection[str], *, rows_left_out: bool
    ) -> None:
        self.grid = grid
        self._small = frozenset(small)
        self._least = least
        self._left_out = rows_left_out
        self._rows = {key: row for row, key in enumerate(grid.keys)}
        self._values = [
            [value for value in dict.fromkeys(key[at] for key in grid.keys) if not is_whole(value)]
            for at in range(len(grid.dimensions))
        ]
        self._sums = sums(grid)
        across = {item.whole[0] for item in self._sums if any(part[0] != item.whole[0] for part in item.parts)}
        self.base = tuple(
            row not in across and not any(value is not None and is_whole(value) for value in key)
            for row, key in enumerate(grid.keys)
        )
        """Of each row whether it is no sum of other rows."""

    @property
    def sums(self) -> tuple[Sum, ...]:
        """The sums inside the table."""
        return self._sums

    def leave_out(self, numbers: Collection[At]) -> None:
        """Look no more at the sums over these numbers."""
        self._sums = tuple(
            item for item in self._sums if not any(at in numbers for at in (item.whole, *item.parts))
        )

    def place(self, unknown: Unknown) -> tuple[tuple[str | None, ...], str]:
        """The key and the column of a hidden number."""
        if isinstance(unknown[0], int):
            return self.grid.keys[unknown[0]], str(unknown[1])
        return tuple(unknown[1]), unknown[0]

    def given_away(self, room: Room) -> Iterator[GivenAway]:
        """What is derived, by field. A sum that is called none is none where it leads to a contradiction."""
        bounds, equations = self.system()
        known = solve(bounds, equations, room)
        if known.contradictory:
            bounds, equations = self.system(called=True)
            known = solve(bounds, equations, room)
        yield from self._judged(bounds, equations, known, room)

    def _judged(
        self,
        bounds: Mapping[Unknown, Interval],
        equations: Sequence[Equation[Unknown]],
        known: KnownIntervals[Unknown],
        room: Room,
    ) -> Iterator[GivenAway]:
        alone = [name for name, found in known.intervals.items() if self._too_narrow(name, found, bounds, room)]
        alone = [name for name in alone if name not in known.contradictory]
        yield from self._told("cell", alone)
        together = {
            name
            for equation in equations
            for name in self._small_group(equation, known.intervals)
            if name not in known.contradictory
        }
        yield from self._told("group", [name for name in together if name not in alone])
        yield from self._told("contradiction", known.contradictory)
        yield from self._told("unaudited", known.unsolved)

    def _too_narrow(self, name: Unknown, found: Interval, bounds: Mapping[Unknown, Interval], room: Room) -> bool:
        least = self._least.get(_column(name), 0)
        if found == bounds[name] or found.low >= least or room.enough(found.low, found.high):
            return False
        return found.high > 0 or isinstance(name[0], int)

    def _small_group(self, equation: Equation[Unknown], known: Mapping[Unknown, Interval]) -> list[Unknown]:
        """The unknowns of an equation, where what they add up to is a small number."""
        if equation.minus:
            return []
        rest = equation.total - sum(known[name].low for name in equation.parts if known[name].values == 1)
        open_ones = [name for name in equation.parts if known[name].values > 1]
        least = min((self._least.get(_column(name), 0) for name in open_ones), default=0)
        return open_ones if 0 < rest < least else []

    def _told(self, kind: str, names: Sequence[Unknown] | frozenset[Unknown]) -> Iterator[GivenAway]:
        for field in self._least:
            of = [name for name in names if _column(name) == field]
            rows = sorted(name[0] + 1 for name in of if isinstance(name[0], int))
            if of and (rows or kind != "contradiction"):
                yield GivenAway(kind, field, len(of), self._least[field], tuple(rows))

    def system(self, *, called: bool = False) -> tuple[dict[Unknown, Interval], list[Equation[Unknown]]]:
        """The hidden numbers with their bounds, and what they add up to; with `called` by sums called so."""
        bounds: dict[Unknown, Interval] = {}
        equations: list[Equation[Unknown]] = []
        for item in self._sums:
            if called and not item.called:
                continue
            values = [(part, self.grid.value(part)) for part in item.parts]
            parts: dict[Unknown, Interval] = {
                part: Interval(0, UNBOUNDED) for part, value in values if value is None
            }
            total = self.grid.value(item.whole)
            rest = (total or 0) - sum(value or 0 for _, value in values)
            if total is not None and rest and (self._left_out or not parts):
                parts |= self._absent(item)
            if total is None:
                bounds[item.whole] = self._empty(item.whole[1])
            if parts:
                bounds |= parts
                minus = frozenset({item.whole} if total is None else ())
                equations.append(Equation(frozenset(parts), rest, minus))
            elif total is None:
                equations.append(Equation(frozenset({item.whole}), -rest))
        return bounds, equations

    def _empty(self, column: str) -> Interval:
        """What an empty cell may be."""
        return Interval(1, self._least[column] - 1) if column in self._small else Interval(0, UNBOUNDED)

    def _absent(self, item: Sum) -> dict[Unknown, Interval]:
        """Rows that a sum may have beside those in the table."""
        column = item.whole[1]
        if column not in self._least or any(part[1] != column for part in item.parts):
            return {}
        most = self._least[column] - 1 if self._left_out and len(self._least) == 1 else UNBOUNDED
        bound = Interval(0, most)
        keys = {
            tuple(value for at, value in enumerate(self.grid.keys[row]) if at != item.over)
            for row, _ in (*item.parts, item.whole)
        }
        axes: list[list[str | None]] = []
        if item.over is not None and len(keys) == 1:
            axes = [[value] for value in self.grid.keys[item.whole[0]]]
            axes[item.over] = self._values[item.over]
        found: dict[Unknown, Interval] = {}
        if axes and math.prod(map(len, axes)) <= _MOST_ABSENT:
            found = {(column, key): bound for key in itertools.product(*axes) if key not in self._rows}
        return found or {(column, (*self.grid.keys[item.whole[0]], "\x00rest")): bound}

    def all_alike(self, sensitive: Collection[str]) -> Iterator[GivenAway]:
        """Groups all of whose members are of one kind (7 of 7), over dimensions and columns that are sensitive."""
        found: dict[str, list[int]] = {}
        for item in self._sums:
            total = self.grid.value(item.whole)
            values = [self.grid.value(part) for part in item.parts]
            if (
                not total
                or None in values
                or len(values) < 2
                or max(map(int, filter(None, values)), default=0) < total
            ):
                continue
            keys = [self.grid.keys[part[0]] for part in item.parts]
            over = {name for at, name in enumerate(self.grid.dimensions) if len({key[at] for key in keys}) > 1}
            over |= {part[1] for part in item.parts} if not over else set()
            if not over.isdisjoint(sensitive):
                found.setdefault(item.whole[1], []).append(item.whole[0] + 1)
        for field, rows in found.items():
            yield GivenAway("alike", field, len(rows), self._least.get(field, 0), tuple(sorted(set(rows))))

    def said(self, texts: Sequence[str]) -> Iterator[GivenAway]:
        """Totals that stand in a title or a description: less what is shown they leave a small number."""
        said = {int(match.replace(",", "")) for text in texts for match in _SAID.findall(text)}
        keys = self.grid.keys
        base = [row for row, plain in enumerate(self.base) if plain]
        groups = [base]
        for at in range(len(self.grid.dimensions)):
            values = sorted({value for key in keys if (value := key[at])})
            named = [value for value in values if any(value in text for text in texts)]
            groups += [[row for row in base if keys[row][at] == value] for value in named]
        for field, least in self._least.items():
            column = self.grid.numbers[field]
            for rows in groups:
                hidden = [row for row in rows if column[row] is None]
                known = sum(column[row] or 0 for row in rows)
                small = known and any(0 < total - known < least for total in said)
                if small and (hidden or self._left_out):
                    yield GivenAway("said", field, max(1, len(hidden)), least, tuple(row + 1 for row in hidden))
                    break


def _column(name: Unknown) -> str:
    return name[1] if isinstance(name[1], str) else str(name[0])
