"""How a night ends: its report is written wherever it can be written, and the run is noted as it ended."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from publisher import report
from publisher.model.border import attempt
from publisher.model.errors import PublisherError, Trouble, UserError
from publisher.model.exits import Exit, exit_of
from publisher.model.night import NightReport
from publisher.model.portal import PushAction
from publisher.model.release import Publication
from publisher.model.workspace import Workspace
from publisher.pipeline.desk import Desk
from publisher.pipeline.versions import versions
from publisher.pipeline.websites import not_seen


@dataclass(frozen=True, slots=True)
class FinishedNight:
    """What a run left behind: the report as a value, and its files (None: nowhere could they be written)."""

    report: NightReport
    html: Path | None
    json: Path | None


def not_begun(
    workspace: Workspace, started: datetime, finished: datetime, why: PublisherError, code: Exit | None = None
) -> FinishedNight:
    """The report of a night that did nothing: readers see what was published before."""
    sites = tuple(not_seen(site) for site in workspace.catalog.websites)
    night = NightReport(
        0,
        started,
        finished,
        (),
        (),
        code or (exit_of(why) if isinstance(why, UserError) else Exit.OUR_FAULT),
        versions(with_sites=False),
        sites,
        acceptances=workspace.accepted,
        troubles=Trouble.of(why),
    )
    own = workspace.state_folder / "reports" / _name_of(night)
    written: tuple[Path | None, Path | None] | PublisherError
    written = attempt("report", lambda: report.write(night, workspace, {}, own), workspace.root)
    if isinstance(written, PublisherError):
        shutil.rmtree(own, ignore_errors=True)
        written = _elsewhere(night, workspace, {})
    else:
        attempt("report", lambda: _point_latest(own), workspace.root)
    return FinishedNight(night, *written)


def conclude(at: Desk, run: int, night: NightReport) -> FinishedNight:
    """Write the report wherever it can be written, then note how the run ended."""
    folder, workspace = at.workspace.state_folder, at.workspace
    own = folder / "reports" / _name_of(night)
    written: tuple[Path | None, Path | None] | PublisherError
    written = attempt("report", lambda: report.write(night, workspace, at.publications, own), folder)
    fault = (
        written if isinstance(written, PublisherError) else attempt("report", lambda: _point_latest(own), folder)
    )
    if fault is not None:  # told in the report, which is therefore written once more
        at.note(fault)
        shutil.rmtree(own, ignore_errors=True)
        shutil.rmtree(at.work, ignore_errors=True)  # what is left of the night's work may be what fills the disk
        code = Exit.INTERRUPTED if at.interrupted else Exit.SOME_STOPPED
        night = replace(night, exit_code=code, troubles=tuple(at.troubles))
        written = attempt("report", lambda: report.write(night, workspace, at.publications, own), own)
        if not isinstance(written, PublisherError):
            attempt("report", lambda: _point_latest(own), folder)
    if isinstance(written, PublisherError):
        written = _elsewhere(night, workspace, at.publications)
    if isinstance(attempt("state", lambda: _tidy(at, run, night), folder), PublisherError):
        night = replace(night, exit_code=Exit.INTERRUPTED if at.interrupted else Exit.SOME_STOPPED)
    return FinishedNight(night, *written)


def _name_of(night: NightReport) -> str:
    return f"{night.started:%Y%m%d-%H%M%S}-{night.run:05d}"


def _elsewhere(
    night: NightReport, workspace: Workspace, publications: Mapping[str, Publication]
) -> tuple[Path | None, Path | None]:
    """The report in the machine's folder for temporary files, as there is no room in its own place."""

    def write() -> tuple[Path, Path]:
        spare = Path(tempfile.mkdtemp(prefix="publisher-report-")) / _name_of(night)
        return report.write(night, workspace, publications, spare)

    written = attempt("report", write, Path("/tmp"))  # noqa: S108 - where it most often is; the system may have none
    return (None, None) if isinstance(written, PublisherError) else written


def _tidy(at: Desk, run: int, night: NightReport) -> None:
    at.state.finish_run(run, night.finished, night.exit_code)
    receipts = [item for portal in at.workspace.catalog.portals for item in at.state.receipts(portal.id).values()]
    shown = [
        (item.dataset, item.publication)
        for item in receipts
        if item.action is not PushAction.WITHDRAW and at.workspace.declares(item.dataset)
    ]
    at.store.prune([*at.publications.values(), *at.state.withdrawn().values()], shown)


def _point_latest(folder: Path) -> None:
    """`reports/latest` shows the newest report; replaced in one step."""
    fresh = folder.parent / ".latest"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(folder.name)
    fresh.replace(folder.parent / "latest")
