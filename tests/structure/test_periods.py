from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.structure.dates import Calendar, read_date
from publisher.structure.periods import Period, read_period


@pytest.mark.parametrize(
    ("text", "to", "period"),
    [
        ("113年第1季", "quarter", "2024-Q1"),
        ("113年度第一季", "quarter", "2024-Q1"),
        ("民國113年 第 四 季", "quarter", "2024-Q4"),
        ("中華民國一一三年第二季", "quarter", "2024-Q2"),
        ("113Q3", "quarter", "2024-Q3"),
        ("2024-Q3", "quarter", "2024-Q3"),
        ("１１３年第３季", "quarter", "2024-Q3"),
        ("113年1-3月", "quarter", "2024-Q1"),
        ("113年10月至12月", "quarter", "2024-Q4"),
        ("113年第5季", "quarter", None),
        ("113年", "quarter", None),
        ("113年2-4月", "quarter", None),
        ("第1季", "quarter", None),
        ("113年上半年", "half-year", "2024-H1"),
        ("113年度下半年度", "half-year", "2024-H2"),
        ("113年7-12月", "half-year", "2024-H2"),
        ("2024H1", "half-year", "2024-H1"),
        ("113年半年", "half-year", None),
        ("113", "year", "2024"),
        ("113年度", "year", "2024"),
        ("民國元年", "year", "1912"),
        ("民國前2年", "year", "1910"),
        ("2024年", "year", "2024"),
        ("113學年度", "year", None),
        ("113學年度", "school-year", "2024/2025"),
        ("113學年", "school-year", "2024/2025"),
        ("113學年度第1學期", "school-year", None),
        ("113", "school-year", None),
        ("0", "year", None),
        ("", "year", None),
    ],
)
def test_periods(text: str, to: Period, period: str | None) -> None:
    assert read_period(text, "both", to) == period


@pytest.mark.parametrize(("text", "calendar"), [("113年第1季", "gregorian"), ("2024年第1季", "roc")])
def test_a_calendar_that_is_not_allowed(text: str, calendar: Calendar) -> None:
    assert read_period(text, calendar, "quarter") is None


@given(year=st.integers(1, 999), part=st.integers(1, 4))
def test_every_quarter_of_the_national_calendar_comes_back(year: int, part: int) -> None:
    expected = f"{year + 1911}-Q{part}"
    figure = "一二三四"[part - 1]
    months = f"{3 * part - 2}月至{3 * part}月"
    for text in (
        f"{year}年第{part}季",
        f"民國{year}年度第{figure}季",
        f"{year}年{months}",
        f"{year + 1911}Q{part}",
    ):
        assert read_period(text, "both", "quarter") == expected


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("113年1月5日(五)", "2024-01-05"),
        ("113/1/5（星期五）", "2024-01-05"),
        ("113年1月5日 星期五", "2024-01-05"),
        ("113.01.07(日)", "2024-01-07"),
        ("113年1月5日(六)", None),
        ("113年元月5日", "2024-01-05"),
        ("民前5年1月1日", "1907-01-01"),
        ("前5年1月1日", None),
    ],
)
def test_days_of_the_week_have_to_be_right(text: str, day: str | None) -> None:
    assert read_date(text) == day


def test_a_day_of_the_week_stands_before_a_time() -> None:
    assert read_date("113年1月5日(五)下午2時30分", to="datetime") == "2024-01-05T14:30:00"


@pytest.mark.parametrize(("text", "month"), [("113年元月", "2024-01"), ("201708", "2017-08"), ("990101", None)])
def test_months(text: str, month: str | None) -> None:
    assert read_date(text, to="yearmonth") == month
