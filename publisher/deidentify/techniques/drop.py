"""Leave a field out."""

from __future__ import annotations

import polars as pl

from publisher.deidentify.treatment import Treated, TreatmentContext
from publisher.model.policy import Drop


def apply(technique: Drop, values: pl.Series, context: TreatmentContext) -> Treated:  # noqa: ARG001 - the shape of a technique
    """No value is left, and none counts as uncovered. The stage leaves the column out as well."""
    nothing = pl.Series(values.name, [None] * values.len(), dtype=pl.String)
    return Treated(nothing, pl.zeros(values.len(), dtype=pl.Boolean, eager=True))
