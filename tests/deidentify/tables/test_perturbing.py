"""The cell-key method: noise without bias, none of it small, the same for the same cell."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from publisher.deidentify.tables.chance import Chance
from publisher.deidentify.tables.perturbing import distribution, perturbed
from publisher.deidentify.tables.rounding import Changed
from publisher.model.policy import CellKey
from publisher.privacy.keys import ensure_key
from tests.deidentify.tables.tables import COUNT, guard, table

METHOD = CellKey((COUNT,))


@pytest.mark.parametrize("least", [1, 3, 6, 11])
@pytest.mark.parametrize("deviation", [1, 3, 5])
def test_what_a_count_is_shown_as(least: int, deviation: int) -> None:
    for count in range(40):
        shares = distribution(count, least, deviation, 2.0)
        assert sum(share for _, share in shares) == pytest.approx(1)
        assert sum(value * share for value, share in shares) == pytest.approx(count, abs=1e-6)
        assert all(value == 0 or value >= least for value, _ in shares)
        if count >= least + deviation:
            assert all(abs(value - count) <= deviation for value, _ in shares)


def test_a_table_keeps_its_zeros_and_shows_nothing_small(tmp_path: Path) -> None:
    ensure_key(tmp_path, "sample")
    chance = Chance(tmp_path, "sample", METHOD.method)
    sizes = (8, 9)
    frame = table(sizes, 7, 4)
    done = perturbed(frame, METHOD, guard(sizes), chance)
    assert isinstance(done, Changed)
    before, after = (item[COUNT].cast(pl.Int64) for item in (frame, done.frame))
    assert ((after == 0) | (after >= 6)).all()
    assert (after.filter(before == 0) == 0).all()
    assert done.cells == int((before != after).sum()) > 10
    again = perturbed(frame.reverse(), METHOD, guard(sizes), chance)
    assert isinstance(again, Changed)
    assert again.frame.reverse().equals(done.frame)
