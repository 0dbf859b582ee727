"""The order of the published records: it follows from what is published, and from nothing else."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from publisher.deidentify import apply, batches
from publisher.model.errors import UserError
from publisher.model.policy import (
    Drop,
    FieldPolicy,
    KAnonymity,
    MinimumCellCount,
    Policy,
    Role,
)
from publisher.model.table import Table
from publisher.model.workspace import Dataset
from tests.deidentify.making import make_dataset, make_services, make_table

FIELDS = {
    "姓名": FieldPolicy(Role.DIRECT_IDENTIFIER, Drop()),
    "里": FieldPolicy(Role.QUASI_IDENTIFIER),
    "級距": FieldPolicy(Role.INSENSITIVE),
}
COUNT = 400


def records(seed: int) -> dict[str, list[str | None]]:
    chosen = random.Random(7)
    rows = [
        (f"P{n:03}", chosen.choice(["和平里", "光明里", None]), str(chosen.randrange(1, 120)))
        for n in range(COUNT)
    ]
    random.Random(seed).shuffle(rows)
    return {name: [row[at] for row in rows] for at, name in enumerate(FIELDS)}


def ordered(tmp_path: Path, made: Dataset, seed: int) -> tuple[bytes, pl.DataFrame, list[int]]:
    """What is published of the records as a source had them; with the record that each row is."""
    folder = tmp_path / str(seed)
    folder.mkdir()
    result = apply(made, make_table(folder, records(seed)), make_services(folder))
    assert result.table is not None
    assert result.records is not None
    numbers = pl.read_parquet(result.records)["record"].to_list()
    return result.table.path.read_bytes(), pl.read_parquet(result.table.path), numbers


def test_records_of_persons_stand_alike_however_they_came(tmp_path: Path) -> None:
    made = make_dataset(FIELDS, [KAnonymity(5)], row_order=None)
    first, frame, numbers = ordered(tmp_path, made, 1)
    other, _, others = ordered(tmp_path, made, 2)
    assert first == other
    assert numbers != others
    came = records(1)
    assert frame["級距"].to_list() == [came["級距"][number] for number in numbers]
    ascents = sum(one < two for one, two in itertools.pairwise(numbers))
    assert abs(ascents / len(numbers) - 0.5) < 0.1


def test_a_new_record_moves_no_other(tmp_path: Path) -> None:
    made = make_dataset(FIELDS, [], row_order=None)
    _, frame, _ = ordered(tmp_path, made, 1)
    came = records(1)
    more = {"姓名": [*came["姓名"], "P999"], "里": [*came["里"], "南門里"], "級距": [*came["級距"], "999"]}
    result = apply(made, make_table(tmp_path, more), make_services(tmp_path))
    assert result.table is not None
    rows = pl.read_parquet(result.table.path)
    assert rows.filter(pl.col("級距") != "999").equals(frame)


@pytest.mark.parametrize("row_order", [("級距", "里"), None])
def test_published_fields_give_the_order_and_numbers_go_by_size(
    row_order: tuple[str, ...] | None, tmp_path: Path
) -> None:
    made = make_dataset(FIELDS, [], row_order=None)
    fields = [{"name": "里", "type": "string"}, {"name": "級距", "type": "integer"}]
    made = replace(made, schema={"fields": fields, "primaryKey": ["級距", "里"]})
    made = replace(made, policy=replace(made.policy, row_order=row_order))
    first, frame, _ = ordered(tmp_path, made, 1)
    other, _, _ = ordered(tmp_path, made, 2)
    assert first == other
    shown = [(int(row["級距"]), row["里"] or "\uffff") for row in frame.to_dicts()]
    assert shown == sorted(shown)


def test_a_large_table_is_written_in_the_same_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make_dataset(FIELDS, [KAnonymity(5)], row_order=None)
    _, whole, numbers = ordered(tmp_path, made, 1)
    monkeypatch.setattr(batches, "_LEAST_RECORDS", 7)
    monkeypatch.setattr(batches, "_CELLS", 1)
    (tmp_path / "parts").mkdir()
    _, frame, others = ordered(tmp_path / "parts", made, 1)
    assert frame.equals(whole)
    assert others == numbers
    assert not list((tmp_path / "parts").rglob("*.columns"))


@pytest.mark.parametrize(
    ("policy", "by"),
    [
        ({}, ()),
        ({"row_order": "source"}, None),
        ({"row_order": "shuffle"}, ()),
        ({"row_order": ("里",)}, ("里",)),
        ({"models": (MinimumCellCount(("級距",), 3),)}, None),
        ({"fields": {"里": FieldPolicy(Role.INSENSITIVE)}}, None),
        ({"fields": {"里": FieldPolicy(Role.INSENSITIVE)}, "row_order": "shuffle"}, ()),
    ],
)
def test_what_orders_the_rows(policy: dict[str, object], by: tuple[str, ...] | None) -> None:
    made: Policy = make_dataset(FIELDS, [], row_order=None).policy
    assert replace(made, **policy).rows_by(()) == by  # type: ignore[arg-type]


def test_a_key_that_is_not_published_gives_no_order() -> None:
    made = make_dataset(FIELDS, [], row_order=None).policy
    assert made.rows_by(("姓名",)) == ()
    assert made.rows_by(("姓名", "里")) == ("里",)


def test_an_order_by_a_field_that_is_not_published_is_refused(tmp_path: Path) -> None:
    made = make_dataset(FIELDS, [], row_order=None)
    made = replace(made, policy=replace(made.policy, row_order=("姓名",)))
    with pytest.raises(UserError, match="姓名"):
        apply(made, make_table(tmp_path, records(1)), make_services(tmp_path))


def test_tables_without_records_or_fields_stay(tmp_path: Path) -> None:
    made = make_dataset(FIELDS, [], row_order=None)
    empty = apply(made, make_table(tmp_path, {name: [] for name in FIELDS}), make_services(tmp_path))
    assert isinstance(empty.table, Table)
    assert empty.table.rows == 0
