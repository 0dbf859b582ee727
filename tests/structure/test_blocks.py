"""Sums of blocks and what pages carry over, by their figures and places and not by their names."""

from __future__ import annotations

import random

import polars as pl
import pytest

from publisher.model.errors import SourceError
from publisher.model.structuring import Header
from publisher.structure import asides, blocks, layouts
from publisher.structure.columns import ROW

Row = tuple[str | None, ...]


def frame(rows: list[Row]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["a", "b", "c", "d"], orient="row")


def nothing(height: int) -> pl.Series:
    return pl.Series([False] * height, dtype=pl.Boolean)


SHOPS: list[Row] = [
    ("Lina", "x", "12,345", "7.5"),
    ("Mato", "x", "2,100", "2.5"),
    ("North coast", None, "14,445", "5.0"),
    ("Nuri", "x", "31,200", "1.5"),
    ("Olbi", "x", "4,013", "4.5"),
    ("Pask", "x", "90", "3.0"),
    ("South coast", None, "35,303", "3.1"),
]


def test_sums_of_blocks() -> None:
    table = frame(SHOPS)
    assert blocks.sums(table, table.columns, nothing(7)).arg_true().to_list() == [2, 6]
    off = frame([*SHOPS[:2], ("North coast", None, "14,446", "5.0"), *SHOPS[3:]])
    assert not blocks.sums(off, off.columns, nothing(7)).any()  # one sum alone may be chance


def test_figures_as_others_write_them() -> None:
    turned = frame([(a, b, (c or "").replace(",", "."), (d or "").replace(".", ",")) for a, b, c, d in SHOPS])
    assert blocks.sums(turned, turned.columns, nothing(7)).sum() == 2
    spaced = frame([(a, b, (c or "").replace(",", "’"), d) for a, b, c, d in SHOPS])
    assert blocks.sums(spaced, spaced.columns, nothing(7)).sum() == 2


def test_sums_above_their_parts() -> None:
    above = frame([SHOPS[2], *SHOPS[:2], SHOPS[6], *SHOPS[3:6]])
    assert blocks.sums(above, above.columns, nothing(7)).arg_true().to_list() == [0, 3]
    named = above.with_columns(pl.int_range(1, 8, dtype=pl.Int64).alias(ROW))
    layouts.check_sums_above(named, above.columns, Header())  # the parts say what they are
    again = named.with_columns(pl.Series("a", ["N", "x", "y", "S", "x", "y", "z"]))
    two = again.with_columns(pl.Series("b", ["N", "N", "N", "S", "S", "S", "S"]))
    layouts.check_sums_above(two, above.columns, Header())  # another column says it
    months = again.with_columns(pl.Series("b", [*"1112222"])).rename({"b": "月份"})
    layouts.check_sums_above(months, ["a", "月份", "c", "d"], Header())
    alike = again.with_columns(pl.Series("a", ["all", "x", "y", "all", "x", "y", "z"]))
    layouts.check_sums_above(alike, above.columns, Header())  # they name no group
    with pytest.raises(SourceError):
        layouts.check_sums_above(again, above.columns, Header())


def test_chance_is_no_sum() -> None:
    chance = random.Random(7)
    for most in (3, 40, 900, 20_000):
        rows: list[Row] = [(f"n{at}", str(chance.randrange(most)), f"{at}E-2", "0") for at in range(3000)]
        table = frame(rows)
        assert not blocks.sums(table, table.columns, nothing(3000)).any()


def test_what_is_carried_over_a_page() -> None:
    head: Row = ("a", "b", "c", "d")
    page: list[Row] = [
        ("2026-01-02", "V1", "rent", "5"),
        ("2026-01-03", "V2", None, "6"),
        ("2026-01-04", "V3", "x", "7"),
    ]
    over: Row = (None, None, "to be continued", "18")
    rows = [(None, None, "from last year", "3"), *page, over, head, (None, None, "continued", "18"), *page]
    table = frame(rows)
    assert asides.notes(table, table.columns).arg_true().to_list() == [0, 4, 5, 6]
    single = frame([rows[0], *page, *page])
    assert not asides.notes(single, single.columns).any()
