"""The measures as a table: one record for each rule and finished period, ready to be published as a dataset."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from publisher.model.measures import MeasurePoint, MeasureResult, PointState

COLUMNS = (
    "計畫項目",
    "指標代碼",
    "指標名稱",
    "期別",
    "分子",
    "分母",
    "數值",
    "單位",
    "目標下限",
    "目標上限",
    "是否達成",
    "較上期增減",
    "較去年同期增減",
    "有效樣本數",
    "調查人數",
    "信賴區間下限",
    "信賴區間上限",
    "狀態",
)
STATES = {
    PointState.MEASURED: "已計算",
    PointState.NO_RECORDS: "無資料",
    PointState.ZERO_BASE: "無案件",
    PointState.HIDDEN: "數值未公開",
    PointState.INCOMPLETE: "資料不全",
    PointState.REPEATED: "期別重複",
    PointState.SMALL: "樣本過少",
}


def as_table(results: Iterable[MeasureResult]) -> pl.DataFrame:
    """All texts, in the order of the rules and of time; periods that have not ended are left out."""
    rows = [
        _row(result, point)
        for result in results
        for point in result.points
        if point.state is not PointState.UNFINISHED
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")


def _row(result: MeasureResult, point: MeasurePoint) -> list[str | None]:
    rule, sample, target = result.rule, point.sample, result.rule.target
    by_period = {item.period: item for item in result.points if item.value is not None}
    earlier: list[float | None] = [None, None]
    if point.period is not None and point.value is not None:
        for at, period in enumerate((point.period.before(), point.period.a_year_before)):
            other = by_period.get(period)
            earlier[at] = point.value - other.value if other and other.value is not None else None
    met = None if target is None or point.value is None else target.met(point.value)
    low, high = sample.bounds if sample and sample.bounds else (None, None)
    top, base = point.parts or (None, None)
    places = rule.decimals
    return [
        rule.measure,
        rule.id,
        rule.title.zh,
        point.period.text if point.period else "",
        _number(top),
        _number(base if rule.figure != "total" else None),
        _number(point.value, places),
        rule.shown_unit.zh,
        _number(target.at_least if target else None),
        _number(target.at_most if target else None),
        None if met is None else "是" if met else "否",
        _number(earlier[0], places),
        _number(earlier[1], places),
        _number(sample.answers if sample else None),
        _number(sample.asked if sample else None),
        _number(low, places),
        _number(high, places),
        STATES[point.state],
    ]


def _number(value: float | None, places: int = 4) -> str | None:
    if value is None:
        return None
    text = f"{value:.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text and places == 4 else text
