"""Age bands from birth dates."""

from __future__ import annotations

import polars as pl

from publisher.deidentify.treatment import Treated, TreatmentContext, days
from publisher.model.policy import AgeBand

OLDEST = 130
"""Years beyond which a birth date is a slip."""


def apply(technique: AgeBand, values: pl.Series, context: TreatmentContext) -> Treated:
    """Completed years at the date in `at`, as 30-39; under `bottom` as 19以下, from `top` on as 80以上.

    Not covered: a birth date or a date in `at` that is no ISO date, a missing date in `at`, an age below 0 or
    above 130. A missing birth date stays missing.
    """
    at = context.frame[technique.at]
    frame = pl.DataFrame({"born": days(values), "at": days(at)})
    had_birthday = (pl.col("at").dt.month() > pl.col("born").dt.month()) | (
        (pl.col("at").dt.month() == pl.col("born").dt.month()) & (pl.col("at").dt.day() >= pl.col("born").dt.day())
    )
    ages = frame.select(
        age=pl.col("at").dt.year() - pl.col("born").dt.year() - pl.when(had_birthday).then(0).otherwise(1)
    ).with_columns(age=pl.when(pl.col("age").is_between(0, OLDEST)).then(pl.col("age")))
    age = pl.col("age")
    low = (age - technique.bottom) // technique.width * technique.width + technique.bottom
    high = pl.min_horizontal(low + technique.width - 1, pl.lit(technique.top - 1))
    band = (
        pl.when(age < technique.bottom)
        .then(pl.lit(f"{technique.bottom - 1}以下"))
        .when(age >= technique.top)
        .then(pl.lit(f"{technique.top}以上"))
        .when(low == high)
        .then(low.cast(pl.String))
        .otherwise(pl.format("{}-{}", low, high))
    )
    result = ages.select(pl.when(age.is_not_null()).then(band).alias(values.name)).to_series()
    return Treated.of(values, result)
