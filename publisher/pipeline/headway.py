"""How far the search of a stage is: told by the process at work in a file, read by the one that waits for it.

A file outlives a worker that is killed while it tells, and locks nothing.
"""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from publisher.model.event import Headway

if TYPE_CHECKING:
    from publisher.privacy.engine import Progress

_FILE = "headway.json"
_PAUSE = 0.2
"""Seconds between two words of it."""


def telling(folder: Path) -> Progress:
    """Tells how far a search is in `folder`, a few times a second."""
    last = float("-inf")

    def tell(headway: Headway) -> None:
        nonlocal last
        if time.monotonic() - last < _PAUSE:
            return
        fresh = folder / f".{_FILE}"
        fresh.write_text(json.dumps(asdict(headway)), encoding="utf-8")
        fresh.replace(folder / _FILE)
        last = time.monotonic()

    return tell


def told(folder: Path) -> Headway | None:
    """What was told last in `folder`; nothing when no search has begun."""
    try:
        text = (folder / _FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    return Headway(**json.loads(text))
