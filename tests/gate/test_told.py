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
        ("", []),
    ],
)
def test_a_treated_value_in_a_text(tmp_path: Path, text: str, fields: list[str]) -> None:
    source = pl.DataFrame(
        {"姓名": ["歐陽小薇", "王一", None], "扶助金": ["913276", "42150", "500000"], "距離": ["12345", "1", "x"]}
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
