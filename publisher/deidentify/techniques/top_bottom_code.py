"""Numbers from a bound on shown as that bound."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import polars as pl

from publisher.deidentify.treatment import Treated, TreatmentContext, numbers
from publisher.model.policy import TopBottomCode


def apply(technique: TopBottomCode, values: pl.Series, context: TreatmentContext) -> Treated:  # noqa: ARG001
    """Numbers between the bounds stay as they are written. Not covered: what is no plain number."""
    found = numbers(values)
    text = pl.Series(values.name, values.str.strip_chars(), dtype=pl.String)
    shown = pl.when(pl.Series(np.isfinite(found))).then(text)
    result = pl.select(shown).to_series()
    for beyond, bound, label in (
        (found >= _or(technique.top, np.inf), technique.top, technique.top_label),
        (found <= _or(technique.bottom, -np.inf), technique.bottom, technique.bottom_label),
    ):
        if bound is not None:
            told = label if label is not None else plain(bound)
            result = pl.select(pl.when(pl.Series(beyond)).then(pl.lit(told)).otherwise(result)).to_series()
    return Treated.of(values, result.alias(values.name))


def plain(number: float) -> str:
    """A number of a policy without an exponent or an idle point."""
    return f"{Decimal(str(number)).normalize():f}"


def _or(bound: float | None, otherwise: float) -> float:
    return otherwise if bound is None else bound
