"""What looks like personal data and is nobody's: history, diseases, venues, examples, whoever was at the counter.

Each beside a sibling that is somebody's, so that the rule stays narrow.
"""

from __future__ import annotations

from datetime import date

import pytest

from publisher.model.text import LocalText
from publisher.model.workspace import AllowedValue
from publisher.privacy.recognisers import AllowList, scan


def _held(text: str) -> list[str]:
    return [text[hit.start : hit.end] for hit in scan(text) if hit.blocks]


@pytest.mark.parametrize(
    "text",
    [
        "劉銘傳任臺灣巡撫期間興築鐵路，基隆至新竹段於1893年通車。",
        "丘逢甲於光緒二十一年倡建臺灣民主國，兵敗後內渡廣東。",
        "孫文、章炳麟、宋教仁等革命先烈事蹟展",
        "《紅樓夢》人物賈寶玉、林黛玉、薛寶釵之性格比較",
        "柏金森氏症、唐氏症之用藥給付規定",
        "巴金森氏症患者之照護",
        "洽詢：養護工程科 (02)2960-3456，傳真 02-29693894",
        "Tel: +886-2-2381-1234 ext. 205 Fax: +886-2-2381-1235 (Reception)",
        "意見請以傳真 037-000-000 送規劃科",
        "正本：如正副本行文單位",
        "閱讀古典小說的入門課程",
        "斯文豪氏赤蛙之棲地調查",
        "沈葆楨於1874年率軍渡臺",
        "光緒元年，沈葆楨奏請設府",
        "林占梅、陳維英等先賢生平",
        "周鍾瑄任諸羅知縣",
        "研習地點：新化社區活動中心（臺南市新化區中山路129號3樓）",
        "集合地點：中壢國小（桃園市中壢區元化路357號）",
        "病歷調閱規則修訂,發文字號 1130077123",
        "病歷複製說明,收據號碼 11300456",
        "病歷影印申請單編號 20240305",
        "病歷組分機號碼 23456",
        "病歷影印申請書編號：20240305",
        "謝謝志工小姐耐心解說",
        "感謝櫃檯先生幫忙列印",
        "校址：屏東縣潮州鎮中山路129號",
        "研習地點：新竹市東區公道五路二段120號3樓簡報室",
        "電影院（桃園市中壢區元化路357號）將停業整修",
        "GET /v1/datasets/A123-4567-89/resources 404",
        "/api/opendata?rid=A800-0000-14&limit=10",
        "範例：王小明，A123456789，0912-345-678（以上均為虛構）",
    ],
)
def test_what_is_nobodys_does_not_hold(text: str) -> None:
    """Names of history and of diseases, public places, parts of links and made-up numbers keep no file back."""
    assert _held(text) == []


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("民眾陳佳玲來電詢問光緒二年古契之出處", "陳佳玲"),
        ("檢舉人來函，陳佳玲聲明代理人未到", "陳佳玲"),
        ("已通知縣府，林佳玲表示不服", "林佳玲"),
        ("謝謝林佳玲小姐耐心解說", "林佳玲"),
        ("林佳玲應付1600年費", "林佳玲"),
        ("林佳玲在革命路摔車送醫", "林佳玲"),
        ("陳佳玲於總督府前廣場受傷", "陳佳玲"),
        ("陳佳玲搬到先烈新村", "陳佳玲"),
        ("陳佳玲提出革命性設計", "陳佳玲"),
        ("陳佳玲於明朝下午來院", "陳佳玲"),
        ("陳佳玲收藏清代漆器一件", "陳佳玲"),
        ("陳佳玲於日治時期興建之古厝漏水", "陳佳玲"),
        ("烈士遺族陳佳玲請領撫卹", "陳佳玲"),
        ("光緒年間興建之古厝，陳佳玲陳情保存", "陳佳玲"),
        ("在宅篩檢地點：桃園市中壢區元化路357號5樓", "桃園市中壢區元化路357號5樓"),
        ("長照車接駁位置：桃園市中壢區元化路357號5樓", "桃園市中壢區元化路357號5樓"),
        ("居所址：桃園市中壢區元化路357號5樓", "桃園市中壢區元化路357號5樓"),
        ("上課地點：陳佳玲（桃園市中壢區元化路357號5樓）", "桃園市中壢區元化路357號5樓"),
        ("訓練地點：學員自宅（桃園市中壢區元化路357號5樓）", "桃園市中壢區元化路357號5樓"),
        ("集合地點：陳家戶籍地（桃園市中壢區元化路357號5樓）", "桃園市中壢區元化路357號5樓"),
        ("他的病歷轉院了，新號碼是 K-0047715", "K-0047715"),
        ("病歷卡編號 0047715", "0047715"),
        ("病歷號/申請案件編號：0047715", "0047715"),
        ("R19<!-- 末四碼 0000 -->9853410", "R19<!-- 末四碼 0000 -->9853410"),
        (
            "手機 0912<!-- 備註：此欄由櫃檯人員填寫，請勿外流 -->345677",
            "0912<!-- 備註：此欄由櫃檯人員填寫，請勿外流 -->345677",
        ),
        ("<!-- 聯絡人手機 0912345677 -->", "0912345677"),
        ("失主請電洽 (02)2960-3456，或至服務台", "(02)2960-3456"),
        ("陳佳玲（規劃科委託）傳真 02-29693894", "02-29693894"),
        ("夜間請撥家裡電話 02-29693894，白天撥公司分機", "02-29693894"),
        ("民眾來電表示，彭佳志小姐到場", "彭佳志"),
        ("陳佳玲症狀好轉，家住桃園市中壢區元化路357號5樓", "陳佳玲"),
        ("王小姐的租屋處（桃園市中壢區元化路357號）漏水", "桃園市中壢區元化路357號"),
        ("參賽者陳佳玲（桃園市中壢區元化路357號）", "桃園市中壢區元化路357號"),
        ("身分證 A123-4567-89", "A123-4567-89"),
        ("聯絡電話 0912-345-678，王小明", "0912-345-678"),
        ("例如林佳玲的身分證 R199853410 就外洩了", "R199853410"),
    ],
)
def test_what_is_somebodys_still_holds(text: str, held: str) -> None:
    """The same words beside a person of today change nothing."""
    assert held in _held(text)


