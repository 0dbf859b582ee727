"""A year of the plan, item by item: what was planned, done, checked and acted on, from the reports that are kept.

What is known of a month is its last night; what people did is in the files of the cases and of the checklist.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from publisher.model.errors import UserError
from publisher.model.plan_items import PlanItem
from publisher.model.text import LocalText, msg
from publisher.model.workspace import Workspace
from publisher.operations.period import nights_of
from publisher.operations.standing import StandingItem, night_in, published_in
from publisher.workspace import PlanAnswer, load_cases, load_plan_answers

_YEAR = re.compile(r"[0-9]{4}\Z")


@dataclass(frozen=True, slots=True)
class PublishedMeasure:
    """A dataset that answers a measure, as it stood published at the end of the year."""

    title: LocalText
    rows: int
    day: str


@dataclass(frozen=True, slots=True)
class YearItem:
    """One item of the plan in a year.

    `months` are its states at the end of each month that had a night; `seen` findings stood at the end of some
    month, of which `mended` no longer stand at the last night, `accepted` are let stand and `left` are to be done.
    `acts` counts what people did about findings of its checks.
    """

    id: str
    number: LocalText
    title: LocalText
    due: tuple[str, ...]
    checks: int
    questions: int
    nights: int
    months: Mapping[str, str]
    published: tuple[PublishedMeasure, ...]
    answers: tuple[PlanAnswer, ...]
    seen: int
    mended: int
    accepted: int
    left: int
    acts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Year:
    """A year: its nights, the months of it (until its last night) that had none, and the plan item by item."""

    agency: LocalText
    year: str
    nights: int
    last: datetime
    without: tuple[str, ...]
    items: tuple[YearItem, ...]


def year(space: Workspace, named: str) -> Year:
    """The year from the reports kept. UserError when it is none, or not one night of it is kept."""
    if not _YEAR.match(named):
        raise UserError(msg("{text} is not a year", text=named), hint=msg("write it like 2026"))
    nights = nights_of(space, named)
    ends: dict[str, tuple[Path, dict[str, Any]]] = {}
    for folder, said in nights:
        ends[f"{named}-{folder.name[4:6]}"] = (folder, said)
    ending = date(int(named), 12, 31)
    standing = {month: night_in(space, folder, until=ending) for month, (folder, _) in ends.items()}
    last_month = max(ends)
    every = [f"{named}-{number:02d}" for number in range(1, int(last_month[5:]) + 1)]
    ever = {item.finding: item for night in standing.values() for item in night.items}
    last = standing[last_month]
    published = published_in(ends[last_month][0])
    answers = [one for one in load_plan_answers(space.root) if f"{one.on.year:04d}" == named]
    gathered = _Gathered(
        tuple(said["items"] for _, said in nights),
        {month: said["items"] for month, (_, said) in sorted(ends.items())},
        tuple(ever.values()),
        {item.finding: item for item in last.items},
        _acts(space, named),
    )
    return Year(
        space.catalog.agency.title,
        named,
        len(nights),
        last.started,
        tuple(month for month in every if month not in ends),
        tuple(
            _item(space, item, gathered, published, tuple(one for one in answers if one.item == item.id))
            for item in space.plan_items
        ),
    )


@dataclass(frozen=True, slots=True)
class _Gathered:
    """States of all nights and of the last of each month; findings ever and at last; acts by check."""

    states: tuple[Mapping[str, str], ...]
    months: Mapping[str, Mapping[str, str]]
    ever: tuple[StandingItem, ...]
    last: Mapping[str, StandingItem]
    acts: Mapping[str, Counter[str]]


def _item(
    space: Workspace,
    item: PlanItem,
    gathered: _Gathered,
    published: Mapping[str, tuple[int, str]],
    answers: tuple[PlanAnswer, ...],
) -> YearItem:
    checks = set(item.checks_of(space.checks))
    mine = [one for one in gathered.ever if one.check in checks]
    standing = [gathered.last[one.finding] for one in mine if one.finding in gathered.last]
    accepted = sum(one.accepted for one in standing)
    acts = sum((counted for check, counted in gathered.acts.items() if check in checks), Counter[str]())
    return YearItem(
        item.id,
        item.number,
        item.title,
        item.due,
        len(checks),
        len(item.manual),
        sum(item.id in states for states in gathered.states),
        {month: states[item.id] for month, states in gathered.months.items() if item.id in states},
        tuple(
            PublishedMeasure(dataset.title, *published[name])
            for name, dataset in sorted(space.datasets.items())
            if item.id in dataset.measures and name in published
        ),
        answers,
        len(mine),
        len(mine) - len(standing),
        accepted,
        len(standing) - accepted,
        MappingProxyType(dict(acts)),
    )


def _acts(space: Workspace, named: str) -> dict[str, Counter[str]]:
    """What people did in the year, by check; of a case file that cannot be read nothing is known."""
    counted: dict[str, Counter[str]] = {}
    for case in load_cases(space.root)[0].values():
        some = Counter(str(act.act) for act in case.history if f"{act.on.year:04d}" == named)
        if some:
            counted[case.check] = counted.get(case.check, Counter()) + some
    return counted
