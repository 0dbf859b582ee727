"""Names beside other personal data, and nowhere else."""

from __future__ import annotations

import pytest

from publisher.privacy.recognisers import scan, scan_many


def blocking_names(text: str) -> set[str]:
    return {text[hit.start : hit.end] for hit in scan(text) if hit.kind == "name" and hit.blocks}


@pytest.mark.parametrize(
    ("before", "name", "after"),
    [
        ("3 ", "樊日正", " 0900-000-027"),
        ("", "盧幼", ",(02)2345-6789,已繳"),
        ("VALUES (17,'", "莫智言", "','0900000041')"),
        ("請將款項匯入", "涂宥蓁", "帳戶，電話0900-000-011"),
        ("皮夾內有", "曾西平", "之證件 Y190000006"),
        ("account holder ", "Lee Chia Hao", ". Call 0900-000-033"),
        ("陳怡君 (", "Emma Schmidt", "), 0900000012"),
        ("族人", "尤瑪·拔路兒", "（0900-000-054）"),
    ],
)
def test_a_name_beside_a_number(before: str, name: str, after: str) -> None:
    assert name in blocking_names(before + name + after)


@pytest.mark.parametrize(
    "text",
    [
        "3 樊日正",
        "內有曾西平之證件",
        "金額 高架 施工 服務專線 0800-080-080",
        "櫃檯 王道 馬桶 白米 1999",
    ],
)
def test_nothing_where_no_other_personal_data_is(text: str) -> None:
    assert not blocking_names(text)


def test_words_beside_a_number_are_no_names() -> None:
    text = "施工路段 高架橋 石油 金額 白米 馬路 連絡 花蓮 方案 0900-000-027 申請 任何 溫泉 萬元"
    assert not blocking_names(text)


def test_the_next_value_is_another_text() -> None:
    assert [number for number, _ in scan_many(["0900-000-027", "樊日正"])] == [0]
