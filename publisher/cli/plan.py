"""`publisher plan`: what a run would do, and why."""

from __future__ import annotations

import typer

from publisher.cli import options
from publisher.cli.console import Format
from publisher.model.night import Action
from publisher.model.text import msg
from publisher.pipeline.run import Settings, plan_night

_MARKS = {Action.PUBLISH: "+", Action.UNCHANGED: "=", Action.STILL_HELD: "!", Action.WITHDRAW: "-"}


def plan(
    workspace: options.WorkspaceOption = None,
    only: options.OnlyOption = None,
    portal: options.PortalOption = None,
    now: options.NowOption = None,
    format: options.FormatOption = Format.TEXT,  # noqa: A002 - the option's name
    language: options.LanguageOption = None,
) -> None:
    """Print what a run would do and why, without doing any of it.

    Exit code 0 whether or not something would change; the JSON says which (`changes`).

    Examples:

        publisher plan

        publisher plan --only case-log --format json
    """
    screen = options.screen(language, format)
    space = options.open_workspace(workspace)
    settings = Settings(
        options.clock(now),
        options.keys_folder(),
        portals=options.known_portals(space, portal),
        only=options.known_datasets(space, only, or_sites=True),
    )
    made = plan_night(space, settings)
    screen.give({"changes": made.changes, "plan": made})
    width = max((len(item.dataset) for item in made.datasets), default=0)
    for item in made.datasets:
        screen.say(f"{_MARKS[item.action]} {item.dataset:<{width}}  {screen._(item.reason)}")
    for site in made.websites:
        what = screen._(msg("it will be crawled and checked"))
        screen.say(f"? {site:<{width}}  {what}")
    counts = {action: sum(item.action is action for item in made.datasets) for action in Action}
    screen.say(
        msg(
            "{publish} to work on, {unchanged} unchanged, {held} still held, {withdraw} to withdraw; "
            "{steps} steps",
            publish=counts[Action.PUBLISH],
            unchanged=counts[Action.UNCHANGED],
            held=counts[Action.STILL_HELD],
            withdraw=counts[Action.WITHDRAW],
            steps=len(made.steps),
        )
    )
    raise typer.Exit(0)
