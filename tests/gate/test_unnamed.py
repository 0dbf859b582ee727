"""What roles do not say: numbers of persons under another role, classes of one kind."""

from __future__ import annotations

import random
from pathlib import Path

import polars as pl
import pytest

from publisher.gate.people import not_named, of_one_kind, people
from publisher.gate.unnamed import quietly_telling
from publisher.model.policy import DistinctLDiversity, Drop, FieldPolicy, KAnonymity, Policy, PrivacyModel, Role
from publisher.model.table import Table
from tests.gate.building import TEXT, dataset, services

QUASI, SECRET = FieldPolicy(Role.QUASI_IDENTIFIER), FieldPolicy(Role.SENSITIVE)
LEFT_OUT = FieldPolicy(Role.INSENSITIVE, Drop())


@pytest.mark.parametrize(
    ("alone", "column", "held"),
    [(True, "卡", True), (False, "卡", False), (True, "館", False), (True, "批", False)],
)
def test_a_dropped_number_that_keeps_its_traits_tells_persons(
    tmp_path: Path, alone: bool, column: str, held: bool
) -> None:
    """Twelve classes of six members, or one of them of a single member who came nine times."""
    chance = random.Random(4)
    rows: list[tuple[str, ...]] = []
    for place in "甲乙丙丁":
        for age in ("少", "中", "老"):
            members = 1 if alone and (place, age) == ("丙", "老") else 6
            for member in range(members):
                rows += [
                    (f"{place}{age}{member}", f"館{place}", f"批{chance.randrange(40)}", place, age)
                    for _ in range(9 if members == 1 else 2)
                ]
    frame = pl.DataFrame(rows, schema=["卡", "館", "批", "地", "齡"], orient="row")
    frame.write_parquet(tmp_path / "in.parquet")
    structured = Table(tmp_path / "in.parquet", tuple(frame.columns), frame.height)
    rules = {"地": QUASI, "齡": QUASI, column: LEFT_OUT}
    policy = Policy(TEXT, rules, (KAnonymity(5),))
    made = dataset(policy=policy)
    shown = frame.select("地", "齡")
    who = people(policy, shown, structured, None)
    found = list(not_named(made, shown, who, services(tmp_path)))
    assert [item.check for item in found] == (["privacy.person-not-named"] if held else [])


@pytest.mark.parametrize(
    ("column", "quasi", "held"),
    [
        ("村里", ("縣市", "鄉鎮", "年齡層"), False),
        ("學校", ("鄉鎮", "學制", "性別"), False),
        ("村里", ("縣市", "鄉鎮"), False),  # the town tells the county
        ("會員", ("縣市", "鄉鎮", "年齡層"), True),
        ("會員", ("鄉鎮", "性別"), True),
    ],
)
def test_a_dropped_place_is_no_number_of_a_person(
    tmp_path: Path, column: str, quasi: tuple[str, ...], held: bool
) -> None:
    chance = random.Random(7)
    rows: list[tuple[str, ...]] = []
    for member in range(400):
        town, place = chance.randrange(4), chance.randrange(6)
        school = f"校{town}{place}"
        who = (f"縣{town // 2}", f"鄉{town}", f"村{town}{place}", school, "國中" if place % 2 else "國小")
        rows += [(f"M{member}", *who, chance.choice("少中老"), chance.choice("男女"))] * chance.choice((1, 2, 4))
    names = ["會員", "縣市", "鄉鎮", "村里", "學校", "學制", "年齡層", "性別"]
    frame = pl.DataFrame(rows, schema=names, orient="row")
    frame.write_parquet(tmp_path / "in.parquet")
    structured = Table(tmp_path / "in.parquet", tuple(names), frame.height)
    policy = Policy(TEXT, {**dict.fromkeys(quasi, QUASI), column: LEFT_OUT}, (KAnonymity(2),))
    shown = frame.select(quasi)
    assert bool(list(quietly_telling(policy, shown, structured, None))) == held


@pytest.mark.parametrize(
    ("value", "models", "held"),
    [
        ("停權", (KAnonymity(5),), True),
        ("一般", (KAnonymity(5),), False),  # what most have
        (None, (KAnonymity(5),), False),
        ("停權", (KAnonymity(5), DistinctLDiversity(2, "count")), False),  # measured as the policy says
        ("停權", (), False),
    ],
)
def test_a_class_of_one_unusual_kind(
    tmp_path: Path, value: str | None, models: tuple[PrivacyModel, ...], held: bool
) -> None:
    rows: list[tuple[str, str | None]] = [
        (area, "停權" if n == 0 else "一般") for area in "甲乙丙" for n in range(8)
    ]
    rows += [("丁", value)] * 6
    frame = pl.DataFrame(rows, schema=["區", "count"], orient="row")
    made = dataset(policy=Policy(TEXT, {"區": QUASI, "count": SECRET}, models))
    found = list(of_one_kind(made, frame, services(tmp_path)))
    assert [(item.check, item.key) for item in found] == ([("privacy.all-of-one-kind", "count")] if held else [])
