"""Columns of numbers that hold what others held; tables that became larger or smaller are none."""

from __future__ import annotations

import random

import polars as pl
import pytest

from publisher.validate.shifted import moved_columns

NAMES = ("案", "傷", "額", "率")


def sheet(seed: int, records: int, times: float = 1.0, *, named: bool = True) -> pl.DataFrame:
    size, pick = random.Random(1), random.Random(seed)
    rows = []
    for at in range(records):
        scale = size.lognormvariate(3, 1) * times
        figures = [round(scale * part * pick.uniform(0.8, 1.2)) for part in (20, 2, 900)]
        rows.append([f"{at}區" if named else "甲", *map(str, figures), f"{pick.uniform(1, 9):.1f}"])
    return pl.DataFrame(rows, schema=["區", *NAMES], orient="row")


def told(last: pl.DataFrame, now: pl.DataFrame) -> set[str]:
    return {name for name, _ in moved_columns(last, now, ["區"], NAMES)}


@pytest.mark.parametrize(("records", "named"), [(6, True), (29, True), (300, False)])
def test_a_shift_and_an_exchange_are_told_and_good_periods_are_not(records: int, named: bool) -> None:
    last = sheet(2, records, named=named)
    for times in (0.2, 1.0, 1.6, 5.0):
        assert len(told(last, sheet(3, records, times, named=named))) < 2
    now = sheet(3, records, named=named)
    left = now.with_columns(now[other].alias(name) for name, other in zip(NAMES, [*NAMES[1:], "案"], strict=True))
    assert len(told(last, left)) >= 3
    exchanged = now.with_columns(now["傷"].alias("額"), now["額"].alias("傷"))
    assert told(last, exchanged) == {"傷", "額"}


def test_last_month_beside_this_one_is_no_shift() -> None:
    """What was this month is last month now: one column holds what its neighbour held, as it should."""
    first, second = (
        pl.DataFrame({"區": list("東西南北中"), "案": a, "傷": b})
        for a, b in (
            (["9", "30", "12", "7", "41"], ["3", "11", "60", "2", "8"]),
            (["31", "8", "50", "22", "6"], ["9", "30", "12", "7", "41"]),
        )
    )
    assert len(moved_columns(first, second, ["區"], ("案", "傷"))) < 2
