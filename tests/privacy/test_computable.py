"""Masks, parts and digests that leave the value to be worked out are found; those that leave enough open are not."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable

import polars as pl
import pytest

from publisher.privacy.recognisers import BLOCKING, kinds_named, scan, scan_column
from publisher.privacy.recognisers.national_ids import possible

IDS = ("Y196018156", "R190166130", "R290913908", "L193082467", "S199482190", "S291819099")


@pytest.mark.parametrize(
    ("masked", "left"),
    [
        ("Y19601815*", 1),
        ("Y196**8156", 10),
        ("Y1960***56", 100),
        ("Y19****156", 1000),
        ("*196018156", 2),
        ("**96018156", 5),
    ],
)
def test_possibilities_count_the_check_digit(masked: str, left: int) -> None:
    assert possible(masked) == left


@pytest.mark.parametrize(
    ("masked", "blocks"),
    [
        ("BKA-23*7", True),
        ("BKA-2**7", True),
        ("B*A-2357", True),
        ("BK*-23*7", True),
        ("BKA-2***", False),
        ("B**-23*7", False),
        ("***-2357", False),
    ],
)
def test_a_masked_plate_leaves_enough_possible(masked: str, blocks: bool) -> None:
    assert any(hit.blocks for hit in scan(masked, label="車號")) is blocks
    assert any(hit.blocks for hit in scan(f"車牌{masked}的車主")) is blocks
    assert not any(hit.blocks for hit in scan(f"料號{masked}"))


DISGUISES = {
    "reversed": lambda item: item[::-1],
    "base64": lambda item: base64.b64encode(item.encode()).decode(),
    "base64 without its end": lambda item: base64.urlsafe_b64encode(item.encode()).decode().rstrip("="),
    "hexadecimal": lambda item: item.encode().hex(),
    "hexadecimal, upper case": lambda item: "0x" + item.encode().hex().upper(),
}
MOBILES = tuple(f"09000000{number:02d}" for number in range(8))


@pytest.mark.parametrize("way", DISGUISES.values(), ids=DISGUISES)
@pytest.mark.parametrize("values", [IDS, MOBILES], ids=["IDs", "mobiles"])
def test_what_is_only_turned_round_is_no_code(values: tuple[str, ...], way: Callable[[str], str]) -> None:
    found = scan_column(pl.Series([way(item) for item in values]), "代號")
    assert any(hit.confidence in BLOCKING and hit.count == len(values) for hit in found)


@pytest.mark.parametrize(
    "values",
    [
        [f"{number:010d}" for number in range(1000, 1020)],
        [f"A{number:09d}" for number in range(1000, 1020)],
        [f"{number:08d}Y" for number in range(100, 130)],
        [base64.b64encode(f"CASE-{number:05d}".encode()).decode() for number in range(20)],
        [f"case{number:04d}" for number in range(20)],
        [f"{20261101 + number}{number:04d}" for number in range(20)],
    ],
)
def test_codes_that_turn_into_nothing(values: list[str]) -> None:
    assert not [hit for hit in scan_column(pl.Series(values), "代號") if hit.confidence in BLOCKING]


@pytest.mark.parametrize("mark", ["*", "X", "#", "?", "_", "＊"])
@pytest.mark.parametrize(
    ("first", "last", "blocks"),
    [(9, 0, True), (4, 4, True), (3, 4, True), (3, 3, False), (2, 3, False), (1, 0, False)],
)
def test_a_mask_is_judged_by_what_it_leaves(mark: str, first: int, last: int, blocks: bool) -> None:
    masked = [item[:first] + mark * (10 - first - last) + item[10 - last :] for item in IDS]
    found = scan_column(pl.Series(masked), "證號")
    assert any(hit.confidence in BLOCKING for hit in found) is blocks


@pytest.mark.parametrize(
    ("part", "blocks"), [(slice(0, 9), True), (slice(1, 10), True), (slice(4, 10), True), (slice(6, 10), False)]
)
def test_a_part_under_a_label_is_judged_by_what_it_leaves(part: slice, blocks: bool) -> None:
    found = scan_column(pl.Series([item[part] for item in IDS]), "身分證字號")
    assert any(hit.confidence in BLOCKING for hit in found) is blocks


@pytest.mark.parametrize(
    ("text", "blocks"), [("0900-000-0*2", True), ("09**-000-012", True), ("0900-***-012", False)]
)
def test_masked_telephones(text: str, blocks: bool) -> None:
    assert any(hit.blocks for hit in scan(text)) is blocks


@pytest.mark.parametrize("digest", ["md5", "sha1", "sha256", "sha512"])
@pytest.mark.parametrize("cut", [None, 16])
def test_a_column_of_digests(digest: str, cut: int | None) -> None:
    values = pl.Series([hashlib.new(digest, item.encode()).hexdigest()[:cut] for item in IDS])
    (hit,) = scan_column(values, "代號")
    assert (hit.kind, hit.confidence, hit.count) == ("digest", "medium", 6)
    (hit,) = scan_column(values, "代號", declared=kinds_named(["digest"]))
    assert hit.confidence == "low"


def test_what_is_no_column_of_digests() -> None:
    drawn = pl.Series([f"123e4567-e89b-42d3-a456-4266141740{number:02d}" for number in range(8)])
    numbers = pl.Series([f"{number:020d}" for number in range(8)])
    one = pl.Series([*("一般" for _ in range(8)), hashlib.md5(b"x").hexdigest()])
    pseudonyms = pl.Series(
        ["k3v5qj2m7xw4t6ya", "b2c7d4e5f6g3h2jk", "m5n6p7q2r3s4t5uv", "w2x3y4z5a6b7c2de", "f3g4h5i6j7k2l3mn"]
    )
    for values in (drawn, numbers, one, pseudonyms):
        assert [hit for hit in scan_column(values, "代號") if hit.confidence in BLOCKING] == []


def test_the_code_of_an_agency_is_no_masked_id() -> None:
    for text in ("A99000000X", "A99000000X-000007", "315200100Q", "A1XXXXXXXX"):
        assert [hit for hit in scan(text) if hit.blocks] == []


@pytest.mark.parametrize(
    ("label", "masked", "blocks"),
    [
        ("電話", "(06)299-11*1", True),
        ("電話", "02-2345-67**", True),
        ("電話", "+886-900-00*-012", True),
        ("出生日期", "1985-0*-12", True),
        ("出生日期", "民國74年*月12日", True),
        ("出生日期", "1985/XX/12", True),
        ("出生日期", "1985-03-**", False),
        ("出生日期", "1985-**-**", False),
        ("車號", "1234-A*", True),
        ("車號", "MNP12*4", True),
        ("信用卡號", "4000-0012-3456-789*", True),
        ("信用卡號", "4000-00**-****-9012", False),
        ("電子郵件", "w*ng.daming@example.com", True),
        ("電子郵件", "wa***@example.com", False),
        ("護照號碼", "31234567*", True),
        ("護照號碼", "3123*****", False),
        ("健保卡號", "00001234567*", True),
        ("料號", "12345678*", False),
        ("姓名", "王○明", False),
    ],
)
def test_a_mask_of_any_kind_is_judged_by_how_many_values_are_left(label: str, masked: str, blocks: bool) -> None:
    (column,) = [any(hit.confidence in BLOCKING for hit in scan_column(pl.Series([masked] * 3), label))]
    assert column is blocks
    assert any(hit.blocks for hit in scan(f"一般{label}：{masked}，", label=label)) is blocks


def test_stars_that_hide_nothing() -> None:
    for text in (
        "**重要** 2026-11-30 起",
        "***1234***",
        "5*3=15",
        "第*條",
        "A*B*C*D*E",
        "○○區1234號",
        "xx12xx34xx",
    ):
        assert not any(hit.blocks for hit in scan(text)), text
