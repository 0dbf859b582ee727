"""Places of a state: the file of a folder, and a schema of a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from publisher.model.state_place import StatePlace
from tests.state.places import StateServers, state_servers


@pytest.fixture(scope="session")
def server() -> Iterator[StateServers]:
    """One server for all tests of a process; each has schemas of its own."""
    with state_servers() as there:
        yield there


@pytest.fixture(params=["file", "server"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> StatePlace:
    """A new place for a state."""
    folder = tmp_path / "own"
    folder.mkdir()
    if request.param == "file":
        return StatePlace(folder)
    there: StateServers = request.getfixturevalue("server")
    return there.place(folder)
