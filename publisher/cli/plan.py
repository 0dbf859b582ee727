"""`publisher plan`: what a run would do, and why."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from publisher.cli import options
from publisher.cli.console import Format, Screen
from publisher.i18n import gettext
from publisher.model.exits import Exit
from publisher.model.portal import PushAction
from publisher.model.text import msg

if TYPE_CHECKING:
    from publisher.model.night import Change, Plan, PortalPlan

_MARKS = {"publish": "+", "unchanged": "=", "still-held": "!", "withdraw": "-", "cannot": "x"}
"""By the action of the plan, which is a text."""
_PUSH_MARKS = {
    PushAction.CREATE: "+",
    PushAction.UPDATE: "~",
    PushAction.LOAD: "~",
    PushAction.RESTORE: "+",
    PushAction.WITHDRAW: "-",
    PushAction.CONFLICT: "!",
}
_SHOWN = 60
_HASH = 12


def plan(
    workspace: options.WorkspaceOption = None,
    only: options.OnlyOption = None,
    portal: options.PortalOption = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Write the plan to this file, for `publisher push FILE`.", show_default=False),
    ] = None,
    allow_withdrawals: options.AllowWithdrawalsOption = False,
    now: options.NowOption = None,
    format: options.FormatOption = Format.TEXT,  # noqa: A002 - the option's name
    language: options.LanguageOption = None,
) -> None:
    """Print what a run would do and why, without doing any of it.

    First the datasets to work on. Then, asked of each portal, what it would get of the data that are proven
    already, field by field and file by file; what the run proves anew comes on top of that.

    Exit code 0 whether or not something would change; the JSON says which (`changes`). With `--out` it is 4
    when a portal does not answer, and nothing is written.

    Examples:

        publisher plan

        publisher plan --only case-log --format json

        publisher plan --portal ckan --out plan.json
    """
    from publisher.pipeline import Settings, plan_night

    screen = options.screen(language, format)
    space = options.open_workspace(workspace)
    settings = Settings(
        options.clock(now),
        options.keys_folder(),
        portals=options.known_portals(space, portal),
        only=options.known_datasets(space, only, or_sites=True),
        allow_withdrawals=allow_withdrawals,
    )
    made = plan_night(space, settings, ask_portals=True)
    if out is not None:
        from publisher.cli.planfile import write_plan

        write_plan(made, out)
    show(screen, made)
    raise typer.Exit(Exit.CLEAN)


def show(screen: Screen, made: Plan) -> None:
    """The plan as text or JSON."""
    screen.give({"changes": made.changes, "plan": made})
    _say_datasets(screen, made)
    for pushed in made.pushes:
        _say_portal(screen, pushed)


def _say_datasets(screen: Screen, made: Plan) -> None:
    width = max((len(item.dataset) for item in made.datasets), default=0)
    for item in made.datasets:
        screen.say(f"{_MARKS[item.action]} {item.dataset:<{width}}  {screen._(item.reason)}")
        for trouble in item.troubles:
            screen.say(f"    {screen.trouble(trouble)}")
    for site in made.websites:
        what = screen._(msg("it will be crawled and checked"))
        screen.say(f"? {site:<{width}}  {what}")
    counts = Counter(str(item.action) for item in made.datasets)
    screen.say(
        msg(
            "{publish} to work on, {unchanged} unchanged, {held} still held, {cannot} cannot be worked on, "
            "{withdraw} to withdraw; {steps} steps",
            publish=counts["publish"],
            unchanged=counts["unchanged"],
            held=counts["still-held"],
            cannot=counts["cannot"],
            withdraw=counts["withdraw"],
            steps=len(made.steps),
        )
    )


def _say_portal(screen: Screen, pushed: PortalPlan) -> None:
    screen.say()
    steps = [step for step in pushed.steps if step.action is not PushAction.UNCHANGED]
    screen.say(
        msg(
            "portal {portal}: of what is proven already, {changed} to push, {unchanged} unchanged",
            portal=pushed.portal,
            changed=len(steps),
            unchanged=len(pushed.steps) - len(steps),
        )
    )
    if pushed.error is not None:
        screen.say(f"  ! {screen._(pushed.error)}")
        if pushed.hint is not None:
            screen.say(f"    → {screen._(pushed.hint)}")
    for step in steps:
        action = gettext(str(step.action), screen.language)
        screen.say(f"  {_PUSH_MARKS[step.action]} {step.dataset}  {action}: {screen._(step.reason)}")
        for change in step.changes:
            screen.say(f"      {_line(screen, change)}")


def _line(screen: Screen, change: Change) -> str:
    if change.kind == "field":
        return f"{change.name}: {_quoted(change.before)} → {_quoted(change.after)}"
    before, after = (change.before or "")[:_HASH], (change.after or "")[:_HASH]
    if change.kind == "table":
        if change.after is None:
            return screen._(msg("drop the table of {name}", name=change.name))
        rows = change.rows or 0
        if change.before is None:
            return screen._(msg("load the table of {name}: {rows} rows", name=change.name, rows=rows))
        return screen._(
            msg("bring the table of {name} to its file by difference: {rows} rows", name=change.name, rows=rows)
        )
    if change.before is None:
        return screen._(msg("add the file {name}: {after}", name=change.name, after=after))
    if change.after is None:
        return screen._(msg("take the file {name} away: {before}", name=change.name, before=before))
    return screen._(
        msg("replace the file {name}: {before} → {after}", name=change.name, before=before, after=after)
    )


def _quoted(text: str | None) -> str:
    if text is None:
        return "–"
    text = " ".join(text.split())
    return f"「{text}」" if len(text) <= _SHOWN else f"「{text[:_SHOWN]}…」"
