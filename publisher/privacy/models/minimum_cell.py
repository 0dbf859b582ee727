"""Minimum cell count: every published count is zero or at least a threshold.

ICO, Anonymisation: managing data protection risk code of practice (2012), appendix 2: cells of 1 to 5 carry the
greater risk, hence the default of 6. CMS (US) asks for 11. Taiwan has no number of its own; the agency sets it.
"""

from __future__ import annotations

import polars as pl

from publisher.model.certificate import PrivacyMeasure
from publisher.model.policy import MinimumCellCount
from publisher.model.thresholds import of_profile
from publisher.privacy.models.classes import with_one_missing


def small_cells(model: MinimumCellCount, frame: pl.DataFrame) -> pl.Series:
    """For each record whether one of its counts is too small, or is no plain number and so not proven."""
    values = with_one_missing(frame, model.fields)
    conditions = []
    for name in values.columns:
        number = pl.col(name).str.strip_chars().cast(pl.Float64, strict=False)
        safe = (number == 0) | ((number >= model.at_least) & number.is_finite())
        conditions.append(pl.col(name).is_not_null() & ~safe.fill_null(value=False))
    if not conditions:
        return pl.zeros(frame.height, dtype=pl.Boolean, eager=True)
    return values.select(pl.any_horizontal(conditions).alias("small")).to_series()


def measure_minimum_cell_count(model: MinimumCellCount, frame: pl.DataFrame) -> PrivacyMeasure:
    """`observed` is the smallest count that is neither zero nor missing (0 when there is none)."""
    numbers = with_one_missing(frame, model.fields).select(
        pl.all().str.strip_chars().cast(pl.Float64, strict=False)
    )
    positive = [
        float(least)  # type: ignore[arg-type]
        for column in numbers.iter_columns()
        if (least := column.filter(column != 0).min()) is not None
    ]
    violating = int(small_cells(model, frame).sum())
    return PrivacyMeasure(
        model=model.model,
        params={
            "at_least": model.at_least,
            "fields": ", ".join(model.fields),
            **of_profile(model.profile),
            **({"empty": model.empty} if model.empty != "any" else {}),
        },
        met=violating == 0,
        observed=min(positive, default=0.0),
        violating_records=violating,
    )
