"""What looks like personal data and is nobody's: history, diseases, venues, examples, whoever was at the counter.

Each beside a sibling that is somebody's, so that the rule stays narrow.
"""

from __future__ import annotations

import pytest

from publisher.privacy.recognisers import scan


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
