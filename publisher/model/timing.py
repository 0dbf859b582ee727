"""How long a night may take, and which part of it may take how much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from publisher.model.text import STRICT

Part = Literal["datasets", "websites"]


@dataclass(frozen=True, slots=True)
class TimeBudget:
    """`time_budget` of `catalog.yaml`: the minutes that a night may take, and the shares of its parts in percent.

    No stage of a dataset is begun when the share of the datasets is used up, and no website when those of both
    are; a crawl under way ends as at its own limit, no more pages are opened in a browser. What one part leaves
    over is the next one's. What was not begun is named as failed or untested, what was published of it stays, and
    pushing and the report always follow. 0 minutes: no end.
    """

    __pydantic_config__ = STRICT

    minutes: float = 0.0
    datasets: int = 50
    websites: int = 45

    def until(self, part: Part) -> float:
        """Seconds after the beginning of the night at which a part has to end."""
        if not self.minutes:
            return float("inf")
        share = self.datasets if part == "datasets" else self.datasets + self.websites
        return self.minutes * 60 * min(share, 100) / 100
