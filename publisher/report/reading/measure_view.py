"""The service measures as the report shows them: each figure with its trend, or why there is none."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from publisher.model.measures import MeasurePoint, MeasureResult, PointState
from publisher.model.text import LocalText, Message, msg

_MOST_PERIODS = 13
"""The last periods that a page shows: a year of months, and the month a year before."""

POINT_STATES: Mapping[str, Message] = {
    PointState.MEASURED: msg("computed"),
    PointState.NO_RECORDS: msg("no records: not measured"),
    PointState.ZERO_BASE: msg("nothing to count: not measured"),
    PointState.HIDDEN: msg("values are not published: not measured"),
    PointState.UNFINISHED: msg("not over yet: not judged"),
    PointState.INCOMPLETE: msg("only a part of the period is there: not measured"),
    PointState.REPEATED: msg("stands twice in the data: not measured"),
    PointState.SMALL: msg("too few answers: not shown"),
}


@dataclass(frozen=True, slots=True)
class PointRow:
    """One figure in a table, as texts in both languages; `met` is none where there is no target or no figure."""

    name: LocalText
    state: PointState
    value: LocalText | None
    parts: LocalText | None
    met: bool | None
    before: LocalText | None
    year_before: LocalText | None
    sample: LocalText | None


@dataclass(frozen=True, slots=True)
class MeasureView:
    """One measure of an item's page: the rule's result, its target, and its rows (the latest first)."""

    result: MeasureResult
    target: LocalText | None
    rows: tuple[PointRow, ...]
    groups: tuple[PointRow, ...]


def measure_view(result: MeasureResult) -> MeasureView:
    """The result as its page shows it."""
    rule = result.rule
    target = rule.target_text()
    last = list(reversed(result.points))[:_MOST_PERIODS]
    rows = tuple(_row(result, item, item.period.label if item.period else _NOW) for item in last)
    groups = tuple(_row(result, item, LocalText(item.group or "—", item.group or "—")) for item in result.groups)
    return MeasureView(result, target, rows, groups)


_NOW = LocalText("目前", "now")


def _row(result: MeasureResult, point: MeasurePoint, name: LocalText) -> PointRow:
    rule = result.rule
    value = rule.shown(point.value) if point.value is not None else None
    met = rule.target.met(point.value) if rule.target and point.value is not None else None
    parts = None
    if point.parts is not None and rule.figure == "share":
        text = f"{point.parts[0]:,.10g} / {point.parts[1]:,.10g}"
        parts = LocalText(text, text)
    by_period = {item.period: item for item in result.points if item.value is not None}
    before = year_before = None
    if point.period is not None and not point.group:
        before = _change(result, point, by_period.get(point.period.before()))
        year_before = _change(result, point, by_period.get(point.period.a_year_before))
    return PointRow(name, point.state, value, parts, met, before, year_before, _sample(result, point))


def _change(result: MeasureResult, point: MeasurePoint, other: MeasurePoint | None) -> LocalText | None:
    """How far a figure moved; of samples also whether that is more than chance."""
    if point.value is None or other is None or other.value is None:
        return None
    rule, change = result.rule, point.value - other.value
    number = f"{change:+,.{rule.decimals}f}"
    zh, en = (f"{number} 個百分點", f"{number} points") if rule.shown_unit.zh == "%" else (number, number)
    margins = [
        (item.sample.bounds[1] - item.sample.bounds[0]) / 2 if item.sample and item.sample.bounds else None
        for item in (point, other)
    ]
    if all(item is not None for item in margins) and abs(change) <= math.hypot(*(item or 0.0 for item in margins)):
        return LocalText(f"{zh}（在抽樣誤差內）", f"{en} (within the margin of error)")
    better = rule.target.better(round(change, rule.decimals)) if rule.target else None
    if better is None:
        return LocalText(zh, en)
    return LocalText(f"{zh}（{'改善' if better else '退步'}）", f"{en} ({'better' if better else 'worse'})")


def _sample(result: MeasureResult, point: MeasurePoint) -> LocalText | None:
    """How many answered, of how many, and the interval at 95 %."""
    facts = point.sample
    if facts is None:
        return None
    zh, en = [f"有效樣本 {facts.answers:,.0f}"], [f"answers {facts.answers:,.0f}"]
    if facts.asked:
        share = f"{facts.answers / facts.asked:.1%}"
        zh.append(f"回收率 {share}")
        en.append(f"response {share}")
    if facts.population is not None:
        zh.append(f"母體 {facts.population:,}")
        en.append(f"population {facts.population:,}")
    if facts.bounds is not None:
        rule = result.rule
        low, high = (rule.shown(bound) for bound in facts.bounds)
        zh.append(f"95% 信賴區間 {low.zh}～{high.zh}")
        en.append(f"95% interval {low.en} to {high.en}")
    return LocalText("、".join(zh), ", ".join(en))
