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
from publisher.model.finding import Outcome, Severity
from publisher.model.gravity import gravity_of
from publisher.model.text import LocalText, msg
from publisher.model.workspace import Workspace
from publisher.state import open_reader
from publisher.workspace import Stand, casebook_of, load_cases


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
    gravity: tuple[int, int, int] = (9, 0, 0)
    """What comes first is graver."""
    named: LocalText | None = None
    """The title of the dataset, portal or website that it is of, where the subject is the id of one."""

    @property
    def about(self) -> LocalText:
        """What it is of, in words."""
        return self.named or LocalText(self.subject, self.subject)


@dataclass(frozen=True, slots=True)
class ClosedCase:
    """A case whose finding no night sees any more: it is not in the last report, and not known to stand."""

    finding: str
    check: str
    subject: str
    title: LocalText
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


def night_in(space: Workspace, folder: Path, until: date | None = None) -> StandingNight:
    """The same of the night whose report lies in `folder`, with what people did until a day."""
    said = _report(folder / "report.json")
    started = datetime.fromisoformat(said["night"]["started"])
    book = casebook_of(space, until)
    names = _names(space)
    held = {one["dataset"]: {_mark(found) for found in one["findings"]} for one in said["night"]["datasets"]}
    items = []
    for found in said["findings"]:
        stand = _stand(found)
        dataset = next((one for one, marks in held.items() if _mark(found) in marks), "")
        items.append(
            StandingItem(
                stand.finding,
                stand.check,
                stand.severity,
                found["outcome"],
                stand.holds,
                found["subject"],
                _text(found["title"], stand.check),
                _text(found["message"], stand.check),
                _text(found["fix"], ""),
                found["status"] == "new",
                book.accepted(stand, started.date()),
                stand.first_seen,
                int(found["count"]),
                tuple(dict.fromkeys(_places(found["places"]))),
                dataset,
                stand.site,
                book.case(stand, started),
                gravity_of(stand.check, found.get("key", ""), Severity(stand.severity), Outcome(found["outcome"])),
                names.get(found["subject"]),
            )
        )
    items.sort(key=lambda item: (item.gravity, not item.new, item.check, item.subject))
    states = {one["dataset"]: one["state"] for one in said["night"]["datasets"]}
    return StandingNight(
        started, folder.resolve().name, _text(said["verdict"], ""), tuple(items), states, book.faults
    )


def closed_cases(space: Workspace, night: StandingNight) -> tuple[ClosedCase, ...]:
    """The cases that are closed, the last one that anybody worked on first.

    What the last night did not look at stands on in the state, and is not closed.
    """
    state = open_reader(space.state_place)
    try:
        standing = {*state.standing(), *(item.finding for item in night.items)}
    finally:
        state.close()
    cases, _ = load_cases(space.root)
    closed = []
    for name, case in cases.items():
        if name in standing or not case.history:
            continue
        entry = space.checks.get(case.check)
        title = entry.title if entry else LocalText(case.check, case.check)
        stands = standing_of(
            case.history,
            stands=False,
            accepted=False,
            looked_at=night.started,
            first_seen=case.history[0].on.date(),
        )
        closed.append(ClosedCase(name, case.check, case.subject, title, stands))
    return tuple(sorted(closed, key=lambda one: one.case.history[-1].on, reverse=True))


def published_in(folder: Path) -> dict[str, tuple[int, str]]:
    """What stood published of each dataset after the night whose report lies in `folder`: records and day."""
    said = _report(folder / "report.json").get("publications") or {}
    return {name: (int(one["rows"]), str(one["modified"])[:10]) for name, one in said.items()}


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


def _names(space: Workspace) -> dict[str, LocalText]:
    """Titles by id of what a finding may be of."""
    return {
        **{portal.id: portal.title for portal in space.catalog.portals},
        **{site.id: site.title for site in space.catalog.websites},
        **{name: dataset.title for name, dataset in space.datasets.items()},
    }


def _stand(found: Mapping[str, Any]) -> Stand:
    """A finding of report.json as the casebook is asked for it."""
    return Stand(
        found["fingerprint"],
        found["check"],
        found["severity"],
        bool(found["holds"]),
        found["status"] == "accepted",
        datetime.fromisoformat(found["first_seen"]).date(),
        found.get("site") or "",
        found.get("section") or "",
    )


def _places(places: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    for place in places:
        parts = [place.get(name) for name in ("url", "file", "sheet", "field", "cell", "row", "selector", "line")]
        yield " · ".join(str(part) for part in parts if part not in (None, ""))
