"""`measures.yaml`: the rules by which the service measures of the plan are computed, checked before any data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from publisher.model.errors import ManyErrors, UserError, Where
from publisher.model.measures import MEASURES_FILE, Condition, MeasureRule
from publisher.model.plan_items import PlanItem
from publisher.model.text import Message, msg
from publisher.model.workspace import Dataset
from publisher.workspace.parsing import parse
from publisher.workspace.traced import WrittenDocument, plain, read_yaml


def load_measures(
    root: Path, datasets: Mapping[str, Dataset], broken: Iterable[str], items: Iterable[PlanItem]
) -> tuple[MeasureRule, ...]:
    """The rules of the workspace at `root`, none when there is no such file; UserError, ManyErrors."""
    path = root / MEASURES_FILE
    if not path.exists():
        return ()
    document = read_yaml(path, MEASURES_FILE)
    said = document.under("measures")
    rules = parse(tuple[MeasureRule, ...], plain(said.data) or [], said)
    known = {item.id for item in items if item.kind == "measure"}
    if errors := tuple(_faults(rules, said, datasets, frozenset(broken), known)):
        raise ManyErrors(errors)
    return rules


def _faults(
    rules: tuple[MeasureRule, ...],
    document: WrittenDocument,
    datasets: Mapping[str, Dataset],
    broken: frozenset[str],
    items: set[str],
) -> Iterator[UserError]:
    ids = [rule.id for rule in rules]
    for at, rule in enumerate(rules):

        def where(*path: str | int, at: int = at) -> Where:
            spelled = "".join(f".{step}" for step in path)
            return document.where((at, *path), f"measures[{at + 1}]{spelled}")

        if rule.id in ids[:at]:
            yield UserError(msg("two rules have the id {id}", id=rule.id), where("id"))
        if rule.measure not in items:
            yield UserError(
                msg("there is no measure {id} in the plan", id=rule.measure),
                where("measure"),
                msg("write one of: {known}", known=", ".join(sorted(items))),
            )
        yield from _of_dataset(rule, datasets, broken, where)
        yield from _of_figure(rule, where)
        yield from _of_target(rule, where)
        if rule.sample is not None and (rule.sample.at_least < 1 or (rule.sample.population or 1) < 1):
            yield UserError(msg("a number of people above zero is expected here"), where("sample"))
        if rule.sample is not None and rule.figure == "total":
            yield UserError(
                msg("a total has no margin of a sample"), where("sample"), msg("use a share or a mean")
            )
        if rule.period is not None and not rule.period.columns:
            yield UserError(msg("a period needs the columns that tell the time"), where("period", "columns"))
        for condition in rule.conditions():
            yield from _of_condition(condition, where)


Place = Callable[..., Where]


def _of_dataset(
    rule: MeasureRule, datasets: Mapping[str, Dataset], broken: frozenset[str], where: Place
) -> Iterator[UserError]:
    dataset = datasets.get(rule.dataset)
    if dataset is None:
        if rule.dataset not in broken:
            yield UserError(msg("there is no dataset {id}", id=rule.dataset), where("dataset"))
        return
    fields = dataset.field_names()
    for name in rule.columns():
        if name not in fields:
            yield UserError(
                msg("the dataset {dataset} publishes no column {column}", dataset=rule.dataset, column=name),
                where(),
                msg("its columns are: {known}", known="、".join(fields)),
            )


def _of_figure(rule: MeasureRule, where: Place) -> Iterator[UserError]:
    needed: dict[str, Message | None] = {
        "share": None
        if rule.numerator and rule.denominator
        else msg("a share needs a numerator and a denominator"),
        "mean": None
        if bool(rule.value) != bool(rule.scores)
        else msg("a mean needs either `value` (a column) or `scores` (points of columns)"),
        "total": None if rule.numerator else msg("a total needs a numerator"),
    }
    if (fault := needed[rule.figure]) is not None:
        yield UserError(fault, where("figure"))
    unused = {
        "numerator": rule.figure == "mean" and rule.numerator is not None,
        "denominator": rule.figure != "share" and rule.denominator is not None,
        "value": rule.figure != "mean" and bool(rule.value),
        "scores": rule.figure != "mean" and bool(rule.scores),
        "written": rule.written != "number" and not rule.value,
    }
    for key, wrong in unused.items():
        if wrong:
            yield UserError(msg("{key} has no place in a {figure}", key=key, figure=rule.figure), where(key))
    if rule.weight and (rule.scores or _has_columns(rule)):
        yield UserError(
            msg("weights belong to single records, not to sums of columns"),
            where("weight"),
            msg("leave it out: sums of columns weigh themselves"),
        )


def _has_columns(rule: MeasureRule) -> bool:
    return any(item is not None and (item.columns or item.minus) for item in (rule.numerator, rule.denominator))


def _of_target(rule: MeasureRule, where: Place) -> Iterator[UserError]:
    target = rule.target
    if target is None:
        return
    bounds = [item for item in (target.at_least, target.at_most) if item is not None]
    if not bounds or bounds != sorted(bounds):
        yield UserError(
            msg("a target needs at_least or at_most; of both the first is the smaller"), where("target")
        )
    if rule.shown_unit.zh == "%" and not target.percent and any(0 < item <= 1 for item in bounds):
        yield UserError(
            msg("the target of a share is in percent, and this looks like a fraction"),
            where("target"),
            msg("write 90 for nine in ten, or `percent: true` beside it where a percent or less is meant"),
        )


def _of_condition(condition: Condition, where: Place) -> Iterator[UserError]:
    bounds = (condition.above, condition.at_least, condition.below, condition.at_most)
    if bool(condition.equals) == any(item is not None for item in bounds):
        yield UserError(
            msg(
                "a condition on {column} needs either `equals` or bounds (above, at_least, below, at_most)",
                column=condition.column,
            ),
            where(),
        )
