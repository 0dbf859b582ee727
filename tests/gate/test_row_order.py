"""What the gate sees of the order of the rows, knowing nothing of how it was made."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from publisher.gate.row_order import findings, found
from publisher.model.policy import Drop, FieldPolicy, KAnonymity, MinimumCellCount, Policy, Review, Role
from tests.gate.building import TEXT, dataset, services

FIELDS = {
    "姓名": FieldPolicy(Role.DIRECT_IDENTIFIER, Drop()),
    "區": FieldPolicy(Role.QUASI_IDENTIFIER),
    "分數": FieldPolicy(Role.INSENSITIVE),
}
CHANCE = random.Random(3)
ROWS = pl.DataFrame(
    {
        "區": [CHANCE.choice(["東", "西"]) for _ in range(200)],
        "分數": [str(CHANCE.randrange(40)) for _ in range(200)],
    }
)
CHANCE_OF = random.Random(5).sample(range(60), 60)
REVIEWED = {"row-order": Review(TEXT, "陳科長", date(2026, 10, 1))}


def verdict(tmp_path: Path, numbers: list[int], policy: Policy) -> tuple[bool | None, list[str]]:
    frame = ROWS[numbers]
    pl.DataFrame({"record": numbers}).write_parquet(tmp_path / "records.parquet")
    made = dataset(policy=policy)
    order = found(made, frame, None, tmp_path / "records.parquet")
    said = findings(made, frame, order, services(tmp_path))
    return None if order is None else order.kept, [str(item.severity) for item in said]


def policy(**more: object) -> Policy:
    return Policy(TEXT, **{"fields": FIELDS, "models": (KAnonymity(5),), **more})  # type: ignore[arg-type]


AS_THEY_CAME = list(range(200))
SHUFFLED = random.Random(4).sample(AS_THEY_CAME, 200)
BY_DISTRICT = sorted(AS_THEY_CAME, key=lambda number: str(ROWS["區"][number]))


@pytest.mark.parametrize(
    ("numbers", "kept"),
    [
        (AS_THEY_CAME, True),
        (AS_THEY_CAME[::-1], True),
        (AS_THEY_CAME[100:] + AS_THEY_CAME[:100], True),
        ([number for number in AS_THEY_CAME if number % 7], True),
        (SHUFFLED, False),
    ],
)
def test_kept_reversed_turned_and_thinned_orders_are_seen(numbers: list[int], kept: bool, tmp_path: Path) -> None:
    assert verdict(tmp_path, numbers, policy()) == (kept, ["error"] if kept else [])


def test_sorted_rows_are_looked_at_where_the_field_ties(tmp_path: Path) -> None:
    by = policy(row_order=("區",))
    assert verdict(tmp_path, BY_DISTRICT, by) == (True, ["error"])
    mixed = sorted(SHUFFLED, key=lambda number: str(ROWS["區"][number]))
    assert verdict(tmp_path, mixed, by) == (False, [])


def test_who_is_asked(tmp_path: Path) -> None:
    assert verdict(tmp_path, AS_THEY_CAME, policy(row_order="source"))[1] == ["error"]
    assert verdict(tmp_path, AS_THEY_CAME, policy(row_order="source", reviewed=REVIEWED))[1] == ["advice"]
    counts = policy(models=(MinimumCellCount(("分數",), 3),))
    assert verdict(tmp_path, AS_THEY_CAME, counts)[1] == []
    plain = {name: FieldPolicy(Role.INSENSITIVE) for name in ROWS.columns}
    assert verdict(tmp_path, AS_THEY_CAME, policy(fields=plain, models=()))[1] == []


def test_records_that_are_the_same_give_no_false_alarm(tmp_path: Path) -> None:
    """As a stable sort leaves them: the last of some is followed by the first of others."""
    order = sorted(range(3000), key=lambda number: (CHANCE_OF[number % 60], number))
    frame = pl.DataFrame({"區": [f"{number % 60}" for number in order]})
    pl.DataFrame({"record": order}).write_parquet(tmp_path / "records.parquet")
    seen = found(dataset(policy=policy()), frame, None, tmp_path / "records.parquet")
    assert seen is not None
    assert not seen.kept


def test_few_or_equal_rows_tell_nothing(tmp_path: Path) -> None:
    assert verdict(tmp_path, AS_THEY_CAME[:10], policy())[1] == []
    made = dataset(policy=policy())
    equal = pl.DataFrame({"區": ["東"] * 300, "分數": ["1"] * 300})
    pl.DataFrame({"record": range(300)}).write_parquet(tmp_path / "equal.parquet")
    order = found(made, equal, None, tmp_path / "equal.parquet")
    assert order is not None
    assert order.ascending is None
    assert found(made, equal.clear(), None, None) is None


@pytest.mark.parametrize(("in_order", "kept"), [(False, True), (True, False)])
def test_a_key_gives_the_order_only_where_the_rows_stand_by_it(in_order: bool, kept: bool, tmp_path: Path) -> None:
    """Where every row has another key nothing ties: that they do not stand by it must not look like an order."""
    codes = [str(number) for number in random.Random(6).sample(range(1000), 200)]
    numbers = sorted(range(200), key=lambda at: int(codes[at])) if in_order else list(range(200))
    frame = ROWS.with_columns(pl.Series("碼", codes))[numbers]
    pl.DataFrame({"record": numbers}).write_parquet(tmp_path / "records.parquet")
    fields = {**FIELDS, "碼": FieldPolicy(Role.INSENSITIVE)}
    made = dataset(policy=policy(fields=fields, row_order=("碼",)))
    order = found(made, frame, None, tmp_path / "records.parquet")
    assert order is not None
    assert (order.kept, order.by) == (kept, ("碼",) if in_order else ())
