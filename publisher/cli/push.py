"""`publisher push`: bring the portals to what is already proven, without preparing anything anew."""

from __future__ import annotations

import typer

from publisher.cli import options
from publisher.cli.console import Format
from publisher.i18n import translate
from publisher.model.text import msg
from publisher.pipeline.run import Settings, push_proven


def push(
    workspace: options.WorkspaceOption = None,
    portal: options.PortalOption = None,
    now: options.NowOption = None,
    format: options.FormatOption = Format.TEXT,  # noqa: A002 - the option's name
    language: options.LanguageOption = None,
) -> None:
    """Push what earlier runs have proven to the portals, and verify it as an anonymous reader.

    Examples:

        publisher push

        publisher push --portal ckan
    """
    screen = options.screen(language, format)
    space = options.open_workspace(workspace)
    settings = Settings(options.clock(now), options.keys_folder(), portals=options.known_portals(space, portal))
    outcomes = push_proven(space, settings)
    screen.give(outcomes)
    for outcome in outcomes:
        if outcome.error is not None:
            screen.say(f"{outcome.portal}: {translate(outcome.error, screen.language)}")
        screen.say(
            msg(
                "{portal}: {shown} datasets shown, {verified} verified, {writes} writes",
                portal=outcome.portal,
                shown=len(outcome.receipts),
                verified=sum(receipt.verified for receipt in outcome.receipts),
                writes=outcome.writes,
            )
        )
    bad = any(outcome.error or any(found.holds for found in outcome.findings) for outcome in outcomes)
    raise typer.Exit(4 if bad else 0)
