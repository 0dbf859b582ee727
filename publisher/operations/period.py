"""A month for signing: how the plan stood at its end against an earlier month, and what is left to do.

One value, from the reports of the nights; `composed` makes a document of it, `table` a list. The figures are those
of the last night of each month: what was mended in between is not counted twice.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from publisher.i18n import translate
from publisher.model.case import CASE_STATES
from publisher.model.document import Block, Composed, Facts, Grid, Heading, Paragraph, Properties
from publisher.model.errors import UserError
from publisher.model.text import Language, LocalText, Message, msg
from publisher.model.workspace import Workspace
from publisher.operations.standing import StandingItem, night_in

_MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])\Z")
_STATES: Mapping[str, Message] = {
    "findings": msg("findings"),
    "untested": msg("not tested in full"),
    "person": msg("left to a person"),
    "met": msg("met by machine evidence"),
}
_SEVERITIES: Mapping[str, Message] = {"error": msg("error"), "warning": msg("warning"), "advice": msg("advice")}
_MOST_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item of the plan: its state at the end of the month, and at the end of the other (empty: not known)."""

    number: LocalText
    title: LocalText
    state: str
    before: str


@dataclass(frozen=True, slots=True)
class Period:
    """A month. `nights` were reported in it, the last began at `last`; `counts` are pairs of now and before."""

    agency: LocalText
    month: str
    compared: str
    owner: str
    nights: int
    last: datetime
    counts: Mapping[str, tuple[int, int | None]]
    items: tuple[ItemRow, ...]
    findings: tuple[StandingItem, ...]


def period(space: Workspace, month: str, compared: str = "", owner: str = "") -> Period:
    """The month from the reports kept. UserError for a month without a night, an owner without findings."""
    nights = _nights(space, month)
    earlier = _nights(space, compared) if compared else []
    last, said = nights[-1]
    before = earlier[-1][1] if earlier else {}
    night = night_in(space, last)
    owners = sorted({item.case.owner for item in night.items} - {""})
    if owner and owner not in owners:
        raise UserError(
            msg("{owner} has no findings in {month}", owner=owner, month=month),
            hint=msg("owners with findings: {known}", known=", ".join(owners) or "-"),
        )
    findings = tuple(item for item in night.items if owner in ("", item.case.owner) and not item.accepted)
    return Period(
        space.catalog.agency.title,
        month,
        compared,
        owner,
        len(nights),
        night.started,
        {
            name: (int(said["findings"].get(name, 0)), int(before["findings"].get(name, 0)) if before else None)
            for name in _SEVERITIES
        },
        tuple(
            ItemRow(
                item.number, item.title, said["items"].get(item.id, ""), before.get("items", {}).get(item.id, "")
            )
            for item in space.plan_items
        ),
        findings,
    )


def _nights(space: Workspace, month: str) -> list[tuple[Path, dict[str, Any]]]:
    """Folder and figures of the nights of a month, the oldest first."""
    if not _MONTH.match(month):
        raise UserError(msg("{text} is not a month", text=month), hint=msg("write it like 2026-11"))
    nights = []
    for path in sorted((space.state_folder / "reports").glob(f"{month.replace('-', '')}*/summary.json")):
        try:
            said = json.loads(path.read_text(encoding="utf-8"))
            if isinstance(said["findings"], dict) and isinstance(said["items"], dict):
                nights.append((path.parent, said))
        except (OSError, ValueError, KeyError, TypeError):
            continue  # another version's, or half written: the month is told from the others
    if not nights:
        raise UserError(
            msg("no night of {month} is kept", month=month), hint=msg("`publisher logs` lists the nights")
        )
    return nights


def composed(one: Period, language: Language) -> Composed:
    """The document: figures, the plan item by item, what is left to do, and lines for signatures."""

    def say(said: Message) -> str:
        return translate(said, language)

    def text(said: LocalText) -> str:
        return said.zh if language == "zh-TW" else said.en

    title = say(msg("Report for {month}", month=one.month))
    title = f"{text(one.agency)} {title}" + (f" {one.owner}" if one.owner else "")
    pairs = [
        (say(msg("Nights reported")), str(one.nights)),
        (say(msg("State at the end of the month")), one.last.strftime("%Y-%m-%d %H:%M")),
    ]
    if not one.owner:
        pairs += [
            (say(_SEVERITIES[name]), str(now) if then is None else f"{now} ({one.compared}: {then})")
            for name, (now, then) in one.counts.items()
        ]
    header = (say(msg("Fact")), say(msg("Value")))
    blocks: list[Block] = [Heading(title), Facts(tuple(pairs), header)]
    if not one.owner:
        blocks += [Heading(say(msg("The plan item by item")), 2), _plan(one, say, text)]
    blocks.append(Heading(say(msg("What is left to do")), 2))
    if one.findings:
        blocks.append(_left(one.findings[:_MOST_ROWS], say, text))
        if len(one.findings) > _MOST_ROWS:
            blocks.append(Paragraph(say(msg("and {n} more", n=len(one.findings) - _MOST_ROWS))))
    else:
        blocks.append(Paragraph(say(msg("These checks found nothing that is left to do."))))
    blocks += [
        Heading(say(msg("Signatures")), 2),
        Facts(tuple((say(role), "　" * 12) for role in _ROLES), (say(msg("Role")), say(msg("Signature and day")))),
        Heading(say(msg("What this report does not claim")), 2),
        Paragraph(
            say(msg("What no check looks at, and what could not be looked at, is not said to be in order."))
        ),
    ]
    return Composed(
        Properties(title, title, text(one.agency), (), language), tuple(blocks), text(one.agency), one.last.date()
    )


_ROLES = (msg("Prepared by"), msg("Reviewed by"), msg("Approved by"))


def _plan(one: Period, say: Any, text: Any) -> Grid:
    def state(name: str) -> str:
        return say(_STATES[name]) if name in _STATES else "-"

    header = [say(msg("Item")), say(msg("Title")), say(msg("State"))]
    header += [one.compared] if one.compared else []
    rows = tuple(
        (text(row.number), text(row.title), state(row.state), *((state(row.before),) if one.compared else ()))
        for row in one.items
    )
    widths = (2.0, 6.0, 2.5, 2.5) if one.compared else (2.0, 7.0, 3.0)
    return Grid(say(msg("The plan item by item")), tuple(header), rows, labelled=True, widths=widths)


def _left(items: Sequence[StandingItem], say: Any, text: Any) -> Grid:
    header = (say(msg("Finding")), say(msg("Subject")), say(msg("Owner")), say(msg("State")), say(msg("Due on")))
    rows = tuple(
        (
            f"{say(_SEVERITIES[item.severity])}　{text(item.message)}",
            item.subject,
            item.case.owner or "-",
            say(CASE_STATES[item.case.state]),
            item.case.due.isoformat() if item.case.due else "-",
        )
        for item in items
    )
    return Grid(say(msg("What is left to do")), header, rows, labelled=True, widths=(5.0, 4.0, 2.0, 2.0, 2.0))


def table(one: Period, language: Language) -> str:
    """What is left to do as CSV: a byte order mark, lines as RFC 4180 has them, no cell that computes."""
    grid = _left(
        one.findings,
        lambda said: translate(said, language),
        lambda said: said.zh if language == "zh-TW" else said.en,
    )
    said = io.StringIO()
    writer = csv.writer(said, lineterminator="\r\n")
    for row in (grid.header, *grid.rows):
        writer.writerow(
            [f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and cell != "-" else cell for cell in row]
        )
    return "\ufeff" + said.getvalue()
