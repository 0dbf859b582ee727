from __future__ import annotations

import datetime as dt
import random

import polars as pl
import pytest

from publisher.model.structuring import Date
from publisher.structure.dates import Calendar, Precision, read_date
from publisher.structure.periods import read_period
from publisher.structure.steps.date import read_quickly

# The spellings of ROC dates that Taiwanese offices use, with what they mean.
SPELLINGS = {
    "民國106年6月30日": "2017-06-30",
    "106/06/30": "2017-06-30",
    "106.06.30": "2017-06-30",
    "106-6-30": "2017-06-30",
    "1060630": "2017-06-30",
    "0620101": "1973-01-01",
    "62.01.01": "1973-01-01",
    "中華民國一○六年六月三十日": "2017-06-30",
    "民國六十二年十二月卅一日": "1973-12-31",
    "民國前5年1月1日": "1907-01-01",
    "民國前一年十二月三十一日": "1911-12-31",
    "民國元年1月1日": "1912-01-01",
    "１０６／０６／３０": "2017-06-30",
    "105/02/29": "2016-02-29",
    "民國一百零六年六月三十日": "2017-06-30",
    # further ones
    "106年6月30日": "2017-06-30",
    "106 年 6 月 30 日": "2017-06-30",
    " 106/6/30 ": "2017-06-30",
    "民國106/06/30": "2017-06-30",
    "民國 106.6.30": "2017-06-30",
    "民國5/1/1": "1916-01-01",
    "一〇六年六月卅日": "2017-06-30",
    "一一四年十月廿五日": "2025-10-25",
    "民國一百一十四年一月廿日": "2025-01-20",
    "民國百年十月十日": "2011-10-10",
    "民國九十九年二月二十八日": "2010-02-28",
    "民國卌二年三月三日": "1953-03-03",
    "099/12/31": "2010-12-31",
    "2017-06-30": "2017-06-30",
    "2017/6/30": "2017-06-30",
    "20170630": "2017-06-30",
    "2017年6月30日": "2017-06-30",
    "西元2017年6月30日": "2017-06-30",
    "2017-06-30T00:00:00": "2017-06-30",
    "106/06/30 00:00": "2017-06-30",
}
NOT_DATES = [
    *(
        "106/13/01",
        "106/02/29",
        "106/06/31",
        "1061301",
        "民國0年1月1日",
        "106/00/10",
        "0001231",
        "民國106年6月31日",
    ),
    *(
        "",
        "民國",
        "106年度",
        "106年6月",
        "106/06",
        "106",
        "5/1/1",
        "6/30/2017",
        "30/6/106",
        "106/6-30",
        "0106/06/30",
    ),
    *(
        "106/06/30 08:30",
        "106/06/301",
        "1060630a",
        "民國2017年6月30日",
        "西元106年6月30日",
        "前5年1月1日",
        "元年1月1日",
    ),
    *(
        "民國一百六年六月一日",
        "一百零十年六月一日",
        "106-0630",
        "1,060,630",
        "10606300",
        "2017-02-29",
        "明年三月三日",
    ),
]


@pytest.mark.parametrize(("text", "expected"), SPELLINGS.items())
def test_spelling(text: str, expected: str) -> None:
    assert read_date(text) == expected
    assert read_date(text, to="yearmonth") == expected[:7]
    assert read_date(text, to="datetime") == f"{expected}T00:00:00"


@pytest.mark.parametrize("text", NOT_DATES)
def test_what_is_no_date_is_not_read(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("106/6/30 8:05", "2017-06-30T08:05:00"),
        ("106/06/30 08:05:09", "2017-06-30T08:05:09"),
        ("106/06/30 下午 02:30", "2017-06-30T14:30:00"),
        ("106/06/30 上午12:05", "2017-06-30T00:05:00"),
        ("106/06/30 下午12:05", "2017-06-30T12:05:00"),
        ("106/06/30下午2:30", "2017-06-30T14:30:00"),
        ("106年6月30日下午2時30分", "2017-06-30T14:30:00"),
        ("106年6月30日14時30分15秒", "2017-06-30T14:30:15"),
        ("106年6月30日 上午9時", "2017-06-30T09:00:00"),
        ("2017-06-30 2:30 PM", "2017-06-30T14:30:00"),
        ("2017-06-30T10:30:00.500", "2017-06-30T10:30:00.500000"),
        ("2017-06-30T10:30:00Z", "2017-06-30T18:30:00"),
        ("2017-06-30T10:30:00+08:00", "2017-06-30T10:30:00"),
        ("1060630 1030", "2017-06-30T10:30:00"),
        ("1060630 10:30", "2017-06-30T10:30:00"),
        ("20170630T10:30:05", "2017-06-30T10:30:05"),
        ("民國1060630 下午2:30", "2017-06-30T14:30:00"),
        ("1060630103005", "2017-06-30T10:30:05"),
        ("20170630103005", "2017-06-30T10:30:05"),
        ("１０６／０６／３０　１０：３０", "2017-06-30T10:30:00"),
        *[
            (text, None)
            for text in ("106/6/30 24:01", "106/6/30 10:60", "106/6/3010:30", "106/6/30 10", "106/6/30 x")
        ],
        ("106/6/30 24:00", "2017-07-01T00:00:00"),
        *[(text, None) for text in ("106/6/30 上午13:00", "106/6/30 下午0:30", "106/6/30 上午 2:30 PM", "10:30")],
    ],
)
def test_time(text: str, expected: str | None) -> None:
    assert read_date(text, to="datetime") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *[("106年6月", "2017-06"), ("106/06", "2017-06"), ("106/6", "2017-06"), ("10606", "2017-06")],
        *[("2017-06", "2017-06"), ("201706", "2017-06"), ("2016/03", "2016-03"), ("106.10", "2017-10")],
        *[("民國一○六年十二月", "2017-12"), ("09912", "2010-12"), ("民國元年1月", "1912-01")],
        *[
            (text, None)
            for text in ("106.1", "106/13", "106/00", "106", "1061", "2017", "106年度", "00012", "106/6x")
        ],
    ],
)
def test_year_and_month(text: str, expected: str | None) -> None:
    """106.1 may be October: a spreadsheet takes 106.10 for a number."""
    assert read_date(text, to="yearmonth") == expected


