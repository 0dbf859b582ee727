"""A night without a network, and with names that nobody answers for, in namespaces of the kernel of its own."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from publisher.model.exits import Exit
from tests.parts import missing
from tests.pipeline.workspaces import STARTER, write_dataset

WEBSITE = 'websites: [{id: www, title: {zh: 網站, en: Site}, start: ["https://www.agency.example/"]}]'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Three datasets: of a file here, of a name, and of a number; and a website."""
    root = Path(shutil.copytree(STARTER, tmp_path / "ws"))
    fields = {"項目": {"role": "insensitive"}}
    for number, host in enumerate(("data.agency.example", "192.0.2.7"), 21):
        source = {"http": {"url": f"https://{host}/a.csv", "format": "csv", "timeout": 20.0}}
        name = f"from-{number}"
        write_dataset(
            root / "datasets" / name, number, {"source": source}, [("項目", "string")], {"fields": fields}
        )
    with (root / "catalog.yaml").open("a", encoding="utf-8") as file:
        file.write(f"{WEBSITE}\n")
    return root


def night(root: Path, inside: Sequence[str]) -> dict[str, Any]:
    """What a night says that runs in a namespace of its own."""
    if subprocess.run([*inside, "true"], capture_output=True, check=False).returncode:
        missing("the right to make a namespace", "run the tests as root")
    command = [sys.executable, "-m", "publisher", "run", "-w", str(root), "-j", "1", "--format", "json"]
    done = subprocess.run([*inside, *command], capture_output=True, text=True, check=False, timeout=500)
    assert done.returncode == Exit.SOME_STOPPED, done.stderr
    assert "a fault of the program" not in done.stdout + done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    return said


WHAT_IS_HERE = {"counter-visits": "published", "from-21": "failed", "from-22": "failed"}


def states_of(said: dict[str, Any]) -> dict[str, str]:
    """Those of the datasets, of a night that wrote its report and called the website not looked at."""
    (site,) = said["night"]["sites"]
    assert not site["coverage"]["complete"]
    assert Path(said["html"]).exists()
    return {item["dataset"]: item["state"] for item in said["night"]["datasets"]}


@pytest.mark.injects("no-network")
def test_without_any_network_what_is_here_is_published(root: Path) -> None:
    assert states_of(night(root, ["unshare", "--net"])) == WHAT_IS_HERE


@pytest.mark.injects("no-network")
def test_names_that_nobody_answers_for_keep_nothing_else_waiting(root: Path, tmp_path: Path) -> None:
    names = tmp_path / "resolv.conf"
    names.write_text("nameserver 127.9.9.9\noptions timeout:2 attempts:2\n", encoding="ascii")
    put = f'mount --bind "{names}" /etc/resolv.conf && exec "$@"'
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        try:
            silent.bind(("127.9.9.9", 53))
        except PermissionError:
            missing("the right to listen on port 53", "run the tests as root")
        said = night(root, ["unshare", "--mount", "/bin/sh", "-c", put, "-"])
        assert states_of(said) == WHAT_IS_HERE
        silent.settimeout(1)
        assert silent.recv(512), "nobody asked for a name"
