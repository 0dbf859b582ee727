"""Workers are forked from a server that has imported what they need, and nothing else that lies about."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from publisher.executors import LocalExecutor, local

_NEEDY = """
import os, sys
BEFOREHAND = ("colorsys", "there_is_no_such_module")
def look(name):
    return "colorsys" in sys.modules, sys.modules["colorsys"].__file__, os.environ.get(name), os.getcwd()
"""

_PARENT = """
import os, resource, sys
from publisher.executors import LocalExecutor
sys.path.append(sys.argv[1])
import needy
if __name__ == "__main__":
    os.environ["SET_BEFORE"] = "one"
    with LocalExecutor(1) as executor:
        print(*executor.submit(needy.look, "SET_BEFORE", patience=60).result())
    os.environ["SET_BEFORE"] = "two"
    os.chdir("/")
    with LocalExecutor(1) as executor:
        print(*executor.submit(needy.look, "SET_BEFORE", patience=60).result())
    print("PYTHONSAFEPATH" in os.environ)
"""


def test_what_they_need_is_imported_before_and_nothing_of_the_folder_we_are_in(tmp_path: Path) -> None:
    folder, modules = tmp_path / "here", tmp_path / "modules"
    folder.mkdir()
    modules.mkdir()
    (folder / "colorsys.py").write_text("raise SystemExit('of a stranger')", encoding="utf-8")
    (modules / "needy.py").write_text(_NEEDY, encoding="utf-8")
    (modules / "parent.py").write_text(_PARENT, encoding="utf-8")
    here = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(
        [sys.executable, str(modules / "parent.py"), str(modules)],
        cwd=folder,
        env=os.environ | here,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    import colorsys

    first, second, safe = done.stdout.splitlines()
    assert first.split() == ["True", colorsys.__file__, "one", str(folder)]
    assert second.split() == ["True", colorsys.__file__, "two", "/"], "the same server, what stands now"
    assert safe == "False", "its way of importing is not ours"


@pytest.mark.injects("worker-killed")
def test_a_server_that_makes_no_worker_is_killed_and_costs_one_attempt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "_SECONDS_TO_START", 5.0)
    with LocalExecutor(1) as executor:
        server = executor.submit(os.getppid, patience=60).result()
    os.kill(server, signal.SIGSTOP)
    with LocalExecutor(1) as executor:
        assert executor.submit(os.getppid, patience=60).result() != server
