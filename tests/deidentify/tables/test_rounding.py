"""Controlled rounding: multiples only, sums that add up, no number far from what it was."""

from __future__ import annotations

import itertools
from pathlib import Path

import polars as pl
import pytest

from publisher.deidentify.tables.chance import Chance
from publisher.deidentify.tables.rounding import Changed, rounded
from publisher.deidentify.tables.suppressing import Guard
from publisher.model.errors import UserError
from publisher.model.policy import ControlledRounding
from publisher.privacy.keys import ensure_key
from publisher.privacy.tables.audit import Room
from tests.deidentify.tables.tables import COUNT, dimensions, guard, table

METHOD = ControlledRounding((COUNT,))
SIZES = [(3, 4), (6, 8), (2, 3, 3), (3, 4, 5)]


@pytest.fixture
def chance(tmp_path: Path) -> Chance:
    ensure_key(tmp_path, "sample")
    return Chance(tmp_path, "sample", METHOD.method)


def sums_hold(frame: pl.DataFrame, sizes: tuple[int, ...]) -> bool:
    keys = dimensions(sizes)
    numbers = {tuple(row[:-1]): int(row[-1]) for row in frame.iter_rows()}
    for axis in range(len(keys)):
        for key, total in numbers.items():
            if key[axis] == "合計":
                parts = [
                    number
                    for other, number in numbers.items()
                    if other[axis] != "合計" and other[:axis] + other[axis + 1 :] == key[:axis] + key[axis + 1 :]
                ]
                if sum(parts) != total:
                    return False
    return True


@pytest.mark.parametrize(("sizes", "mean"), list(itertools.product(SIZES, [3, 12])), ids=str)
def test_sums_add_up_and_nothing_is_far_away(sizes: tuple[int, ...], mean: float, chance: Chance) -> None:
    for seed in range(3):
        frame = table(sizes, mean, seed)
        assert sums_hold(frame, sizes)
        done = rounded(frame, METHOD, 6, guard(sizes), chance)
        assert isinstance(done, Changed), done
        after, before = (item[COUNT].cast(pl.Int64) for item in (done.frame, frame))
        assert sums_hold(done.frame, sizes)
        assert (after % 6 == 0).all()
        assert int((after - before).abs().max()) < (6 if len(sizes) == 2 else 12)  # type: ignore[arg-type]
        assert done.cells == int((after != before).sum())


def test_the_same_key_rounds_alike_and_another_does_not(tmp_path: Path, chance: Chance) -> None:
    frame = table((6, 8), 12, 1)
    other = tmp_path / "other"
    ensure_key(other, "sample")
    found = [
        rounded(frame, METHOD, 6, guard((6, 8)), item)
        for item in (chance, Chance(tmp_path, "sample", METHOD.method), Chance(other, "sample", METHOD.method))
    ]
    frames = [item.frame for item in found if isinstance(item, Changed)]
    assert len(frames) == 3
    assert frames[0].equals(frames[1])
    assert not frames[0].equals(frames[2])


def test_rounding_is_right_on_average(tmp_path: Path) -> None:
    frame = table((4, 5), 9, 2)
    before = frame[COUNT].cast(pl.Int64)
    total = pl.zeros(frame.height, dtype=pl.Float64, eager=True)
    for number in range(60):
        ensure_key(tmp_path / str(number), "sample")
        done = rounded(frame, METHOD, 6, guard((4, 5)), Chance(tmp_path / str(number), "sample", METHOD.method))
        assert isinstance(done, Changed)
        total = total + done.frame[COUNT].cast(pl.Float64)
    assert abs(float((total / 60 - before).mean())) < 0.5  # type: ignore[arg-type]


def test_without_a_key_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(UserError):
        Chance(tmp_path, "sample", METHOD.method)


def test_a_total_beside_that_is_not_rounded_is_counted(chance: Chance) -> None:
    """1 in all, of which both are less than 6 from what is shown: each is 0 or 1, and known to be small."""
    rows = {"甲": ["東", "西", "南"], "男": ["1", "12", "6"], "女": ["0", "6", "12"], "合計": ["1", "18", "18"]}
    least = {"男": 6, "女": 6}
    found = rounded(pl.DataFrame(rows), ControlledRounding(("男", "女")), 6, Guard(least, Room(), ["甲"]), chance)
    assert isinstance(found, tuple)
    assert {(item.field, item.rows) for item in found} == {("男", (1,)), ("女", (1,))}
    together = ControlledRounding(("男", "女", "合計"))
    least["合計"] = 6
    assert isinstance(rounded(pl.DataFrame(rows), together, 6, Guard(least, Room(), ["甲"]), chance), Changed)
