"""Complementary suppression: what it hides stays hidden, for as few cells as can be."""

from __future__ import annotations

import itertools

import numpy as np
import polars as pl
import pytest

from publisher.deidentify.tables import suppressing
from publisher.deidentify.tables.suppressing import Guard, Pattern, Unprotected, emptied, hidden_cells
from publisher.model.policy import ComplementarySuppression
from publisher.privacy.tables.audit import Room
from publisher.privacy.tables.within import given_away
from tests.deidentify.tables.tables import COUNT, dimensions, guard, ranges, table

METHOD = ComplementarySuppression((COUNT,))
SIZES = [(3, 4), (5, 6), (7, 4), (2, 3, 3), (3, 4, 3)]


def pattern(frame: pl.DataFrame, sizes: tuple[int, ...], method: ComplementarySuppression = METHOD) -> Pattern:
    found = hidden_cells(frame, method, guard(sizes))
    assert isinstance(found, Pattern), found
    return found


@pytest.mark.parametrize("sizes", SIZES, ids=str)
@pytest.mark.parametrize("mean", [4, 9, 14])
def test_what_is_hidden_withstands_an_attacker(sizes: tuple[int, ...], mean: float) -> None:
    for seed in range(3):
        frame = table(sizes, mean, seed)
        shown = emptied(frame, pattern(frame, sizes).cells)
        small = [row for row, value in enumerate(frame[COUNT].cast(pl.Int64)) if 0 < value < 6]
        assert shown[COUNT].gather(small).null_count() == len(small)
        known = ranges(shown)
        for row in small:
            low, high = known[row]
            assert high - low >= 2, (seed, row)
            assert low <= int(frame[COUNT][row]) <= high
        assert given_away(shown, {COUNT: 6}, key=dimensions(sizes)) == ()


def attack(sizes: tuple[int, ...], mean: float, seed: int, room: Room) -> None:
    """Publish a random table and solve its sums in whole numbers, with a programme of our own."""
    frame = table(sizes, mean, seed)
    found = hidden_cells(frame, METHOD, guard(sizes, room=room))
    assert isinstance(found, Pattern), found
    numbers = frame[COUNT].cast(pl.Int64).to_list()
    shown = emptied(frame, found.cells)
    for row, (low, high) in ranges(shown).items():
        assert low <= numbers[row] <= high
        assert low >= 6 or room.enough(low, high), (seed, row, low, high)
    assert all(value is None or not 0 < int(value) < 6 for value in shown[COUNT])


@pytest.mark.parametrize("percent", [30, 50])
def test_a_hidden_count_stays_as_uncertain_as_the_policy_asks(percent: float) -> None:
    for seed, sizes in enumerate([(3, 4), (4, 4), (2, 3, 3)]):
        attack(sizes, 9, 40 + seed, Room(3, percent))


@pytest.mark.full
@pytest.mark.parametrize("seed", range(60))
def test_random_tables_withstand_an_attacker(seed: int) -> None:
    random = np.random.default_rng(seed)
    sizes = tuple(int(size) for size in random.integers(2, 7 if seed % 2 else 5, 2 if seed % 2 else 3))
    attack(sizes, float(random.uniform(2, 20)), seed, Room(3, float(random.choice([0, 25, 50, 80]))))


