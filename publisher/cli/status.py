"""`publisher status`: where each dataset and each portal stands, and how many workspaces fare."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from publisher.cli import options
from publisher.cli.console import Format, Screen
from publisher.i18n import gettext
from publisher.model.errors import PublisherError
from publisher.model.exits import Exit
from publisher.model.text import Message, msg

if TYPE_CHECKING:
    from publisher.operations.overview import WorkspaceLine
    from publisher.state.holder import Holder


def status(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(
            help="With --all: workspaces, or folders that hold workspaces (default: here).", show_default=False
        ),
    ] = None,
    workspace: options.WorkspaceOption = None,
    everything: Annotated[bool, typer.Option("--all", help="One line for each of many workspaces.")] = False,
    max_age: Annotated[
        float, typer.Option("--max-age", help="With --all: hours after which a night counts as missed.")
    ] = 26.0,
    notify: Annotated[
        bool, typer.Option("--notify", help="With --all: tell who wants to know of a missed night.")
    ] = False,
    now: options.NowOption = None,
    format: options.FormatOption = Format.TEXT,  # noqa: A002 - the option's name
    language: options.LanguageOption = None,
) -> None:
    """Show where each dataset stands after the last run, and what the portals show.

    With --all: age and result of the last night of every workspace. Exit code 0 when all are fine, 1 when some
    have findings, 4 when something was stopped or a night is missing.

    Examples:

        publisher status

        publisher status --all /srv/publisher --max-age 26
    """
    from publisher.state.glance import glance
    from publisher.state.holder import holder_of
    from publisher.workspace import dataset_titles

    screen = options.screen(language, format)
    if everything:
        from publisher.operations.overview import WorkspaceCondition, overview

        lines = overview(folders or [workspace or Path.cwd()], options.clock(now), max_age)
        _all(screen, lines)
        if notify:
            _notify(screen, lines)
        worst = {line.condition for line in lines} or {WorkspaceCondition.MISSED}
        bad = worst - {WorkspaceCondition.FINE, WorkspaceCondition.FINDINGS}
        raise typer.Exit(
            Exit.SOME_STOPPED if bad else Exit.FINDINGS if WorkspaceCondition.FINDINGS in worst else Exit.CLEAN
        )
    space = options.read_foundation(workspace)
    titles = dataset_titles(space.root)
    seen = glance(space.state_place, [portal.id for portal in space.catalog.portals])
    run = seen.run
    at_work = holder_of(space.state_place) if run is not None and run["finished"] is None else None
    screen.give(
        {
            "last_run": run,
            "at_work": at_work,
            "datasets": {name: seen.outcomes.get(name) for name in titles},
            "portals": seen.receipts,
        }
    )
    if run is not None:
        screen.say(msg("last run: {number}, started {started}", number=run["id"], started=run["started"]))
        how = _how_it_ended(run, at_work)
        if how is not None:
            screen.say(how)
    else:
        screen.say(msg("there was no run yet: start one with `publisher run`"))
    for name, title in titles.items():
        outcome = seen.outcomes.get(name)
        word = gettext(str(outcome["state"]), screen.language) if outcome else screen._(msg("never run"))
        held = outcome and outcome.get("held_since")
        since = f" ({datetime.fromisoformat(held):%Y-%m-%d})" if held else ""
        screen.say(f"{name:<28} {word}{since}  {title.get(screen.language)}".rstrip())
    for portal, shown in seen.receipts.items():
        verified = sum(bool(receipt.get("verified")) for receipt in shown.values())
        screen.say(
            msg(
                "portal {portal}: {shown} datasets, {verified} verified",
                portal=portal,
                shown=len(shown),
                verified=verified,
            )
        )


def _how_it_ended(run: Mapping[str, Any], at_work: Holder | None) -> Message | None:
    """What is to be known of the last run beside its datasets; None when it came to its end."""
    if run["finished"] is None:
        if at_work is None:
            return msg("it was killed before its end; `publisher run` goes on, `publisher logs` says what it did")
        if at_work.host:
            return msg("it is at work on {host}, and cannot be seen from here", host=at_work.host)
        return msg("it is at work")
    if run["exit_code"] == Exit.INTERRUPTED:
        return msg("it was interrupted; `publisher run` goes on, its report says what it did not do")
    return None


_WORDS = {
    "broken-off": msg("THE NIGHT WAS KILLED BEFORE ITS END"),
    "fine": msg("fine"),
    "findings": msg("findings"),
    "stopped": msg("something was stopped"),
    "missed": msg("THE NIGHT DID NOT HAPPEN"),
}


def _all(screen: Screen, lines: list[WorkspaceLine]) -> None:
    screen.give(lines)
    for line in lines:
        word = screen._(_WORDS[line.condition])
        health = line.health
        if health is None or line.hours is None:
            screen.say(f"{line.workspace}  {word}")
            continue
        figures = msg(
            "{hours} hours ago: published {published}, held {held}, failed {failed}, errors {errors}, new {new}",
            hours=line.hours,
            published=health.published,
            held=health.held,
            failed=health.failed,
            errors=health.errors,
            new=health.new,
        )
        screen.say(f"{line.workspace}  {word}  {screen._(figures)}")


def _notify(screen: Screen, lines: list[WorkspaceLine]) -> None:
    from publisher.operations import telling
    from publisher.operations.overview import WorkspaceCondition
    from publisher.workspace import load

    for line in lines:
        if line.condition is not WorkspaceCondition.MISSED:
            continue
        began = datetime.fromtimestamp(line.health.started).astimezone() if line.health else None
        last = f"{began:%Y-%m-%d %H:%M}" if began else "–"
        try:
            space = load(line.workspace)
            for to in space.catalog.notifications:
                if "missed" in to.on:
                    telling.send(to, telling.subject(space, to), telling.of_missing(last, to))
        except PublisherError as error:
            screen.mention(error)
