"""Every documented format in both directions: what must be found, what must not, and how sure we are."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from publisher.model.id_numbers import is_valid_id
from publisher.privacy.recognisers import (
    BLOCKING,
    KINDS,
    RECOGNISERS,
    AllowList,
    Hit,
    is_bare_name,
    kinds_named,
    scan,
)
from publisher.privacy.recognisers.dates import read_date
from publisher.privacy.recognisers.financial import is_business_number, passes_luhn
from publisher.privacy.recognisers.kinds import OF_COLUMNS
from publisher.privacy.recognisers.normalise import normalise

FORMATS: dict[str, Any] = YAML(typ="base", pure=True).load(Path(__file__).parent / "data" / "pii_formats.yaml")
KIND_OF = {"roc_date": "birth_date"}
# The label that a format needs beside it, as its page says (context_required, or a column name).
LABEL_OF = {
    "roc_date": "出生日期",
    "plate_special": "車號",
    "plate_car_old": "車號",
    "plate_motorcycle": "車號",
}


def blocking(hits: tuple[Hit, ...]) -> set[str]:
    return {hit.kind for hit in hits if hit.confidence in BLOCKING}


def examples(part: str) -> list[Any]:
    return [
        pytest.param(item["id"], str(example), id=f"{item['id']}-{example}")
        for item in FORMATS["types"]
        for example in item.get(part, ())
        if item["id"] != "business_no"
    ]


@pytest.mark.parametrize(("format_id", "example"), examples("valid"))
def test_valid_examples_are_found_and_block(format_id: str, example: str) -> None:
    kind = KIND_OF.get(format_id, format_id)
    assert kind in blocking(scan(example, label=LABEL_OF.get(format_id)))


@pytest.mark.parametrize(("format_id", "example"), examples("invalid"))
def test_invalid_examples_do_not_block(format_id: str, example: str) -> None:
    label = "出生日期" if format_id == "roc_date" else None
    assert KIND_OF.get(format_id, format_id) not in {
        hit.kind for hit in scan(example, label=label) if hit.blocks and not is_bare_name(hit, example)
    }


@pytest.mark.parametrize(("format_id", "example"), [*examples("masks"), *examples("masked_forms")])
def test_masked_forms_are_low(format_id: str, example: str) -> None:
    assert {(hit.kind, hit.confidence) for hit in scan(example)} == {(KIND_OF.get(format_id, format_id), "low")}


# These need the reviewed allow-list, as the format's page says ("agency phone", "agency address").
NEEDS_ALLOW_LIST = {"(06)0000000#100": "landline", "臺南市測試區範例路1號（本站地址）": "address"}


@pytest.mark.parametrize("text", [item["text"] for item in FORMATS["look_alikes"]])
def test_look_alikes_do_not_block(text: str) -> None:
    if text in NEEDS_ALLOW_LIST:
        assert blocking(scan(text)) == {NEEDS_ALLOW_LIST[text]}
    else:
        assert not blocking(scan(text))


@pytest.mark.parametrize(
    "number",
    [str(item) for item in FORMATS["types"][[t["id"] for t in FORMATS["types"]].index("business_no")]["valid"]],
)
@pytest.mark.parametrize("label", [None, "統一編號", "統編", "得標廠商統一編號"])
def test_business_numbers_are_not_personal(number: str, label: str | None) -> None:
    assert is_business_number(number)
    assert scan(number, label=label) == ()


def test_business_numbers_with_a_wrong_check_digit() -> None:
    invalid = next(item for item in FORMATS["types"] if item["id"] == "business_no")["invalid"]
    assert not any(is_business_number(number) for number in invalid)


@pytest.mark.parametrize(
    ("written", "expected"), next(t for t in FORMATS["types"] if t["id"] == "roc_date")["valid_iso"].items()
)
def test_roc_dates_are_read(written: str, expected: str) -> None:
    assert read_date(normalise(str(written)).text) == date.fromisoformat(str(expected))


def test_every_kind_has_a_recogniser_and_every_recogniser_a_kind() -> None:
    assert {kind for recogniser in RECOGNISERS for kind in recogniser.kinds} == set(KINDS) - OF_COLUMNS


@given(st.sampled_from("LRSY"), st.sampled_from("12"), st.integers(0, 10**6 - 1))
def test_ids_with_the_right_check_digit_are_high_and_others_low(letter: str, sex: str, middle: int) -> None:
    stem = f"{letter}{sex}9{middle:06d}"
    right = [digit for digit in "0123456789" if is_valid_id(stem + digit)]
    assert len(right) == 1
    for digit in "0123456789":
        (hit,) = scan(stem + digit)
        assert hit == Hit("national_id", 0, 10, "high" if digit in right else "low")


@pytest.mark.parametrize(
    "text",
    [
        "持R199853410辦理",
        "民眾（身分證R199853410）申請",
        "R199853410，已補件",
        "，R199853410",
        "號R199853410號",
    ],
)
def test_ids_that_touch_chinese_characters(text: str) -> None:
    (hit,) = scan(text)
    assert text[hit.start : hit.end] == "R199853410"
    assert hit.confidence == "high"


@pytest.mark.parametrize("text", ["XR199853410", "R1998534101", "R199853410A", "9R199853410"])
def test_ids_inside_longer_codes_are_none(text: str) -> None:
    assert not blocking(scan(text))


def test_a_wrong_check_digit_beside_its_word_is_still_somebodys_number() -> None:
    assert blocking(scan("身分證字號：R199853413")) == {"national_id"}
    assert blocking(scan("R199853413", label="身分證字號")) == {"national_id"}


@pytest.mark.parametrize(
    ("text", "label", "kind"),
    [
        ("請改撥0900 000 008", None, "mobile"),
        ("(0900)000-008", None, "mobile"),
        ("補正通知已電洽（0900-000-063）", None, "mobile"),
        ("062991111", "聯絡電話", "landline"),
        ("900000008", "聯絡電話", "mobile"),
        ("02)2341-9066", None, "landline"),
        ("+886-2-2341-9066", None, "landline"),
        ("電話062991111", None, "landline"),
        ("abc1235", "車號", "plate_car_new"),
        ("車牌ABC1235已註銷", None, "plate_car_new"),
        ("罰單AMS-6789", None, "plate_car_new"),
        ("號牌 使 0001 遺失", None, "plate_special"),
        ("機車FA2-233停放", None, "plate_motorcycle"),
        ("引擎號碼：E3K8A012345", None, "vin"),
        ("4111-1111-1111-1111", None, "card"),
        ("帳號：012-345678-901", None, "bank_account"),
        ("312345678", "護照號碼", "passport"),
        ("000012345678", "健保卡號", "nhi_card"),
        ("台南市東區範例路１２號３樓之２", None, "address"),
        ("住在範例路12號", None, "address"),
        ("金門縣金湖鎮測試里3鄰範例12號", None, "address"),
        ("王大明先生來電", None, "name"),
        ("請歐陽小美小姐補件", None, "name"),
        ("代辦人：張樣恩，已附委託書", None, "name"),
        ("聯絡人王大明電話", None, "name"),
        ("姓名：WANG DA-MING", "備註", "name"),
        ("撒韻·武荖", "姓名", "name"),
        ("林小美、王大明", "申請人", "name"),
        ("62年1月1日生", None, "birth_date"),
        ("出生日期：1973-01-01", None, "birth_date"),
        ("620101", "出生年月日", "birth_date"),
        ("19730101", "生日", "birth_date"),
    ],
)
def test_found_by_word_or_label(text: str, label: str | None, kind: str) -> None:
    assert kind in blocking(scan(text, label=label))


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("1060630", "件數"),
        ("106/06/30", "受理日期"),
        ("106/06/30 受理", None),
        ("2026-Q1", "季別"),
        ("113-Q4", None),
        ("3.3333333333333335", "平均分數"),
        ("0.4111111111111111", None),
        ("ABC-1235", "產品編號"),
        ("0912345678", "收件號"),
        ("900000008", "收件號"),
        ("MAR-2024", None),
        ("20-39", "年齡層"),
        ("臺南市東區", "行政區"),
        ("3號窗口", "備註"),
        ("臺南市政府路秘字第100號", None),
        ("申請人數：12", None),
        ("自用小客車", "車主類別"),
        ("12", "申請人數"),
        ("服務台", "聯絡人"),
        ("本人", "申請人"),
        ("測試監理站", "姓名"),
        ("高雄市民反映", None),
        ("服務台小姐態度親切", None),
        ("諸君", None),
        ("aj3k7qwe5tzm2x4b", "申請人代碼"),
        ("P" + "aj3k7qwe5tzm2x4b", "身分證字號"),
        ("週一至週五 08:00-17:00", "服務時間"),
        ("120.2318", "經度"),
        ("22.9841", "緯度"),
        ("", "姓名"),
    ],
)
def test_not_taken_for_personal_data(text: str, label: str | None) -> None:
    assert not blocking(scan(text, label=label))


def test_a_redaction_label_is_no_context_for_what_follows() -> None:
    assert scan("【車號】，試 0123") == ()
    assert scan("【姓名】、【電話】、【出生日期】106/06/30") == ()


def test_government_mailboxes_are_low_and_others_high() -> None:
    assert [hit.confidence for hit in scan("info@unit.gov.tw")] == ["low"]
    assert [hit.confidence for hit in scan("li-01@example.org")] == ["high"]


def test_only_the_kinds_asked_for() -> None:
    text = "王大明先生 0900-000-002 R199853410"
    assert {hit.kind for hit in scan(text, kinds=kinds_named(["phone"]))} == {"mobile"}
    assert {hit.kind for hit in scan(text, kinds=frozenset())} == set()


def test_kinds_are_named_by_id_group_or_chinese_title() -> None:
    assert kinds_named(["電話"]) == kinds_named(["phone"]) == {"mobile", "landline", "foreign_phone"}
    assert kinds_named(["plate-car-new"]) == {"plate_car_new"}
    with pytest.raises(KeyError):
        kinds_named(["favourite colour"])


def test_hits_do_not_overlap_and_come_in_order() -> None:
    text = "姓名：王大明，身分證R199853410，電話0900-000-002，車號ABC-1235，住臺南市東區範例路1號，62年1月1日生"
    hits = scan(text)
    assert [hit.kind for hit in hits] == [
        "name",
        "national_id",
        "mobile",
        "plate_car_new",
        "address",
        "birth_date",
    ]
    assert all(first.end <= second.start for first, second in pairwise(hits))


@given(st.text(max_size=60))
def test_any_text_can_be_scanned_and_offsets_stay_inside(text: str) -> None:
    for hit in scan(text, label="姓名電話車號地址出生日期"):
        assert 0 <= hit.start < hit.end <= len(text)


@given(st.integers(10**14, 10**16 - 1))
def test_luhn_finds_every_single_wrong_digit(number: int) -> None:
    digits = str(number)
    assert (
        passes_luhn(digits) + sum(passes_luhn(digits[:-1] + last) for last in "0123456789" if last != digits[-1])
        == 1
    )


def test_an_empty_allow_list_allows_nothing() -> None:
    assert scan("0900-000-002", allow=AllowList())
