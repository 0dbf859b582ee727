"""Records that were loaded twice are found by themselves; records that are alike are not."""

from __future__ import annotations

import random
from pathlib import Path

import polars as pl
import pytest

from publisher.model.sources import FileSource
from publisher.model.structuring import Header
from publisher.model.table import Table
from publisher.source import read
from publisher.structure import apply
from publisher.structure.repeats import RepeatedRecords, found
from tests.source.building import dataset, services

Rows = list[tuple[str, ...]]


def seen(folder: Path, rows: Rows) -> RepeatedRecords | None:
    frame = pl.DataFrame(rows, schema=[f"c{at}" for at in range(len(rows[0]))], orient="row")
    frame.write_parquet(folder / "t.parquet")
    return found(Table(folder / "t.parquet", tuple(frame.columns), frame.height))


def visits(seed: int, months: int, each: int) -> Rows:
    """Records of few and coarse columns, many of which are alike."""
    pick = random.Random(seed)
    return [
        (f"2026-{month:02}", pick.choice("ABCD"), pick.choice("男女"), pick.choice(["<15", "15-64", "65+"]))
        for month in range(1, months + 1)
        for _ in range(each)
    ]


@pytest.mark.parametrize("each", [20, 60, 300])
def test_records_that_are_alike_were_not_loaded_twice(tmp_path: Path, each: int) -> None:
    assert [seen(tmp_path, visits(seed, months, each)) for seed in range(5) for months in (1, 6)] == [None] * 10
    pairs = [(f"{at:02}", "甲", str(at // 2)) for at in range(20)]
    assert seen(tmp_path, [(a, b) for _, a, b in pairs[:8]]) is None  # four different ones say nothing


@pytest.mark.parametrize("each", [20, 60, 300])
def test_a_month_that_was_loaded_twice_is_found_and_named(tmp_path: Path, each: int) -> None:
    rows = visits(4, 6, each)
    twice = seen(tmp_path, [*rows, *(row for row in rows if row[0] in ("2026-02", "2026-05"))])
    assert twice is not None
    assert (twice.field, twice.values, twice.count) == ("c0", 2, 4 * each)
    assert twice.rows[-1] < 8 * each


def test_a_whole_table_that_was_loaded_twice_is_found_though_its_serial_numbers_go_on(tmp_path: Path) -> None:
    parts = [(f"{name}里", str(100 + at)) for at, name in enumerate("仁義禮智信")]
    again = [(str(at), *part) for at, part in enumerate([*parts, *parts], 1)]
    assert seen(tmp_path, again) == RepeatedRecords("", 0, (5, 6, 7, 8, 9), 10)
    assert seen(tmp_path, [(str(at), *part) for at, part in enumerate([*parts, *parts[1:]], 1)]) is None


def test_the_night_holds_it(tmp_path: Path) -> None:
    lines = ["區,件"] + [f"{name}區,{at}1" for at, name in enumerate("東西南北中", 3)] * 2
    (tmp_path / "t.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    asked = dataset(tmp_path, FileSource("t.csv"), structure=(Header(),), fields=("區", "件"))
    table = read(asked, services(tmp_path), {}).table
    assert table is not None
    held = [item for item in apply(asked, table, services(tmp_path)).findings if item.holds]
    assert [(item.check, item.count) for item in held] == [("expectations.doubled-records", 10)]
    assert held[0].places[0].row == 6
