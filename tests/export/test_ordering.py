"""Labels that have an order of themselves stand in it; names have none."""

from __future__ import annotations

import pytest

from publisher.export.ordering import are_steps, step


@pytest.mark.parametrize(
    "labels",
    [
        ["未滿 20 歲", "20–39 歲", "40–59 歲", "60 歲以上"],
        ["19以下", "20-39", "60以上"],
        ["0-14", "15-64", "65+"],
        ["under 20", "20 to 39", "60 and over"],
        ["未滿1,000元", "1,000-1,999元", "2,000元以上"],
        ["30分鐘以內", "31-60分鐘", "61分鐘以上"],
        ["113年下半年", "114年上半年", "114年下半年"],
        ["第一季", "第二季", "第十季", "第十一季"],
        ["一月", "二月", "十二月"],
        ["上旬", "中旬", "下旬"],
        ["星期一", "星期三", "星期日"],
        ["Monday", "Friday", "Sunday"],
        ["January", "March", "December"],
        ["First half", "Second half"],
        ["2025-Q4", "2026-Q1", "2026-Q10"],
        ["5-1", "5-2", "5-10"],
        ["1-2", "2-1", "3-1"],
        ["1.5", "2", "10"],
    ],
)
def test_steps_are_told_and_put_in_order(labels: list[str]) -> None:
    mixed = labels[1::2] + labels[::2][::-1]
    assert are_steps(mixed)
    assert sorted(mixed, key=step) == labels


@pytest.mark.parametrize(
    "labels",
    [["甲", "乙"], ["汽車1組", "機車2組"], ["高中以上", "大學"], ["A-1", "B-2"], ["上", "下"], ["", "1"], []],
)
def test_names_are_no_steps(labels: list[str]) -> None:
    assert not are_steps(labels)