def test_an_allowed_day_beside_a_name_does_not_hold() -> None:
    """The day of birth that a name alone tells of is left out like any other that was reviewed."""
    said = AllowedValue(
        "birth_date", "1951/03/04", reason=LocalText("x", "x"), reviewed_by="x", reviewed_on=date(2026, 1, 2)
    )
    text = "陳佳玲,1951/03/04,桃園"
    assert [hit.kind for hit in scan(text)] == ["name", "birth_date"]
    assert [hit.kind for hit in scan(text, allow=AllowList.of([said]))] == ["name"]


def test_many_examples_keep_their_order() -> None:
    """However many made-up numbers stand in a text, each name is judged by those next to it."""
    text = (
        "例如 A123456789 王小明。" * 50 + "林佳玲住桃園市中壢區元化路357號5樓。" + "例如 A123456789 王小明。" * 50
    )
    assert _held(text) == ["林佳玲", "桃園市中壢區元化路357號5樓"]


@pytest.mark.parametrize(
    ("label", "text", "kinds"),
    [
        ("姓名", "江山", ["name"]),
        ("船員姓名", "SUPRIYANTO", ["name"]),
        ("姓名", "不詳", []),
        ("姓名", "N/A", []),
        ("學號", "B10912345", ["student_number"]),
        ("student_id", "410912345", ["student_number"]),
        ("學生人數", "410912345", []),
    ],
)
def test_cells_under_a_label_that_tells(label: str, text: str, kinds: list[str]) -> None:
    assert [hit.kind for hit in scan(text, label=label) if hit.blocks] == kinds


@pytest.mark.parametrize(
    "text", ["學號：B10912345", "學籍號碼 410912345", "student no. U10512345", "（學號B109-12345）"]
)
def test_student_numbers_behind_their_word(text: str) -> None:
    assert [hit.kind for hit in scan(text) if hit.blocks] == ["student_number"]
