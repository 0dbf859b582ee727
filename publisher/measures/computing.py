"""One rule on one published table: its figures by period and group, and what stands in the way of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from publisher.measures import periods, sampling
from publisher.measures.judging import judged
from publisher.model.measures import (
    Amount,
    Condition,
    MeasurePoint,
    MeasureResult,
    MeasureRule,
    PointState,
    SampleFacts,
    TimeSpan,
)
from publisher.model.text import Message, msg

_MOST_PERIODS = 400
_MOST_GROUPS = 200
_FIGURES = ("PERIOD", "GROUP", "TOP", "BASE", "SPREAD", "WEIGHT")
"""Columns that a rule adds to the records."""


class _UnfitError(Exception):
    """The table does not go with the rule; the message says why, without a value of a cell."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.template)
        self.message = message


@dataclass(frozen=True, slots=True)
class _Times:
    """What the records tell of their time: the period of each writing, and all of a period's writings."""

    of: Mapping[tuple[str, ...], TimeSpan | None] = field(default_factory=dict)
    told: Mapping[TimeSpan, tuple[tuple[tuple[str, ...], TimeSpan | date], ...]] = field(default_factory=dict)


def measure(
    rule: MeasureRule,
    frame: pl.DataFrame,
    key: Sequence[str],
    *,
    as_of: date,
    today: date,
    due: Iterable[str] = (),
) -> MeasureResult:
    """The result of `rule` on a published table (all texts; empty cells null), whose records `key` tells apart.

    `as_of` is the day of the version: what ends later is not finished, whatever the table says of it. `due` are
    the days of the plan (06-30). A table that does not go with the rule gives a `fault` and no figure.
    """
    try:
        points, groups = _points(rule, frame, key, as_of)
    except _UnfitError as error:
        return judged(rule, (), (), today, tuple(due), error.message)
    return judged(rule, points, groups, today, tuple(due))


def _points(
    rule: MeasureRule, frame: pl.DataFrame, key: Sequence[str], as_of: date
) -> tuple[tuple[MeasurePoint, ...], tuple[MeasurePoint, ...]]:
    missing = [name for name in rule.columns() if name not in frame.columns]
    if missing:
        raise _UnfitError(
            msg(
                "the dataset publishes no column {columns}; it has {known}",
                columns="、".join(missing),
                known="、".join(frame.columns),
            )
        )
    numbers = frame.with_columns(_number(frame, name).alias(f"#{name}") for name in rule.figures())
    numbers = numbers.filter(_met(rule.where)) if rule.where else numbers
    if rule.written == "percent":
        _refuse_fractions(numbers, rule)
    times = _times(rule, numbers)
    marked = _marked(numbers, rule, times)
    repeated = _repeated(marked, rule, key, times)
    states = {period: _state(rule, period, times, repeated, as_of) for period in times.told}
    points = [_point(rule, part, states) for part in _by(marked, ["PERIOD"])]
    if rule.period is None:
        found = points or [MeasurePoint(None, PointState.NO_RECORDS)]
        groups = _groups(rule, marked, states) if rule.group else ()
        return tuple(found), groups
    ordered = _with_gaps(points)
    last = next((item.period for item in reversed(ordered) if item.state is PointState.MEASURED), None)
    latest = marked.filter(pl.col("PERIOD") == last.number) if last and rule.group else marked.clear()
    return tuple(ordered), _groups(rule, latest, states)


def _groups(
    rule: MeasureRule, frame: pl.DataFrame, states: Mapping[TimeSpan, PointState]
) -> tuple[MeasurePoint, ...]:
    return tuple(_point(rule, part, states, str(part["GROUP"][0])) for part in _by(frame, ["GROUP"]))


def _number(frame: pl.DataFrame, name: str) -> pl.Expr:
    """The column's numbers; raises _UnfitError where a cell holds something else."""
    clean = pl.col(name).str.strip_chars().str.replace_all(r"[,，\s]", "").str.strip_suffix("%")
    number = pl.when(clean == "").then(None).otherwise(clean).cast(pl.Float64, strict=False)
    number = pl.when(number.is_finite()).then(number)
    odd = frame.select((number.is_null() & clean.is_not_null() & (clean != "")).sum()).item()
    if odd:
        raise _UnfitError(msg("{n} cells of the column {column} are no numbers", n=int(odd), column=name))
    return number


def _refuse_fractions(numbers: pl.DataFrame, rule: MeasureRule) -> None:
    values = numbers[f"#{rule.value}"].drop_nulls()
    if len(values) and values.max() <= 1 and (values != values.round()).any():  # type: ignore[operator]
        raise _UnfitError(
            msg(
                "the column {column} is declared as percent, and no value is above 1: fractions?",
                column=rule.value,
            )
        )


def _met(conditions: Sequence[Condition], *, any_of: bool = False) -> pl.Expr:
    """Whether a record meets the conditions; what has no value meets none."""
    told = [_one_met(item) for item in conditions]
    return (pl.any_horizontal(told) if any_of else pl.all_horizontal(told)).fill_null(value=False)


