"""Service measures (績效指標): the rule that computes each from a published dataset, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Literal

from publisher.model.finding import Finding
from publisher.model.text import STRICT, LocalText, Message

MEASURES_FILE = "measures.yaml"
Unit = Literal["month", "quarter", "half-year", "year"]
PER_YEAR = {"month": 12, "quarter": 4, "half-year": 2, "year": 1}
_ROC_EPOCH = 1911


@dataclass(frozen=True, slots=True)
class Condition:
    """What a record has to meet: its text is one of `equals`, or its number lies within the bounds given."""

    __pydantic_config__ = STRICT

    column: str
    equals: tuple[str, ...] = ()
    above: float | None = None
    at_least: float | None = None
    below: float | None = None
    at_most: float | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """One part of a share: the sum of `columns` less that of `minus`, or without columns the number of records.

    Only records that meet all conditions of `where`, and (where given) one of `any`, are in it.
    """

    __pydantic_config__ = STRICT

    columns: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()
    where: tuple[Condition, ...] = ()
    any: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class PeriodRule:
    """Where the records say their time: in `columns`, joined (年度 and 季別), and how long a period is.

    `done` says when a period counts as whole: when it has `ended`, or as soon as figures of it are `published`
    (a survey, which is a deed and not a stretch of time).
    """

    __pydantic_config__ = STRICT

    columns: tuple[str, ...]
    every: Unit
    done: Literal["ended", "published"] = "ended"


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to be reached, in the unit of the figure (a share: in percent). One of both, or both as a band."""

    __pydantic_config__ = STRICT

    at_least: float | None = None
    at_most: float | None = None
    percent: bool = False
    """Confirms that a bound of 1 or less is meant in percent, and is no fraction."""

    def met(self, value: float) -> bool:
        """Whether a figure reaches it."""
        low = self.at_least is None or value >= self.at_least
        return low and (self.at_most is None or value <= self.at_most)

    def better(self, change: float) -> bool | None:
        """Whether a change leads towards it; None where it cannot be said (a band, no change)."""
        if change == 0 or (self.at_least is None) == (self.at_most is None):
            return None
        return (change > 0) == (self.at_least is not None)


@dataclass(frozen=True, slots=True)
class Survey:
    """That the figure is that of a sample of people, and not of all.

    `records` says what a record is: one of several `questions` to the same people (the sample is then the smallest
    number of answers to one of them), or other `people` (the numbers add up). `asked` is a column with the number
    of people who were asked, `population` how many there are in all; where they are known, the margin is smaller.
    Fewer answers than `at_least` are no figure.
    """

    __pydantic_config__ = STRICT

    records: Literal["questions", "people"] = "questions"
    asked: str = ""
    population: int | None = None
    at_least: int = 30


@dataclass(frozen=True, slots=True)
class MeasureRule:
    """One figure of a service measure of the plan, from one published dataset.

    A `share` is `numerator` by `denominator`, in percent; a `mean` is that of the column `value` (weighted by the
    column `weight`), or of answers by their `scores` (column: points); a `total` is the sum of `numerator`.
    `written` says how the column of a mean that is a share is written. `group` also shows it by the values of a
    column. Without a `period` it is the state of the day. `weight` weighs records of a sample, too.
    """

    __pydantic_config__ = STRICT

    id: str
    measure: str
    title: LocalText
    dataset: str
    figure: Literal["share", "mean", "total"]
    numerator: Amount | None = None
    denominator: Amount | None = None
    value: str = ""
    scores: dict[str, float] = field(default_factory=dict)
    weight: str = ""
    written: Literal["number", "percent", "fraction"] = "number"
    unit: LocalText | None = None
    where: tuple[Condition, ...] = ()
    period: PeriodRule | None = None
    group: str = ""
    target: Goal | None = None
    sample: Survey | None = None
    decimals: int = 1

    @property
    def shown_unit(self) -> LocalText:
        """The unit behind its figures."""
        percent = self.figure == "share" or self.written != "number"
        return LocalText("%", "%") if percent else self.unit or LocalText("", "")

    def shown(self, value: float) -> LocalText:
        """A figure with its unit."""
        return self._with_unit(f"{value:,.{self.decimals}f}")

    def target_text(self) -> LocalText | None:
        """The target as people say it."""
        if self.target is None:
            return None
        bounds = ((self.target.at_least, "以上", "at least"), (self.target.at_most, "以下", "at most"))
        said = [(self._with_unit(f"{bound:,.10g}"), zh, en) for bound, zh, en in bounds if bound is not None]
        return LocalText(
            "、".join(f"{text.zh}{zh}" for text, zh, _ in said),
            ", ".join(f"{en} {text.en}" for text, _, en in said),
        )

    def _with_unit(self, number: str) -> LocalText:
        unit = self.shown_unit
        between = " " if unit.en not in ("", "%") else ""
        return LocalText(f"{number}{unit.zh}", f"{number}{between}{unit.en}")

    def conditions(self) -> tuple[Condition, ...]:
        """Every condition that it names."""
        amounts = [item for item in (self.numerator, self.denominator) if item is not None]
        return (*self.where, *(one for item in amounts for one in (*item.where, *item.any)))

    def figures(self) -> tuple[str, ...]:
        """Every column whose numbers it reads."""
        amounts = [item for item in (self.numerator, self.denominator) if item is not None]
        named = [name for item in amounts for name in (*item.columns, *item.minus)]
        named += [self.value, self.weight, self.sample.asked if self.sample else "", *self.scores]
        named += [one.column for one in self.conditions() if not one.equals]
        return tuple(dict.fromkeys(name for name in named if name))

    def columns(self) -> tuple[str, ...]:
        """Every column of the dataset that it names."""
        named = [*(self.period.columns if self.period else ()), self.group, *self.figures()]
        named += [one.column for one in self.conditions()]
        return tuple(dict.fromkeys(name for name in named if name))


