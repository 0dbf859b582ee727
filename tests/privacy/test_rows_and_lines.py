"""Rows below headings inside a text, values spread over boxes or lines, and lines below the name of an office."""

from __future__ import annotations

import pytest

from publisher.privacy.recognisers import scan
from publisher.privacy.recognisers.labels import kinds_of_label
from publisher.privacy.recognisers.pasted import cells_under_headings


def held(text: str) -> list[tuple[str, str]]:
    return [(hit.kind, text[hit.start : hit.end]) for hit in scan(text) if hit.blocks]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("編號,姓名,出生\n1,林志明,63/11/29\n2,陳美玲,70/02/03", "birth_date", "70/02/03"),
        ("| 姓名 | 健保卡 |\n|---|---|\n| 林志明 | 300012345678 |", "nhi_card", "300012345678"),
        ('id;"name";"acctNo"\n7;"Lin Chih-Ming";"20109012345"', "bank_account", "20109012345"),
        ("姓名 生日 備註\n林志明 63/11/29 無", "birth_date", "63/11/29"),
        ("申請人：陳 志 明　　出 生：民 國 6 3 年 1 1 月 9 日", "birth_date", "民 國 6 3 年 1 1 月 9 日"),
        ("監視器拍到 A B C - 3 0 9 1 肇事", "plate_car_new", "A B C - 3 0 9 1"),
        ("罰單車號\nBKA 3391", "plate_car_new", "BKA 3391"),
        ("請匯帳號0061\n902345671", "bank_account", "0061\n902345671"),
        ("出生日期\n0630912", "birth_date", "0630912"),
        ("卡號 4111 1111\n1111 1111", "card", "4111 1111\n1111 1111"),
    ],
)
def test_values_in_rows_boxes_and_lines_hold(text: str, kind: str, value: str) -> None:
    assert (kind, value) in held(text)


@pytest.mark.parametrize(
    "text",
    [
        "單位 電話 傳真\n秘書室 02-20000001 02-20000002",
        "局處,聯絡電話,地址\n工務局,02-20000001,臺北市信義區市府路1號",
        "設備,IP\n交換器,203.0.113.7",
        "年度,帳號數\n112,1234567",
        "品名,規格\nABC-1234,白",
        "國立甲乙博物館\n地址：臺北市中正區襄陽路2號\n電話：02-20000001",
        "【甲市政府衛生局】\n電話：07-7000001\n地址：高雄市苓雅區凱旋二路132號",
        "滿意度 5 4 3 2 1 5 4 3",
        "第 1 條 第 2 項 第 3 款",
    ],
)
def test_rows_of_offices_and_things_hold_nothing(text: str) -> None:
    assert held(text) == []


def test_rows_end_where_the_cells_do_not_fit_and_at_the_end_of_a_text() -> None:
    assert list(cells_under_headings("姓名,電話\n王甲,1\n其他說明\n李乙,2")) == [
        ("姓名", 6, "王甲"),
        ("電話", 9, "1"),
    ]
    assert list(cells_under_headings("姓名,電話\n\ufdd0王甲,1")) == []
    assert list(cells_under_headings("\n,\n,\n")) == list(cells_under_headings("姓名,電話\n")) == []


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("plateNo", "plate_car_new"),
        ("pp_no", "passport"),
        ("lastLoginIp", "ip_address"),
        ("patient_id", "medical_record"),
        ("acct_no", "bank_account"),
        ("guardian_of", "name"),
        ("home_tel", "landline"),
    ],
)
def test_short_and_joined_labels(label: str, kind: str) -> None:
    assert kind in kinds_of_label(label)


@pytest.mark.parametrize("label", ["帳號數", "是否有身分證", "電話申辦率", "病歷件數"])
def test_labels_of_counts_name_nothing(label: str) -> None:
    assert kinds_of_label(label) == frozenset()
