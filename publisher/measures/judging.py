"""Holds the figures of a measure against its target, its own past and the plan's deadlines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from publisher.i18n import translate
from publisher.model.finding import Finding, Outcome, Severity
from publisher.model.measures import MeasurePoint, MeasureResult, MeasureRule, PointState, TimeSpan
from publisher.model.plan_items import PlanItem
from publisher.model.rulebook import Rulebook, finding, switched_on
from publisher.model.text import LocalText, Message, Param

_ROC_EPOCH = 1911
_MOST_NAMED = 6
_GAPS = (PointState.NO_RECORDS, PointState.INCOMPLETE, PointState.HIDDEN)


def judged(
    rule: MeasureRule,
    points: Sequence[MeasurePoint],
    groups: Sequence[MeasurePoint],
    today: date,
    due: Sequence[str],
    fault: Message | None = None,
) -> MeasureResult:
    """The result with the latest figure, what it is held against, and whether it came by its deadline.

    A figure is compared with measured ones only, so that an unfinished period is never a fall.
    """
    measured = {item.period: item for item in points if item.state is PointState.MEASURED}
    latest = next((item for item in reversed(points) if item.state is PointState.MEASURED), None)
    before = year_before = None
    if latest is not None and latest.period is not None:
        before = measured.get(latest.period.before())
        year_before = measured.get(latest.period.a_year_before)
    met = None
    if rule.target is not None and latest is not None and latest.value is not None:
        met = rule.target.met(latest.value)
    day, expected = _expected(rule, today, due)
    known = latest.period if latest is not None else None
    late = fault is None and expected is not None and (known is None or known < expected)
    return MeasureResult(
        rule, tuple(points), tuple(groups), latest, before, year_before, met, day, expected, late, fault
    )


def _expected(rule: MeasureRule, today: date, due: Sequence[str]) -> tuple[date | None, TimeSpan | None]:
    """The last deadline that has passed, and the period whose figure was to be there by then.

    That is the last one that had ended before the deadline, of a survey the one in which it lies.
    """
    days = [date(year, *_month_and_day(one)) for year in (today.year - 1, today.year) for one in due]
    day = max((item for item in days if item < today), default=None)
    if day is None or rule.period is None:
        return day, None
    period = TimeSpan.of(day, rule.period.every)
    return day, period if rule.period.done == "published" else period.before()


def _month_and_day(written: str) -> tuple[int, int]:
    month, _, day = written.partition("-")
    return int(month), min(int(day), 28) if month == "02" else int(day)


def findings(
    results: Iterable[MeasureResult], unruled: Iterable[PlanItem], rules: Rulebook
) -> tuple[Finding, ...]:
    """Everything that is not as the plan wants it; `unruled` are the measures for which no rule is declared."""
    found = [one for result in results for one in _of_one(result, rules)]
    found += [
        _found(rules, "measures.no-rule", item.id, {"title": item.title}, Outcome.UNTESTED) for item in unruled
    ]
    return tuple(item for item in found if switched_on(rules, item.check))


def _of_one(result: MeasureResult, rules: Rulebook) -> Iterator[Finding]:
    rule = result.rule
    about: dict[str, Param] = {"title": rule.title, "dataset": rule.dataset}
    if result.fault is not None:
        reason = LocalText(translate(result.fault, "zh-TW"), translate(result.fault, "en"))
        yield _found(rules, "measures.not-computed", rule.id, about | {"reason": reason}, Outcome.UNTESTED)
        return
    if result.met is False:
        yield _missed(result, about, rules)
    if result.late:
        assert result.due is not None and result.expected is not None
        latest = result.latest.period.label if result.latest and result.latest.period else _NONE
        params = about | {"due": _day(result.due), "period": result.expected.label, "latest": latest}
        yield _found(rules, "measures.late", rule.id, params)
    gaps = sorted(period for state in _GAPS for period in result.gaps(state))
    if gaps:
        yield _found(rules, "measures.period-missing", rule.id, about | {"periods": _named(gaps)}, count=len(gaps))
    if twice := result.gaps(PointState.REPEATED):
        params = about | {"periods": _named(twice)}
        yield _found(rules, "measures.period-repeated", rule.id, params, count=len(twice))
    last = result.points[-1] if result.points else None
    if last is not None and last.state is PointState.SMALL and last.sample is not None and rule.sample is not None:
        label = last.period.label if last.period else _NONE
        params = about | {"period": label, "n": f"{last.sample.answers:,.0f}", "least": rule.sample.at_least}
        yield _found(rules, "measures.small-sample", rule.id, params)


def _missed(result: MeasureResult, about: dict[str, Param], rules: Rulebook) -> Finding:
    """A target that was missed; a sample whose interval reaches it leaves the answer to a person."""
    rule, latest = result.rule, result.latest
    target = rule.target_text()
    assert latest is not None and latest.value is not None and rule.target is not None and target is not None
    bounds = latest.sample.bounds if latest.sample else None
    unsure = bounds is not None and any(rule.target.met(item) for item in bounds)
    params = about | {
        "period": latest.period.label if latest.period else LocalText("目前", "now"),
        "value": rule.shown(latest.value),
        "target": target,
    }
    outcome = Outcome.CANT_TELL if unsure else Outcome.FAILED
    return _found(rules, "measures.target-missed", rule.id, params, outcome)


_NONE = LocalText("無", "none")


def _named(gaps: Sequence[TimeSpan]) -> LocalText:
    """The latest of them."""
    some = gaps[-_MOST_NAMED:]
    more = "…" if len(gaps) > len(some) else ""
    return LocalText(
        more + "、".join(item.label.zh for item in some), more + ", ".join(item.label.en for item in some)
    )


def _day(day: date) -> LocalText:
    return LocalText(f"{day.year - _ROC_EPOCH}年{day.month}月{day.day}日", day.isoformat())


def _found(
    rules: Rulebook,
    check: str,
    subject: str,
    params: dict[str, Param],
    outcome: Outcome = Outcome.FAILED,
    count: int = 1,
) -> Finding:
    return finding(
        rules,
        check,
        subject,
        params={"n": count, **params},
        count=count,
        outcome=outcome,
        severity=Severity.WARNING,
    )
