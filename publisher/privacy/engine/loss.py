"""Information loss of a generalisation: from 0 (as it came) to 1 (nothing left).

Iyengar, Transforming data to satisfy privacy constraints, KDD 2002, as ARX 3.9 spells it: a kept value costs the
share of the hierarchy's leaves it may stand for, a suppressed one costs 1; fields are combined by the geometric
mean of (loss + 1). The loss of a field is cut to 10 decimals. Sums are integers (leaves times records), so the
order of adding changes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

DECIMALS = 1e10


def field_losses(costs: npt.NDArray[np.float64], records: int, leaves: int) -> npt.NDArray[np.float64]:
    """Loss of one field for each sum of leaves in `costs` (a suppressed record counts all `leaves`)."""
    if records == 0 or leaves <= 1:
        return np.zeros_like(costs)
    least = records / leaves
    share = (costs / leaves - least) / (records - least)
    cut: npt.NDArray[np.float64] = np.floor(np.maximum(share, 0.0) * DECIMALS) / DECIMALS
    return cut


def aggregate(losses: Sequence[float]) -> float:
    """The loss of a table from the losses of its fields."""
    if not losses:
        return 0.0
    return math.prod(loss + 1.0 for loss in losses) ** (1.0 / len(losses)) - 1.0