@dataclass(frozen=True, slots=True, order=True)
class TimeSpan:
    """One stretch of time; `number` counts those of its unit from the year 0."""

    unit: str
    number: int

    @classmethod
    def of(cls, day: date, unit: str) -> TimeSpan:
        """The one with this day in it."""
        per = PER_YEAR[unit]
        return cls(unit, day.year * per + (day.month - 1) * per // 12)

    @property
    def start(self) -> date:
        """Its first day."""
        year, part = divmod(self.number, PER_YEAR[self.unit])
        return date(year, part * 12 // PER_YEAR[self.unit] + 1, 1)

    @property
    def end(self) -> date:
        """Its last day."""
        return self.before(-1).start - timedelta(days=1)

    def before(self, steps: int = 1) -> TimeSpan:
        """The one so many steps earlier."""
        return TimeSpan(self.unit, self.number - steps)

    @property
    def a_year_before(self) -> TimeSpan:
        """The same of the year before."""
        return self.before(PER_YEAR[self.unit])

    @property
    def text(self) -> str:
        """2026-05, 2026-Q2, 2026-H1 or 2026."""
        year, part = divmod(self.number, PER_YEAR[self.unit])
        return {
            "month": f"{year}-{part + 1:02}",
            "quarter": f"{year}-Q{part + 1}",
            "half-year": f"{year}-H{part + 1}",
            "year": f"{year}",
        }[self.unit]

    @property
    def label(self) -> LocalText:
        """As people say it: 115年第2季."""
        year, part = divmod(self.number, PER_YEAR[self.unit])
        zh = {"month": f"{part + 1}月", "quarter": f"第{part + 1}季", "half-year": "上下"[part % 2] + "半年"}
        return LocalText(f"{year - _ROC_EPOCH}年{zh.get(self.unit, '')}", self.text)


class PointState(StrEnum):
    """What can be said of one period."""

    MEASURED = "measured"
    NO_RECORDS = "no-records"
    ZERO_BASE = "zero-base"
    HIDDEN = "hidden"
    UNFINISHED = "unfinished"
    INCOMPLETE = "incomplete"
    REPEATED = "repeated"
    SMALL = "small-sample"


@dataclass(frozen=True, slots=True)
class SampleFacts:
    """Of whom a figure is: `answers`, `asked` (none: not known), and the bounds of the interval at 95 %.

    `bounds` is none where the spread of single answers is not known.
    """

    answers: float
    asked: float | None = None
    population: int | None = None
    bounds: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class MeasurePoint:
    """One figure: of a period (none: of the day), and of a group (empty: of all). `value` is none unless measured.

    `parts` are numerator and denominator (of a mean: sum and weight); `left_out` are records without a figure.
    """

    period: TimeSpan | None
    state: PointState
    value: float | None = None
    parts: tuple[float, float] | None = None
    records: int = 0
    left_out: int = 0
    group: str = ""
    sample: SampleFacts | None = None


@dataclass(frozen=True, slots=True)
class MeasureResult:
    """What came of a rule. `points` are in the order of time, gaps among them; `groups` those of the latest.

    `latest` is the last one that was measured, `before` and `year_before` what it is held against (measured ones
    only). `due` is the last deadline of the plan that has passed, `expected` the period that was to be there by
    then, `late` whether it is not. `fault` says why the rule could not be computed.
    """

    rule: MeasureRule
    points: tuple[MeasurePoint, ...] = ()
    groups: tuple[MeasurePoint, ...] = ()
    latest: MeasurePoint | None = None
    before: MeasurePoint | None = None
    year_before: MeasurePoint | None = None
    met: bool | None = None
    due: date | None = None
    expected: TimeSpan | None = None
    late: bool = False
    fault: Message | None = None

    def gaps(self, state: PointState) -> tuple[TimeSpan, ...]:
        """The periods of a state."""
        return tuple(item.period for item in self.points if item.state is state and item.period is not None)


@dataclass(frozen=True, slots=True)
class MeasuresOutcome:
    """What a night says of the measures: each rule's result, and the findings."""

    results: tuple[MeasureResult, ...] = ()
    findings: tuple[Finding, ...] = ()
