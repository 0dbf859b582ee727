"""Typed values as text, one spelling each: plain numbers, ISO dates, true and false, JSON for nested values."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

import polars as pl

_EXACT_INTEGERS = 2**53
MOST_DEPTH = 64
"""Levels of a nested value."""


def text_of(value: object) -> str | None:
    """The canonical text of a Python value; None stays None. Bytes and unknown types raise TypeError."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return float_text(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, timedelta):
        return _duration_text(value)
    if isinstance(value, datetime | date | time):
        return _without_empty_fraction(value.isoformat())
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dict | list | tuple):
        return json_text(value)
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(type(value).__name__)


class Figures(str):
    """A number as the text it was written with."""

    __slots__ = ()


def json_text(value: object, depth: int = 0) -> str:
    """JSON of a nested value: numbers with the figures they have, times as ISO text.

    Raises ValueError beyond a depth that no table needs, TypeError for bytes and unknown types.
    """
    if depth > MOST_DEPTH:
        raise ValueError("nested too deeply")
    if isinstance(value, dict):
        pairs = (
            f"{json.dumps(str(key), ensure_ascii=False)}: {json_text(item, depth + 1)}"
            for key, item in value.items()
        )
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(json_text(item, depth + 1) for item in value) + "]"
    if value is None:
        return "null"
    text = text_of(value)
    number = isinstance(value, Figures | bool | int | float | Decimal) and text not in (None, "INF", "-INF", "NaN")
    return "null" if text is None else text if number else json.dumps(text, ensure_ascii=False)


def float_text(value: float) -> str | None:
    """The shortest decimal that reads back as `value`, without exponent and without ".0"; NaN is missing."""
    if math.isnan(value):
        return None
    if math.isinf(value):
        return "INF" if value > 0 else "-INF"
    text = format(Decimal(repr(value)), "f")
    text = text.removesuffix(".0")
    return "0" if text == "-0" else text


def rounded_float_text(value: float) -> str | None:
    """Like float_text after rounding to 15 significant digits, so that 0.1 + 0.2 is 0.3."""
    return float_text(value if math.isnan(value) else float(f"{value:.15g}"))


def _duration_text(value: timedelta) -> str:
    seconds = round(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _without_empty_fraction(text: str) -> str:
    return text.replace(".000000", "")


def to_text(frame: pl.LazyFrame, *, rounded: bool = False) -> pl.LazyFrame:
    """Every column of a typed frame as canonical text; columns of raw bytes raise TypeError."""
    spell = rounded_float_text if rounded else float_text
    return frame.select(_column(name, kind, spell) for name, kind in frame.collect_schema().items())


def _column(name: str, kind: pl.DataType, spell: Callable[[float], str | None]) -> pl.Expr:
    column = pl.col(name)
    if kind == pl.String:
        return column
    if kind.is_float():
        # The shortest text of a 32-bit float read back as 64 bits: 0.1 stays 0.1.
        double = column.cast(pl.String).cast(pl.Float64) if kind == pl.Float32 else column
        return _float_column(double, spell)
    if isinstance(kind, pl.Datetime):
        pattern = "%Y-%m-%dT%H:%M:%S%.f" + ("%:z" if kind.time_zone else "")
        return column.dt.strftime(pattern)
    if kind == pl.Time:
        return column.dt.to_string("%H:%M:%S%.f")
    if kind == pl.Duration:
        return column.map_elements(_duration_text, return_dtype=pl.String)
    if isinstance(kind, pl.Struct):
        return column.struct.json_encode()
    if isinstance(kind, pl.List | pl.Array):
        return column.map_elements(_list_text, return_dtype=pl.String)
    if kind in (pl.Binary, pl.Object):
        raise TypeError(str(kind))
    return column.cast(pl.String)


def _float_column(column: pl.Expr, spell: Callable[[float], str | None]) -> pl.Expr:
    """Whole numbers through integers; Python spells the others, each value once."""
    whole = (column == column.floor()) & (column.abs() < _EXACT_INTEGERS)

    def spelled(values: pl.Series) -> pl.Series:
        unique = values.drop_nulls().unique()
        texts = pl.Series([spell(value) for value in unique.to_list()], dtype=pl.String)
        return values.replace_strict(unique, texts, default=None, return_dtype=pl.String)

    others = pl.when(whole).then(None).otherwise(column)
    return (
        pl.when(whole)
        .then(column.cast(pl.Int64, strict=False).cast(pl.String))
        .otherwise(others.map_batches(spelled, return_dtype=pl.String))
    )


def _list_text(value: object) -> str:
    return json_text(value.to_list() if isinstance(value, pl.Series) else value)
