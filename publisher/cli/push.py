"""`publisher push`: bring the portals to what is already proven, without preparing anything anew."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from publisher.cli import options
from publisher.cli.console import Format
from publisher.i18n import translate
from publisher.model.errors import UserError, Where
from publisher.model.exits import exit_for
from publisher.model.text import msg


def push(
    plan: Annotated[
        Path | None,
        typer.Argument(
            help="A plan that `publisher plan --out` wrote: do just that, or nothing.", show_default=False
        ),
    ] = None,
    workspace: options.WorkspaceOption = None,
    portal: options.PortalOption = None,
    allow_withdrawals: options.AllowWithdrawalsOption = False,
    now: options.NowOption = None,
    format: options.FormatOption = Format.TEXT,  # noqa: A002 - the option's name
    language: options.LanguageOption = None,
) -> None:
    """Push what earlier runs have proven to the portals, and verify it as an anonymous reader.

    With a plan, a portal that has moved since the plan was made gets nothing, and the exit code is 4.

    Examples:

        publisher push

        publisher push --portal ckan

        publisher plan --out plan.json && publisher push plan.json
    """
    from publisher.pipeline import Settings, push_proven
    from publisher.pipeline.portals import stopped

    screen = options.screen(language, format)
    space = options.open_workspace(workspace)
    from publisher.cli.planfile import read_plan

    agreed = read_plan(plan) if plan is not None else None
    named = portal or (list(agreed) if agreed is not None else None)
    for name in named or ():
        if agreed is not None and name not in agreed:
            raise UserError(
                msg("the plan says nothing of the portal {id}", id=name), Where(str(plan)), msg("make a new plan")
            )
    settings = Settings(
        options.clock(now),
        options.keys_folder(),
        portals=options.known_portals(space, named),
        allow_withdrawals=allow_withdrawals,
    )
    outcomes = push_proven(space, settings, agreed)
    screen.give(outcomes)
    for outcome in outcomes:
        if outcome.error is not None:
            screen.say(f"{outcome.portal}: {translate(outcome.error, screen.language)}")
            if outcome.hint is not None:
                screen.say(f"  → {translate(outcome.hint, screen.language)}")
        screen.say(
            msg(
                "{portal}: {shown} datasets shown, {verified} verified, {writes} writes",
                portal=outcome.portal,
                shown=len(outcome.receipts),
                verified=sum(receipt.verified for receipt in outcome.receipts),
                writes=outcome.writes,
            )
        )
    findings = [found for outcome in outcomes for found in outcome.findings]
    raise typer.Exit(exit_for(findings, stopped=stopped(outcomes), fail_on=space.catalog.fail_on))
