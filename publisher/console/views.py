"""What each page of the console shows, as values for its template."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from publisher.console.acts import ALLOWABLE
from publisher.console.login import Visitor
from publisher.console.reviewing import JUDGEMENTS, STANDINGS, STATES, code_of, manual_codes
from publisher.model.acceptance import NEVER_RELEASED
from publisher.model.case import CASE_STATES, CaseState
from publisher.model.errors import UserError
from publisher.model.finding import Severity
from publisher.model.text import LocalText, Message, msg
from publisher.model.workspace import Workspace
from publisher.operations.standing import StandingItem, StandingNight, closed_cases, last_night
from publisher.privacy.recognisers import KINDS
from publisher.workspace import load_plan_answers

SEVERITIES: Mapping[str, Message] = {
    Severity.ERROR: msg("error"),
    Severity.WARNING: msg("warning"),
    Severity.ADVICE: msg("advice"),
}
DATASET_STATES: Mapping[str, Message] = {
    "published": msg("published"),
    "unchanged": msg("unchanged"),
    "held": msg("held"),
    "failed": msg("could not be processed"),
    "withdrawn": msg("withdrawn"),
}
_EACH = 50
_MOST_CLOSED = 500
_MOST_PAGES = 2_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A page with its question: the finding in the address, the filters behind the mark, who asks and when."""

    page: str
    finding: str
    query: Mapping[str, str]
    visitor: Visitor
    now: datetime


@dataclass(frozen=True, slots=True)
class Made:
    """A template with its values."""

    template: str
    values: dict[str, Any]


def view_of(space: Workspace, asked: Asked) -> Made:
    """The page that is asked for. UserError when it cannot be shown."""
    common: dict[str, Any] = {
        "agency": space.catalog.agency.title,
        "page": asked.page,
        "today": asked.now.date(),
        "severities": SEVERITIES,
        "case_states": CASE_STATES,
    }
    match asked.page:
        case "findings" if asked.finding:
            shown = _finding(space, asked)
            return Made("closed" if "closed" in shown else "finding", common | shown)
        case "findings" if asked.query.get("state") == CaseState.CLOSED:
            closed = closed_cases(space, last_night(space))
            return Made("closed_list", common | {"closed": closed[:_MOST_CLOSED], "all_closed": len(closed)})
        case "findings":
            return Made("findings", common | _findings(space, asked))
        case "datasets":
            return Made("datasets", common | _datasets(space))
        case "nights":
            return Made("nights", common | {"nights": _nights(space)})
        case "allow":
            kinds = {name: kind.title for name, kind in KINDS.items()}
            listed = {"allowed": space.allowlist, "kinds": kinds, "allowable": ALLOWABLE}
            return Made("allow", common | listed)
        case "accessibility":
            return Made("accessibility", common | _accessibility(space, asked))
        case "checklist":
            return Made("checklist", common | _checklist(space))
        case _:
            return Made("home", common | _home(space, asked))


def _home(space: Workspace, asked: Asked) -> dict[str, Any]:
    night = last_night(space)
    today = asked.now.date()
    late = [item for item in night.items if item.case.overdue(today)]
    mine = [item for item in night.items if asked.visitor.name and item.case.owner == asked.visitor.name]
    counts = {state: sum(item.case.state is state for item in night.items) for state in CaseState}
    counts[CaseState.CLOSED] = len(closed_cases(space, night))
    held = [name for name, state in night.datasets.items() if state == "held"]
    new = [item for item in night.items if item.new and not item.accepted]
    return {"night": night, "late": late, "mine": mine, "counts": counts, "held": held, "new": new}


