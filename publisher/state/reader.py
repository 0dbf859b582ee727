"""What the state says, as the model values that went in."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from publisher.model.night import DatasetOutcome
from publisher.model.portal import Receipt
from publisher.model.release import Publication
from publisher.model.spending import Spending
from publisher.state.selecting import Selecting, latest_runs, not_as_written, sealed

T = TypeVar("T")


class StateReader:
    """Reads the state; `StateStore` writes it, too."""

    def __init__(self, rows: Selecting, folder: Path) -> None:
        """Publications lie in `store` of the workspace's own folder."""
        self.rows = rows
        self._store = folder / "store"

    def close(self) -> None:
        """Close the file, or the connections."""
        self.rows.close()

    def runs(self, most: int = 20) -> list[dict[str, Any]]:
        """The latest runs, newest first."""
        return latest_runs(self.rows, most)

    def outcomes(self) -> Mapping[str, DatasetOutcome]:
        """The last outcome of each dataset."""
        rows = sealed(self.rows, "outcomes")
        return {dataset: self._restore(DatasetOutcome, outcome, dataset) for dataset, outcome in rows}

    def publications(self) -> Mapping[str, Publication]:
        """What is proven and current of each dataset."""
        rows = sealed(self.rows, "publications")
        return {dataset: self._restore_publication(stored, dataset) for dataset, stored in rows}

    def withdrawn(self) -> Mapping[str, Publication]:
        """The last release of each dataset that was withdrawn and has not come back."""
        rows = sealed(self.rows, "withdrawn")
        return {dataset: self._restore_publication(stored, dataset) for dataset, stored in rows}

    def published_fingerprints(self) -> Mapping[str, str]:
        """The input fingerprint from which each current publication came."""
        return dict(self.rows.select("publications", ("dataset", "fingerprint")))

    def publication_hashes(self) -> frozenset[str]:
        """Every hash this workspace ever gave a publication: what carries one on a portal was written by us."""
        return frozenset(row[0] for row in self.rows.select("publication_hashes", ("hash",)))

    def receipts(self, portal: str) -> Mapping[str, Receipt]:
        """The last receipt of each dataset on `portal`."""
        rows = sealed(self.rows, "receipts", {"portal": portal})
        return {dataset: self._restore(Receipt, receipt, dataset) for dataset, receipt in rows}

    def spendings(self) -> Mapping[str, tuple[Spending, ...]]:
        """What the releases of each dataset have used up of its privacy budget."""
        found: dict[str, list[Spending]] = {}
        for dataset, stored in sealed(self.rows, "spendings"):
            found.setdefault(dataset, []).append(self._restore(Spending, stored, dataset))
        return {dataset: tuple(items) for dataset, items in found.items()}

    def standing(self) -> dict[str, tuple[str, str]]:
        """Check and subject of every finding that stands, by fingerprint."""
        rows = self.rows.select("findings", ("fingerprint", "check_id", "subject"), where={"fixed": None})
        return {fingerprint: (check, subject) for fingerprint, check, subject in rows}

    def _restore_publication(self, stored: str, dataset: str) -> Publication:
        found = self._restore(Publication, stored, dataset)
        return replace(found, folder=self._store / found.folder)

    def _restore(self, kind: type[T], stored: str, dataset: str) -> T:
        try:
            value: T = _adapter(cast(Hashable, kind)).validate_json(stored)
        except ValidationError:
            raise not_as_written(self.rows, dataset, kind.__name__.lower()) from None
        return value


@cache
def _adapter(kind: type) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
