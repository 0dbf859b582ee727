"""What a run works with: the workspace, the settings, the state, and what stands published at this moment."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from publisher.model.errors import PublisherError, Trouble
from publisher.model.flow import Publication, Services
from publisher.model.workspace import Workspace
from publisher.pipeline.remembered import Remembered, remember
from publisher.pipeline.settings import Settings, services
from publisher.state import PublicationStore, StateStore, hold_lock, open_for_run


@dataclass(slots=True)
class Desk:
    """One run at work. `troubles` collects what went wrong and belongs to no dataset, portal or website.

    `planless` says that there was no plan to carry out.
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

    def services(self, subject: str) -> Services:
        """What a stage of one subject may use of the world."""
        return services(self.workspace, self.settings, self.work / subject)

    def note(self, error: PublisherError) -> None:
        """Keep what the night could not do for the report."""
        self.troubles.extend(Trouble.of(error))


def desk(workspace: Workspace, settings: Settings, state: StateStore, store: PublicationStore, work: Path) -> Desk:
    """A desk with everything that is remembered on it."""
    remembered = remember(state, store)
    return Desk(workspace, settings, state, store, work, remembered, dict(remembered.publications))


@contextmanager
def at_work(workspace: Workspace, settings: Settings) -> Iterator[Desk]:
    """The lock, the state and an empty private work folder, for the length of the block."""
    folder = workspace.state_folder
    with hold_lock(folder):
        state = open_for_run(folder, settings.now)
        work = folder / "work"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(mode=0o700)
        try:
            yield desk(workspace, settings, state, PublicationStore(folder, settings.now), work)
        finally:
            shutil.rmtree(work, ignore_errors=True)
            state.close()
