"""Coarser dates: day, month, quarter, year, decade; Gregorian or of the Republic (year - 1911)."""

from __future__ import annotations

import polars as pl

from publisher.deidentify.treatment import Treated, TreatmentContext, days
from publisher.model.policy import GeneraliseDate

_MONTH = r"^\d{4}-\d{2}$"


def apply(technique: GeneraliseDate, values: pl.Series, context: TreatmentContext) -> Treated:  # noqa: ARG001
    """2024-03-05 becomes 2024-03, 2024-Q1, 2024 or 2020-2029; in the ROC calendar 113-03, 113-Q1, 113, 110-119.

    Reads ISO dates, date-times and, unless days are asked for, year-months. Others are not covered, nor are days
    before 1912 in the ROC calendar.
    """
    text = values.str.strip_chars()
    if technique.to != "day":
        text = (
            text.to_frame("text")
            .select(
                pl.when(pl.col("text").str.contains(_MONTH)).then(pl.col("text") + "-01").otherwise(pl.col("text"))
            )
            .to_series()
        )
    frame = days(text).to_frame("day")
    year = pl.col("day").dt.year()
    if technique.calendar == "roc":
        year = pl.when(year > 1911).then(year - 1911)
    month = pl.col("day").dt.month().cast(pl.String).str.zfill(2)
    match technique.to:
        case "day":
            written = pl.format("{}-{}-{}", year, month, pl.col("day").dt.day().cast(pl.String).str.zfill(2))
        case "month":
            written = pl.format("{}-{}", year, month)
        case "quarter":
            written = pl.format("{}-Q{}", year, pl.col("day").dt.quarter())
        case "year":
            written = year.cast(pl.String)
        case "decade":
            first = year // 10 * 10
            written = pl.format("{}-{}", first, first + 9)
    result = frame.select(pl.when(year.is_not_null()).then(written).alias(values.name)).to_series()
    return Treated.of(values, result)
