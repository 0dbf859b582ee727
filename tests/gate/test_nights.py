"""Two nights of one table of counts: what one shows and the other hides (what the gate holds)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from publisher import gate
from publisher.gate.nights import from_two_nights
from publisher.gate.published import Published
from publisher.model.policy import MinimumCellCount, Policy
from publisher.privacy.tables.audit import Room
from tests.gate.building import TEXT, dataset, services
from tests.gate.releases import cells, read, treated

PLACES = ["東", "南", "北", "西", "合計"]


def table(folder: Path, counts: Sequence[int | None], places: Sequence[str] = PLACES) -> Published:
    columns = {"區": places, "件數": counts}
    return read(folder, "t", columns, [treated("區"), treated("件數")], cells(6, "件數"), key=["區"])


def found(folder: Path, last: Sequence[int | None], now: Sequence[int | None]) -> list[tuple[str, int]]:
    away = from_two_nights(table(folder, last), table(folder, now), Room())
    return [(item.kind, item.cells) for item in away]


def test_another_cell_is_hidden_beside_the_same_small_one(tmp_path: Path) -> None:
    assert found(tmp_path, [None, None, 30, 20, 93], [None, 40, None, 20, 93]) == [("cell", 1)]


def test_the_same_cells_on_both_nights_give_nothing(tmp_path: Path) -> None:
    assert found(tmp_path, [None, None, 30, 20, 93], [None, None, 30, 20, 93]) == []
    assert found(tmp_path, [None, None, 30, 20, 93], [None, None, 31, 20, 99]) == []


def test_a_sum_that_changed_says_nothing_of_last_night(tmp_path: Path) -> None:
    assert found(tmp_path, [None, None, 30, 20, 93], [None, 40, None, 20, 103]) == []


def test_more_than_one_that_both_hide_stays_open(tmp_path: Path) -> None:
    assert found(tmp_path, [None, None, None, 20, 93], [None, None, 30, None, 93]) == []


def test_a_row_that_is_new_tells_nothing(tmp_path: Path) -> None:
    last = table(tmp_path, [None, None, 30, 70], ["東", "南", "北", "合計"])
    now = table(tmp_path, [None, 20, None, 30, 70], ["東", "西", "南", "北", "合計"])
    assert list(from_two_nights(last, now, Room())) == []


def test_the_release_is_held_beside_the_last_one(tmp_path: Path) -> None:
    nights = [table(tmp_path, [None, None, 30, 20, 93]), table(tmp_path, [None, 40, None, 20, 93])]
    last, now = ({"t": night.release} for night in nights)
    made = dataset(id="t", policy=Policy(TEXT, {}, (MinimumCellCount(("件數",), 6),)))
    result = gate.compare(made, now, last, services(tmp_path))
    assert [(item.check, item.key, item.count) for item in result.findings] == [
        ("privacy.nights-give-count", "件數/cell", 1)
    ]
    assert result.held
    assert not gate.compare(made, now, now, services(tmp_path)).held