def _one_met(condition: Condition) -> pl.Expr:
    if condition.equals:
        return pl.col(condition.column).str.strip_chars().is_in(list(condition.equals))
    number = pl.col(f"#{condition.column}")
    bounds = [
        number > condition.above if condition.above is not None else None,
        number >= condition.at_least if condition.at_least is not None else None,
        number < condition.below if condition.below is not None else None,
        number <= condition.at_most if condition.at_most is not None else None,
    ]
    return pl.all_horizontal([one for one in bounds if one is not None])


def _times(rule: MeasureRule, frame: pl.DataFrame) -> _Times:
    """The period of each writing; raises _UnfitError when one cannot be read, or tells less than the rule asks."""
    if rule.period is None:
        return _Times()
    columns, every = list(rule.period.columns), rule.period.every
    of: dict[tuple[str, ...], TimeSpan | None] = {}
    told: dict[TimeSpan, list[tuple[tuple[str, ...], TimeSpan | date]]] = {}
    unread = 0
    for row in frame.select(columns).unique(maintain_order=True).iter_rows():
        found = periods.read(row, every) if all(cell is not None for cell in row) else None
        period = periods.whole(found, every) if found is not None else None
        if found is None or period is None:
            unread += 1
            continue
        of[row] = period
        told.setdefault(period, []).append((row, found))
    if unread:
        raise _UnfitError(
            msg(
                "{n} different texts in {columns} are no time that has a whole {every} in it",
                n=unread,
                columns="、".join(columns),
                every=every,
            )
        )
    if told and max(told).number - min(told).number >= _MOST_PERIODS:
        raise _UnfitError(msg("the records reach over more than {n} periods: a year is wrong", n=_MOST_PERIODS))
    return _Times(of, {period: tuple(items) for period, items in told.items()})


def _marked(frame: pl.DataFrame, rule: MeasureRule, times: _Times) -> pl.DataFrame:
    """The records with what they add: TOP and BASE of their figure, null where a number is missing."""
    if rule.period is not None:
        columns = list(rule.period.columns)
        rows = frame.select(columns).iter_rows()
        number = pl.Series(
            "PERIOD", [period.number if (period := times.of[row]) else None for row in rows], pl.Int64
        )
    else:
        number = pl.Series("PERIOD", [0] * frame.height, pl.Int64)
    group = pl.col(rule.group).str.strip_chars().fill_null("") if rule.group else pl.lit("")
    weight = pl.col(f"#{rule.weight}") if rule.weight else pl.lit(1.0)
    top, base, spread = _parts(rule, weight)
    marked = frame.with_columns(number).with_columns(
        group.alias("GROUP"), top.alias("TOP"), base.alias("BASE"), spread.alias("SPREAD"), weight.alias("WEIGHT")
    )
    if marked.height and marked.select((pl.col("WEIGHT") < 0).any()).item():
        raise _UnfitError(msg("the column {column} has weights below zero", column=rule.weight))
    if rule.group and marked["GROUP"].n_unique() > _MOST_GROUPS:
        raise _UnfitError(msg("the column {column} has more than {n} groups", column=rule.group, n=_MOST_GROUPS))
    return marked


def _parts(rule: MeasureRule, weight: pl.Expr) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """Numerator, denominator, and of scores the sum of squares."""
    nothing = pl.lit(0.0)
    if rule.figure == "total":
        return _amount(rule.numerator or Amount(), weight), pl.lit(1.0), nothing
    if rule.figure == "share":
        return (
            _amount(rule.numerator or Amount(), weight),
            _amount(rule.denominator or Amount(), weight),
            nothing,
        )
    if rule.scores:
        counts = {name: pl.col(f"#{name}") for name in rule.scores}
        return (
            _sum(count * rule.scores[name] for name, count in counts.items()),
            _sum(counts.values()),
            _sum(count * rule.scores[name] ** 2 for name, count in counts.items()),
        )
    value = pl.col(f"#{rule.value}") * (100.0 if rule.written == "fraction" else 1.0)
    return value * weight, weight + value * 0, nothing


def _amount(amount: Amount, weight: pl.Expr) -> pl.Expr:
    counted = _sum([pl.col(f"#{name}") for name in amount.columns]) if amount.columns else weight
    if amount.minus:
        counted = counted - _sum([pl.col(f"#{name}") for name in amount.minus])
    told = [_met(amount.where)] if amount.where else []
    told += [_met(amount.any, any_of=True)] if amount.any else []
    return pl.when(pl.all_horizontal(told)).then(counted).otherwise(0.0) if told else counted


def _sum(parts: Iterable[pl.Expr]) -> pl.Expr:
    """The sum in a record; null where one of them is."""
    return pl.sum_horizontal(list(parts), ignore_nulls=False)