def test_the_exact_pattern_is_the_least_of_all_there_are() -> None:
    sizes = (3, 3)
    for seed in range(4):
        frame = table(sizes, 9, seed)
        found = pattern(frame, sizes)
        if not found.cells:
            continue
        assert found.proven
        small = {row for row, value in enumerate(frame[COUNT].cast(pl.Int64)) if 0 < value < 6}
        others = [row for row in range(frame.height) if row not in small]
        for more in range(len(found.cells) - len(small)):
            for chosen in itertools.combinations(others, more):
                cells = [(row, COUNT) for row in (*small, *chosen)]
                assert given_away(emptied(frame, cells), {COUNT: 6}, key=dimensions(sizes))


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_the_heuristic_is_near_the_optimum(sizes: tuple[int, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = {0: 0, suppressing.MOST_CELLS: 0}
    for seed, most in itertools.product(range(6), hidden):
        monkeypatch.setattr(suppressing, "MOST_CELLS", most)
        hidden[most] += len(pattern(table(sizes, 10, seed), sizes).cells)
    assert sum(hidden.values()) > 0
    assert min(hidden.values()) > 0
    assert max(hidden.values()) <= 1.3 * min(hidden.values())


def test_rows_that_stay_and_zeros_that_stay() -> None:
    sizes = (4, 5)
    frame = table(sizes, 6, 5)
    totals = ComplementarySuppression((COUNT,), keep=({"甲": "合計"}, {"乙": "合計"}), zeros="keep")
    shown = emptied(frame, pattern(frame, sizes, totals).cells)
    kept = shown.filter((pl.col("甲") == "合計") | (pl.col("乙") == "合計"))
    assert kept[COUNT].null_count() == 0
    assert shown[COUNT].null_count() > 0
    assert shown.filter(frame[COUNT] == "0")[COUNT].null_count() == 0


def test_hiding_little_rather_than_few() -> None:
    sizes = (5, 5)
    frame = table(sizes, 12, 3)
    numbers = frame[COUNT].cast(pl.Int64).to_numpy()
    sums = {}
    for cost in ("cells", "value"):
        found = pattern(frame, sizes, ComplementarySuppression((COUNT,), cost=cost))  # type: ignore[arg-type]
        sums[cost] = int(sum(numbers[row] for row, _ in found.cells)), len(found.cells)
    assert sums["value"][0] <= sums["cells"][0]
    assert sums["value"][1] >= sums["cells"][1]


def test_what_cannot_be_protected_is_refused_with_what_stays_possible() -> None:
    frame = pl.DataFrame({"甲": ["東", "西", "合計"], COUNT: ["3", "40", "43"]})
    kept = ComplementarySuppression((COUNT,), keep=({"甲": "西"}, {"甲": "合計"}))
    assert hidden_cells(frame, kept, Guard({COUNT: 6}, Room(), ["甲"])) == (Unprotected(COUNT, 1, 1, (1,)),)
    small = ComplementarySuppression((COUNT,), keep=({"甲": "東"},))
    found = hidden_cells(frame, small, Guard({COUNT: 6}, Room(), ["甲"]))
    assert isinstance(found, tuple)
    assert found[0].cells == 1
    decimals = pl.DataFrame({"甲": ["東", "西"], COUNT: ["3.5", "40"]})
    assert hidden_cells(decimals, METHOD, Guard({COUNT: 6}, Room(), ["甲"])) == (Unprotected(COUNT, 2, None),)


WIDE = "區,男,女,合計\n東,40,31,71\n南,55,3,58\n北,4,44,48\n合計,99,78,177\n"
LEVELS = "層級,地方,件數\n縣,甲縣,60\n鄉,子鄉,40\n鄉,丑鄉,3\n鄉,寅鄉,17\n縣,乙縣,30\n鄉,卯鄉,10\n鄉,辰鄉,20\n"
NESTED = "地方,件數\n臺南市,60\n臺南市東區,40\n臺南市南區,3\n臺南市北區,17\n嘉義縣,30\n"
SUBTOTALS = "區,件數\n東,40\n南,2\n小計,42\n西,30\n北,20\n小計,50\n合計,92\n"


@pytest.mark.parametrize(
    ("text", "key", "fields"),
    [
        (WIDE, "區", "男女合計"),
        (LEVELS, "層級地方", ["件數"]),
        (NESTED, "地方", ["件數"]),
        (SUBTOTALS, "區", ["件數"]),
    ],
    ids=["wide", "levels", "nested", "subtotals"],
)
def test_sums_of_every_kind(text: str, key: str, fields: str | list[str]) -> None:
    frame = pl.read_csv(text.encode(), infer_schema=False)
    names = ("男", "女", "合計") if isinstance(fields, str) else tuple(fields)
    least = dict.fromkeys(names, 6)
    found = hidden_cells(frame, ComplementarySuppression(names), Guard(least, Room(), []))
    assert isinstance(found, Pattern), found
    assert len(found.cells) > found.primary
    assert given_away(emptied(frame, found.cells), least) == ()


def test_a_count_that_came_empty_and_follows_is_protected_too() -> None:
    text = "區,男,女,合計\n東,40,31,71\n南,55,60,115\n北,,44,47\n西,19,22,41\n"
    frame = pl.read_csv(text.encode(), infer_schema=False)
    names = ("男", "女", "合計")
    least = dict.fromkeys(names, 6)
    assert given_away(frame, least)
    found = hidden_cells(frame, ComplementarySuppression(names), Guard(least, Room(), []))
    assert isinstance(found, Pattern), found
    assert (2, "男") in found.cells
    assert given_away(emptied(frame, found.cells), least) == ()


def test_a_table_with_nothing_small_stays_as_it_is() -> None:
    frame = pl.DataFrame({"甲": ["東", "西", "合計"], COUNT: ["30", "40", "70"]})
    assert pattern(frame, (2,)) == Pattern((), 0, proven=False)


@pytest.mark.full
def test_a_table_of_villages() -> None:
    frame = table((200, 12), 12, 1)
    found = pattern(frame, (200, 12))
    numbers = frame[COUNT].cast(pl.Int64).to_numpy()
    assert len(found.cells) < found.primary * (1.5 if found.proven else 3)  # by the heuristic where time ran out
    assert set(np.flatnonzero((numbers > 0) & (numbers < 6)).tolist()) <= {row for row, _ in found.cells}