def _findings(space: Workspace, asked: Asked) -> dict[str, Any]:
    night = last_night(space)
    some = fitting(night, asked)
    page = asked.query.get("page", "1")
    number = max(1, int(page)) if page.isdigit() and len(page) < 6 else 1
    last = max(1, -(-len(some) // _EACH))
    number = min(number, last)
    return {
        "night": night,
        "items": some[(number - 1) * _EACH : number * _EACH],
        "found": len(some),
        "number": number,
        "last": last,
        "query": {name: value for name, value in asked.query.items() if name in _FILTERS and value},
        "owners": sorted({item.case.owner for item in night.items} - {""}),
        "checks": sorted({item.check for item in night.items}),
    }


def fitting(night: StandingNight, asked: Asked) -> list[StandingItem]:
    """The findings that the filters in the address let through."""
    return [item for item in night.items if _fits(item, asked)]


_FILTERS = ("q", "severity", "state", "owner", "check", "show")


def _fits(item: StandingItem, asked: Asked) -> bool:
    query, today = asked.query, asked.now.date()
    words = query.get("q", "").strip().lower()
    said = f"{item.finding} {item.check} {item.subject} {item.title.zh} {item.title.en} {item.message.zh} "
    said += f"{item.message.en} {' '.join(item.places)}"
    show = query.get("show", "")
    return (
        all(word in said.lower() for word in words.split())
        and query.get("severity", "") in ("", item.severity)
        and query.get("state", "") in ("", str(item.case.state))
        and query.get("owner", "") in ("", item.case.owner)
        and query.get("check", "") in ("", item.check)
        and (show != "new" or item.new)
        and (show != "overdue" or item.case.overdue(today))
        and (show == "resting") == item.case.rests(today)
    )


def _finding(space: Workspace, asked: Asked) -> dict[str, Any]:
    night: StandingNight = last_night(space)
    item = next((one for one in night.items if one.finding == asked.finding), None)
    if item is None:
        gone = next((one for one in closed_cases(space, night) if one.finding == asked.finding), None)
        if gone is not None:
            return {"closed": gone}
        raise UserError(
            msg("{fingerprint} is not exactly one finding that stands now", fingerprint=asked.finding[:16]),
            hint=msg("it may be mended; the list of findings shows what stands"),
        )
    entry = space.checks.get(item.check)
    family = item.check.partition(".")[0]
    refused = family in NEVER_RELEASED and item.severity == Severity.ERROR
    units = {section.owner.zh for site in space.catalog.websites for section in site.sections}
    units |= {one.case.owner for one in night.items} - {""}
    return {
        "night": night,
        "item": item,
        "entry": entry,
        "can_accept": not refused,
        "needs_ground": family == "leaks",
        "units": sorted(units),
    }


def _datasets(space: Workspace) -> dict[str, Any]:
    night = last_night(space)
    rows = []
    for name, state in sorted(night.datasets.items()):
        holding = [item for item in night.items if item.dataset == name and item.holds and not item.accepted]
        known = space.datasets.get(name)
        stuck = [item for item in holding if item.check.partition(".")[0] in NEVER_RELEASED]
        title = known.title if known else LocalText(name, name)
        rows.append({"id": name, "title": title, "state": state, "holding": holding, "stuck": stuck})
    rows.sort(key=lambda row: (row["state"] not in ("held", "failed"), row["id"]))
    return {"night": night, "rows": rows, "dataset_states": DATASET_STATES}


def _nights(space: Workspace) -> list[dict[str, Any]]:
    """The archive, the newest first; a folder that says nothing of itself is left out."""
    nights = []
    for path in sorted((space.state_folder / "reports").glob("*/summary.json"), reverse=True)[:400]:
        if path.parent.is_symlink():
            continue
        try:
            said = json.loads(path.read_text(encoding="utf-8"))
            started = datetime.fromisoformat(said["started"])
            nights.append({"folder": path.parent.name, "started": started, "said": said})
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return nights


def _checklist(space: Workspace) -> dict[str, Any]:
    last = {(answer.item, answer.number): answer for answer in load_plan_answers(space.root)}
    questions = [item for item in space.plan_items if item.manual]
    return {"questions": questions, "answers": last, "left": _left(questions, last)}


def _accessibility(space: Workspace, asked: Asked) -> dict[str, Any]:
    query = asked.query
    words = {"states": STATES, "judgements": JUDGEMENTS, "standings": STANDINGS}
    if "code" in query:
        one = code_of(space, query.get("site", ""), query.get("edition", ""), query["code"])
        return words | {"one": one, "pages": one.pages[:_MOST_PAGES], "codes": []}
    return words | {"one": None, "codes": manual_codes(space)}


def _left(questions: Iterable[Any], answers: Mapping[tuple[str, int], Any]) -> int:
    return sum((item.id, number) not in answers for item in questions for number in range(len(item.manual)))
