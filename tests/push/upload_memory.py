"""How much memory a push takes beyond an idle process, in MB: `python -m tests.push.upload_memory TASK`.

TASK is a pickle of (portal definition, publication, folder), made by `make_task`; it runs in a process of its own,
for a peak never falls again.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from publisher.model.workspace import CkanPortalDefinition
from tests.push.ckan_lab import night, open_ckan
from tests.push.publications import make_publication


def measure(definition: CkanPortalDefinition, dataset: str, folder: Path, size: int) -> int:
    """MB above idle while a dataset with one file of `size` bytes is pushed and verified."""
    publication = make_publication(folder, dataset)
    content = b"0123456789abcde\n" * (size // 16)
    (publication.folder / "cases.json").write_bytes(content)
    csv, json, descriptor = publication.artifacts
    large = replace(json, bytes=len(content), sha256=hashlib.sha256(content).hexdigest())
    task = folder / "task"
    task.write_bytes(pickle.dumps((definition, replace(publication, artifacts=(csv, large, descriptor)), folder)))
    done = subprocess.run(
        [sys.executable, "-m", "tests.push.upload_memory", str(task)],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        timeout=590,
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def _status(name: str) -> int:
    """A line of /proc/self/status in kB. Not getrusage: its peak begins with that of the process that made us."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    raise AssertionError(name)


if __name__ == "__main__":
    definition, publication, folder = pickle.loads(Path(sys.argv[1]).read_bytes())
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew, here
    idle = _status("VmRSS")
    outcome = night(open_ckan(definition, folder), {publication.dataset: publication}, {})
    assert outcome.receipts[0].verified, outcome
    print((_status("VmHWM") - idle) // 1024)
