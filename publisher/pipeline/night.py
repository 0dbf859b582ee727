"""The order of a night: plan, prepare and prove what changed, push, look at the websites, report.

Only this process writes state. Whatever goes wrong ends as the item that it belongs to, and the report is written.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from functools import partial

from publisher.model.border import attempt
from publisher.model.errors import BusyError, PublisherError
from publisher.model.exits import Exit
from publisher.model.night import Plan
from publisher.model.workspace import Workspace
from publisher.pipeline.datasets import Datasets
from publisher.pipeline.desk import Desk, at_work
from publisher.pipeline.ending import FinishedNight, conclude, not_begun
from publisher.pipeline.inventories import Inventories
from publisher.pipeline.measured import Measured
from publisher.pipeline.plan import build_plan
from publisher.pipeline.portals import Portals
from publisher.pipeline.settings import Settings
from publisher.pipeline.summing import sum_up
from publisher.pipeline.unfinished import interrupted, unfinished_before, uninterrupted
from publisher.pipeline.websites import Websites


def run_night(workspace: Workspace, settings: Settings, clock: Callable[[], datetime]) -> FinishedNight:
    """One night, under the workspace's lock. Raises BusyError when another run is at work.

    A night that cannot begin (no room, a damaged state) and one that is interrupted end with a report, too.
    """
    with ExitStack() as stack:
        begin = partial(stack.enter_context, at_work(workspace, settings))
        try:
            at = attempt("state", begin, workspace.state_folder)
        except KeyboardInterrupt:
            return not_begun(workspace, settings.now, clock(), interrupted(), Exit.INTERRUPTED)
        if isinstance(at, BusyError):
            raise at
        if isinstance(at, PublisherError):
            return not_begun(workspace, settings.now, clock(), at)
        return _carry_out(at, clock)


def _carry_out(at: Desk, clock: Callable[[], datetime]) -> FinishedNight:
    workspace, settings = at.workspace, at.settings
    run, plan = 0, Plan(settings.now, (), (), (), tuple(site.id for site in workspace.catalog.websites))

    def begin() -> None:
        nonlocal run
        run = at.state.begin_run(settings.now)
        at.unfinished = unfinished_before(at, run)

    def make_plan() -> None:
        nonlocal plan
        at.planless = True
        plan = build_plan(workspace, at.remembered, settings)
        at.planless = False

    _do(at, "state", begin)
    _do(at, "plan", make_plan)
    datasets, portals, websites = Datasets(at, plan), Portals(at), Websites(at, plan)
    inventories, measured = Inventories(at, portals, websites), Measured(at)
    _do(at, "plan", datasets.carry_out)
    _do(at, "push", portals.carry_out)
    _do(at, "state", datasets.forget_withdrawn)
    _do(at, "crawl", websites.carry_out)
    _do(at, "inspect", inventories.carry_out)
    _do(at, "measure", measured.carry_out)
    with uninterrupted():
        if at.interrupted:
            for kind in (datasets, portals, websites):
                kind.name_the_rest()
        return conclude(at, run, sum_up(at, run, clock(), (datasets, portals, websites, inventories, measured)))


def _do(at: Desk, doing: str, work: Callable[[], None]) -> None:
    """One part of the night: a fault ends it, an interruption what follows, too; neither ends the report."""
    if at.interrupted:
        return
    try:
        done = attempt(doing, work, at.workspace.state_folder)
    except KeyboardInterrupt:
        at.interrupted = True
        done = interrupted()
    if isinstance(done, PublisherError):
        at.note(done)
