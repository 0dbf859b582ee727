"""Places of a state: the file of a folder, and a schema of a real PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from publisher.cli import main
from publisher.model.state_place import StatePlace
from tests.pipeline.workspaces import STARTER
from tests.state.places import Call, StateServers, state_servers


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


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The workspace of `publisher init`."""
    monkeypatch.setenv("PUBLISHER_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    return Path(shutil.copytree(STARTER, tmp_path / "ws"))


@pytest.fixture
def publisher(root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Calls a command in it: exit code, standard output, standard error."""

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["publisher", *arguments, "-w", str(root)])
        with pytest.raises(SystemExit) as ended:
            main.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return call