def _repeated(frame: pl.DataFrame, rule: MeasureRule, key: Sequence[str], times: _Times) -> frozenset[TimeSpan]:
    """Periods that the table has twice: written in two ways, or with records that only the rule's figures tell
    apart, unless the table has a key."""
    if rule.period is None:
        return frozenset()
    twice = set()
    for period, told in times.told.items():
        meant = [found for _, found in told]
        if len(set(meant)) < len(meant) and not all(isinstance(item, date) for item in meant):
            twice.add(period)
    amounts = [item for item in (rule.numerator, rule.denominator) if item is not None]
    tabled = bool(rule.scores) or any(item.columns for item in amounts)
    if tabled and not key:
        figures = set(rule.figures()) | {name for name in frame.columns if name.startswith("#")}
        texts = [name for name in frame.columns if name not in figures and name not in _FIGURES]
        same = frame.filter(pl.struct(texts).is_duplicated())["PERIOD"].unique().to_list()
        twice |= {TimeSpan(rule.period.every, number) for number in same}
    return frozenset(twice)


def _state(
    rule: MeasureRule, period: TimeSpan, times: _Times, repeated: frozenset[TimeSpan], as_of: date
) -> PointState:
    """Why a period that has records is no figure all the same; MEASURED when nothing stands in the way."""
    assert rule.period is not None
    if period in repeated:
        return PointState.REPEATED
    if rule.period.done == "published":
        return PointState.MEASURED
    if period.end >= as_of:
        return PointState.UNFINISHED
    seen = [found for _, found in times.told[period]]
    return PointState.MEASURED if periods.is_whole(period, seen) else PointState.INCOMPLETE


def _by(frame: pl.DataFrame, columns: list[str]) -> list[pl.DataFrame]:
    return (
        frame.sort(columns, maintain_order=True).partition_by(columns, maintain_order=True) if frame.height else []
    )


def _point(
    rule: MeasureRule, part: pl.DataFrame, states: Mapping[TimeSpan, PointState], group: str = ""
) -> MeasurePoint:
    period = TimeSpan(rule.period.every, int(part["PERIOD"][0])) if rule.period else None
    known = part.filter(pl.col("TOP").is_not_null() & pl.col("BASE").is_not_null())
    left_out = part.height - known.height
    state = states[period] if period is not None else PointState.MEASURED
    if state is not PointState.MEASURED:
        return MeasurePoint(period, state, records=part.height, group=group)
    if not known.height or (left_out and rule.figure == "total"):
        return MeasurePoint(period, PointState.HIDDEN, records=part.height, left_out=left_out, group=group)
    top, base = float(known["TOP"].sum()), float(known["BASE"].sum())
    if rule.figure != "total" and base <= 0:
        return MeasurePoint(period, PointState.ZERO_BASE, records=part.height, left_out=left_out, group=group)
    sample = _sample(rule, known, top, base) if rule.sample else None
    if sample is not None and rule.sample is not None and sample.answers < rule.sample.at_least:
        answers = SampleFacts(sample.answers, sample.asked, sample.population)
        return MeasurePoint(period, PointState.SMALL, None, None, part.height, left_out, group, answers)
    value = top if rule.figure == "total" else top / base * (100 if rule.figure == "share" else 1)
    return MeasurePoint(
        period, PointState.MEASURED, round(value, 6), (top, base), part.height, left_out, group, sample
    )


def _sample(rule: MeasureRule, known: pl.DataFrame, top: float, base: float) -> SampleFacts:
    """How many answered, and the interval of the figure."""
    assert rule.sample is not None
    counted = rule.figure == "share" and not (rule.denominator or Amount()).columns  # a record is a person
    people = known.filter(pl.col("BASE") > 0)["WEIGHT"]
    weights, squares = float(people.sum()), float((people**2).sum())
    if counted:
        answers = float(len(people))
    elif rule.sample.records == "questions":
        answers = float(known["BASE"].min())  # type: ignore[arg-type]
    else:
        answers = base
    asked = None
    if rule.sample.asked:
        numbers = known[f"#{rule.sample.asked}"]
        asked = numbers.max() if rule.sample.records == "questions" and not counted else numbers.sum()
    size = sampling.effective(
        answers, rule.sample.population, squares if counted and rule.weight else None, weights
    )
    bounds = None
    if rule.figure == "share" and 0 <= top <= base and size > 0:
        low, high = sampling.of_share(top / base, size)
        bounds = (round(low * 100, 4), round(high * 100, 4))
    elif rule.scores and size > 0:
        mean = top / base
        low, high = sampling.of_mean(mean, float(known["SPREAD"].sum()) / base - mean * mean, size)
        bounds = (round(low, 4), round(high, 4))
    return SampleFacts(answers, float(asked) if asked is not None else None, rule.sample.population, bounds)  # type: ignore[arg-type]


def _with_gaps(points: list[MeasurePoint]) -> list[MeasurePoint]:
    """The points in the order of time, with one for each period between them that has no records."""
    by_period = {item.period: item for item in points if item.period is not None}
    if not by_period:
        return []
    first, last = min(by_period), max(by_period)
    every = (TimeSpan(first.unit, number) for number in range(first.number, last.number + 1))
    return [by_period.get(period) or MeasurePoint(period, PointState.NO_RECORDS) for period in every]
