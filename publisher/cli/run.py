"""`publisher run`: the nightly job."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from publisher.cli import options
from publisher.cli.aftermath import logged, tell, traced
from publisher.cli.console import Format, Screen, put_out
from publisher.cli.plan import show
from publisher.model.errors import ManyErrors, UserError
from publisher.model.event import Event
from publisher.model.exits import Exit
from publisher.model.jsonable import to_json
from publisher.model.text import msg

if TYPE_CHECKING:
    from publisher.model.workspace import Workspace
    from publisher.pipeline.ending import FinishedNight


def run(
    workspace: options.WorkspaceOption = None,
    only: options.OnlyOption = None,
    portal: options.PortalOption = None,
    now: options.NowOption = None,
    jobs: options.JobsOption = options.default_jobs(),
    scheduler: options.SchedulerOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    allow_withdrawals: options.AllowWithdrawalsOption = False,
    format: options.FormatOption = Format.TEXT,  # noqa: A002 - the option's name
    language: options.LanguageOption = None,
) -> None:
    """Do the night's work: prepare, prove, publish and verify what changed, and report.

    Exit codes: 0 clean, 1 findings at or above the threshold, 2 usage or configuration, 3 our fault,
    4 some datasets were held or failed and the others were published, 130 interrupted.

    Examples:

        publisher run

        publisher run --portal open-data --only case-log

        publisher run --now 2026-11-20T03:00+08:00 --format json
    """
    from publisher.pipeline import Settings, plan_night, run_night

    screen = options.screen(language, format)
    space = options.open_workspace(workspace)
    settings = Settings(
        options.clock(now),
        options.keys_folder(),
        jobs=jobs,
        portals=options.known_portals(space, portal),
        only=options.known_datasets(space, only, or_sites=True),
        allow_withdrawals=allow_withdrawals,
        by_the_machine=now is None,
        cluster=options.cluster(space, scheduler),
    )
    if dry_run:
        show(screen, plan_night(space, settings, ask_portals=True))
        raise typer.Exit(Exit.CLEAN)
    for errors in space.broken.values():
        screen.mention(ManyErrors(errors))
    with (
        screen.progress() as show_it,
        logged(space, show_it, lambda: options.clock(None)) as log_it,
        traced(space, log_it, screen.mention) as emit,
    ):
        night = run_night(space, replace(settings, emit=emit), lambda: options.clock(now))
        emit(Event("night", "end", outcome=Exit(night.report.exit_code).name.lower()))
    for trouble in tell(space, night.report):
        screen.mention(trouble)
    try:
        _print(screen, night, space)
    except UserError as lost:  # the night is done and reported: its code is how it ended
        screen.mention(lost)
    raise typer.Exit(night.report.exit_code)


def _print(screen: Screen, night: FinishedNight, space: Workspace) -> None:
    """The night on stdout, as text or as JSON."""
    from publisher import report

    if screen.format is Format.JSON:
        content = (
            json.loads(night.json.read_text(encoding="utf-8")) if night.json else {"night": to_json(night.report)}
        )
        files = {"html": night.html and str(night.html), "json": night.json and str(night.json)}
        put_out(json.dumps(files | content, ensure_ascii=False) + "\n")
    else:
        screen.say(report.render_text(night.report, space, screen.language))
        screen.say(
            str(night.html) if night.html else msg("the report could be written nowhere: this is all of it")
        )
