"""`publisher accept`: let a finding stand for now, with a reason, a person and a last day."""

from __future__ import annotations

from typing import Annotated

import typer

from publisher.cli import options
from publisher.cli.console import Format
from publisher.model.text import msg


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
    from publisher.operations import acting

    screen = options.screen(language, format)
    space = options.read_workspace(workspace)
    about = acting.known(space, fingerprint)
    acceptance = acting.accept(
        space, about, reason=reason, by=by, until=until, ground=ground, now=options.clock(now)
    )
    path = space.root / "checks" / "accepted.yaml"
    screen.give({"file": str(path), "accepted": acceptance})
    screen.say(
        msg(
            "accepted until {until}: {check} in {subject} ({finding})",
            until=acceptance.until.isoformat(),
            check=about.check,
            subject=about.subject,
            finding=about.finding,
        )
    )
    screen.say(msg("written to {file}; the next run takes it into account", file=str(path)))
