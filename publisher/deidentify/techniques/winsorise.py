"""The most extreme numbers of a table shown as the next ones inside."""

from __future__ import annotations

import math

import numpy as np
import polars as pl

from publisher.deidentify.treatment import Treated, TreatmentContext, numbers
from publisher.model.policy import Winsorise


def apply(technique: Winsorise, values: pl.Series, context: TreatmentContext) -> Treated:  # noqa: ARG001
    """The number that the last of the extreme ones has, for all of them. Not covered: what is no plain number.

    A table with too few numbers for two such groups has nothing but extremes: none of them is covered.
    """
    found = numbers(values)
    known = np.isfinite(found)
    order = np.flatnonzero(known)[np.argsort(found[known], kind="stable")]
    many = max(technique.least, math.ceil(technique.share * order.size - 1e-9))
    if 2 * many > order.size:
        known = np.zeros_like(known)
        order = order[:0]
    text = values.str.strip_chars()
    result = pl.select(pl.when(pl.Series(known)).then(text)).to_series()
    if order.size:
        low, high = order[many - 1], order[-many]
        for side, beyond, bound in (("top", found < found[low], low), ("bottom", found > found[high], high)):
            if technique.side != side:
                shown = pl.lit(text[int(bound)])
                result = pl.select(pl.when(pl.Series(beyond & known)).then(shown).otherwise(result)).to_series()
    return Treated.of(values, result.alias(values.name))
