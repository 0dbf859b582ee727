"""What the releases of a dataset have used up of its privacy budget (differential privacy)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Spending:
    """One release of noisy counts: what it cost `on` a day, and the `counts` that were published, by field, in the
    order of their rows' keys.

    `release` is a keyed hash of the true counts and of how they were made noisy: the same data are the same
    release, which is published again as it was and costs nothing.
    """

    release: str
    epsilon: float
    delta: float
    on: date
    counts: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PrivateRelease:
    """What the certificate says of noisy counts: the guarantee of this release, and the budget of its period.

    `scale` is that of the noise (for the Gaussian its standard deviation). The guarantee is about one person being
    in the data or not, who is counted in at most `cells_per_person` cells that are no sums, in each at most
    `times_per_cell` times. `period` is the budget's (such as 2026; empty for one that is never renewed); what is
    spent includes this release.
    """

    mechanism: str
    epsilon: float
    delta: float
    scale: float
    cells_per_person: int
    times_per_cell: int
    period: str
    spent_epsilon: float
    spent_delta: float
    budget_epsilon: float
    budget_delta: float
