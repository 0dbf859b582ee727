"""What lowers a hit is narrow: a word like an office's or a prize's near by frees nobody."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from publisher.model.text import LocalText
from publisher.model.workspace import AllowedValue
from publisher.privacy.recognisers import BLOCKING, AllowList, scan, scan_column

_PERSONS = [
    "林志明國立成功大學",
    "得獎 陳怡君臺北市大安國小",
    "張雅婷獲獎",
    "3年2班張雅婷獲獎",
    "昨天陳怡君跌倒住臺大醫院",
    "陳怡君經營餐廳",
    "張雅婷診所就醫",
    "張雅婷車禍撞毀店面",
    "林志明大學畢業",
    "張雅婷補習班老師",
    "林志明鴻海股份有限公司",
    "林志明先生領取獎學金",
    "陳怡君參加追思會",
    "張雅婷夏令營",
    "私立學校學生林志明得獎",
    "基金會志工陳怡君看畫展",
]
_ORGANISATIONS = [
    "財團法人陳測安文教基金會補助。",
    "財團法人陳測安文教基金會,林志豪文化事業基金會",
    "私立林志明高中",
    "第三屆陳志豪音樂獎",
    "陳志豪律師事務所、林志豪建築師事務所",
    "林志明先生逝世紀念獎學金",
]
_NUMBERS = [
    ("我要報名說明會，電話02-27012345", "02-27012345"),
    ("想加入學生會 02-27012345 請回電", "02-27012345"),
    ("吳先生開雜貨店,電話02-27012345", "02-27012345"),
    ("開雜貨店,臺北市中正區忠孝東路一段1號5樓", "臺北市中正區忠孝東路一段1號5樓"),
    ("要參加公聽會,電話02-27012345", "02-27012345"),
    ("想加入中華健行協會 02-27012345 請回電", "02-27012345"),
    ("臺北市社區說明會,電話02-27012345", "02-27012345"),
    ("孩子終於學會,電話02-27012345", "02-27012345"),
    ("在麵包店 02-27012345", "02-27012345"),
    ("我家在老街開麵店,電話02-27012345", "02-27012345"),
    ("please call +886-2-2701-2345 (office)", "+886-2-2701-2345"),
]
_LABELS = [
    "家長單位電話",
    "服務單位電話",
    "任職機關電話",
    "就讀學校電話",
    "contact_unit_phone",
    "office_phone",
    "parent_company_phone",
    "home_school_phone",
]


@pytest.mark.parametrize("text", _PERSONS)
def test_what_a_person_does_is_no_organisation_of_that_name(text: str) -> None:
    assert any(hit.kind == "name" and hit.blocks for hit in scan(text))


def test_nor_is_it_in_a_column_of_remarks() -> None:
    hits = scan_column(pl.Series(_PERSONS[:8]), "備註")
    assert any(hit.kind == "name" and hit.confidence in BLOCKING for hit in hits)


@pytest.mark.parametrize("text", _ORGANISATIONS)
def test_an_organisation_is_no_person(text: str) -> None:
    assert not [hit for hit in scan(text) if hit.blocks]


@pytest.mark.parametrize(("text", "value"), _NUMBERS)
def test_who_joins_an_association_or_keeps_a_shop_has_a_number(text: str, value: str) -> None:
    assert value in [text[hit.start : hit.end] for hit in scan(text) if hit.blocks]


@pytest.mark.parametrize("label", _LABELS)
def test_a_person_s_telephone_at_work_is_that_person_s(label: str) -> None:
    assert any(hit.blocks for hit in scan("02-27012345", label=label))


@pytest.mark.parametrize("label", ["機關電話", "承辦單位電話", "主管機關聯絡電話", "agency_phone", "hotline"])
def test_a_line_of_offices_is_nobody_s(label: str) -> None:
    assert not [hit for hit in scan("02-27012345", label=label) if hit.blocks]


@pytest.mark.parametrize(
    "text",
    ["臺南市商業會 06-2701234", "中華測試學會,電話02-27012345", "測試縣農會:06-2701234", "幸福雜貨店 06-2701234"],
)
def test_an_association_by_its_whole_name_has_a_public_line(text: str) -> None:
    assert not [hit for hit in scan(text) if hit.blocks]


@pytest.mark.parametrize(
    ("label", "text", "account"),
    [
        ("FB帳號", "https://www.facebook.com/amy.chen.123", "amy.chen.123"),
        ("FB帳號", "www.facebook.com/amy.chen.123", "amy.chen.123"),
        ("FB帳號", "https://www.facebook.com/profile.php?id=100012345678", "100012345678"),
        ("IG帳號", "https://instagram.com/amy_chen", "amy_chen"),
        ("網路帳號", "https://www.plurk.com/amychen99 或 amy_c", "amychen99"),
        ("網路帳號", "https://www.plurk.com/amychen99 或 amy_c", "amy_c"),
    ],
)
def test_the_address_of_somebody_s_page_holds_the_account(label: str, text: str, account: str) -> None:
    assert account in [text[hit.start : hit.end] for hit in scan(text, label=label) if hit.blocks]


def test_a_host_alone_is_no_account() -> None:
    assert not scan("https://www.facebook.com/", label="FB帳號")


@pytest.mark.parametrize("other", ["\u3402", "\ue001", "\U000261f0", "\u9fff"])
def test_an_allowed_name_allows_no_other_rare_character(other: str) -> None:
    allowed = AllowedValue("name", "陳\u3400明", LocalText("公開", "public"), "審查人", date(2026, 11, 1))
    allow = AllowList.of([allowed])
    assert not [hit for hit in scan("聯絡人:陳\u3400明", allow=allow) if hit.blocks]
    assert [hit for hit in scan(f"聯絡人:陳{other}明", allow=allow) if hit.blocks]
    assert allow.allows("name", "陳\u3400明")
    assert not allow.allows("name", f"陳{other}明")