@pytest.mark.parametrize(
    ("calendar", "roc", "gregorian"),
    [("roc", "2017-06-30", None), ("gregorian", None, "2017-06-30"), ("both", "2017-06-30", "2017-06-30")],
)
def test_calendar(calendar: Calendar, roc: str | None, gregorian: str | None) -> None:
    for text in ("106/06/30", "1060630", "民國106年6月30日"):
        assert read_date(text, calendar) == roc
    for text in ("2017/06/30", "20170630", "2017年6月30日"):
        assert read_date(text, calendar) == gregorian


def test_every_day_of_a_century_in_every_figure_spelling() -> None:
    day = dt.date(1990, 1, 1)
    while day < dt.date(2030, 1, 1):
        roc = day.year - 1911
        for text in (f"{roc:03}{day:%m%d}", f"{roc:03}/{day:%m/%d}", f"{roc}.{day.month}.{day.day}"):
            assert read_date(text, "roc") == day.isoformat()
        day += dt.timedelta(days=17)


def test_the_quick_way_agrees_with_the_slow_one() -> None:
    random.seed(5)
    marks = ["/", "-", ".", "年", ""]
    texts = [*SPELLINGS, *NOT_DATES]
    for _ in range(3000):
        year = random.choice([0, 5, 62, 99, 106, 114, 199, 999, 1000, 1911, 2017, 2100])
        month, day = random.randint(0, 13), random.randint(0, 32)
        mark = random.choice(marks)
        width = random.choice([1, 2])
        text = f"{year:0{random.choice([1, 2, 3])}}{mark}{month:0{width}}{mark}{day:0{width}}"
        clock = random.choice(["", "", " 00:00", " 8:30", "T23:59:59", " 24:00", " 07:60"])
        texts.append(text + clock)
    calendars: tuple[Calendar, ...] = ("roc", "gregorian", "both")
    precisions: tuple[Precision, ...] = ("date", "datetime", "yearmonth")
    read = 0
    for calendar in calendars:
        for to in precisions:
            quick = read_quickly(pl.Series(texts), Date(("x",), calendar=calendar, to=to)).to_list()
            for text, value in zip(texts, quick, strict=True):
                if value is not None:
                    read += 1
                    assert value == read_date(text, calendar, to), (text, calendar, to)
    assert read > 3000


@pytest.mark.parametrize(
    ("text", "calendar", "expected"),
    [("890105", "roc", "2000-01-05"), ("990101", "roc", "2010-01-01"), ("890105", "both", None), ("891305", "roc", None)],
)  # fmt: skip
def test_six_figures_are_a_day_only_where_all_years_are_roc(
    text: str, calendar: Calendar, expected: str | None
) -> None:
    assert read_date(text, calendar) == expected


def test_the_end_of_a_day_is_no_date() -> None:
    assert read_date("106/6/30 24:00") is None


def test_eras_of_japan() -> None:
    read = {
        text: read_date(text, "both", "yearmonth")
        for text in ("令和6年3月", "令和元年5月", "平成31年4月", "昭和二十年八月")
    }
    assert list(read.values()) == ["2024-03", "2019-05", "2019-04", "1945-08"]
    assert read_date("大正15年12月24日") == "1926-12-24"
    assert read_date("明治28/4/17") == "1895-04-17"
    assert [
        read_date(text) for text in ("平成32年1月1日", "昭和65年1月1日", "令和前1年1月1日", "令和0年1月1日")
    ] == [None] * 4
    assert read_date("令和6年3月1日", "roc") is None
    assert read_date("令和6年3月1日", "gregorian") is None
    assert read_period("令和5年", "both", "year") == "2023"
    assert read_period("令和5年度", "both", "year") is None, "from April"
