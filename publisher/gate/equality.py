"""Do two files hold the same table? Compared cell by cell, by value where formats spell a value differently."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

import polars as pl

_MOST_ROWS = 100
_WIDE, _NARROW = [chr(code) for code in range(0xFF10, 0xFF1A)], [str(figure) for figure in range(10)]
_EXPONENT = r"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]?[0-9]+$"
_EXPONENT_OF = re.compile(_EXPONENT)
_LARGEST_EXPONENT = 400


@dataclass(frozen=True, slots=True)
class Difference:
    """Cells of one column that differ: how many, and the first rows (from 1)."""

    field: str
    count: int
    rows: tuple[int, ...]


def differences(
    reference: pl.DataFrame, other: pl.DataFrame, fields: Mapping[str, Mapping[str, object]]
) -> tuple[Difference, ...]:
    """Where two tables of the same columns and height differ. `fields` are Table Schema field descriptors.

    Numbers are equal when all their digits are, dates and times as such, booleans by their words; all else as
    text.
    """
    found = []
    for name in reference.columns:
        if reference[name].equals(other[name], null_equal=True):
            continue
        both = pl.DataFrame({"a": reference[name], "b": other[name]})
        same = pl.col("a").eq_missing(pl.col("b"))
        value = _value(fields.get(name, {}))
        if value is not None:
            same = same | (value(pl.col("a")) == value(pl.col("b"))).fill_null(value=False)
        rows = both.select((~same).arg_true()).to_series()
        if rows.len():
            found.append(Difference(name, rows.len(), tuple(int(row) + 1 for row in rows.head(_MOST_ROWS))))
    return tuple(found)


def _value(field: Mapping[str, object]) -> Callable[[pl.Expr], pl.Expr] | None:
    """What a text of this field's type stands for, as an expression; null where it stands for nothing."""
    kind = field.get("type")
    if kind in ("integer", "number", "year"):
        return partial(_number, field)
    if kind in ("date", "datetime"):
        return partial(_moment, field)
    if kind == "boolean":
        return partial(_truth, field)
    if kind == "time":
        return _time
    return None


def _number(field: Mapping[str, object], column: pl.Expr) -> pl.Expr:
    """A text for each number: no sign, zeros or exponent but those that tell its value."""
    text = column
    if field.get("bareNumber") is False:
        text = text.str.extract(r"([+-]?\.?[0-9](?:.*[0-9.])?)", 1)
    group, point = field.get("groupChar"), field.get("decimalChar")
    if isinstance(group, str) and group:
        text = text.str.replace_all(group, "", literal=True)
    if isinstance(point, str) and point:
        text = text.str.replace_all(point, ".", literal=True)
    return pl.coalesce(_digits(column), _digits(text))


def _digits(column: pl.Expr) -> pl.Expr:
    text = column.str.strip_chars().str.replace_many(_WIDE, _NARROW).str.replace_all("_", "", literal=True)
    plain = pl.when(text.str.contains(r"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)$")).then(text)
    long = pl.when(text.str.contains(_EXPONENT)).then(text)
    spelled = pl.coalesce(plain, long.map_elements(_spelled_out, return_dtype=pl.String))
    places = (
        pl.when(spelled.str.contains(".", literal=True))
        .then(spelled.str.replace(r"\.?0*$", ""))
        .otherwise(spelled)
    )
    whole = places.str.replace(r"^\+", "").str.replace(r"^(-?)0+", "$1").str.replace(r"^(-?)\.", "${1}0.")
    return (
        pl.when(whole.str.contains("^-?$"))
        .then(pl.lit("0"))
        .when(whole == "-0")
        .then(pl.lit("0"))
        .otherwise(whole)
    )


def _spelled_out(text: str) -> str | None:
    if _EXPONENT_OF.fullmatch(text) is None or abs(int(re.split("[eE]", text)[1])) > _LARGEST_EXPONENT:
        return None
    return f"{Decimal(text):f}"


def _moment(field: Mapping[str, object], column: pl.Expr) -> pl.Expr:
    spelled = column.str.replace(" ", "T", literal=True)
    iso = [
        spelled.str.to_datetime(spelling, strict=False, time_unit="us")
        for spelling in ("%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M")
    ]
    day = column.str.to_date("%Y-%m-%d", strict=False).cast(pl.Datetime("us"))
    own = str(field.get("format") or "default")
    if own == "default":
        return pl.coalesce(*iso, day)
    if field.get("type") == "date":
        return pl.coalesce(column.str.to_date(own, strict=False).cast(pl.Datetime("us")), *iso, day)
    return pl.coalesce(column.str.to_datetime(own, strict=False, time_unit="us"), *iso)


def _time(column: pl.Expr) -> pl.Expr:
    spellings = ("%H:%M:%S%.f", "%H:%M")
    return pl.coalesce(*(column.str.to_time(spelling, strict=False) for spelling in spellings))


def _truth(field: Mapping[str, object], column: pl.Expr) -> pl.Expr:
    true = _words(field.get("trueValues"), ("true", "True", "TRUE", "1"))
    false = _words(field.get("falseValues"), ("false", "False", "FALSE", "0"))
    return (
        pl.when(column.is_in([*true, "true"]))
        .then(pl.lit(value=True))
        .when(column.is_in([*false, "false"]))
        .then(pl.lit(value=False))
    )


def _words(value: object, default: tuple[str, ...]) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list | tuple) else list(default)
