"""A month for signing: how the plan stood at its end against an earlier month, and what is left to do.

One value, from the reports of the nights; `signing` makes documents and lists of it. The figures are those of the
last night of each month, and of what people did until its end: what came later does not change them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from publisher.model.errors import UserError
from publisher.model.text import LocalText, msg
from publisher.model.workspace import Workspace
from publisher.operations.standing import StandingItem, night_in
from publisher.workspace import casebook_of

_FIGURES = "summary.json"
_MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])\Z")
SEVERITIES = ("error", "warning", "advice")
COUNTED = (*SEVERITIES, "new", "fixed")


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item of the plan: its state at the end of the month, and at the end of the other (empty: not known)."""

    number: LocalText
    title: LocalText
    state: str
    before: str


@dataclass(frozen=True, slots=True)
class Period:
    """A month. `nights` were reported in it, the last began at `last`; `counts` are pairs of now and before.

    `disclosed` are the items of article 7 that are disclosed, and those that apply. `overdue` are findings whose
    day was over at the end of the month (or is, while it goes on), those that wait longest first.
    """

    agency: LocalText
    month: str
    compared: str
    owner: str
    nights: int
    last: datetime
    verdict: LocalText
    disclosed: tuple[int, int]
    counts: Mapping[str, tuple[int, int | None]]
    items: tuple[ItemRow, ...]
    findings: tuple[StandingItem, ...]
    overdue: tuple[StandingItem, ...]
    faults: tuple[UserError, ...] = ()


def period(space: Workspace, month: str, compared: str = "", owner: str = "", today: date | None = None) -> Period:
    """The month from the reports kept, until `today` when it is not over.

    UserError for a month without a night, and for an unknown owner.
    """
    nights = nights_of(space, _written(month))
    earlier = nights_of(space, _written(compared)) if compared else []
    last, said = nights[-1]
    before = earlier[-1][1] if earlier else {}
    ending = min(_ending(month), today or date.max)
    night = night_in(space, last, until=ending)
    owner = " ".join(owner.split())
    known = _owners(space, night.items)
    if owner and owner not in known:
        raise UserError(
            msg("nobody named {owner} answers for anything in {month}", owner=owner, month=month),
            hint=msg("owners: {known}", known=", ".join(known) or "-"),
        )
    findings = tuple(item for item in night.items if owner in ("", item.case.owner) and not item.accepted)
    overdue = [item for item in findings if item.case.overdue(ending)]
    return Period(
        space.catalog.agency.title,
        month,
        compared,
        owner,
        len(nights),
        night.started,
        night.verdict,
        _pair(said.get("disclosed")),
        {
            name: (int(said["findings"].get(name, 0)), int(before["findings"].get(name, 0)) if before else None)
            for name in COUNTED
        },
        tuple(
            ItemRow(
                item.number, item.title, said["items"].get(item.id, ""), before.get("items", {}).get(item.id, "")
            )
            for item in space.plan_items
        ),
        findings,
        tuple(sorted(overdue, key=lambda item: item.case.due or ending)),
        night.faults,
    )


def _owners(space: Workspace, items: Iterable[StandingItem]) -> list[str]:
    """Everybody who may answer for something: declared in the catalogue, or named for a finding."""
    declared = casebook_of(space).owners.values()
    return sorted({*declared, *(item.case.owner for item in items)} - {""})


def _ending(month: str) -> date:
    """The last day of a month."""
    year, number = map(int, month.split("-"))
    return date(year + number // 12, number % 12 + 1, 1) - timedelta(days=1)


def _pair(said: object) -> tuple[int, int]:
    """Two numbers of a report, none of an older one."""
    if isinstance(said, list) and len(said) == 2 and all(isinstance(one, int) for one in said):
        return said[0], said[1]
    return 0, 0


def _written(month: str) -> str:
    if not _MONTH.match(month):
        raise UserError(msg("{text} is not a month", text=month), hint=msg("write it like 2026-11"))
    return month


def nights_of(space: Workspace, period: str) -> list[tuple[Path, dict[str, Any]]]:
    """Folder and figures of the nights of a month (2026-11) or year (2026), the oldest first.

    UserError when not one is kept; a night whose figures cannot be read is left out.
    """
    nights = []
    for path in sorted((space.state_folder / "reports").glob(f"{period.replace('-', '')}*/{_FIGURES}")):
        if path.parent.is_symlink():
            continue
        try:
            said = json.loads(path.read_text(encoding="utf-8"))
            if isinstance(said["findings"], dict) and isinstance(said["items"], dict):
                nights.append((path.parent, said))
        except (OSError, ValueError, KeyError, TypeError):
            continue  # another version's, or half written: the rest is told from the others
    if not nights:
        raise UserError(
            msg("no night of {period} is kept", period=period), hint=msg("`publisher logs` lists the nights")
        )
    return nights
