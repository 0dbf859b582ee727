"""Which numbers of one table are sums of others of it: rows, columns, levels and names that stand for a whole.

A sum is known by what it is called (合計, 小計, total, an empty cell in a table of ROLLUP), by a column of levels,
by names inside names (臺南市, 臺南市東區), and by arithmetic: what agrees with the sum of its neighbours wherever
nothing is hidden is their sum, whatever it is called. What is called a sum and cannot be one is none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from publisher.privacy.tables.inside import of_codes, of_names, of_times

At = tuple[int, str]
"""A number of the table: its row (from 0) and its column."""

_SUMS = "(?:合|[總总総]|小|共|累)\\s*[計计]|[總总総]\\s*(?:和|[數数])|加\\s*[總总総]"
_WHOLE = re.compile(
    rf".{{0,10}}(?:{_SUMS})(?:\s*[（(].*[)）])?|[計计]|[總总総]|全部|全[體体]|全市|全[縣县]|全[國国]|全[區区]|全校|全院|全年度?"
    r"|不分.{1,6}|所有.{0,6}|整[體体]|(?:grand[\s-]*|sub[\s-]*)?totals?(?:\s.*)?|.{1,20}\s(?:sub)?total|all(?:\s.*)?|overall"
    r"|sum|both(?:\s.*)?|year[\s-]to[\s-]date|cumulative|(?:ins)?gesamt|summe|ensemble|합계|총계|소계|전체|계|\*|-+|—+",
    re.I,
)
_AROUND = re.compile(r"^[\W_]+|[\W_]+$")
_PART_WHOLE = re.compile(r"小\s*計|sub[\s-]*total", re.I)
_COLUMN_WHOLE = re.compile(
    r"合\s*計|總\s*計|小\s*計|共\s*計|總\s*數|總\s*和|^計$|^總|\btotal|_total|\ball\b|\bsum\b", re.I
)
_LEVEL = re.compile(r"層級|級別|層次|階層|等級別|^級$|^層$|\b(?:level|tier|layer|hierarchy)\b", re.I)
_UNITS = ("國", "省", "市", "縣", "縣市", "直轄市", "鄉鎮市區", "鄉鎮", "區", "鄉", "鎮", "村里", "村", "里", "鄰")
_MOST_COLUMNS = 40
_NEARLY = 20
"""Rows of two kinds that are not called levels: all but a twentieth of the one is in the rows of the other."""


@dataclass(frozen=True, slots=True)
class Sum:
    """`whole` is the sum of `parts`, and of more where parts may be missing from the table.

    `called` says that the table itself calls it one; `over` is the dimension it is taken over, if it is one.
    """

    whole: At
    parts: tuple[At, ...]
    called: bool
    over: int | None = None


@dataclass(frozen=True, slots=True)
class NumberGrid:
    """A table of numbers: `keys` are the dimensions of each row (None: empty), `numbers` each column's numbers.

    A number is None where the cell is empty. `dimensions` are the names of the keys.
    """

    dimensions: tuple[str, ...]
    keys: tuple[tuple[str | None, ...], ...]
    numbers: Mapping[str, Sequence[int | None]]

    def value(self, at: At) -> int | None:
        """What stands there."""
        return self.numbers[at[1]][at[0]]


def is_whole(value: str | None) -> bool:
    """Whether a value of a dimension says that its row is a sum over it."""
    if value is None:
        return True
    text = unicodedata.normalize("NFKC", value).strip()
    return any(_WHOLE.fullmatch(said) for said in (text, _AROUND.sub("", text)) if said)


def called_whole(column: str) -> bool:
    """Whether a column is called a sum of others."""
    return _COLUMN_WHOLE.search(column) is not None


def sums(grid: NumberGrid) -> tuple[Sum, ...]:
    """Every sum inside the table, each once."""
    found: dict[tuple[At, frozenset[At]], Sum] = {}
    for item in (*_columns(grid), *_rows(grid)):
        key = (item.whole, frozenset(item.parts))
        if key not in found or item.called:
            found[key] = item
    known = {item.whole for item in found.values()}
    return (*found.values(), *_over_several(grid, known))


def _over_several(grid: NumberGrid, known: Collection[At]) -> Iterator[Sum]:
    """Rows that are called a sum over several dimensions at once (全國, 合計), where none over one is there."""
    plain = [row for row, key in enumerate(grid.keys) if not any(map(is_whole, key))]
    for row, key in enumerate(grid.keys):
        wholes = [at for at, value in enumerate(key) if is_whole(value)]
        if len(wholes) < 2:
            continue
        parts = [
            other
            for other in plain
            if all(grid.keys[other][at] == value for at, value in enumerate(key) if at not in wholes)
        ]
        for column in grid.numbers:
            if len(parts) < 2 or (row, column) in known or not _fits(grid, row, parts, column):
                continue
            hidden = grid.value((row, column)) is None or any(grid.value((part, column)) is None for part in parts)
            if hidden or _exact(grid, row, parts, column):
                yield Sum((row, column), tuple((part, column) for part in parts), called=True)


def _columns(grid: NumberGrid) -> Iterator[Sum]:
    """Wide tables: 男, 女, 合計."""
    names = list(grid.numbers)[:_MOST_COLUMNS]
    rows = range(len(grid.keys))
    for whole, parts in _column_sums(grid, names):
        called = called_whole(whole)
        for row in rows:
            yield Sum((row, whole), tuple((row, part) for part in parts), called)


def _column_sums(grid: NumberGrid, names: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for whole in names:
        others = [name for name in names if name != whole]
        plain = [name for name in others if not called_whole(name)]
        parted = [name for name in others if name not in plain]
        at = names.index(whole)
        runs = [tuple(names[low:high]) for low in range(at) for high in (at,) if at - low > 1]
        runs += [tuple(names[at + 1 : high]) for high in range(at + 3, len(names) + 1)]
        candidates = list(dict.fromkeys([tuple(plain), tuple(parted), *runs]))
        candidates += [pair for pair in _pairs(others) if pair not in candidates]
        called = called_whole(whole)
        exact = [parts for parts in candidates if len(parts) > 1 and _agrees(grid, whole, parts, called=called)]
        if exact:
            yield from ((whole, parts) for parts in exact)
        elif called:
            usual = [tuple(plain), *sorted(runs, key=len, reverse=True)]
            yield from ((whole, parts) for parts in usual[:1] if len(parts) > 1 and _possible(grid, whole, parts))


def _pairs(names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    if len(names) <= 12:
        yield from ((one, other) for at, one in enumerate(names) for other in names[at + 1 :])


def _agrees(grid: NumberGrid, whole: str, parts: Sequence[str], *, called: bool) -> bool:
    """Whether a column is the sum of others in every row that shows them all; and no row says otherwise."""
    told = 0
    columns = [grid.numbers[name] for name in parts]
    for row, total in enumerate(grid.numbers[whole]):
        values = [column[row] for column in columns]
        known = sum(value for value in values if value is not None)
        if total is None:
            continue
        if None not in values:
            if known != total:
                return False
            told += total > 0 and sum(1 for value in values if value) > 1
        elif known > total:
            return False
    return told >= (1 if called else 3)


def _possible(grid: NumberGrid, whole: str, parts: Sequence[str]) -> bool:
    """Whether no row says that a column cannot be the sum: none that shows all differs, none is too large."""
    told = False
    for row, total in enumerate(grid.numbers[whole]):
        values = [grid.numbers[name][row] for name in parts]
        known = sum(value for value in values if value is not None)
        if total is not None:
            if known > total or (None not in values and known != total):
                return False
            told = True
    return told


def _rows(grid: NumberGrid) -> Iterator[Sum]:
    for at, name in enumerate(grid.dimensions):
        names = _levels(grid, at)
        if names is not None:
            called = _is_level(grid, name, at)
            for rows in _contexts(grid, [at, names]):
                yield from _by_level(grid, rows, at, called=called)
                for column in grid.numbers:
                    yield from _called(grid, rows, names, column)
            yield from _nested(grid, _contexts(grid, [at, names]), names)
            if called:
                continue
        for rows in _contexts(grid, [at]):
            for column in grid.numbers:
                yield from _called(grid, rows, at, column)
        contexts = _contexts(grid, [at, *_twins(grid, at)])
        for told in (None, of_codes, of_times):
            yield from _nested(grid, contexts, at, told)
        yield from _by_arithmetic(grid, at)


def _contexts(grid: NumberGrid, without: Sequence[int]) -> list[list[int]]:
    """Rows that agree on all other dimensions, in their order."""
    groups: dict[tuple[str | None, ...], list[int]] = {}
    for row, key in enumerate(grid.keys):
        rest = tuple(value for at, value in enumerate(key) if at not in without)
        groups.setdefault(rest, []).append(row)
    return [rows for rows in groups.values() if len(rows) > 1]


def _twins(grid: NumberGrid, at: int) -> list[int]:
    """Other dimensions that say the same in other words: a code and its name."""
    found = []
    for other in range(len(grid.dimensions)):
        pairs = {(key[at], key[other]) for key in grid.keys}
        if other != at and len(pairs) == len({one for one, _ in pairs}) == len({two for _, two in pairs}):
            found.append(other)
    return found


def _says_whole(grid: NumberGrid, row: int, at: int) -> bool:
    """By its own value, or because it repeats the value of another dimension (臺南市, 臺南市)."""
    value = grid.keys[row][at]
    return is_whole(value) or any(value == other for place, other in enumerate(grid.keys[row]) if place != at)


def _called(grid: NumberGrid, rows: Sequence[int], at: int, column: str) -> Iterator[Sum]:
    """Rows that are called a sum over one dimension."""
    wholes = [row for row in rows if _says_whole(grid, row, at)]
    plain = [row for row in rows if row not in wholes]
    if not wholes or not plain:
        return
    for whole in wholes:
        choices = _choices(grid, rows, plain, wholes, whole, at)
        fitting = [parts for parts in choices if parts and _fits(grid, whole, parts, column)]
        exact = [parts for parts in fitting if _exact(grid, whole, parts, column)]
        for parts in exact or fitting[:1]:
            yield Sum((whole, column), tuple((row, column) for row in parts), called=True, over=at)


def _choices(
    grid: NumberGrid, rows: Sequence[int], plain: Sequence[int], wholes: Sequence[int], whole: int, at: int
) -> list[list[int]]:
    """What a row may be the sum of, likeliest first."""
    place = rows.index(whole)
    before = [row for row in wholes if rows.index(row) < place]
    after = [row for row in wholes if rows.index(row) > place]
    preceding = [row for row in plain if rows.index(row) < place and all(row > one for one in before)]
    following = [row for row in plain if rows.index(row) > place and all(row < one for one in after)]
    label = grid.keys[whole][at] or ""
    named = [row for row in plain if _named_in(grid.keys[row][at], label)]
    every = list(plain)
    partly = [row for row in wholes if row != whole and _PART_WHOLE.search(grid.keys[row][at] or "")]
    if _PART_WHOLE.search(label):
        return [named, preceding, following, every]
    return [every, partly, named, preceding, following] if len(wholes) > 1 else [every]


def _named_in(value: str | None, label: str) -> bool:
    head = _WHOLE_WORDS.sub("", label).strip()
    return bool(value and head and value != label and value.startswith(head))


_WHOLE_WORDS = re.compile(r"合\s*計|總\s*計|小\s*計|共\s*計|總\s*數|計$|\s*sub[\s-]*total|\s*total", re.I)


def _fits(grid: NumberGrid, whole: int, parts: Sequence[int], column: str) -> bool:
    """Whether a number can be the sum of others, some of which are hidden or missing."""
    total = grid.value((whole, column))
    return total is None or total >= sum(grid.value((row, column)) or 0 for row in parts)


def _exact(grid: NumberGrid, whole: int, parts: Sequence[int], column: str) -> bool:
    values = [grid.value((row, column)) for row in parts]
    return None not in values and grid.value((whole, column)) == sum(value or 0 for value in values)


def _nested(
    grid: NumberGrid,
    contexts: Sequence[Sequence[int]],
    at: int,
    told: Callable[[str], Sequence[str]] | None = None,
) -> Iterator[Sum]:
    """Names inside names: 臺南市 and 臺南市東區; none that is not the sum wherever all its parts are shown.

    Where a name does not say so much (`told`: 11 in 1, a month in its quarter), one has to be the sum of all its
    parts and none another.
    """
    found: dict[str, list[Sum]] = {}
    wrong: set[str] = set()
    exact = told is None
    for rows in contexts:
        for parent, whole, parts in _families(grid, rows, at, told or of_names):
            for column in grid.numbers:
                values = [grid.value((row, column)) for row in parts]
                exact |= _exact(grid, whole, parts, column) and sum(map(bool, values)) > 1
                if not _fits(grid, whole, parts, column) or (
                    None not in values
                    and grid.value((whole, column)) not in (None, sum(map(int, filter(None, values))))
                ):
                    wrong.add(parent)
                cells = tuple((row, column) for row in parts)
                found.setdefault(parent, []).append(Sum((whole, column), cells, called=True, over=at))
    if not exact or (told is not None and wrong):
        return
    for parent, sums_found in found.items():
        if parent not in wrong:
            yield from sums_found


def _families(
    grid: NumberGrid, rows: Sequence[int], at: int, told: Callable[[str], Sequence[str]]
) -> Iterator[tuple[str, int, list[int]]]:
    """Names that hold others, as `told`, their rows, and those of the others."""
    names = {value: row for row in rows if (value := grid.keys[row][at]) is not None and not is_whole(value)}
    children: dict[str, list[int]] = {}
    for name, row in names.items():
        parent = next((head for head in told(name) if head in names), None)
        if parent is not None:
            children.setdefault(parent, []).append(row)
    return ((parent, names[parent], parts) for parent, parts in children.items() if len(parts) > 1)


def _by_arithmetic(grid: NumberGrid, at: int) -> Iterator[Sum]:
    """A value that is not called a sum and is one: in every context that shows all its parts."""
    values = list(dict.fromkeys(key[at] for key in grid.keys))
    if not 3 <= len(values) <= 400:
        return
    contexts = _contexts(grid, [at])
    for value in values:
        if is_whole(value):
            continue
        agreed, against, open_ones = 0, 0, []
        for rows in contexts:
            mine = [row for row in rows if grid.keys[row][at] == value]
            parts = [row for row in rows if grid.keys[row][at] != value and not is_whole(grid.keys[row][at])]
            if len(mine) != 1 or len(parts) < 2:
                continue
            for column in grid.numbers:
                verdict = _verdict(grid, mine[0], parts, column)
                agreed, against = agreed + (verdict is True), against + (verdict is False)
                if verdict is not False:
                    open_ones.append(
                        Sum((mine[0], column), tuple((row, column) for row in parts), called=False, over=at)
                    )
        if not against and (agreed > 1 or (agreed == 1 and len(open_ones) > 1)):
            yield from open_ones


def _verdict(grid: NumberGrid, whole: int, parts: Sequence[int], column: str) -> bool | None:
    """Whether a number is the sum of others; None where it is not shown."""
    values = [grid.value((row, column)) for row in parts]
    total = grid.value((whole, column))
    known = sum(value or 0 for value in values)
    if total is None or (None in values and known <= total):
        return None
    if sum(1 for value in values if value) < 2:
        return None
    return None not in values and known == total


def _levels(grid: NumberGrid, at: int) -> int | None:
    """The dimension of names whose levels the dimension `at` tells; None when it tells none."""
    values = {key[at] for key in grid.keys if key[at] is not None}
    if not 2 <= len(values) <= 6 or any(is_whole(value) for value in values):
        return None
    for other, name in enumerate(grid.dimensions):
        if other == at or _is_level(grid, name, other):
            continue
        of: dict[str | None, set[str | None]] = {}
        for key in grid.keys:
            of.setdefault(key[other], set()).add(key[at])
        if len(of) > len(values) and all(len(found) == 1 for found in of.values()):
            return other
    return None


def _is_level(grid: NumberGrid, name: str, at: int) -> bool:
    values = {key[at] for key in grid.keys if key[at] is not None}
    return _LEVEL.search(name) is not None or all(value in _UNITS for value in values)


def _by_level(grid: NumberGrid, rows: Sequence[int], at: int, *, called: bool) -> Iterator[Sum]:
    """Rows of one level are the sums of the rows of the next that follow, or of all where there is one."""
    sizes: dict[str | None, int] = {}
    for row in rows:
        sizes[grid.keys[row][at]] = sizes.get(grid.keys[row][at], 0) + 1
    ordered = sorted(sizes, key=lambda level: (sizes[level], str(level)))
    for upper, lower in pairwise(ordered):
        heads = [row for row in rows if grid.keys[row][at] == upper]
        below = [row for row in rows if grid.keys[row][at] == lower]
        for number, head in enumerate(heads):
            following = heads[number + 1] if number + 1 < len(heads) else None
            parts = (
                below
                if len(heads) == 1
                else [row for row in below if row > head and (following is None or row < following)]
            )
            for column in grid.numbers:
                if parts and _fits(grid, head, parts, column) and (called or _nearly(grid, head, parts, column)):
                    yield Sum((head, column), tuple((row, column) for row in parts), called=called)


def _nearly(grid: NumberGrid, whole: int, parts: Sequence[int], column: str) -> bool:
    """Whether what is shown of the parts makes up nearly all of a number: little of it can be hidden."""
    total = grid.value((whole, column))
    known = sum(grid.value((row, column)) or 0 for row in parts)
    return total is not None and len(parts) > 1 and known * _NEARLY >= total * (_NEARLY - 1)
