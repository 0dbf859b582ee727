"""Kinds that a stranger's texts had and the recognisers lacked; the values here are siblings of theirs."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from publisher.model.text import LocalText
from publisher.model.workspace import AllowedValue
from publisher.privacy.recognisers import BLOCKING, AllowList, kinds_of_label, scan, scan_column

_VALUES = [
    ("越南身分證001199000012", "001199000012", None),
    ("Korean resident number 900101-1234568", "900101-1234568", None),
    ("新加坡籍NRIC S1234567D", "S1234567D", None),
    ("11010519491231002X", "11010519491231002X", None),
    ("港澳身分證A123456(3)", "A123456(3)", None),
    ("3171234567890123", "3171234567890123", "母國身分證(印尼)"),
    ("網卡位址00005E-0053AF", "00005E-0053AF", None),
    ("筆電網卡 0000-5E00-53AF", "0000-5E00-53AF", None),
    ("電話02~2000~0001", "02~2000~0001", None),
    ("聯絡電話06-2-000001", "06-2-000001", None),
    ("我是AYU LESTARI,住處", "AYU LESTARI", None),
    ("父Ayu Lestari0900-000-001", "0900-000-001", None),
    ("匯款 微信ayu_sample77", "ayu_sample77", None),
    ("臺南市新化區\U000261f0拔里99號之1", "臺南市新化區\U000261f0拔里99號之1", "住址"),
    ("住臺北市大安区测试路99巷9号", "臺北市大安区测试路99巷9号", None),
    ("Ayu Lestari('79.1.9)住", "79.1.9", None),
    ("2. BUDI SAMPEL 0900-000-001", "BUDI SAMPEL", None),
    ("房12 Olena Bondar email a@example.com", "Olena Bondar", None),
    ('"石宛如";"女";"19790109";"a@example.com"', "石宛如", None),
    ("強小姐本名強測安市話02-2000-0001", "強小姐", None),
    ("緬甸籍移工身分證12/ABC(N)000001", "12/ABC(N)000001", None),
    ("澳門身分證1000000(8)", "1000000(8)", None),
    ("SSN219-09-9990", "219-09-9990", None),
    ("林志豪(某某大學)電話02-2000-0001", "02-2000-0001", None),
    ("6-2000001", "6-2000001", "電話"),
    ("家裡電話(宅)2000-0001", "2000-0001", None),
    ("使用者IP203.0.113.7", "203.0.113.7", None),
    ("203.0.113.7", "203.0.113.7", "投票IP"),
    ("手機00:00:5E:00:53:AF-iPhone", "00:00:5E:00:53:AF", None),
    ("年籍:79.1.9", "79.1.9", None),
    ("9-Jan-90", "9-Jan-90", "dob"),
    ("生日 79 01 09", "79 01 09", None),
    ("Tên tôi là Nguyễn Văn Mẫu", "Nguyễn Văn Mẫu", None),
    ("林測安0900-000-001到場,林太太未到", "林太太", None),
    ("Dewi Sampel 0900-000-001\n[10:12] Dewi:好", "Dewi", None),
]


@pytest.mark.parametrize(("text", "value", "label"), _VALUES)
def test_the_value_is_found(text: str, value: str, label: str | None) -> None:
    found = [text[hit.start : hit.end] for hit in scan(text, label=label) if hit.blocks]
    assert value in found


_LOOK_ALIKES = [
    ("財團法人陳測安文教基金會補助", None),
    ("林測安食品股份有限公司、王測安書局", None),
    ("陳測安先生逝世十週年紀念音樂會", None),
    ("颱風「陳測安」「林測安」路徑", None),
    ("Tel +886-2-2000-0001 (Front Desk)", None),
    ("a@example.gov.tw,02-2000-0001", None),
    ("中華某某会 台北市測試路99號 電話02-2000-0001", None),
    ("月,件,元\n1,20,0900000\n001,30,0900001\n002,40,5", None),
    ("鋼板AB-2000、油漆CDE-3000、螺絲M8-20A", None),
    ("06-2000001", "機構聯絡電話"),
    ("02-2000-0001", "承辦科室電話"),
    ("臺南市安平區測試路99號", "學校地址"),
    ("168.95.1.1", "伺服器IP"),
    ("陳志豪演唱會、林志豪餐廳", None),
    ("陳志豪《測試集》", None),
    ("測記餅舖 02-2000-0001", None),
    ("Test Institute, No. 9, Test Rd., Taipei, Tel: +886-2-2000-0001", None),
    ("F-12 (A123456(7))", None),
    ("統編12345678 印度公司", None),
]


@pytest.mark.parametrize(("text", "label"), _LOOK_ALIKES)
def test_the_look_alike_is_nobodys(text: str, label: str | None) -> None:
    assert not [hit for hit in scan(text, label=label) if hit.blocks]


def test_who_holds_an_office_is_no_secret_of_a_column() -> None:
    assert kinds_of_label("里長姓名") == frozenset()
    assert kinds_of_label("家長姓名") == {"name"}


def test_a_column_is_read_in_the_same_way() -> None:
    (hit,) = scan_column(pl.Series(["11010519491231002X", "110105194912310037"] * 3), "大陸身分證")
    assert (hit.kind, hit.count) == ("national_id", 3)
    lines = scan_column(pl.Series([f"06-20000{number:02}" for number in range(20)]), "機關電話")
    assert not any(hit.confidence in BLOCKING for hit in lines)


def test_a_person_beside_an_organisation_is_still_found() -> None:
    for text in ("申請人林志豪任職某某股份有限公司", "民眾陳美玲到王大明診所就診"):
        assert any(hit.kind == "name" and hit.blocks for hit in scan(text))


def test_a_form_of_labels_and_values_is_no_table() -> None:
    text = "姓名 林測安\n生日 79年1月9日\n病歷號碼 0000012"
    assert [text[hit.start : hit.end] for hit in scan(text) if hit.kind == "name"] == ["林測安"]


def test_an_allowed_address_with_a_rare_character_is_no_finding() -> None:
    address = "臺南市新化區\U000261f0拔里99號"
    allow = AllowList.of(
        [AllowedValue("address", address, LocalText("公開", "public"), "審查人", date(2026, 11, 1))]
    )
    assert not scan(address, allow=allow)
