"""The order of a night: plan, prepare and prove what changed, push, look at the websites, report.

Only this process writes state. Whatever goes wrong ends as the item that it belongs to, and the report is written.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from publisher import report
from publisher.checks import grown_worse
from publisher.executors.border import attempt
from publisher.model.errors import BusyError, PublisherError, Trouble, UserError
from publisher.model.exits import Exit, exit_for, exit_of
from publisher.model.flow import Publication
from publisher.model.night import Fixed, NightReport, Plan, PortalOutcome, PortalPlan
from publisher.model.text import msg
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
from publisher.pipeline.websites import Websites, not_seen
from publisher.state import PublicationStore, StateStore


@dataclass(frozen=True, slots=True)
class FinishedNight:
    """What a run left behind: the report as a value, and its files (None: nowhere could they be written)."""

    report: NightReport
    html: Path | None
    json: Path | None


def run_night(workspace: Workspace, settings: Settings, clock: Callable[[], datetime]) -> FinishedNight:
    """One night, under the workspace's lock. Raises BusyError when another run is at work.

    A night that cannot begin (no room, a damaged state) and one that is interrupted end with a report, too.
    """
    with ExitStack() as stack:
        at = attempt("state", lambda: stack.enter_context(at_work(workspace, settings)), workspace.state_folder)
        if isinstance(at, BusyError):
            raise at
        if isinstance(at, PublisherError):
            return _not_begun(workspace, settings.now, clock(), at)
        return _carry_out(at, clock)


def _carry_out(at: Desk, clock: Callable[[], datetime]) -> FinishedNight:
    workspace, settings = at.workspace, at.settings
    run, plan = 0, Plan(settings.now, (), (), (), tuple(site.id for site in workspace.catalog.websites))

    def begin() -> None:
        nonlocal run
        run = at.state.begin_run(settings.now)

    def make_plan() -> None:
        nonlocal plan
        at.planless = True
        plan = build_plan(workspace, at.remembered, settings)
        at.planless = False

    _do(at, "state", begin)
    _do(at, "plan", make_plan)
    datasets, portals, websites = Datasets(at, plan), Portals(at), Websites(at, plan)
    inventories = Inventories(at, portals, websites)
    _do(at, "plan", datasets.carry_out)
    _do(at, "push", portals.carry_out)
    _do(at, "state", datasets.forget_withdrawn)
    _do(at, "crawl", websites.carry_out)
    _do(at, "inspect", inventories.carry_out)
    night = _report(at, run, clock(), datasets, portals, websites, inventories)
    return _conclude(at, run, night)


def _do(at: Desk, doing: str, work: Callable[[], None]) -> None:
    """One part of the night: a fault ends it, an interruption what follows, too; neither ends the report."""
    if at.interrupted:
        return
    try:
        done = attempt(doing, work, at.workspace.state_folder)
    except KeyboardInterrupt:
        at.interrupted = True
        done = PublisherError(
            msg("the run was interrupted; what this report does not name was not looked at"),
            hint=msg("run it again: it goes on from here"),
        )
    if isinstance(done, PublisherError):
        at.note(done)


def _not_begun(workspace: Workspace, started: datetime, finished: datetime, why: PublisherError) -> FinishedNight:
    """The report of a night that did nothing: readers see what was published before."""
    sites = tuple(not_seen(site) for site in workspace.catalog.websites)
    night = NightReport(
        0,
        started,
        finished,
        (),
        (),
        exit_of(why) if isinstance(why, UserError) else Exit.OUR_FAULT,
        versions(with_sites=False),
        sites,
        acceptances=workspace.accepted,
        troubles=Trouble.of(why),
    )
    own = workspace.state_folder / "reports" / _name_of(night)
    written: tuple[Path | None, Path | None] | PublisherError
    written = attempt("report", lambda: _write(workspace, night, {}, own), workspace.root)
    if isinstance(written, PublisherError):
        shutil.rmtree(own, ignore_errors=True)
        written = _elsewhere(night, workspace, {})
    return FinishedNight(night, *written)


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

    whole = not (at.planless or at.interrupted)

    def looked_at(check: str, subject: str) -> bool:
        return whole and kind_of(check).looked_at(check, subject)

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
    if not whole:
        code = Exit.INTERRUPTED if at.interrupted else Exit.OUR_FAULT
    return NightReport(
        run,
        at.settings.now,
        finished,
        datasets.report(),
        portals.report(),
        code,
        versions(with_sites=bool(websites.results)),
        websites.report(),
        first_seen,
        new,
        tuple(Fixed(*item, kind_of(item[1]).area) for item in gone if item[0] not in worse),
        at.workspace.accepted,
        tuple(at.troubles),
        inventories.report(),
    )


def _conclude(at: Desk, run: int, night: NightReport) -> FinishedNight:
    """Write the report wherever it can be written, then note how the run ended."""
    folder, workspace = at.workspace.state_folder, at.workspace
    own = folder / "reports" / _name_of(night)
    written: tuple[Path | None, Path | None] | PublisherError
    written = attempt("report", lambda: _write(workspace, night, at.publications, own), folder)
    if isinstance(written, PublisherError):
        at.note(written)
        shutil.rmtree(own, ignore_errors=True)
        shutil.rmtree(at.work, ignore_errors=True)  # what is left of the night's work may be what fills the disk
        code = Exit.INTERRUPTED if at.interrupted else Exit.SOME_STOPPED
        night = replace(night, exit_code=code, troubles=tuple(at.troubles))
        written = attempt("report", lambda: _write(workspace, night, at.publications, own), own)
    if isinstance(written, PublisherError):
        written = _elsewhere(night, workspace, at.publications)
    if isinstance(attempt("state", lambda: _tidy(at, run, night), folder), PublisherError):
        night = replace(night, exit_code=Exit.INTERRUPTED if at.interrupted else Exit.SOME_STOPPED)
    return FinishedNight(night, *written)


def _name_of(night: NightReport) -> str:
    return f"{night.started:%Y%m%d-%H%M%S}-{night.run:05d}"


def _write(
    workspace: Workspace, night: NightReport, publications: Mapping[str, Publication], folder: Path
) -> tuple[Path, Path]:
    written = report.write(night, workspace, publications, folder)
    _point_latest(folder)
    return written


def _elsewhere(
    night: NightReport, workspace: Workspace, publications: Mapping[str, Publication]
) -> tuple[Path | None, Path | None]:
    """The report in the machine's folder for temporary files, as there is no room in its own place."""

    def write() -> tuple[Path, Path]:
        spare = Path(tempfile.mkdtemp(prefix="publisher-report-")) / _name_of(night)
        return report.write(night, workspace, publications, spare)

    written = attempt("report", write, Path(tempfile.gettempdir()))
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
