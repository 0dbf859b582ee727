"""What a technique is given and what it returns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl

from publisher.model.policy import Policy
from publisher.privacy.recognisers import AllowList

_DAY = r"^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}.*)?$"


@dataclass(frozen=True, slots=True)
class Context:
    """The field that is treated, and what a technique may look at beside its values."""

    dataset: str
    field: str
    frame: pl.DataFrame
    policy: Policy
    now: datetime
    keys: Path
    allow: AllowList
    folder: Path = Path()
    """The dataset's folder, where the files a technique names stand."""


@dataclass(frozen=True, slots=True)
class Treated:
    """The values after a technique, and which source values it could not cover (they are missing in `values`)."""

    values: pl.Series
    uncovered: pl.Series

    @classmethod
    def of(cls, source: pl.Series, values: pl.Series) -> Treated:
        """A value that was there before and is missing now was not covered."""
        return cls(values, source.is_not_null() & values.is_null())


def per_value(source: pl.Series, treat: Callable[[str], str | None]) -> Treated:
    """Apply `treat` once to every different value; None means that it does not cover the value."""
    different = source.drop_nulls().unique()
    if different.is_empty():
        return Treated.of(source, source)
    treated = pl.Series([treat(value) for value in different.to_list()], dtype=pl.String)
    values = source.replace_strict(different, treated, default=None, return_dtype=pl.String)
    return Treated.of(source, values.alias(source.name))


def days(values: pl.Series) -> pl.Series:
    """The day of ISO dates and date-times, missing where a value is neither."""
    text = values.str.strip_chars()
    return (
        text.to_frame("text")
        .select(
            pl.when(pl.col("text").str.contains(_DAY))
            .then(pl.col("text").str.slice(0, 10))
            .str.to_date("%Y-%m-%d", strict=False)
        )
        .to_series()
    )
