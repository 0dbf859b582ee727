"""How sure the figure of a sample is: Wilson's interval of a share, the normal one of a mean, at 95 %.

Wilson (1927), Probable inference, JASA 22; finite population correction and effective sample size of weighted
records after Cochran (1977), Sampling Techniques, 2.6, and Kish (1965), Survey Sampling, 11.7.
"""

from __future__ import annotations

import math

_Z = 1.959964
"""The two-sided quantile of the normal distribution at 95 %."""


def effective(answers: float, population: int | None, weights_squared: float | None, weights: float) -> float:
    """How many answers of a simple sample of an endless population would be as sure; infinite for a census."""
    size = answers if not weights_squared else weights * weights / weights_squared
    if population is None:
        return size
    if answers >= population:
        return math.inf
    return size * (population - 1) / (population - answers)


def of_share(share: float, size: float) -> tuple[float, float]:
    """The bounds of a share (0 to 1) of `size` answers, by Wilson's interval."""
    if math.isinf(size):
        return share, share
    square = _Z * _Z
    middle = (share + square / (2 * size)) / (1 + square / size)
    half = _Z / (1 + square / size) * math.sqrt(share * (1 - share) / size + square / (4 * size * size))
    return max(0.0, middle - half), min(1.0, middle + half)


def of_mean(mean: float, variance: float, size: float) -> tuple[float, float]:
    """The bounds of a mean whose single answers vary by `variance`."""
    half = 0.0 if math.isinf(size) else _Z * math.sqrt(max(0.0, variance) / size)
    return mean - half, mean + half
