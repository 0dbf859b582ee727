"""What stands a little further from its word, or behind a name: births in rows, records, accounts, names from abroad.

Sibling inputs of what a stranger's texts showed; numbers of no real person.
"""

from __future__ import annotations

import pytest

from publisher.privacy.recognisers import scan


def _held(text: str) -> list[tuple[str, str]]:
    return [(hit.kind, text[hit.start : hit.end]) for hit in scan(text) if hit.blocks]


@pytest.mark.parametrize(
    ("text", "kind", "held"),
    [
        ("參賽者Sayun Nokan，2001/02/14，宜蘭縣南澳鄉，項目：射箭", "birth_date", "2001/02/14"),
        ("學員：康以恩，96/05/18，女，葷食", "birth_date", "96/05/18"),
        ("受訪者高月娥，民國41年8月生，現住光復鄉", "birth_date", "民國41年8月"),
        ("陳添丁 000051172239 29.11.03 肺炎鏈球菌 已接種", "birth_date", "29.11.03"),
        ("戶長出生日期昭和12年5月3日", "birth_date", "昭和12年5月3日"),
        ("流感疫苗造冊：匡正祐,000031182746,0980312,右臂", "nhi_card", "000031182746"),
        ("她的病歷換了，號碼是 0038274-1", "medical_record", "0038274-1"),
        ("passport XR8H42K19, please check", "passport", "XR8H42K19"),
        ("line 找我就行 @momo_chen_88 這是私帳", "account", "@momo_chen_88"),
        ("有人私接 AP，D4-6E-0E-51-9A-27，請查", "mac_address", "D4-6E-0E-51-9A-27"),
        ("移工阿迪（印尼籍）通報失聯", "name", "阿迪"),
        ("昨天載岑春梅伯母去洗腎", "name", "岑春梅"),
        ("Pt: Dewi Anggraini  DOB 1994-11-02", "name", "Dewi Anggraini"),
        ("船員　BUDI HARTONO　KTP 3276051208900004", "name", "BUDI HARTONO"),
        ("MARICEL T. CABRERO PP#P2218840A 登船", "name", "MARICEL T. CABRERO"),
        ("來電 +84 912 447 308，詢問PHAM VAN HUNG撫卹金", "name", "PHAM VAN HUNG"),
        ("手機 0912-000-003 / 姜禾", "name", "姜禾"),
    ],
)
def test_is_found(text: str, kind: str, held: str) -> None:
    """Each is found whole, and is enough to hold the text back."""
    assert (kind, held) in _held(text)


@pytest.mark.parametrize(
    "text",
    [
        "1998/07/23，修正發布全文 42 條",
        "民國 99 年 5 月出生至 100 年 4 月出生之幼兒可申請入園",
        "病歷複製費每頁 5 元，編號請填於左上角",
        "移工業務（印尼籍）統計表",
        "LINE 官方帳號請搜尋 @taipei1999",
        "昭和12年5月3日落成之驛站",
    ],
)
def test_is_nobodys(text: str) -> None:
    """The same forms without a person."""
    assert _held(text) == []
