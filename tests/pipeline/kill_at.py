"""Run a night in this process and kill it (SIGKILL) when the N-th event comes: `kill_at.py WORKSPACE N`.

The event comes right after a step has ended and before the next begins, so N counts the boundaries of the night;
words of a search under way do not count.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import datetime
from pathlib import Path

from publisher.model.event import Event
from publisher.pipeline import Settings, run_night
from publisher.workspace import load

NOW = datetime.fromisoformat("2026-11-20T03:00:00+08:00")


def main(root: Path, last: int) -> None:
    """Run the night at `root`; no kill when `last` is 0. Prints the number of events that came."""
    seen = 0

    def emit(event: Event) -> None:
        nonlocal seen
        if event.kind == "search":
            return
        seen += 1
        if seen == last:
            os.kill(os.getpid(), signal.SIGKILL)

    settings = Settings(NOW, root / "keys", jobs=2, emit=emit)
    run_night(load(root), settings, lambda: NOW)
    sys.stdout.write(f"{seen}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
