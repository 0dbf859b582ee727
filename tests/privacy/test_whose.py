"""Whose a number, an address or an account is: a person's holds, an office's does not; and names in Latin letters."""

from __future__ import annotations

import polars as pl
import pytest

from publisher.privacy.recognisers import BLOCKING, scan, scan_column


def held(text: str) -> list[tuple[str, str]]:
    return [(hit.kind, text[hit.start : hit.end]) for hit in scan(text) if hit.blocks]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("個人平板 MAC 位址 7C.D1.C3.5A.90.EE", [("mac_address", "7C.D1.C3.5A.90.EE")]),
        ("系統紀錄：留言者 IP 2001:b011:4007:11::5", [("ip_address", "2001:b011:4007:11::5")]),
        ("系統 IP 2001:b011:4007:11::5", []),
        ("本校總機 (02)2345-6789；傳真：(02)2345-6780", []),
        (
            "住戶電話 (02)2345-6789；傳真：(02)2345-6780",
            [("landline", "(02)2345-6789"), ("landline", "(02)2345-6780")],
        ),
        ("市立圖書館 IG：@kitefest99", []),
        ("我朋友 IG：@kitefest99", [("account", "@kitefest99")]),
        ("Trade Office in Oslo, Karl Johans gate 1, tel +47 22 33 44 55", []),
        ("please call my mobile +47 22 33 44 55, not the Trade Office", [("foreign_phone", "+47 22 33 44 55")]),
        (
            "兩張 000012345678 / 000087654321 是健保卡號",
            [("nhi_card", "000012345678"), ("nhi_card", "000087654321")],
        ),
        ("I, Rosalind Whitcombe, was at home", [("name", "Rosalind Whitcombe")]),
        ("受款人 Femke van der Meulen，請查照", [("name", "Femke van der Meulen")]),
        ("看護 Maria Santos X933907457", [("name", "Maria Santos"), ("ui_no_new", "X933907457")]),
        ('"Đặng Thị Mỹ","0900-000-012"', [("name", "Đặng Thị Mỹ"), ("mobile", "0900-000-012")]),
    ],
)
def test_in_a_text(text: str, expected: list[tuple[str, str]]) -> None:
    assert held(text) == expected


@pytest.mark.parametrize(
    ("label", "value", "kind"),
    [
        ("留言者IP", "203.0.113.9", "ip_address"),
        ("Health insurance card", "0000-1234-5678", "nhi_card"),
        ("機關地址", "臺南市東區測試路一段17號", None),
        ("住家地址", "臺南市東區測試路一段17號", "address"),
    ],
)
def test_under_a_label(label: str, value: str, kind: str | None) -> None:
    hits = [hit.kind for hit in scan_column(pl.Series([value]), label) if hit.confidence in BLOCKING]
    assert hits == ([kind] if kind else [])
