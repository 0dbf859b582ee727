"""Chinese numerals: what they say, and what may be read in two ways."""

from __future__ import annotations

import pytest

from publisher.structure.numerals import is_written_out, read_numeral


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("三", 3),
        ("〇", 0),
        ("十", 10),
        ("二十七", 27),
        ("廿三", 23),
        ("一百一十", 110),
        ("四百零六", 406),
        ("八千零二十", 8020),
        ("一千零五", 1005),
        ("壹仟參佰", 1300),
        ("伍萬貳仟", 52_000),
        ("一億二千三百萬", 123_000_000),
        ("三萬零六", 30_006),
        ("二〇四", 204),
        ("負十二", -12),
    ],
)
def test_numbers(text: str, number: int) -> None:
    assert read_numeral(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "負",
        "二百五",
        "一千五",
        "一萬二",
        "百",
        "萬",
        "零三",
        "○十",
        "零十五",
        "三萬零",
        "一百零十",
        "一十百",
        "二兩",
        "一萬萬",
        "十幾",
        "甲",
    ],
)
def test_what_may_mean_two_numbers_is_none(text: str) -> None:
    assert read_numeral(text) is None


def test_marks_of_classes_are_not_written_out() -> None:
    assert [is_written_out(text) for text in ("三", "二〇四", "十", "十二", "二百五")] == [
        False,
        False,
        False,
        True,
        False,
    ]
