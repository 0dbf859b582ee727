"""What earlier nights left behind that tonight depends on, read from the state once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from publisher.model.night import DatasetOutcome
from publisher.model.release import Publication, Release
from publisher.model.spending import Spending
from publisher.model.stage import StageFacts
from publisher.model.workspace import Workspace
from publisher.state import PublicationStore, StateReader, open_reader


@dataclass(frozen=True, slots=True)
class Remembered:
    """The last outcomes, what stands published and from which fingerprint. `whole` names the datasets whose files
    are all there, `withdrawn` has the last release of those that were taken away."""

    outcomes: Mapping[str, DatasetOutcome] = field(default_factory=dict)
    publications: Mapping[str, Publication] = field(default_factory=dict)
    fingerprints: Mapping[str, str] = field(default_factory=dict)
    whole: frozenset[str] = frozenset()
    withdrawn: Mapping[str, Publication] = field(default_factory=dict)
    spendings: Mapping[str, tuple[Spending, ...]] = field(default_factory=dict)
    """What the releases of a dataset have used up of its privacy budget."""

    def levels(self, dataset: str) -> dict[str, int] | None:
        """The levels that de-identification chose for the quasi-identifiers last time, by published name."""
        outcome = self.outcomes.get(dataset)
        if outcome is None or outcome.error is not None:
            return None
        return dict(outcome.facts.get("deidentify", StageFacts()).levels)

    def history_lost(self, dataset: str) -> bool:
        """Whether the state was rebuilt and nothing was found of what the dataset had published before."""
        outcome = self.outcomes.get(dataset)
        return outcome is not None and outcome.history_lost

    def rows(self, dataset: str) -> int | None:
        """The records that stand published of a dataset."""
        publication = self.publications.get(dataset)
        return publication.rows if publication else None

    def standing(self, workspace: Workspace) -> dict[str, Release]:
        """What is published of each dataset, as others can have it; of one that comes back what it last was.

        It comes back under its name or under its identifier.
        """
        earlier = {item.identifier: item for item in self.withdrawn.values()}
        back = {
            name: found
            for name, dataset in workspace.datasets.items()
            if (found := self.withdrawn.get(name) or earlier.get(dataset.identifier)) is not None
        }
        return {
            name: Release(name, item.folder, item.artifacts, item.certificate, item.schema, item.title)
            for name, item in (back | dict(self.publications)).items()
            if workspace.declares(name) and (name in self.whole or name in back)
        }


def remember(state: StateReader, store: PublicationStore) -> Remembered:
    """Everything there is to remember."""
    publications = state.publications()
    return Remembered(
        state.outcomes(),
        publications,
        state.published_fingerprints(),
        frozenset(item.dataset for item in publications.values() if store.is_whole(item)),
        state.withdrawn(),
        state.spendings(),
    )


def recall(workspace: Workspace) -> Remembered:
    """The same for a stage that is run alone; nothing where no run has been yet."""
    folder = workspace.state_folder
    if not folder.is_dir():
        return Remembered()
    state = open_reader(workspace.state_place)
    try:
        return remember(state, PublicationStore(folder))
    finally:
        state.close()
