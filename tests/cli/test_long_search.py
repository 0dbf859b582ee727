"""A search that takes long: a person sees how far it is, a cron job sees nothing, and an interrupt ends it cleanly."""

from __future__ import annotations

import contextlib
import os
import pty
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.pipeline.workspaces import make_workspace, write_dataset

NOW = "2026-11-20T03:00:00+08:00"
FIELDS, LEAVES, RECORDS = 9, 16, 20_000
_WORD = re.compile(r"searching puzzle: loss (—|[0-9.]+%), at least [0-9.]+%")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a dataset of random records that no pruning makes short (entropy l-diversity is not monotone)."""
    root = make_workspace(tmp_path_factory.mktemp("long") / "space", records=50)
    folder = root / "datasets" / "puzzle"
    names = [f"f{number}" for number in range(FIELDS)]
    quasi = {
        name: {"role": "quasi-identifier", "technique": {"hierarchy": {"file": "halves.csv"}}} for name in names
    }
    write_dataset(
        folder,
        21,
        {"source": {"file": {"path": "puzzle.csv"}}, "structure": ["header"]},
        [(name, "string") for name in (*names, "s")],
        {
            "fields": {**quasi, "s": {"role": "sensitive"}},
            "models": [{"k-anonymity": {"k": 5}}, {"entropy-l-diversity": {"l": 8, "sensitive": "s"}}],
            "suppression_limit": 0.05,
        },
    )
    levels = [[f"v{leaf:02}", f"q{leaf // 2}", f"h{leaf // 4}", f"e{leaf // 8}", "*"] for leaf in range(LEAVES)]
    (folder / "halves.csv").write_text("".join(f"{','.join(row)}\n" for row in levels), encoding="utf-8")
    chosen = random.Random(3)
    lines = [",".join((*names, "s"))]
    lines += [
        ",".join([*(f"v{chosen.randrange(LEAVES):02}" for _ in names), f"s{chosen.randrange(12)}"])
        for _ in range(RECORDS)
    ]
    (folder / "puzzle.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return root


def start(root: Path, *words: str, stderr: int) -> subprocess.Popen[bytes]:
    environment = {
        "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": "/nonexistent", "TERM": "xterm", "COLUMNS": "160",
        "PUBLISHER_KEYS": str(root / "keys"), "TMPDIR": str(root / "tmp"),
    }  # fmt: skip
    (root / "tmp").mkdir(exist_ok=True)
    return subprocess.Popen(
        [sys.executable, "-m", "publisher", *words, "--now", NOW],
        env=environment,
        cwd=root,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=stderr,
        start_new_session=True,
        preexec_fn=_heed_interrupts,
    )


def _heed_interrupts() -> None:
    """What a shell began in the background ignores them, and so would all that it begins."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def until_it_tells(screen: int) -> str:
    """What a terminal shows, up to the first word of the search."""
    shown = ""
    while not _WORD.search(shown):
        shown += os.read(screen, 4096).decode(errors="replace")
    return shown


def rest_of(screen: int) -> str:
    shown = b""
    with contextlib.suppress(OSError):  # the terminal is gone with its last process
        while part := os.read(screen, 4096):
            shown += part
    return shown.decode(errors="replace")


def left_behind(process: subprocess.Popen[bytes]) -> list[str]:
    """Processes of the session that the command began."""
    listed = subprocess.run(
        ["ps", "-s", str(process.pid), "-o", "args="], check=False, capture_output=True, text=True
    )
    return [
        line for line in listed.stdout.splitlines() if "resource_tracker" not in line and "<defunct>" not in line
    ]


def all_gone(process: subprocess.Popen[bytes]) -> bool:
    """True once nothing of the command is left (what was killed takes a moment to go)."""
    while left_behind(process):
        time.sleep(0.05)
    return True


@pytest.mark.parametrize(
    ("words", "by"),
    [(["deidentify", "puzzle"], signal.SIGINT), (["run", "--only", "puzzle"], signal.SIGTERM)],
    ids=["deidentify", "run"],
)
def test_a_person_sees_how_far_it_is_and_can_end_it(root: Path, words: list[str], by: signal.Signals) -> None:
    screen, inside = pty.openpty()
    process = start(root, *words, stderr=inside)
    os.close(inside)
    until_it_tells(screen)
    process.send_signal(by)
    shown = rest_of(screen)
    assert process.wait(timeout=60) == 130
    os.close(screen)
    assert "interrupted; the next run goes on from here" in shown
    assert "Traceback" not in shown
    assert all_gone(process)
    assert not (root / ".publisher" / "work").exists()
    assert list((root / "tmp").glob("publisher-*")) == []


def test_a_cron_job_sees_nothing_and_is_ended_alike(root: Path) -> None:
    process = start(root, "run", "--only", "puzzle", stderr=subprocess.PIPE)
    while not list((root / ".publisher" / "work").glob("*/puzzle/headway.json")):
        assert process.poll() is None
    process.terminate()
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors.decode().strip() == "interrupted; the next run goes on from here"
    assert all_gone(process)
    assert not (root / ".publisher" / "work").exists()
