"""`publisher case` works on one finding, `publisher cases` lists them for owners and ticket systems."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from publisher.cli import options
from publisher.cli.console import Format, put_out
from publisher.model.case import Act, ActKind, CaseState
from publisher.model.errors import UserError
from publisher.model.text import msg

if TYPE_CHECKING:
    pass


class ListFormat(StrEnum):
    """How the list is written."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


def case(
    fingerprint: Annotated[
        str, typer.Argument(help="The finding, as reports show it beside each; its beginning is enough.")
    ],
    by: Annotated[str, typer.Option("--by", help="Who does this.")],
    assign: Annotated[str, typer.Option("--assign", help="Give it to this unit or person.")] = "",
    due: Annotated[str, typer.Option("--due", help="The day by which it is to be done.")] = "",
    snooze: Annotated[str, typer.Option("--snooze", help="Put it aside until this day.")] = "",
    comment: Annotated[str, typer.Option("--comment", help="Words to keep with it.")] = "",
    fixed: Annotated[bool, typer.Option("--fixed", help="It is mended: the next night looks.")] = False,
    reopen: Annotated[bool, typer.Option("--reopen", help="It is not: take back --fixed or --snooze.")] = False,
    workspace: options.WorkspaceOption = None,
    now: options.NowOption = None,
    format: options.FormatOption = Format.TEXT,  # noqa: A002 - the option's name
    language: options.LanguageOption = None,
) -> None:
    """Assign a finding, give it a day, put it aside, comment on it, or say that it is mended.

    Everything is added to checks/cases/FINDING.yaml with who and when; nothing is taken out. A finding that was
    said to be mended and that a later night still sees comes back; personal data in public cannot be put aside.

    Examples:

        publisher case 3f2a9c1b --by "Reviewer" --assign "Web desk" --due 2027-01-15

        publisher case 3f2a9c1b --by "Web desk" --fixed --comment "renewed in the CMS"
    """
    from publisher.operations import acting

    screen = options.screen(language, format)
    space = options.read_workspace(workspace)
    moment = options.clock(now)
    day = acting.day(due, moment.date()) if due else None
    rest = acting.day(snooze, moment.date()) if snooze else None
    acts = [Act(ActKind.ASSIGN, by, moment, assign.strip(), day, comment.strip())] if assign else []
    acts += [Act(ActKind.DUE, by, moment, day=day, note=comment.strip())] if day and not assign else []
    acts += [Act(ActKind.SNOOZE, by, moment, day=rest, note=comment.strip())] if rest else []
    acts += [Act(ActKind.FIXED, by, moment, note=comment.strip())] if fixed else []
    acts += [Act(ActKind.REOPEN, by, moment, note=comment.strip())] if reopen else []
    acts = acts or [Act(ActKind.COMMENT, by, moment, note=comment.strip())]
    about = acting.known(space, fingerprint)
    for act in acts:
        acting.act(space, about, act)
    screen.give({"finding": about.finding, "acts": acts})
    screen.say(
        msg(
            "written to checks/cases/{finding}.yaml: {check} in {subject}",
            finding=about.finding,
            check=about.check,
            subject=about.subject,
        )
    )


def cases(
    owner: Annotated[str, typer.Option("--owner", help="Only those of this unit or person.")] = "",
    state: Annotated[str, typer.Option("--state", help="Only those in this state, for example assigned.")] = "",
    since: Annotated[
        str, typer.Option("--since", help="Only those that are new to their owner since this day.")
    ] = "",
    overdue: Annotated[bool, typer.Option("--overdue", help="Only those whose day is over.")] = False,
    workspace: options.WorkspaceOption = None,
    now: options.NowOption = None,
    format: Annotated[  # noqa: A002 - the option's name
        ListFormat, typer.Option("--format", help="text, json, or csv for ticket systems.")
    ] = ListFormat.TEXT,
    language: options.LanguageOption = None,
) -> None:
    """List what stands after the last night with its owner, state and due day.

    With --owner and --since it is the digest of one owner; csv has one line for each finding, with the columns
    that ticket systems ask for when they import (subject, description, assignee, due date, priority).

    Examples:

        publisher cases --owner "Web desk" --since 2027-01-01

        publisher cases --format csv > tickets.csv
    """
    from publisher.operations.standing import last_night
    from publisher.operations.tickets import table, theirs_since

    screen = options.screen(language, Format.JSON if format is ListFormat.JSON else Format.TEXT)
    space = options.read_workspace(workspace)
    today = options.clock(now).date()
    if state and state not in {str(one) for one in CaseState}:
        raise UserError(
            msg("{state} is no state of a case", state=state),
            hint=msg("known states: {known}", known=", ".join(CaseState)),
        )
    first = _day(since) if since else None
    night = last_night(space)
    items = [
        item
        for item in night.items
        if owner in ("", item.case.owner)
        and state in ("", str(item.case.state))
        and (first is None or theirs_since(item) >= first)
        and (not overdue or item.case.overdue(today))
    ]
    if format is ListFormat.CSV:
        put_out(table(items, screen.language))
        return
    screen.give({"night": night.started, "cases": items})
    for item in items:
        say = msg(
            "{finding}  {severity}  {state}  {owner}  due {due}  {check}: {subject}",
            finding=item.finding,
            severity=item.severity,
            state=str(item.case.state),
            owner=item.case.owner or "-",
            due=item.case.due.isoformat() if item.case.due else "-",
            check=item.check,
            subject=item.subject,
        )
        screen.say(say)
    screen.note(msg("cases: {n}", n=len(items)))
    for error in night.faults:
        screen.note(error.message)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UserError(msg("{text} is not a day", text=text), hint=msg("write it like 2027-06-30")) from None
