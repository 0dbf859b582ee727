"""Distributions and rows of categories beside the last publication, on simulated tables with planted faults."""

from __future__ import annotations

import math
import random
from itertools import pairwise

import polars as pl
import pytest

from publisher.model.expectations import CategoryRows, Distribution
from publisher.model.finding import Severity
from publisher.validate import spreads

ROWS, NUMBERS = CategoryRows("c"), Distribution("n")
Counts = dict[str, int]


def periods(seed: int, noise: float) -> list[Counts]:
    """Thirty periods of twelve districts of unlike size that share a season, each with noise of its own."""
    chance = random.Random(seed)
    sizes = [80 * 1.4**at for at in range(12)]
    found = []
    for at in range(30):
        season = 1 + 0.4 * math.sin(at / 2)
        means = [size * season * math.exp(chance.gauss(0, noise)) for size in sizes]
        found.append({f"c{n}": max(round(chance.gauss(mean, mean**0.5)), 0) for n, mean in enumerate(means)})
    return found


def judged(last: Counts, now: Counts) -> Severity | None:
    found = spreads.uneven(last, now)
    return spreads.severity_of_rows(found, sum(rows >= 20 for rows in last.values()), ROWS)[0]


@pytest.mark.parametrize("noise", [0.03, 0.1, 0.3])
def test_good_periods_are_not_held_and_a_lost_district_is(noise: float) -> None:
    pairs = [pair for seed in range(10) for one in [periods(seed, noise)] for pair in pairwise(one)]
    assert sum(judged(*pair) is Severity.ERROR for pair in pairs) <= 0.01 * len(pairs)
    for name in ("c2", "c11"):
        lost = [judged(last, now | {name: 0}) is not None for last, now in pairs]
        assert sum(lost) >= 0.95 * len(lost)


def test_a_month_of_a_growing_table_that_is_there_twice_is_held() -> None:
    last = {f"2026-{month:02}": 300 + 40 * (month % 5) for month in range(1, 11)}
    now = last | {"2026-11": 340}
    assert judged(last, now) is None
    assert judged(last, now | {"2026-04": 2 * last["2026-04"]}) is Severity.ERROR
    assert judged(last, now | {"2026-04": last["2026-04"] // 10}) is Severity.ERROR


def test_small_counts_and_few_categories_hold_nothing() -> None:
    assert judged({f"c{at}": 5 for at in range(10)}, {"c1": 9}) is None
    assert judged({"a": 100, "b": 100}, {"a": 100}) is not Severity.ERROR
    assert judged({}, {"a": 3}) is None


def moved(last: list[float], now: list[float]) -> Severity | None:
    found = spreads.moved(*(pl.Series([str(value) for value in one]) for one in (last, now)))
    return None if found is None else spreads.severity_of_move(found, NUMBERS)


def test_numbers_that_lie_otherwise() -> None:
    chance = random.Random(3)
    draws = [[round(chance.lognormvariate(3, 1), 1) for _ in range(400)] for _ in range(60)]
    good = [moved(last, now) for last, now in pairwise(draws)]
    assert sum(one is Severity.ERROR for one in good) <= 0.01 * len(good)
    last, now = draws[0], draws[1]
    assert moved(last, [value * 1000 for value in now]) is Severity.ERROR
    assert moved(last, [0 if at % 2 else value for at, value in enumerate(now)]) is Severity.ERROR
    assert moved(last, [float(chance.randint(1, 12)) for _ in now]) is Severity.ERROR
    assert moved(last, [value * 1.3 for value in now]) is not Severity.ERROR
    assert moved(last[:10], now[:10]) is None
    assert moved([0.0] * 50, [0.0] * 50) is None
    assert moved([0.0] * 50, [1.0] * 50) is Severity.ERROR


def test_other_categories_are_no_missing_ones() -> None:
    """Counties gave way to regions: each county has no row, and that is no lost district."""
    counties = {f"縣{number}": 400 * (50 if number == 3 else 1) for number in range(22)}
    assert judged(counties, {f"區{number}": 6000 for number in range(5)}) is None
    assert judged(counties, {**counties, "縣3": 0}) is Severity.ERROR
