"""Counts of one release taken from those of another: do they give a number that one of them hides?

Two counts are comparable when their policies say that they count the same (`counts`), or when they have the same
concept. Then three things are looked for:

1. *Remainder*: a table counts the records of a dataset of which some were left out. The differences by what
both show
   are the records left out. They form classes over the quasi-identifiers that both show, and these must meet
   what the dataset promised: no record or at least k, and for l-diversity at least l sensitive values.
2. *Hidden cells*: two tables count the same by finer and coarser dimensions. Cells that one of them hides add
up to the
   difference. A hidden cell must keep several possible values (`audit`); rows that were left out are hidden cells
   too. CMS (ResDAC 2024): nothing may be published from which a count of 1 to 10 can be derived.
3. *Complement*: of two counts one counts a part of the other. The rest is a count as well, and as small as any.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from publisher.gate.alignment import Shared, shared_fields
from publisher.gate.parts import is_told_a_part
from publisher.gate.published import MISSING, Count, Published
from publisher.model.policy import Role
from publisher.privacy.tables.audit import UNBOUNDED, Equation, Interval, KnownIntervals, Room, solve
from publisher.privacy.tables.within import ROOM, Unknown

_MOST_CELLS = 2_000
_ROWS_OF_A_PART = 4
"""Cells that may be hidden behind one sum and are still told apart; of more it is said that nothing is known."""
Cell = tuple[str, str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Derived:
    """What can be derived of `dataset` by subtracting from `other`: `groups` of 1 to `least` - 1.

    `kind` is remainder, cell or complement; `fields` are the dimensions by which it is known. Of the kind
    unaudited are `groups` hidden cells too many to tell whether any can be derived.
    """

    kind: str
    dataset: str
    other: str
    field: str
    fields: tuple[str, ...]
    groups: int
    least: int


def derived(releases: Sequence[Published], room: Room = ROOM) -> tuple[Derived, ...]:
    """Everything that two of the releases give by subtraction, in the order of their ids."""
    ordered = sorted(releases, key=lambda item: item.dataset)
    found: list[Derived] = []
    system = _System()
    for one, other in itertools.product(ordered, repeat=2):
        if not other.tabulated:
            continue
        if one is not other:
            for count in other.counts:
                if count.of == one.dataset and not one.tabulated:
                    found += _remainder(one, other, count)
            if one.tabulated:
                system.add(one, other)
        elif len(ordered) > 1:
            system.within(one)
        if one.tabulated:
            found += _complements(one, other)
    return (*found, *system.derived(room))


@dataclass(frozen=True, slots=True)
class HiddenCondition:
    """Fields in the condition of a count of `other` that `dataset`, whose records it counts, does not publish."""

    dataset: str
    other: str
    field: str
    names: tuple[str, ...]


def uncompared(releases: Sequence[Published]) -> tuple[HiddenCondition, ...]:
    """Counts of records of which nobody can say which they are: not taken from the records that are published."""
    by_name = {item.dataset: item for item in releases}
    found = []
    for other in releases:
        for count in other.counts:
            one = by_name.get(count.of)
            if one is None or one.tabulated or one is other:
                continue
            missing = tuple(sorted(count.where.keys() - {field.name for field in one.fields}))
            if missing:
                found.append(HiddenCondition(one.dataset, other.dataset, count.field, missing))
    return tuple(found)


def _dimensions(shared: Sequence[Shared], left: Published, right: Published) -> list[Shared]:
    """Shared fields that say what is counted, on both sides."""
    wanted = [set(item.dimensions) if item.tabulated else None for item in (left, right)]
    return [
        pair
        for pair in shared
        if all(names is None or pair.fields[side].name in names for side, names in enumerate(wanted))
    ]


def _numbers(release: Published, count: Count, shared: Sequence[Shared], side: int) -> pl.DataFrame:
    """The counts of a release added up by what is common, where no cell of a sum is hidden."""
    keys = [
        pl.col(pair.fields[side].name)
        .replace_strict(pair.common[side], default=None, return_dtype=pl.String)
        .fill_null(MISSING)
        .alias(f"j{number}")
        for number, pair in enumerate(shared)
    ]
    number = pl.col(count.field).str.strip_chars().cast(pl.Int64, strict=False).alias("number")
    table = release.base.select(*keys, number)
    names = [f"j{at}" for at in range(len(shared))]
    sums = table.group_by(names).agg(pl.col("number").sum(), pl.col("number").null_count().alias("open"))
    whole = sums.filter(pl.col("open") == 0).drop("open")
    if not release.release.certificate.records_suppressed:
        return whole
    cells = _Cells(release, count, shared, side)
    complete = [cells.complete(row) for row in whole.select(names).iter_rows()]
    return whole.filter(pl.Series(complete, dtype=pl.Boolean))


def _remainder(one: Published, other: Published, count: Count) -> Iterator[Derived]:
    """The records of `one` that were left out, as `other` counts them."""
    names = {field.name for field in one.fields}
    if not one.k or not set(count.where) <= names:
        return
    shared = _dimensions(shared_fields(one, other), one, other)
    if not shared:
        return
    frame = one.frame.filter(*(pl.col(name) == value for name, value in count.where.items()))
    keys = [f"j{number}" for number in range(len(shared))]
    shown = frame.select(
        pl.col(pair.fields[0].name)
        .replace_strict(pair.common[0], default=None, return_dtype=pl.String)
        .fill_null(MISSING)
        .alias(key)
        for key, pair in zip(keys, shared, strict=True)
    )
    counted = shown.group_by(keys).len("shown")
    total = _numbers(other, count, shared, 1)
    both = total.join(counted, on=keys, how="left").with_columns(
        rest=pl.col("number") - pl.col("shown").fill_null(0)
    )
    if not both.height or int(both["rest"].min()) < 0:  # type: ignore[arg-type]
        return  # they do not count the same records
    left = both.filter(pl.col("rest") > 0)
    classes = [key for key, pair in zip(keys, shared, strict=True) if pair.fields[0].role == Role.QUASI_IDENTIFIER]
    sensitive = {
        key: one.diversity[pair.fields[0].name]
        for key, pair in zip(keys, shared, strict=True)
        if pair.fields[0].name in one.diversity
    }
    diverse = [pl.col(key).n_unique().alias(f"l{key}") for key in sensitive]
    sums = [pl.col("rest").sum(), *diverse]
    residual = left.group_by(classes).agg(sums) if classes else left.select(sums).filter(pl.col("rest") > 0)
    few = pl.any_horizontal(
        pl.col("rest") < one.k, *(pl.col(f"l{key}") < least for key, least in sensitive.items())
    )
    groups = residual.filter(few).height
    if groups:
        fields = tuple(pair.fields[0].name for pair in shared)
        yield Derived("remainder", one.dataset, other.dataset, count.field, fields, groups, one.k)


def _complements(one: Published, other: Published) -> Iterator[Derived]:
    """Counts of `one` less those of a part of the same records in `other` (or in itself)."""
    shared: list[Shared] | None = None
    for whole, part in itertools.product(one.counts, other.counts):
        least = max(whole.at_least, part.at_least)
        wider = whole.where.items() < part.where.items()
        same = one is not other and whole.where == part.where and is_told_a_part(one, other, whole, part)
        if whole.of != part.of or not (wider or same) or not least:
            continue
        if one is other:
            number = [pl.col(item.field).str.strip_chars().cast(pl.Int64, strict=False) for item in (whole, part)]
            rest = one.frame.select(rest=number[0] - number[1])["rest"].drop_nulls()
            fields = one.dimensions
        else:
            shared = shared if shared is not None else _dimensions(shared_fields(one, other), one, other)
            rest = _rest(one, other, whole, part, shared)
            fields = tuple(pair.fields[0].name for pair in shared)
            if same and not (_all_dimensions(one, other, shared) and rest.len() >= _ROWS_OF_A_PART):
                continue
        groups = int(rest.is_between(1, least - 1).sum())
        if groups and not (rest < 0).any():
            yield Derived("complement", one.dataset, other.dataset, part.field, fields, groups, least)


def _all_dimensions(one: Published, other: Published, shared: Sequence[Shared]) -> bool:
    """Whether both count by the same fields, each as fine: one that is nowhere more is then a part."""
    sides = [{pair.fields[side].name for pair in shared} for side in (0, 1)]
    return sides == [set(one.dimensions), set(other.dimensions)] and all(pair.finer is None for pair in shared)


def _rest(one: Published, other: Published, whole: Count, part: Count, shared: Sequence[Shared]) -> pl.Series:
    if not shared:
        return pl.Series("rest", [], pl.Int64)
    keys = [f"j{number}" for number in range(len(shared))]
    both = _numbers(one, whole, shared, 0).join(_numbers(other, part, shared, 1), on=keys, suffix="_part")
    return both.select(rest=pl.col("number") - pl.col("number_part"))["rest"]


class _System:
    """Hidden cells of tables and the sums that other tables give of them."""

    def __init__(self) -> None:
        self._bounds: dict[Cell, Interval] = {}
        self._equations: list[Equation[Cell]] = []
        self._least: dict[Cell, int] = {}
        self._others: dict[Cell, str] = {}
        self._fields: dict[Cell, tuple[str, ...]] = {}
        self._too_many: dict[tuple[str, str, str], int] = {}

    def add(self, fine: Published, coarse: Published) -> None:
        """The sums of `coarse` over the hidden cells of `fine`."""
        shared: list[Shared] | None = None
        for mine, theirs in itertools.product(fine.counts, coarse.counts):
            if (mine.of, dict(mine.where)) != (theirs.of, dict(theirs.where)) or not mine.at_least:
                continue
            shared = shared if shared is not None else _dimensions(shared_fields(fine, coarse), fine, coarse)
            if shared:
                self._sums(fine, mine, coarse, theirs, shared)

    def _sums(
        self, fine: Published, mine: Count, coarse: Published, theirs: Count, shared: Sequence[Shared]
    ) -> None:
        keys = [f"j{number}" for number in range(len(shared))]
        whole = _numbers(coarse, theirs, shared, 1)
        cells = _Cells(fine, mine, shared, 0)
        for row in whole.iter_rows(named=True):
            group = tuple(row[key] for key in keys)
            if cells.complete(group):
                continue
            hidden = cells.hidden(group)
            if hidden is None:
                pair = (fine.dataset, coarse.dataset, mine.field)
                self._too_many[pair] = self._too_many.get(pair, 0) + cells.size(group)
                continue
            for cell, bound in hidden.items():
                self._bounds[cell] = bound
                self._least[cell], self._others[cell], self._fields[cell] = (
                    mine.at_least,
                    coarse.dataset,
                    fine.dimensions,
                )
            self._equations.append(Equation(frozenset(hidden), row["number"] - cells.shown(group)))

    def within(self, table: Published) -> None:
        """The sums inside of `table`."""
        counts = table.counts_within()
        if counts is None:
            return
        bounds, equations = counts.system(called=True)

        def named(unknown: Unknown) -> Cell:
            key, field = counts.place(unknown)
            return table.dataset, field, tuple(MISSING if value is None else value for value in key)

        least = {count.field: count.at_least for count in table.counts}
        for unknown, bound in bounds.items():
            cell = named(unknown)
            self._bounds.setdefault(cell, bound)
            self._least.setdefault(cell, least.get(cell[1], 0))
            self._others.setdefault(cell, table.dataset)
            self._fields.setdefault(cell, table.dimensions)
        self._equations += [
            Equation(frozenset(map(named, item.parts)), item.total, frozenset(map(named, item.minus)))
            for item in equations
        ]

    def derived(self, room: Room) -> Iterator[Derived]:
        """Hidden cells with too few possible values, by dataset, count and the release that gives them away."""
        known = solve(self._bounds, self._equations, room)
        alone = {
            cell
            for cell, interval in known.intervals.items()
            if interval != self._bounds[cell]
            and interval.low < self._least[cell]
            and not room.enough(interval.low, interval.high)
            and (interval.high > 0 or self._bounds[cell].high >= UNBOUNDED)
        }
        together = {
            cell
            for equation in self._equations
            for cell in self._small_group(equation, known)
            if cell not in alone
        }
        yield from self._told("cell", (alone | together) - known.contradictory)
        yield from self._told("contradiction", known.contradictory)
        too_many = dict(self._too_many)
        for cell in known.unsolved:
            pair = (cell[0], self._others[cell], cell[1])
            too_many[pair] = too_many.get(pair, 0) + 1
        for (dataset, other, field), count in sorted(too_many.items()):
            yield Derived("unaudited", dataset, other, field, (), count, 0)

    def _small_group(self, equation: Equation[Cell], known: KnownIntervals[Cell]) -> Iterator[Cell]:
        """The hidden cells of a sum, where they are a small number together."""
        if equation.minus:
            return
        open_ones = [cell for cell in equation.parts if known.intervals[cell].values > 1]
        rest = equation.total - sum(
            known.intervals[cell].low for cell in equation.parts if known.intervals[cell].values == 1
        )
        if 0 < rest < min((self._least[cell] for cell in open_ones), default=0):
            yield from open_ones

    def _told(self, kind: str, cells: frozenset[Cell] | set[Cell]) -> Iterator[Derived]:
        groups: dict[tuple[str, str, str], list[Cell]] = {}
        for cell in cells:
            groups.setdefault((cell[0], self._others[cell], cell[1]), []).append(cell)
        for (dataset, other, field), found in sorted(groups.items()):
            yield Derived(kind, dataset, other, field, self._fields[found[0]], len(found), self._least[found[0]])


class _Cells:
    """The cells of a table that are hidden: empty counts, and rows that were left out."""

    def __init__(self, table: Published, count: Count, shared: Sequence[Shared], side: int) -> None:
        self._table = table
        self._count = count
        names = list(table.dimensions)
        frame = table.base.select(
            *(pl.col(name).fill_null(MISSING) for name in names),
            pl.col(count.field).str.strip_chars().cast(pl.Int64, strict=False).alias("\x00number"),
        )
        self._rows: dict[tuple[str, ...], int | None] = {tuple(row[:-1]): row[-1] for row in frame.iter_rows()}
        place = {name: at for at, name in enumerate(names)}
        self._axes = [(place[pair.fields[side].name], pair.common[side]) for pair in shared]
        self._values: list[list[str]] = [frame[name].unique().sort().to_list() for name in names]
        self._groups: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
        for cell in self._rows:
            group = tuple(common.get(cell[at], MISSING) for at, common in self._axes)
            self._groups.setdefault(group, []).append(cell)
        self._left_out = table.release.certificate.records_suppressed > 0
        only = sum(1 for item in table.counts if item.at_least) == 1
        self._absent = Interval(0, count.at_least - 1 if only else UNBOUNDED)
        self._empty = Interval(1, count.at_least - 1) if count.small else Interval(0, UNBOUNDED)

    def complete(self, group: tuple[str, ...]) -> bool:
        """Whether no cell of a group is hidden."""
        there = self._groups.get(group, ())
        if any(self._rows[cell] is None for cell in there):
            return False
        return not self._left_out or len(there) == self.size(group)

    def hidden(self, group: tuple[str, ...]) -> dict[Cell, Interval] | None:
        """The hidden cells that add up with the shown ones to a sum over `group`, with what is known of each.

        None where there may be too many to tell.
        """
        if self._left_out and self.size(group) > _MOST_CELLS:
            return None
        found = {self._name(cell): self._empty for cell in self._groups.get(group, ()) if self._rows[cell] is None}
        if self._left_out:
            absent = (cell for cell in itertools.product(*self._within(group)) if cell not in self._rows)
            found |= {self._name(cell): self._absent for cell in absent}
        return found

    def _name(self, cell: tuple[str, ...]) -> Cell:
        return self._table.dataset, self._count.field, cell

    def shown(self, group: tuple[str, ...]) -> int:
        """The sum of the cells of a group that are not hidden."""
        return sum(self._rows[cell] or 0 for cell in self._groups.get(group, ()))

    def size(self, group: tuple[str, ...]) -> int:
        """How many cells a group can have."""
        return math.prod(map(len, self._within(group)))

    def _within(self, group: tuple[str, ...]) -> list[list[str]]:
        """The values of each dimension that belong to a group."""
        axes = [list(values) for values in self._values]
        for (at, common), wanted in zip(self._axes, group, strict=True):
            axes[at] = [value for value in axes[at] if common.get(value, MISSING) == wanted]
        return axes
