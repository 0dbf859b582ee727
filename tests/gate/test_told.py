"""Values that the policy treats and the texts tell."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from publisher.gate.told import told
from publisher.model.policy import Drop, FieldPolicy, Noise, Policy, Role, Winsorise
from publisher.model.table import Table
from publisher.model.text import LocalText
from tests.gate.building import TEXT, dataset, services


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("最多者 913,276 元", ["扶助金"]),
        ("最高為913276元。", ["扶助金"]),
        ("最高為1913276元；編號 913,2761", []),
        ("上限 500,000 元", []),
        ("本期42,150元者最多", []),  # is published as it is
        ("聯絡歐陽小薇女士", ["姓名"]),
        ("歐陽路口", []),
        ("本資料由臺中市政府與大明營造有限公司提供，Taipei City Government", []),
        ("自 2024-01-01 起，2024年公布，20240101 更新，每年 2024 次", []),
        ("最高 2024 元", ["扶助金"]),
        ("最高 2,024", ["扶助金"]),
        ("最高 20240101 元", ["扶助金"]),
        ("520240101 與 120240102", ["扶助金"]),
        ("洽王明女士", ["姓名"]),
        ("聯絡人：王明。", ["姓名"]),
        ("三國王明定之", []),
        ("提供者 Amy Sample, 2026", ["姓名"]),
        ("Thanks to Ana Sample. It was Ms Bo Ek.", ["姓名"]),
        ("Amy Samples", []),
        ("感謝𠮷田明提供", ["姓名"]),
        ("案主王大山", ["姓名"]),
        ("", []),
    ],
)
def test_a_treated_value_in_a_text(tmp_path: Path, text: str, fields: list[str]) -> None:
    source = pl.DataFrame(
        {
            "姓名": [
                *("歐陽小薇", "王一", None, "臺中市政府", "大明營造有限公司", "Taipei City Government", "王明"),
                *("Amy Sample", "𠮷田明", "王大山", "Bo Ek"),
            ],
            "扶助金": ["913276", "42150", "500000", "2024", "20240101", "520240101", *["1"] * 5],
            "距離": ["12345", "1", "x", *["1"] * 8],
        }
    )
    source.write_parquet(tmp_path / "in.parquet")
    structured = Table(tmp_path / "in.parquet", tuple(source.columns), source.height)
    policy = Policy(
        TEXT,
        {
            "姓名": FieldPolicy(Role.DIRECT_IDENTIFIER, Drop()),
            "扶助金": FieldPolicy(Role.SENSITIVE, Winsorise(), publish_as="金額"),
            "距離": FieldPolicy(Role.INSENSITIVE, Noise(5)),
        },
    )
    made = dataset(policy=policy, description=LocalText(text, ""), schema={"fields": [{"name": "金額"}]})
    frame = pl.DataFrame({"金額": ["42150", "42150", "100000"], "距離": ["12340", "3", None]})
    found = list(told(made, frame, structured, services(tmp_path)))
    assert [item.key for item in found] == fields
    assert not list(told(made, frame, None, services(tmp_path)))
