"""Columns (different values once) and whole documents (line by line)."""

from __future__ import annotations

import polars as pl
import pytest

from publisher.model.id_numbers import is_valid_id
from publisher.privacy.recognisers import BLOCKING, AllowList, kinds_named, scan_column, scan_lines
from publisher.privacy.recognisers.allowlist import spelled


def test_counts_and_rows_per_kind() -> None:
    values = pl.Series(["無", "電話0900-000-002", None, "0900-000-002", "電話0900-000-002", "R199853413"])
    hits = scan_column(values, "備註")
    assert [(hit.kind, hit.confidence, hit.count, hit.rows) for hit in hits] == [
        ("mobile", "high", 3, (2, 4, 5)),
        ("national_id", "low", 1, (6,)),
    ]
    assert hits[0].lengths == (12,)


def test_the_label_is_context() -> None:
    values = pl.Series(["王大明", "服務台", "林小美"])
    assert [(hit.kind, hit.count) for hit in scan_column(values, "申請人")] == [("name", 2)]
    assert [hit.confidence for hit in scan_column(values, "項目")] == ["low"]


def test_full_width_and_invisible_characters_pass_the_filter() -> None:
    values = pl.Series(["Ｒ１９９８５３４１０", "R\u200b1998\u200b53410", "０９００—０００—００２"])
    assert {(hit.kind, hit.rows) for hit in scan_column(values)} == {("national_id", (1, 2)), ("mobile", (3,))}


def test_a_column_full_of_names_under_another_label() -> None:
    surnames = "陳林黃張李王吳劉蔡楊許鄭"
    names = pl.Series([f"{surname}樣{given}" for surname in surnames for given in "國明"])
    (hit,) = scan_column(names, "欄位3")
    assert (hit.kind, hit.confidence, hit.count) == ("name", "medium", 24)


def test_ordinary_words_are_no_column_of_names() -> None:
    words = [
        "安平區",
        "東區",
        "南區",
        "北區",
        "中西區",
        "永康區",
        "仁德區",
        "歸仁區",
        "新化區",
        "善化區",
        "麻豆區",
        "白河區",
    ]
    kinds = [
        "許可證",
        "管理費",
        "金屬類",
        "汽車類",
        "高級班",
        "程式課",
        "石材類",
        "白板筆",
        "連接器",
        "萬用卡",
        "方向燈",
        "龍頭類",
    ]
    assert scan_column(pl.Series(words), "區別") == ()
    assert scan_column(pl.Series(kinds * 3), "類別") == ()


def test_empty_and_missing_columns() -> None:
    assert scan_column(pl.Series([], dtype=pl.String), "姓名") == ()
    assert scan_column(pl.Series([None, None], dtype=pl.String), "姓名") == ()


def test_allowed_values_are_left_out() -> None:
    allow = AllowList(frozenset({("phone", spelled("phone", "06-000-0020"))}))
    values = pl.Series(["06-000-0020", "06-000-0021"])
    (hit,) = scan_column(values, "電話", allow=allow)
    assert hit.rows == (2,)


def test_rows_are_capped_and_counts_are_not() -> None:
    (hit,) = scan_column(pl.Series(["0900-000-002"] * 250), "電話")
    assert (hit.count, len(hit.rows), hit.rows[-1]) == (250, 100, 100)


def test_lines_of_a_document() -> None:
    text = "標題\n\n聯絡人：王大明\n電話 0900-000-002，車號ABC-1235\n"
    assert [(line, hit.kind, hit.start) for line, hit in scan_lines(text)] == [
        (3, "name", 4),
        (4, "mobile", 3),
        (4, "plate_car_new", 18),
    ]
    assert list(scan_lines(text.splitlines(keepends=True))) == list(scan_lines(text))


def test_a_label_and_its_value_on_two_lines() -> None:
    assert [(line, hit.kind) for line, hit in scan_lines("姓名：\n王大明")] == [(2, "name")]


def test_documents_longer_than_a_block_keep_their_line_numbers() -> None:
    lines = ["這一行沒有個人資料，只有一般說明文字。"] * 5_000
    lines[4_321] = "身分證R199853410"
    assert [(line, hit.kind) for line, hit in scan_lines("\n".join(lines))] == [(4_322, "national_id")]


def _numbered(count: int, right: int) -> pl.Series:
    """Different numbers of the form of a national ID, of which `right` have the right check digit."""
    stems = [f"R19{number:06d}" for number in range(1000, 1000 + count)]
    digits = [next(digit for digit in range(10) if is_valid_id(f"{stem}{digit}")) for stem in stems]
    return pl.Series(
        [
            f"{stem}{digit if place < right else (digit + 1) % 10}"
            for place, (stem, digit) in enumerate(zip(stems, digits, strict=True))
        ]
    )


@pytest.mark.parametrize(
    ("count", "right", "label", "blocks"),
    [
        (300, 30, "案號", False),  # as by chance
        (300, 30, "欄位1", False),
        (300, 30, "身分證字號", True),  # the label says what they are, and wrong ones are slips of the pen
        (300, 120, "案號", True),
        (20, 2, "案號", False),
        (20, 15, "案號", True),
        (5, 1, "案號", True),  # too few to tell
    ],
)
def test_check_digits_right_by_chance_are_no_finding(count: int, right: int, label: str, blocks: bool) -> None:
    found = {hit.confidence in BLOCKING for hit in scan_column(_numbered(count, right), label)}
    assert (True in found) is blocks


def test_what_the_owner_declares_is_low_unless_check_digits_say_otherwise() -> None:
    models = pl.Series(["CRV-2244", "GTX-1080", "ABC-1234"])
    assert {hit.confidence for hit in scan_column(models, "欄位3")} == {"medium"}
    declared = kinds_named(["plate", "national_id"])
    assert {hit.confidence for hit in scan_column(models, "欄位3", declared=declared)} == {"low"}
    assert {hit.confidence for hit in scan_column(_numbered(4, 1), "欄位3", declared=declared)} == {"low"}
    ids = scan_column(_numbered(40, 40), "欄位3", declared=declared)
    assert {hit.confidence for hit in ids} == {"high"}


def test_decimals_are_no_lists_of_numbers() -> None:
    decimals = pl.Series([f"{number}.0900000012" for number in range(1, 20)])
    assert {hit.confidence for hit in scan_column(decimals, "匯率")} <= {"low"}
    listed = pl.Series(["1.0900000012 2.0900000033", "一般", "1.4000001874633191"])
    assert {hit.kind for hit in scan_column(listed, "備註") if hit.confidence in BLOCKING} == {"mobile", "card"}


def test_a_few_names_are_a_column_of_names() -> None:
    few = pl.Series(["陳晴詩", "林詩宥", "黃翰怡", "張承冠"])
    assert [(hit.kind, hit.confidence, hit.count) for hit in scan_column(few, "欄位3")] == [("name", "medium", 4)]
    places = pl.Series(["高雄市", "林口區", "金門縣", "方向燈"])
    assert [hit for hit in scan_column(places, "欄位3") if hit.confidence in BLOCKING] == []


@pytest.mark.parametrize(
    ("label", "found"),
    [("出生日期", True), ("員工生日", True), ("學生生日", True), ("發生日期", False), ("事故發生日", False), ("招生日期", False)],
)  # fmt: skip
def test_days_on_which_something_happened_are_no_birthdays(label: str, found: bool) -> None:
    days = pl.Series(["20250105", "20250203", "20251231"] * 5)
    assert [hit.kind for hit in scan_column(days, label)] == (["birth_date"] if found else [])
