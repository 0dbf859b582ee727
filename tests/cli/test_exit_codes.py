"""What the docs promise of exit codes is what the commands return: each row of the page is played."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from publisher.model.exits import Exit

PAGE = Path(__file__).parents[2] / "docs/reference/exit-codes.md"
FAULT = """
import sys
def fault(*_): raise ZeroDivisionError
import publisher.workspace as workspace
workspace.load_rulebook = fault
from publisher.cli.main import main
sys.argv = ["publisher", "explain"]
main()
"""


def code(*words: str, cwd: Path, program: tuple[str, ...] = ("-m", "publisher")) -> int:
    done = subprocess.run(
        [sys.executable, *program, *words], cwd=cwd, capture_output=True, timeout=300, stdin=subprocess.DEVNULL
    )
    return done.returncode


def workspace(folder: Path) -> Path:
    assert code("init", str(folder / "agency"), cwd=folder) == Exit.CLEAN
    return folder / "agency"


def clean(folder: Path) -> int:
    return code("run", cwd=workspace(folder))


def findings(folder: Path) -> int:
    root = workspace(folder)
    (root / "wrong.csv").write_text("日期\n昨天\n", encoding="utf-8")
    (root / "schema.json").write_text('{"fields": [{"name": "日期", "type": "date"}]}', encoding="utf-8")
    return code("validate", "wrong.csv", "--schema", "schema.json", cwd=root)


def configuration(folder: Path) -> int:
    root = workspace(folder)
    catalog = root / "catalog.yaml"
    catalog.write_text(catalog.read_text(encoding="utf-8") + "portal: none\n", encoding="utf-8")
    return code("run", cwd=root)


def fault(folder: Path) -> int:
    return code(cwd=folder, program=("-c", FAULT))


def stopped(folder: Path) -> int:
    root = workspace(folder)
    (good,) = (root / "datasets").iterdir()
    broken = Path(shutil.copytree(good, root / "datasets" / "broken"))
    (broken / "dataset.yaml").write_text("title: [\n", encoding="utf-8")
    return code("run", cwd=root)


def interrupted(folder: Path) -> int:
    root = workspace(folder)
    night = subprocess.Popen(
        [sys.executable, "-m", "publisher", "run"], cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    state = root / ".publisher" / "state.sqlite"
    for _ in range(1_000):
        if state.exists() or night.poll() is not None:
            break
        time.sleep(0.05)
    night.send_signal(signal.SIGTERM)
    return night.wait(timeout=120)


PLAYED: dict[Exit, Callable[[Path], int]] = {
    Exit.CLEAN: clean,
    Exit.FINDINGS: findings,
    Exit.USAGE: configuration,
    Exit.OUR_FAULT: fault,
    Exit.SOME_STOPPED: stopped,
    Exit.INTERRUPTED: interrupted,
}


def test_the_page_has_a_row_for_each_code() -> None:
    rows = re.findall(r"^\| ([0-9]+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert [int(row) for row in rows] == sorted(Exit)


@pytest.mark.parametrize("promised", PLAYED, ids=lambda promised: promised.name.lower())
def test_a_command_ends_as_the_page_says(promised: Exit, tmp_path: Path) -> None:
    assert PLAYED[promised](tmp_path) == promised
