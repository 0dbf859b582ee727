"""A real CKAN for the tests: started when the first test asks, shared by all workers, gone after the last.

`up.sh` and `down.sh` do the work; here they get free ports, and locks that count who still uses the server.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.parts import missing

HERE = Path(__file__).parent
_NO_PART = 69
_PORTS = 4


@dataclass(frozen=True, slots=True)
class CkanServer:
    """A running CKAN. `admin` is the token of a sysadmin, `editor` that of a person without special rights."""

    url: str
    admin: str
    editor: str
    folder: Path

    @property
    def program(self) -> Path:
        """The command `ckan` of its environment."""
        return Path((self.folder / "program").read_text().strip())

    def call(self, action: str, data: dict[str, Any] | None = None, token: str | None = None) -> Any:
        """The result of an API action, by default as sysadmin; raises requests.HTTPError."""
        answer = requests.post(
            f"{self.url}/api/3/action/{action}",
            json=data or {},
            headers={"Authorization": self.admin if token is None else token},
            timeout=60,
        )
        answer.raise_for_status()
        return answer.json()["result"]

    def new_organization(self) -> str:
        """The name of a new, empty organisation in which `editor` may write: a portal of a test's own."""
        name = f"org-{secrets.token_hex(6)}"
        self.call("organization_create", {"name": name, "title": "南瀛監理站"})
        self.call("organization_member_create", {"id": name, "username": "editor", "role": "editor"})
        return name

    def datasets(self, organization: str) -> list[dict[str, Any]]:
        """Every dataset of an organisation, drafts too, as the database has them."""
        found = self.call(
            "package_search",
            {"fq": f"organization:{organization}", "include_drafts": True, "include_private": True, "rows": 1000},
        )
        return [self.call("package_show", {"id": item["id"]}) for item in found["results"]]

    def stored_file(self, resource_id: str) -> Path:
        """Where CKAN keeps the bytes of an uploaded file."""
        return self.folder / "storage" / "resources" / resource_id[:3] / resource_id[3:6] / resource_id[6:]


@contextmanager
def running_ckan(configuration: str = "plain") -> Iterator[CkanServer]:
    """A CKAN for as long as the context lasts, shared with every other process that holds one.

    `configuration` is one of up.sh: `plain`, or `schema` with ckanext-scheming and ckanext-dcat.
    """
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    cache = Path(os.environ.get("PUBLISHER_TEST_CACHE") or Path(home) / "publisher-tests" / "ckan")
    cache.mkdir(parents=True, exist_ok=True)
    name = "shared" if configuration == "plain" else f"shared-{configuration}"
    folder = cache / name
    with (cache / f"{name}.gate").open("w") as gate, (cache / f"{name}.users").open("w") as users:
        fcntl.flock(gate, fcntl.LOCK_EX)
        _up(folder, configuration)
        fcntl.flock(users, fcntl.LOCK_SH)
        fcntl.flock(gate, fcntl.LOCK_UN)
        try:
            yield _server(folder)
        finally:
            fcntl.flock(gate, fcntl.LOCK_EX)
            with suppress(BlockingIOError):  # another process still uses it
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _down(folder)


@pytest.fixture(scope="session")
def ckan() -> Iterator[CkanServer]:
    """The CKAN of the tests."""
    with running_ckan() as server:
        yield server


@pytest.fixture(scope="session")
def ckan_with_schema() -> Iterator[CkanServer]:
    """The second CKAN of the tests: with a schema of its own for datasets, and DCAT."""
    with running_ckan("schema") as server:
        yield server


@pytest.fixture(scope="session")
def ckan_with_dcat() -> Iterator[CkanServer]:
    """A CKAN that gives its datasets as DCAT-AP 3, and has no schema of its own."""
    with running_ckan("dcat") as server:
        yield server


def _up(folder: Path, configuration: str) -> None:
    if not _try_up(
        folder, configuration
    ):  # a server that was killed may have left ports behind that others have now
        _down(folder)
        if not _try_up(folder, configuration):
            pytest.fail(f"the CKAN of the tests does not start, see {folder}/log")


def _try_up(folder: Path, configuration: str) -> bool:
    environment = os.environ | {
        "LAB": str(folder),
        "PORT": str(_free_ports()),
        "PYTHON": sys.executable,
        "CONFIGURATION": configuration,
    }
    done = subprocess.run(
        [HERE / "up.sh"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    if done.returncode == _NO_PART:
        missing("the CKAN of the tests", done.stderr.strip())
    if done.returncode != 0:
        print(done.stderr, file=sys.stderr)
    return done.returncode == 0


def _down(folder: Path) -> None:
    subprocess.run([HERE / "down.sh", "--remove"], env=os.environ | {"LAB": str(folder)}, check=True)


def _server(folder: Path) -> CkanServer:
    settings = dict(line.split("=", 1) for line in (folder / "settings").read_text().splitlines())
    return CkanServer(
        url=f"http://127.0.0.1:{settings['port']}",
        admin=(folder / "admin.token").read_text(),
        editor=(folder / "editor.token").read_text(),
        folder=folder,
    )


def _free_ports() -> int:
    """The first of four free ports in a row, below those that the system hands out by itself."""
    while True:
        first = 20000 + secrets.randbelow(10000)
        try:
            for port in range(first, first + _PORTS):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        return first
