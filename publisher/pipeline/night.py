"""The order of a night: plan, prepare and prove what changed, push, look at the websites, report.

Only this process writes state. Whatever goes wrong ends as the item that it belongs to, and the report is written.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from publisher import report
from publisher.checks import grown_worse
from publisher.executors.border import attempt
from publisher.model.errors import PublisherError
from publisher.model.exits import Exit, exit_for
from publisher.model.night import Fixed, NightReport, Plan, PortalOutcome, PortalPlan
from publisher.model.workspace import Workspace
from publisher.pipeline import portals as portal_side
from publisher.pipeline.datasets import Datasets
from publisher.pipeline.desk import Desk, at_work, desk
from publisher.pipeline.inventories import Inventories
from publisher.pipeline.plan import build_plan
from publisher.pipeline.portals import Portals
from publisher.pipeline.settings import Settings, chosen_portals
from publisher.pipeline.subject import Subjects
from publisher.pipeline.versions import versions
from publisher.pipeline.websites import Websites
from publisher.state import PublicationStore, StateStore


@dataclass(frozen=True, slots=True)
class Night:
    """What a run left behind: the report as a value, and its files (None: nowhere could they be written)."""

    report: NightReport
    html: Path | None
    json: Path | None


def run_night(workspace: Workspace, settings: Settings, clock: Callable[[], datetime]) -> Night:
    """One night, under the workspace's lock. Raises BusyError when another run is at work."""
    with at_work(workspace, settings) as at:
        run = attempt("state", lambda: at.state.begin_run(settings.now), workspace.state_folder)
        if isinstance(run, PublisherError):
            at.note(run)
            run = 0
        plan = attempt("plan", lambda: build_plan(workspace, at.remembered, settings), workspace.state_folder)
        if isinstance(plan, PublisherError):
            at.note(plan)
            at.planless = True
            plan = Plan(settings.now, (), (), (), tuple(site.id for site in workspace.catalog.websites))
        datasets, portals, websites = Datasets(at, plan), Portals(at), Websites(at, plan)
        inventories = Inventories(at, portals, websites)
        for doing, work in (
            ("plan", datasets.carry_out),
            ("push", portals.carry_out),
            ("state", datasets.forget_withdrawn),
            ("crawl", websites.carry_out),
            ("inspect", inventories.carry_out),
        ):
            done = attempt(doing, work, workspace.state_folder)
            if isinstance(done, PublisherError):
                at.note(done)
        night = _report(at, run, clock(), datasets, portals, websites, inventories)
        return _conclude(at, run, night)


def plan_night(workspace: Workspace, settings: Settings, *, ask_portals: bool = False) -> Plan:
    """The plan of a run now; changes nothing but the state file's own migrations.

    With `ask_portals` it also says what each portal would get of what is proven already.
    """
    state = StateStore(workspace.state_folder)
    try:
        with TemporaryDirectory() as work:
            at = desk(workspace, settings, state, PublicationStore(workspace.state_folder), Path(work))
            plan = build_plan(workspace, at.remembered, settings)
            if not ask_portals:
                return plan
            chosen = chosen_portals(workspace, settings)
            return replace(plan, pushes=tuple(portal_side.pushing(at, portal).preview() for portal in chosen))
    finally:
        state.close()


def push_proven(
    workspace: Workspace, settings: Settings, agreed: Mapping[str, PortalPlan] | None = None
) -> tuple[PortalOutcome, ...]:
    """Push what the state holds as proven, under the lock; nothing is prepared anew.

    With `agreed` (by portal) only those portals get anything, and only if nothing moved since the plan was made.
    """
    with at_work(workspace, settings) as at:
        return tuple(
            portal_side.push(at, portal, None if agreed is None else agreed[portal.id])
            for portal in chosen_portals(workspace, settings)
            if agreed is None or portal.id in agreed
        )


def _report(
    at: Desk,
    run: int,
    finished: datetime,
    datasets: Datasets,
    portals: Portals,
    websites: Websites,
    inventories: Inventories,
) -> NightReport:
    # the last one covers what no other does
    kinds: tuple[Subjects, ...] = (portals, websites, inventories, datasets)
    findings = [found for kind in (datasets, portals, websites, inventories) for found in kind.findings()]

    def kind_of(check: str) -> Subjects:
        return next(kind for kind in kinds if kind.covers(check))

    def looked_at(check: str, subject: str) -> bool:
        return kind_of(check).looked_at(check, subject)

    seen = attempt(
        "state",
        partial(at.state.record_findings, findings, looked_at, at.settings.now),
        at.workspace.state_folder,
    )
    if isinstance(seen, PublisherError):
        at.note(seen)
        seen = ({}, (), ())
    first_seen, new, gone = seen
    worse = grown_worse(findings)
    stopped = bool(at.troubles) or any(kind.stopped() for kind in kinds)
    code = exit_for(findings, stopped=stopped, fail_on=at.workspace.catalog.fail_on)
    return NightReport(
        run,
        at.settings.now,
        finished,
        datasets.report(),
        portals.report(),
        Exit.OUR_FAULT if at.planless else code,
        versions(with_sites=bool(websites.results)),
        websites.report(),
        first_seen,
        new,
        tuple(Fixed(*item, kind_of(item[1]).area) for item in gone if item[0] not in worse),
        at.workspace.accepted,
        tuple(at.troubles),
        inventories.report(),
    )


def _conclude(at: Desk, run: int, night: NightReport) -> Night:
    """Write the report wherever it can be written, then note how the run ended."""
    folder = at.workspace.state_folder
    name = f"{night.started:%Y%m%d-%H%M%S}-{run:05d}"
    written: tuple[Path | None, Path | None] | PublisherError
    written = attempt("report", lambda: _write(at, night, folder / "reports" / name), folder)
    if isinstance(written, PublisherError):
        at.note(written)
        shutil.rmtree(at.work, ignore_errors=True)  # what is left of the night's work may be what fills the disk
        night = replace(night, exit_code=Exit.SOME_STOPPED, troubles=tuple(at.troubles))
        written = _elsewhere(at, night, name)
    if isinstance(attempt("state", lambda: _tidy(at, run, night), folder), PublisherError):
        night = replace(night, exit_code=Exit.SOME_STOPPED)
    return Night(night, *written)


def _write(at: Desk, night: NightReport, folder: Path) -> tuple[Path, Path]:
    written = report.write(night, at.workspace, at.publications, folder)
    _point_latest(folder)
    return written


def _elsewhere(at: Desk, night: NightReport, name: str) -> tuple[Path | None, Path | None]:
    """The report once more in its own place, where room may have been made, and else in the machine's folder for
    temporary files."""
    own = at.workspace.state_folder / "reports" / name
    written = attempt("report", lambda: _write(at, night, own), own)
    if isinstance(written, PublisherError):
        spare = Path(tempfile.mkdtemp(prefix="publisher-report-")) / name
        written = attempt("report", lambda: report.write(night, at.workspace, at.publications, spare), spare)
    return (None, None) if isinstance(written, PublisherError) else written


def _tidy(at: Desk, run: int, night: NightReport) -> None:
    at.state.finish_run(run, night.finished, night.exit_code)
    at.store.prune([*at.publications.values(), *at.state.withdrawn().values()])


def _point_latest(folder: Path) -> None:
    """`reports/latest` shows the newest report; replaced in one step."""
    fresh = folder.parent / ".latest"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(folder.name)
    fresh.replace(folder.parent / "latest")
