"""How much memory a push takes beyond an idle process: `python -m tests.push.upload_memory TASK`.

TASK is a pickle of (portal definition, publication, folder); it runs in a process of its own, for a peak never
falls again. Two instruments look at it: the kernel's own peak, begun anew after everything is imported, and a
thread that looks every millisecond. Afterwards a known amount is allocated, and both must have seen it: an
instrument that shows nothing would otherwise look like a push that needs nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from publisher.model.catalog import CkanPortalDefinition
from publisher.model.release import Publication
from tests.push.ckan_lab import night, open_ckan
from tests.push.publications import make_publication

CONTROL = 50 * 2**20
"""Bytes that are allocated to see that the instruments see."""
_STATUS = Path("/proc/self/status")


@dataclass(frozen=True)
class Memory:
    """MB (2**20 bytes) of resident memory: idle, and at the peak as the kernel and as the thread saw it."""

    idle: float
    kernel: float
    sampled: float

    @property
    def above(self) -> float:
        """The peak above idle, whichever instrument saw more."""
        return max(self.kernel, self.sampled) - self.idle


def large_file(folder: Path, dataset: str, size: int) -> Publication:
    """A publication of which one file, not the table's, has about `size` bytes."""
    publication = make_publication(folder, dataset)
    content = b"0123456789abcde\n" * (size // 16)
    (publication.folder / "cases.json").write_bytes(content)
    csv, other, descriptor = publication.artifacts
    large = replace(other, bytes=len(content), sha256=hashlib.sha256(content).hexdigest())
    return replace(publication, artifacts=(csv, large, descriptor))


def large_table(folder: Path, dataset: str, size: int, width: int = 800) -> Publication:
    """A publication of which the CSV, and so the table in the DataStore, has about `size` bytes."""
    rows = size // (width + 30)
    publication = make_publication(folder, dataset)
    path = publication.folder / "cases.csv"
    with path.open("a", encoding="utf-8", newline="") as file:
        for number in range(rows):
            file.write(f"{number:08},站{number:08}{'x' * width},{number}\r\n")
    with path.open("rb") as read:
        sha256 = hashlib.file_digest(read, "sha256").hexdigest()
    csv, *others = publication.artifacts
    count = publication.rows + rows
    large = replace(csv, bytes=path.stat().st_size, sha256=sha256, rows=count)
    return replace(publication, artifacts=(large, *others), rows=count)


def measure(definition: CkanPortalDefinition, publication: Publication, folder: Path) -> Memory:
    """Push and verify `publication`; AssertionError when that fails or an instrument is blind."""
    task = folder / "task"
    task.write_bytes(pickle.dumps((definition, publication, folder)))
    done = subprocess.run(
        [sys.executable, "-m", "tests.push.upload_memory", str(task)],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    pushed, control = (Memory(**item) for item in json.loads(done.stdout))
    for seen in (control.kernel, control.sampled):
        assert seen - control.idle > 0.9 * CONTROL / 2**20, control
    return pushed


def _status(name: str) -> float:
    """A line of /proc/self/status in MB. Not getrusage: its peak begins with that of the process that made us."""
    for line in _STATUS.read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / 1024
    raise AssertionError(name)


@contextmanager
def _watched() -> Iterator[dict[str, float]]:
    """Filled at the end: what a Memory holds of the time between."""
    Path("/proc/self/clear_refs").write_text("5")  # the kernel's peak begins anew, here
    seen = {"idle": _status("VmRSS"), "sampled": 0.0}
    over = threading.Event()

    def look() -> None:
        while not over.is_set():
            seen["sampled"] = max(seen["sampled"], _status("VmRSS"))
            time.sleep(0.001)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()
        seen["kernel"] = _status("VmHWM")


def _during(work: Callable[[], Any]) -> dict[str, float]:
    with _watched() as seen:
        work()
    return seen


def _allocate() -> None:
    block = b"x" * CONTROL
    time.sleep(0.2)
    assert len(block) == CONTROL


if __name__ == "__main__":
    definition, publication, folder = pickle.loads(Path(sys.argv[1]).read_bytes())

    def push() -> None:
        outcome = night(open_ckan(definition, folder), {publication.dataset: publication}, {})
        assert outcome.receipts and outcome.receipts[0].verified, outcome

    print(json.dumps([_during(push), _during(_allocate)]))
