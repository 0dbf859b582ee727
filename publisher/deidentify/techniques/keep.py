"""Publish the values as they are."""

from __future__ import annotations

import polars as pl

from publisher.deidentify.treatment import Treated, TreatmentContext
from publisher.model.policy import Keep


def apply(technique: Keep, values: pl.Series, context: TreatmentContext) -> Treated:  # noqa: ARG001 - the shape of a technique
    """The same values."""
    return Treated.of(values, values)
