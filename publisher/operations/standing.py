"""What stands after the last night, with what people did about it: read from report.json and `checks/cases/`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from publisher.model.case import Case, standing_of
from publisher.model.errors import UserError
from publisher.model.finding import Severity
from publisher.model.text import LocalText, msg
from publisher.model.workspace import Workspace
from publisher.workspace import load_cases

_DUE_DAYS = "due_days"


@dataclass(frozen=True, slots=True)
class StandingItem:
    """One finding of the last night with its case. `places` are addresses or cells as words."""

    finding: str
    check: str
    severity: str
    outcome: str
    holds: bool
    subject: str
    title: LocalText
    message: LocalText
    fix: LocalText
    new: bool
    accepted: bool
    first_seen: date
    count: int
    places: tuple[str, ...]
    dataset: str
    site: str
    case: Case


@dataclass(frozen=True, slots=True)
class StandingNight:
    """The last night as its report has it; `faults` are case files that could not be read."""

    started: datetime
    folder: str
    verdict: LocalText
    items: tuple[StandingItem, ...]
    datasets: Mapping[str, str]
    """By id the state."""
    faults: tuple[UserError, ...]


def last_night(space: Workspace) -> StandingNight:
    """The last night with the cases of its findings; UserError when there is none, or it cannot be read."""
    return night_in(space, space.state_folder / "reports" / "latest")


def night_in(space: Workspace, folder: Path) -> StandingNight:
    """The same of the night whose report lies in `folder`."""
    said = _report(folder / "report.json")
    started = datetime.fromisoformat(said["night"]["started"])
    cases, faults = load_cases(space.root)
    owners = _owners(space)
    held = {one["dataset"]: {_mark(found) for found in one["findings"]} for one in said["night"]["datasets"]}
    items = []
    for found in said["findings"]:
        name = found["fingerprint"]
        case = cases.get(name)
        dataset = next((one for one, marks in held.items() if _mark(found) in marks), "")
        site, section = found.get("site") or "", found.get("section")
        entry = space.checks.get(found["check"])
        days = entry.params.get(_DUE_DAYS) if entry is not None else None
        first = datetime.fromisoformat(found["first_seen"]).date()
        wants_day = days is not None and found["severity"] == Severity.ERROR
        items.append(
            StandingItem(
                name,
                found["check"],
                found["severity"],
                found["outcome"],
                bool(found["holds"]),
                found["subject"],
                _text(found["title"], found["check"]),
                _text(found["message"], found["check"]),
                _text(found["fix"], ""),
                found["status"] == "new",
                found["status"] == "accepted" or _accepted(space, name, started.date()),
                first,
                int(found["count"]),
                tuple(_places(found["places"])),
                dataset,
                site,
                standing_of(
                    case.history if case else (),
                    stands=True,
                    accepted=found["status"] == "accepted" or _accepted(space, name, started.date()),
                    looked_at=started,
                    first_seen=first,
                    owner=owners.get((site, section or ""), ""),
                    due_days=int(days) if wants_day and days is not None else None,
                ),
            )
        )
    order = {str(severity): severity.rank for severity in Severity}
    items.sort(
        key=lambda item: (
            order.get(item.severity, 9),
            not item.check.startswith("leaks."),
            not item.new,
            item.check,
            item.subject,
        )
    )
    states = {one["dataset"]: one["state"] for one in said["night"]["datasets"]}
    return StandingNight(started, folder.resolve().name, _text(said["verdict"], ""), tuple(items), states, faults)


def _report(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UserError(msg("there is no report yet"), hint=msg("`publisher run` writes one")) from None
    except (OSError, ValueError):
        raise UserError(
            msg("the last report cannot be read: {file}", file=path.name), hint=msg("`publisher run` writes one")
        ) from None


def _mark(found: Mapping[str, Any]) -> tuple[str, str, str]:
    return found["check"], found["subject"], found.get("key", "")


def _text(said: Mapping[str, str] | None, otherwise: str) -> LocalText:
    return LocalText(said["zh"], said["en"]) if said else LocalText(otherwise, otherwise)


def _accepted(space: Workspace, finding: str, today: date) -> bool:
    return any(entry.finding == finding and entry.in_force(today) for entry in space.accepted)


def _owners(space: Workspace) -> dict[tuple[str, str], str]:
    first = "zh" if space.catalog.language == "zh-TW" else "en"
    return {
        (site.id, section.id): getattr(section.owner, first)
        for site in space.catalog.websites
        for section in site.sections
    }


def _places(places: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    for place in places:
        parts = [place.get(name) for name in ("url", "file", "sheet", "field", "cell", "row", "selector", "line")]
        yield " · ".join(str(part) for part in parts if part not in (None, ""))
