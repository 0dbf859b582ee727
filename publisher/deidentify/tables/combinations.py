"""The rows of a table whose every row is known beforehand: all combinations of its fields, in their order."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

import polars as pl

from publisher.privacy.tables.totals import is_whole

Enumerated = Mapping[str, Sequence[str]]
"""The values that the schema lists for a field, by its name."""


def in_order(frame: pl.DataFrame, names: Sequence[str], listed: Enumerated) -> pl.Series:
    """The places of the rows, sorted by the fields `names`: as the schema lists their values, else by number or
    text, and sums last."""
    places = {name: {value: at for at, value in enumerate(values)} for name, values in listed.items()}

    def rank(name: str, value: str | None) -> tuple[bool, float, str]:
        text = value or ""
        if name in places:
            return is_whole(value), float(places[name].get(text, len(places[name]))), text
        number = float(text) if text.isascii() and text.isdigit() else math.inf
        return is_whole(value), number, text

    keys = [
        tuple(rank(name, value) for name, value in zip(names, row, strict=True))
        for row in frame.select(names).iter_rows()
    ]
    return pl.Series(sorted(range(frame.height), key=keys.__getitem__), dtype=pl.UInt32)


def missing_rows(
    frame: pl.DataFrame,
    names: Sequence[str],
    plain: Sequence[int],
    listed: Enumerated,
    public: Collection[str],
) -> int:
    """How many combinations have no row among the `plain` rows (those that are no sums).

    A field has the values that the schema lists, else those in the table. One that is `public` and follows from
    another (a county from its district) makes no combinations of its own.
    """
    rows = frame[list(plain)].select(names)
    values = {
        name: set(rows[name]) | {value for value in listed.get(name, ()) if not is_whole(value)} for name in names
    }
    axes = list(names)
    for name in names:
        if name in public and any(
            _follows(rows, name, other, labels=other in public) for other in axes if other != name
        ):
            axes.remove(name)
    if not axes:
        return 0
    there = rows.select(axes).n_unique() if rows.height else 0
    return math.prod(len(values[name]) for name in axes) - there


def _follows(rows: pl.DataFrame, name: str, other: str, *, labels: bool) -> bool:
    """Whether every value of `other` stands with one value of `name` only; with `labels` also one by one."""
    values = rows[other].n_unique()
    return rows.select(name, other).n_unique() == values and (labels or rows[name].n_unique() < values)
