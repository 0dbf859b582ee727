"""Numbers rounded to multiples of a base, to the nearest or by chance without bias."""

from __future__ import annotations

import numpy as np
import polars as pl

from publisher.deidentify.decimals import decimals_of
from publisher.deidentify.drawing import draw
from publisher.deidentify.treatment import Treated, TreatmentContext, numbers, written
from publisher.model.policy import Round

_TOLERANCE = 1e-9
"""A number this near to a multiple (in bases) is one: 0.3 is three times 0.1."""


def apply(technique: Round, values: pl.Series, context: TreatmentContext) -> Treated:
    """With the decimals of the base. Not covered: what is no plain number. Raises UserError without a key."""
    found = numbers(values)
    times = found / technique.base
    near = np.rint(times)
    if technique.method == "nearest":
        times = np.copysign(np.floor(np.abs(times) + 0.5 + _TOLERANCE), times)
    else:
        below = np.floor(times)
        up = draw(found, technique.by, context) < times - below
        exact = np.abs(times - near) < _TOLERANCE
        times = np.where(exact, near, below + up)
    times = np.where(np.isfinite(found), times, np.nan)
    return Treated.of(values, written(times * technique.base, decimals_of(technique.base), values.name))
