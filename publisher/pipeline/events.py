"""What a run says while it is at work, for a progress display or a log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Event:
    """Something has just ended. `stage` is a stage of `dataset`, or `push` of the portal named in `portal`."""

    kind: Literal["stage", "dataset", "push", "portal"]
    stage: str
    dataset: str = ""
    portal: str = ""
    outcome: str = ""
    done: int = 0
    total: int = 0
