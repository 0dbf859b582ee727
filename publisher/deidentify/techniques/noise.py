"""Numbers with noise of mean zero, the same every night (see `publisher.deidentify.drawing`)."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import polars as pl

from publisher.deidentify.drawing import draw
from publisher.deidentify.treatment import Floats, Treated, TreatmentContext, numbers, written
from publisher.model.policy import Noise

USUAL_LIMIT = 3.0
"""Standard deviations beyond which normal noise is cut when the policy has no limit."""
_STANDARD = NormalDist()


def apply(technique: Noise, values: pl.Series, context: TreatmentContext) -> Treated:
    """Not covered: what is no plain number. Raises UserError when the key is missing."""
    found = numbers(values)
    drawn = draw(found, technique.by, context)
    if technique.distribution == "uniform":
        noise = (2.0 * drawn - 1.0) * technique.scale
    else:
        noise = (
            _normal(drawn, (technique.limit or USUAL_LIMIT * technique.scale) / technique.scale) * technique.scale
        )
    least = -np.inf if technique.minimum is None else technique.minimum
    most = np.inf if technique.maximum is None else technique.maximum
    noisy = np.clip(found + noise, least, most)
    return Treated.of(values, written(noisy, technique.decimals, values.name))


def _normal(drawn: Floats, limit: float) -> Floats:
    """The quantiles at `drawn` of the standard normal distribution cut at `limit` on both sides."""
    outside = _STANDARD.cdf(-limit)
    inner = (outside + drawn * (1.0 - 2.0 * outside)).tolist()
    quantile = _STANDARD.inv_cdf
    return np.array([quantile(share) if share == share else share for share in inner], dtype=np.float64)
