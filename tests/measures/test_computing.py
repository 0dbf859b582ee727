"""Figures are right for tables of other makes, and where there is none, it is said why and never 0."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
import pytest

from publisher.measures import as_table, measure
from publisher.measures.periods import read
from publisher.model.measures import (
    Amount,
    Condition,
    Goal,
    MeasureResult,
    MeasureRule,
    PeriodRule,
    PointState,
    Survey,
    TimeSpan,
)
from publisher.model.text import LocalText

TODAY = date(2026, 11, 30)
QUARTERS = PeriodRule(("年度", "季別"), "quarter")


def rule(**said: Any) -> MeasureRule:
    plain: dict[str, Any] = {
        "id": "online",
        "measure": "M-online",
        "title": LocalText("線上申辦比率", "Share applied for online"),
        "dataset": "online",
        "figure": "share",
        "period": QUARTERS,
    }
    if said.get("figure", "share") == "share":
        plain |= {"numerator": Amount(("線上",)), "denominator": Amount(("全部",))}
    return MeasureRule(**(plain | said))


def table(header: Sequence[str], *rows: Sequence[object]) -> pl.DataFrame:
    texts = [[None if cell is None else str(cell) for cell in row] for row in rows]
    return pl.DataFrame(texts, schema=dict.fromkeys(header, pl.String), orient="row")


def result(said: MeasureRule, frame: pl.DataFrame, **more: Any) -> MeasureResult:
    return measure(said, frame, more.pop("key", ()), as_of=more.pop("as_of", TODAY), today=TODAY, **more)


def states(found: MeasureResult) -> dict[str, str]:
    return {item.period.text: str(item.state) for item in found.points if item.period}


ONLINE = table(
    ["年度", "季別", "業務", "線上", "全部"],
    ["114年度", "第3季", "換照", 20, 100],
    ["114年度", "第3季", "過戶", 30, 100],
    ["115年度", "第1季", "換照", 50, 100],
    ["115年度", "第2季", "換照", 0, 0],
    ["115年度", "第3季", "換照", 60, 100],
    ["115年度", "第4季", "換照", 1, 90],
)


def test_a_share_by_quarters_of_the_national_calendar() -> None:
    found = result(rule(target=Goal(at_least=55), group="業務"), ONLINE, due=("03-31", "06-30", "09-30", "12-31"))
    assert states(found) == {
        "2025-Q3": "measured",
        "2025-Q4": "no-records",
        "2026-Q1": "measured",
        "2026-Q2": "zero-base",
        "2026-Q3": "measured",
        "2026-Q4": "unfinished",
    }
    assert [item.value for item in found.points] == [25.0, None, 50.0, None, 60.0, None]
    assert found.latest is not None and found.latest.period == TimeSpan.of(date(2026, 9, 1), "quarter")
    assert found.before is None, "the quarter before has no figure, and is no 0"
    assert found.year_before is not None and found.year_before.value == 25.0
    assert found.met is True and not found.late
    assert [(item.group, item.value) for item in found.groups] == [("換照", 60.0)]


def test_what_was_to_be_there_by_the_deadline_and_is_not_is_late() -> None:
    found = result(rule(), ONLINE.head(3), due=("03-31", "06-30", "09-30", "12-31"))
    assert found.late and found.due == date(2026, 9, 30)
    assert found.expected is not None and found.expected.text == "2026-Q2"
    assert not result(rule(), ONLINE.head(3), due=("06-30",)).late
    assert result(rule(), ONLINE.clear(), due=("06-30",)).late, "nothing at all is late, too"


def test_a_version_made_before_the_end_of_a_period_does_not_finish_it() -> None:
    found = result(rule(), ONLINE.head(5), as_of=date(2026, 9, 20))
    assert states(found)["2026-Q3"] == "unfinished"
    assert found.latest is not None and found.latest.period is not None
    assert found.latest.period.text == "2026-Q1"


@pytest.mark.parametrize(
    ("texts", "every", "expected"),
    [
        (["115年第3季"], "quarter", "2026-Q3"),
        (["１１５年度", "第三季"], "quarter", "2026-Q3"),
        (["115", "3"], "quarter", "2026-Q3"),
        (["民國115年第 3 季"], "quarter", "2026-Q3"),
        (["2026Q3"], "quarter", "2026-Q3"),
        (["2026-Q3"], "quarter", "2026-Q3"),
        (["Q3 2026"], "quarter", "2026-Q3"),
        (["11505"], "month", "2026-05"),
        (["9905"], "month", "2010-05"),
        (["202605"], "month", "2026-05"),
        (["115/05"], "month", "2026-05"),
        (["115年5月份"], "month", "2026-05"),
        (["115", "5"], "month", "2026-05"),
        (["113年下半年"], "half-year", "2024-H2"),
        (["113年度上半年"], "half-year", "2024-H1"),
        (["2024H2"], "half-year", "2024-H2"),
        (["115"], "year", "2026"),
        (["115年度"], "year", "2026"),
        (["2026"], "year", "2026"),
        (["2026-05-03"], "month", "2026-05-03"),
        (["1150503"], "month", "2026-05-03"),
        (["115年5月3日"], "month", "2026-05-03"),
    ],
)
def test_times_as_offices_write_them(texts: list[str], every: str, expected: str) -> None:
    found = read(texts, every)
    assert (found.text if isinstance(found, TimeSpan) else str(found)) == expected


@pytest.mark.parametrize(
    "text", ["", "第三季", "115年第5季", "115年13月", "合計", "最近", "114學年度", "2026-02-30"]
)
def test_what_is_no_time_for_sure_is_not_guessed(text: str) -> None:
    assert read([text], "quarter") is None


def test_a_total_line_among_the_periods_stops_the_rule_instead_of_counting_twice() -> None:
    frame = pl.concat([ONLINE, table(ONLINE.columns, ["合計", "", "", 131, 390])])
    found = result(rule(), frame)
    assert found.fault is not None and not found.points
    assert "合計" not in str(found.fault), "no cell is quoted"


def test_a_period_written_in_two_ways_or_listed_twice_is_no_figure() -> None:
    more = table(ONLINE.columns, ["115", "1", "換照", 50, 100])
    assert states(result(rule(), pl.concat([ONLINE, more])))["2026-Q1"] == "repeated"
    again = table(ONLINE.columns, ["115年度", "第1季", "換照", 51, 101])
    assert states(result(rule(), pl.concat([ONLINE, again])))["2026-Q1"] == "repeated"
    assert states(result(rule(), ONLINE, key=("年度", "季別", "業務")))["2025-Q3"] == "measured"


def test_a_quarter_of_months_wants_all_its_months() -> None:
    said = rule(period=PeriodRule(("年月",), "quarter"))
    frame = table(["年月", "線上", "全部"], *[[f"1150{month}", 1, 2] for month in (1, 2, 3, 4, 6)])
    assert states(result(said, frame)) == {"2026-Q1": "measured", "2026-Q2": "incomplete"}


def test_days_that_stop_before_the_end_of_a_month_are_not_all_of_it() -> None:
    said = rule(period=PeriodRule(("日期",), "month"))
    days = [f"2026-09-{day:02}" for day in range(1, 31)] + [f"2026-10-{day:02}" for day in range(1, 12)]
    frame = table(["日期", "線上", "全部"], *[[day, 1, 2] for day in days])
    assert states(result(said, frame)) == {"2026-09": "measured", "2026-10": "incomplete"}


def test_records_are_counted_by_conditions_all_of_them_or_one() -> None:
    busy = (Condition("人數", above=3), Condition("分鐘", above=10))
    said = rule(
        period=PeriodRule(("日期",), "year"),
        numerator=Amount(where=(Condition("備援", equals=("true",)),), any=busy),
        denominator=Amount(any=busy),
    )
    frame = table(
        ["日期", "人數", "分鐘", "備援"],
        ["2025-12-30", 4, 2, "true"],
        ["2025-06-01", 1, 11, "false"],
        ["2025-03-01", 3, 10, "true"],
        ["2025-01-01", None, 12, "true"],
    )
    found = result(said, frame)
    assert found.fault is None
    assert [item.parts for item in found.points] != []


def test_hidden_cells_are_left_out_of_a_share_and_stop_a_total() -> None:
    frame = table(ONLINE.columns, ["115", "1", "甲", None, 100], ["115", "1", "乙", 30, 60])
    (point,) = result(rule(), frame).points
    assert (point.value, point.left_out) == (50.0, 1)
    said = rule(figure="total", numerator=Amount(("線上",)), unit=LocalText("件", "cases"))
    (point,) = result(said, frame).points
    assert (point.state, point.value) == (PointState.HIDDEN, None)


def test_a_reduction_is_before_less_after() -> None:
    said = rule(
        period=None,
        numerator=Amount(("前",), minus=("後",)),
        denominator=Amount(("前",)),
        target=Goal(at_least=20),
    )
    found = result(said, table(["項目", "前", "後"], ["換照", 4, 3], ["過戶", 6, 5]))
    assert found.latest is not None and found.latest.value == 20.0
    assert found.met is True


def test_means_are_weighted_and_fractions_become_percent() -> None:
    frame = table(["年度", "季別", "分數", "次數"], ["115", "1", 90, 30], ["115", "1", 80, 10])
    said = rule(figure="mean", value="分數", weight="次數", unit=LocalText("分", "points"))
    assert [item.value for item in result(said, frame).points] == [87.5]
    shares = table(["年度", "季別", "比率"], ["115", "1", "0.93"])
    assert [p.value for p in result(rule(figure="mean", value="比率", written="fraction"), shares).points] == [
        93.0
    ]
    assert result(rule(figure="mean", value="比率", written="percent"), shares).fault is not None
    percent = table(["年度", "季別", "比率"], ["115", "1", "93%"])
    assert [p.value for p in result(rule(figure="mean", value="比率", written="percent"), percent).points] == [
        93.0
    ]


def test_a_survey_has_the_margin_of_wilson_and_of_a_known_population() -> None:
    said = rule(
        period=PeriodRule(("期別",), "half-year", "published"),
        sample=Survey(asked="發出"),
        numerator=Amount(("滿意",)),
        denominator=Amount(("有效",)),
    )
    frame = table(["期別", "題目", "滿意", "有效", "發出"], ["115年下半年", "甲", 90, 100, 200])
    found = result(said, frame, due=("06-30", "12-31"))
    (point,) = found.points
    assert point.value == 90.0 and point.sample is not None
    assert (point.sample.answers, point.sample.asked) == (100, 200)
    # Wilson's interval of 90 in 100: statsmodels.stats.proportion.proportion_confint(90, 100, method="wilson")
    assert point.sample.bounds == pytest.approx((82.563, 94.477), abs=0.001)
    few = rule(**{**_fields(said), "sample": Survey(population=120)})
    narrow = result(few, frame).points[0].sample
    assert narrow is not None and narrow.bounds is not None and narrow.bounds[0] > 86
    census = rule(**{**_fields(said), "sample": Survey(population=100)})
    all_of_them = result(census, frame).points[0].sample
    assert all_of_them is not None and all_of_them.bounds == (90.0, 90.0)


def _fields(said: MeasureRule) -> dict[str, Any]:
    return {name: getattr(said, name) for name in MeasureRule.__slots__}


def test_questions_to_the_same_people_do_not_multiply_the_sample() -> None:
    said = rule(period=PeriodRule(("年度",), "year", "published"), sample=Survey())
    frame = table(["年度", "題目", "線上", "全部"], *[["115", str(at), 80, 100 - at] for at in range(5)])
    (point,) = result(said, frame).points
    assert point.sample is not None and point.sample.answers == 96
    people = rule(period=PeriodRule(("年度",), "year", "published"), sample=Survey(records="people"))
    (point,) = result(people, frame).points
    assert point.sample is not None and point.sample.answers == 490


@pytest.mark.parametrize("answers", [1, 29])
def test_of_a_few_answers_no_figure_is_made(answers: int) -> None:
    said = rule(period=PeriodRule(("年度",), "year", "published"), sample=Survey(), target=Goal(at_least=90))
    found = result(said, table(["年度", "線上", "全部"], ["115", answers, answers]))
    (point,) = found.points
    assert (point.state, point.value, point.parts, found.met) == (PointState.SMALL, None, None, None)


def test_weights_of_single_answers_widen_the_margin() -> None:
    numerator = Amount(where=(Condition("滿意", equals=("是",)),))
    said = rule(
        period=PeriodRule(("年度",), "year", "published"),
        numerator=numerator,
        denominator=Amount(),
        weight="權數",
        sample=Survey(records="people"),
    )
    rows = [["115", "是" if at % 2 else "否", 3 if at % 2 else 1] for at in range(100)]
    (point,) = result(said, table(["年度", "滿意", "權數"], *rows)).points
    assert point.value == 75.0 and point.sample is not None and point.sample.bounds is not None
    assert point.sample.answers == 100
    low, high = point.sample.bounds
    assert high - low > 17, "a simple sample of 100 would have 16.8"


def test_mean_scores_of_answers_have_a_margin() -> None:
    scores = {"非常滿意": 5.0, "滿意": 4.0, "不滿意": 2.0}
    said = rule(figure="mean", scores=scores, period=PeriodRule(("年度",), "year", "published"), sample=Survey())
    (point,) = result(said, table(["年度", *scores], ["115", 50, 30, 20])).points
    assert point.value == 4.1 and point.sample is not None and point.sample.bounds is not None
    assert point.sample.bounds == pytest.approx((3.877, 4.323), abs=0.001)


@pytest.mark.parametrize(
    ("target", "met", "better"),
    [(Goal(at_least=60), True, True), (Goal(at_most=60), True, False), (Goal(at_most=59), False, False)],
)
def test_targets_of_both_kinds(target: Goal, met: bool, better: bool) -> None:
    found = result(rule(target=target), ONLINE)
    assert found.met is met
    assert target.better(10) is better


def test_what_does_not_go_with_the_table_is_a_reason_and_no_figure() -> None:
    missing = result(rule(), ONLINE.drop("線上"))
    assert missing.fault is not None and "線上" in str(missing.fault)
    words = table(ONLINE.columns, ["115", "1", "換照", "約50", 100])
    odd = result(rule(), words)
    assert odd.fault is not None and "約50" not in str(odd.fault)


def test_as_a_table_there_is_no_unfinished_period_and_no_0_for_nothing() -> None:
    rows = as_table([result(rule(target=Goal(at_least=55)), ONLINE)]).to_dicts()
    assert [row["期別"] for row in rows] == ["2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"]
    assert [row["數值"] for row in rows] == ["25.0", None, "50.0", None, "60.0"]
    assert [row["是否達成"] for row in rows] == ["否", None, "否", None, "是"]
    assert rows[-1]["較去年同期增減"] == "35.0"
