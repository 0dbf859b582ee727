"""What a run says while it is at work, for a progress display or a log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Headway:
    """How far a search is: `checked` nodes looked at, at most `left` more to look at.

    `best` is the least loss so far (None: no node is within the limit yet); the optimum is not below `bound`.
    """

    checked: int
    left: int
    best: float | None
    bound: float


@dataclass(frozen=True, slots=True)
class Event:
    """Something has just ended. `stage` is a stage of `dataset`, or `push` of the portal named in `portal`.

    The last one is of the night, with its exit code as outcome. A search that takes its time has not ended: it
    says now and then how far it is.
    `seconds` it took, of whatever has ended and was not only passed over.
    """

    kind: Literal["stage", "dataset", "push", "portal", "search", "night"]
    stage: str
    dataset: str = ""
    portal: str = ""
    outcome: str = ""
    done: int = 0
    total: int = 0
    headway: Headway | None = None
    seconds: float = 0.0


def searching(dataset: str, headway: Headway) -> Event:
    """How far the search for the levels of a dataset is."""
    return Event("search", "deidentify", dataset, headway=headway)
