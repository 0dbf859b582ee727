"""What a technique is given and what it returns."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import polars as pl

from publisher.model.policy import Policy
from publisher.privacy.recognisers import AllowList

Floats = npt.NDArray[np.float64]
_NUMBER = r"^[+-]?[0-9]+(?:\.[0-9]+)?$"
_EXACT = 2.0**53
_DAY = r"^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}.*)?$"


class SourceColumns(Protocol):
    """The source fields of all records, as text; a data frame is one."""

    @property
    def columns(self) -> list[str]:
        """Names of the fields."""

    def __getitem__(self, name: str, /) -> pl.Series:
        """The values of one field."""


@dataclass(frozen=True, slots=True)
class TreatmentContext:
    """The field that is treated, and what a technique may look at beside its values."""

    dataset: str
    field: str
    frame: SourceColumns
    policy: Policy
    now: datetime
    keys: Path
    allow: AllowList
    folder: Path = Path()
    """The dataset's folder, where the files a technique names stand."""
    shared: dict[Any, Any] = dataclasses.field(default_factory=dict)
    """What was computed once for several fields of this table."""


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


def numbers(values: pl.Series) -> Floats:
    """Plain decimal numbers (digits, a point, a sign); NaN where a value is missing, or none, or beyond 2^53."""
    found = (
        values.str.strip_chars()
        .to_frame("text")
        .select(pl.when(pl.col("text").str.contains(_NUMBER)).then(pl.col("text")).cast(pl.Float64))
        .to_series()
        .fill_null(float("nan"))
        .to_numpy()
        .copy()
    )
    found[np.abs(found) >= _EXACT] = np.nan
    return found


def written(found: Floats, decimals: int, name: str) -> pl.Series:
    """Numbers as text with `decimals` places, halves away from zero; missing where they are NaN or beyond 2^53."""
    scaled = np.abs(found) * 10.0**decimals
    usable = np.isfinite(scaled) & (scaled < _EXACT)
    whole = np.floor(np.where(usable, scaled, 0.0) + 0.5 + 1e-9).astype(np.int64)
    unit = 10**decimals
    text = pl.Series(whole // unit).cast(pl.String)
    if decimals:
        text = text + "." + pl.Series(whole % unit).cast(pl.String).str.zfill(decimals)
    sign = pl.Series(np.where(np.signbit(found) & (whole > 0), "-", ""), dtype=pl.String)
    return pl.select(pl.when(pl.Series(usable)).then(sign + text)).to_series().alias(name)
