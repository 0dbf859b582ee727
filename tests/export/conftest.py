"""Exports that several tests look at, written once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from publisher.model.stage import StageResult
from tests.export import samples


@dataclass(frozen=True)
class Written:
    folder: Path
    result: StageResult

    def __getitem__(self, kind: str) -> Path:
        (artifact,) = (
            item for item in self.result.artifacts if item.format == kind and item.kind != "datapackage"
        )
        return self.folder / artifact.path


@pytest.fixture(scope="session")
def typed(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Every type of Table Schema, with missing values and awkward texts."""
    return Written(*samples.write(tmp_path_factory.mktemp("typed"), samples.dataset(), samples.ROWS))


@pytest.fixture(scope="session")
def personal(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """De-identified records, whose texts try to be markup."""
    return Written(*samples.write(tmp_path_factory.mktemp("personal"), *samples.person_level()))


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """A table without rows."""
    return Written(*samples.write(tmp_path_factory.mktemp("empty"), samples.dataset(), ()))
