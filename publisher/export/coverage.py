"""Of which time a table tells: its first and last moment, and the day on which that ends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl

from publisher.model.table_schema import primary_key

_TIME = r"^(19|20)\d\d(-\d\d(-\d\d([T ].*)?)?)?$"
"""Times of data; others are signs of something else (9999-12-31, 0001-01-01)."""


def covered(rows: pl.LazyFrame, schema: Mapping[str, object], declared: str | None) -> tuple[str, str] | None:
    """First and last time of the published rows (ISO text sorts as time); None where they say none.

    By the field that the dataset has `declared` for it, else by the first of its fields that holds times, those of
    the key before others.
    """
    for name in [declared] if declared is not None else _fields_of_time(schema):
        times = pl.col(name).filter(pl.col(name).str.contains(_TIME))
        first, last = rows.select(times.min(), times.max().alias("last")).collect().row(0)
        if first and last:
            return first, last
    return None


def _fields_of_time(schema: Mapping[str, object]) -> list[str]:
    fields, keys = schema.get("fields", ()), primary_key(schema)
    assert isinstance(fields, list | tuple)
    names = [str(item["name"]) for item in fields if item.get("type") in ("date", "datetime", "yearmonth", "year")]
    return sorted(names, key=lambda name: name not in keys)


def last_day(time: str) -> date | None:
    """The last day of a year, a month or a day as `covered` gives it."""
    try:
        if len(time) == len("2024"):
            return date(int(time), 12, 31)
        if len(time) == len("2024-02"):
            return (date.fromisoformat(f"{time}-01") + timedelta(31)).replace(day=1) - timedelta(1)
        return date.fromisoformat(time[: len("2024-02-29")])
    except ValueError:
        return None
