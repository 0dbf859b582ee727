"""What the words around say of a number: before it, behind it, in the line above; and what they say against it."""

from __future__ import annotations

import pytest

from publisher.privacy.recognisers import scan
from publisher.privacy.recognisers.prefilter import Prefilter
from publisher.privacy.recognisers.registry import RECOGNISERS


def held(text: str) -> list[tuple[str, str]]:
    return [(hit.kind, text[hit.start : hit.end]) for hit in scan(text) if hit.blocks]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("登入帳號：hsu.peiling72 密碼錯誤", "account", "hsu.peiling72"),
        ("她小帳 _ya.ting_private 罵老師", "account", "_ya.ting_private"),
        ("LINE ID @bear.lin77 是我的", "account", "@bear.lin77"),
        ("社團成員@yuting_liao_95留言辱罵", "account", "@yuting_liao_95"),
        ("旅客 E12345678（中國籍）未通關", "passport", "E12345678"),
        ("持用之護照（英國，533401372）已逾期", "passport", "533401372"),
        ("健保卡補發，新卡卡號是 000299887766", "nhi_card", "000299887766"),
        ("看診序異常：7730184、7730251（以上為病歷號）", "medical_record", "7730251"),
        ("護理站：5820316陳金水先生躁動", "medical_record", "5820316"),
        ("我用的是700-0031204-0485514，郵局的", "bank_account", "700-0031204-0485514"),
        ("薪轉戶 國泰世華 013 / 06350612345", "bank_account", "06350612345"),
        ("系統 login ok from 198.51.100.7 port 50122", "ip_address", "198.51.100.7"),
        ("請加白名單 64-BC-58-0F-1A-22 本人筆電", "mac_address", "64-BC-58-0F-1A-22"),
        ("自宅23°29′17.4″N 121°22′46.9″E", "coordinates", "23°29′17.4″N 121°22′46.9″E"),
        ("Home phone: +886-5-2254-6173", "landline", "+886-5-2254-6173"),
        ("我是七十三年八月九號出生", "birth_date", "七十三年八月九號"),
        ("被告人仉德山，死亡", "name", "仉德山"),
        ("當事人1：郎亞倫　未到", "name", "郎亞倫"),
        ("Putri Ayu Lestari（印尼籍）申訴", "name", "Putri Ayu Lestari"),
    ],
)
def test_what_is_said_around_tells(text: str, kind: str, value: str) -> None:
    assert (kind, value) in held(text)


@pytest.mark.parametrize(
    "text",
    [
        "系統帳號 sysadmin_01 每90日更換密碼",
        "代收代號 7FK，功能停用",
        "帳號 svc.opendata 已停用",
        "noreply@example.com 為系統自動發送",
        "移工業務統計 A12345678 冊號",
        "國籍 代碼 TW 序號 A00012345",
        "病歷室開放時間 08:00-17:30",
        "全院病歷數量 1234567 份",
        "處方箋案號 000112345678",
        "水井 TWD97(218765, 2654321)",
        "伺服器 login from 10.0.0.5 失敗率",
        "汽車零件 ABC-1234 煞車片",
        "零件型號 KMT-2087 軸承 2 組；ABX-6205 油封 4 片",
        "會計科目帳號 1101-0000 現金",
        "校慶生日 112/10/10",
        "工程編號 02-20000001",
        "聲請人(2)：某甲",
    ],
)
def test_what_is_said_against_it_tells_too(text: str) -> None:
    assert held(text) == []


def test_a_character_beyond_the_basic_plane_is_no_letter_of_a_cue() -> None:
    prefilter = Prefilter([item.cues for item in RECOGNISERS], [])
    assert prefilter._by_character("😀申請人", every_run=False) == prefilter._by_tables(
        "😀申請人", every_run=False
    )
