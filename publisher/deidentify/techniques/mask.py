"""Hide the inside of values. A masked name or number is no de-identification by itself; the gate measures that."""

from __future__ import annotations

import polars as pl

from publisher.deidentify.treatment import Treated, TreatmentContext, per_value
from publisher.model.policy import Mask


def apply(technique: Mask, values: pl.Series, context: TreatmentContext) -> Treated:  # noqa: ARG001 - the shape of a technique
    """Keep the first and last few characters; a value too short to hide anything of is hidden as a whole."""
    first, last = technique.keep_first, technique.keep_last

    def masked(value: str) -> str:
        hidden = len(value) - first - last
        if hidden <= 0:
            return technique.character * len(value)
        return value[:first] + technique.character * hidden + value[len(value) - last :]

    return per_value(values, masked)
