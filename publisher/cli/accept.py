"""`publisher accept`: let a finding stand for now, with a reason, a person and a last day."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from publisher.cli import options
from publisher.cli.console import Format
from publisher.model.acceptance import NEVER_RELEASED, Acceptance
from publisher.model.errors import UserError
from publisher.model.finding import Severity
from publisher.model.text import msg
from publisher.model.workspace import Workspace

_FEWEST = 6
_NEEDS_GROUND = frozenset({"leaks"})
"""Families that no reason excuses without a law that orders the publication (個人資料保護法第16條)."""


def accept(
    fingerprint: Annotated[
        str, typer.Argument(help="The finding, as reports show it beside each; its beginning is enough.")
    ],
    reason: Annotated[str, typer.Option("--reason", help="Why it may stand.")],
    by: Annotated[str, typer.Option("--by", help="Who answers for it.")],
    until: Annotated[str, typer.Option("--until", help="The last day on which it holds, for example 2027-06-30.")],
    ground: Annotated[
        str, typer.Option("--ground", help="The legal ground; required for personal data on a website.")
    ] = "",
    workspace: options.WorkspaceOption = None,
    now: options.NowOption = None,
    format: options.FormatOption = Format.TEXT,  # noqa: A002 - the option's name
    language: options.LanguageOption = None,
) -> None:
    """Accept a finding for a time: it is written to checks/accepted.yaml, and counts for no exit code until then.

    The report lists it in a section of its own; when its time is over it opens again, and the report says so. What
    keeps a dataset back for personal data, its structure, or what a portal shows cannot be accepted.

    Examples:

        publisher accept 3f2a9c1b --reason "old portal, replaced in spring" --by "Web desk" --until 2027-03-31
    """
    from publisher.workspace import write_acceptance

    screen = options.screen(language, format)
    space = options.read_workspace(workspace)
    today = options.clock(now).date()
    finding, check, subject = _known(space, fingerprint)
    _refuse(space, check, ground)
    acceptance = Acceptance(
        finding, check, subject, reason.strip(), by.strip(), today, _day(until, today), ground.strip()
    )
    if not acceptance.reason or not acceptance.by:
        raise UserError(msg("an accepted finding needs a reason and a person"))
    path = write_acceptance(space.root, acceptance)
    screen.give({"file": str(path), "accepted": acceptance})
    screen.say(
        msg(
            "accepted until {until}: {check} in {subject} ({finding})",
            until=acceptance.until.isoformat(),
            check=check,
            subject=subject,
            finding=finding,
        )
    )
    screen.say(msg("written to {file}; the next run takes it into account", file=str(path)))


def _known(space: Workspace, fingerprint: str) -> tuple[str, str, str]:
    """Fingerprint, check and subject of a finding that stands."""
    from publisher.state import StateStore

    state = StateStore(space.state_folder)
    try:
        standing = state.standing()
    finally:
        state.close()
    wanted = fingerprint.strip().lower()
    fitting = [name for name in standing if name.startswith(wanted)] if len(wanted) >= _FEWEST else []
    if len(fitting) != 1:
        raise UserError(
            msg("{fingerprint} is not exactly one finding that stands now", fingerprint=fingerprint),
            hint=msg("take it from the last report (`publisher report`): at least {n} characters", n=_FEWEST),
        )
    return (fitting[0], *standing[fitting[0]])


def _refuse(space: Workspace, check: str, ground: str) -> None:
    family = check.partition(".")[0]
    entry = space.checks.get(check)
    if family in NEVER_RELEASED and (entry is None or entry.severity is Severity.ERROR):
        raise UserError(
            msg("a finding of {check} cannot be accepted: it keeps a dataset or a portal right", check=check),
            hint=msg("mend the data or change the policy; see `publisher explain {check}`", check=check),
        )
    if family in _NEEDS_GROUND and not ground.strip():
        raise UserError(
            msg("personal data in public needs a legal ground (--ground)"),
            hint=msg("for example --ground 政府資訊公開法第7條第1項第3款"),
        )


def _day(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise UserError(msg("{text} is not a day", text=text), hint=msg("write it like 2027-06-30")) from None
    if day < today:
        raise UserError(msg("{text} is already over", text=text))
    return day
