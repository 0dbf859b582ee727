"""What a run works with: the workspace, the settings, the state, and what stands published at this moment."""

from __future__ import annotations

import errno
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from publisher.executors import Executor, open_executor
from publisher.model.catalog import StaticPortalDefinition
from publisher.model.errors import PublisherError, Trouble, UserError
from publisher.model.night import UnfinishedRun
from publisher.model.release import Publication
from publisher.model.stage import Services
from publisher.model.text import msg
from publisher.model.timing import Part
from publisher.model.workspace import Workspace
from publisher.pipeline.remembered import Remembered, remember
from publisher.pipeline.settings import Settings, services
from publisher.state import PublicationStore, StateStore, hold_lock, open_for_run


@dataclass(slots=True)
class Desk:
    """One run at work. `troubles` collects what went wrong and belongs to no dataset, portal or website.

    `planless` says that there was no plan to carry out, `interrupted` that somebody ended the run.
    """

    workspace: Workspace
    settings: Settings
    state: StateStore
    store: PublicationStore
    work: Path
    remembered: Remembered
    publications: dict[str, Publication]
    troubles: list[Trouble] = field(default_factory=list)
    planless: bool = False
    interrupted: bool = False
    unfinished: tuple[UnfinishedRun, ...] = ()
    began: float = field(default_factory=time.monotonic)

    def services(self, subject: str) -> Services:
        """What a stage of one subject may use of the world."""
        return services(self.workspace, self.settings, self.work / subject)

    def executor(self) -> Executor:
        """Who works for the run, to be used in a `with`. Raises UserError when a named cluster is not there."""
        return open_executor(self.settings.cluster, self.settings.jobs, self.work)

    def left(self, part: Part) -> float:
        """Seconds that a part of the night still has; infinite without a time budget."""
        return self.workspace.catalog.time_budget.until(part) - (time.monotonic() - self.began)

    def note(self, error: PublisherError) -> None:
        """Keep what the night could not do for the report."""
        self.troubles.extend(Trouble.of(error))


def desk(workspace: Workspace, settings: Settings, state: StateStore, store: PublicationStore, work: Path) -> Desk:
    """A desk with everything that is remembered on it; what the store has lost and a portal of ours still shows is
    taken back from there."""
    remembered = remember(state, store)
    lost = [item for name, item in remembered.publications.items() if name not in remembered.whole]
    if lost and _take_back(workspace, store, work, lost):
        remembered = remember(state, store)
    return Desk(workspace, settings, state, store, work, remembered, dict(remembered.publications))


def _take_back(workspace: Workspace, store: PublicationStore, work: Path, lost: Iterable[Publication]) -> bool:
    """Whether any of the publications could be had again, file by file as it was proven."""
    from publisher.push.portals.static.kept import recover

    taken = False
    portals = [item for item in workspace.catalog.portals if isinstance(item, StaticPortalDefinition)]
    for publication in lost:
        places = (recover.found(portal, workspace.root, publication) for portal in portals)
        there = next((place for place in places if place is not None), None)
        if there is not None:
            with suppress(OSError):
                store.keep(recover.copied(there, work / "lost" / publication.dataset))
                taken = True
    return taken


@contextmanager
def at_work(workspace: Workspace, settings: Settings) -> Iterator[Desk]:
    """The lock, the state and an empty private work folder, for the length of the block."""
    folder = workspace.state_folder
    with hold_lock(workspace.state_place):
        state = open_for_run(workspace.state_place, settings.now)
        if settings.by_the_machine:
            _require_forward(state, settings.now)
        if (folder / "work").exists() and not (folder / "work").is_dir():  # who empties a pipe waits for ever
            raise FileExistsError(errno.EEXIST, "", str(folder / "work"))
        shutil.rmtree(folder / "work", ignore_errors=True)
        # a name of its own: a worker of a cluster may still be at a call of a run that was killed
        work = folder / "work" / secrets.token_hex(4)
        (folder / "work").mkdir(mode=0o700)
        work.mkdir(mode=0o700)
        try:
            yield desk(workspace, settings, state, PublicationStore(folder, settings.now), work)
        finally:
            shutil.rmtree(folder / "work", ignore_errors=True)
            state.close()


def _require_forward(state: StateStore, now: datetime) -> None:
    """Raise UserError when the machine's clock is a day or more behind the last run.

    Ages, periods of pseudonyms and dates of releases would be wrong.
    """
    last = max((datetime.fromisoformat(run["started"]) for run in state.runs(1)), default=now)
    if now <= last - timedelta(days=1):
        state.close()
        raise UserError(
            msg(
                "the machine's clock says {now}, but the last run began {last}",
                now=f"{now:%Y-%m-%d %H:%M}",
                last=f"{last:%Y-%m-%d %H:%M}",
            ),
            hint=msg("set the clock; if it was wrong before and is right now, run once with --now"),
        )
