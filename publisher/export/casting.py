"""The value of a cell, exactly: its canonical text by the type of its field, and the Parquet type that holds it.

A canonical text is null where the cell is not of its field's type; the caller proves that nothing was lost.
Numbers keep every digit, of any length. Dates and times follow the field's format; a time has no zone, for the
agency's data are local (Asia/Taipei) and an offset would be lost in half of the formats.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import polars as pl

_TYPED = frozenset({"integer", "number", "boolean", "date", "datetime", "year"})
_TRUE, _FALSE = ("true", "True", "TRUE", "1"), ("false", "False", "FALSE", "0")
_LEADING_DIRT = r"^[^0-9+\-.]+"
_TRAILING_DIRT = r"[^0-9.]+$"
_FULL_WIDTH = [chr(code) for code in range(0xFF10, 0xFF1A)] + ["＋", "－", "．"]
_HALF_WIDTH = [str(figure) for figure in range(10)] + ["+", "-", "."]
_WHOLE = r"^[+-]?[0-9]+$"
_NUMBER = r"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$"
_MOST_DIGITS = 38
"""Digits of a decimal in Parquet and Arrow."""
_FEW_DIGITS = 18
_LONGEST_PLAIN = 60
"""Digits up to which a number with an exponent is written without it."""


def is_text(kind: str) -> bool:
    """Whether a field of this Table Schema type is written as text (string, year-month, time, …)."""
    return kind not in _TYPED


def canonical(name: str, descriptor: Mapping[str, object]) -> pl.Expr:
    """The column `name` of texts as the canonical texts of its field's type.

    Integers `-12`, numbers as JSON spells them (`-0.50`, `1e-7`), `true`, dates `2024-03-05`, times of day
    `10:20:30` and both with a T between; other types are their text.
    """
    column = pl.col(name)
    match str(descriptor.get("type") or "string"):
        case "integer":
            text = _whole(_plain(column, descriptor))
        case "year":
            text = _whole(column)
        case "number":
            text = _number(_plain(column, descriptor))
        case "boolean":
            text = _boolean(column, descriptor)
        case "date":
            text = column.str.to_date(_format(descriptor) or "%Y-%m-%d", strict=False).dt.to_string("iso")
        case "datetime":
            text = _datetime(column, _format(descriptor))
        case "time":
            text = _time(column, _format(descriptor))
        case _:
            text = column
    return text.alias(name)


def _plain(column: pl.Expr, descriptor: Mapping[str, object]) -> pl.Expr:
    """A number without the spellings that its descriptor allows (groupChar, decimalChar, bareNumber)."""
    if descriptor.get("bareNumber") is False:
        column = column.str.replace(_LEADING_DIRT, "").str.replace(_TRAILING_DIRT, "")
    group, point = descriptor.get("groupChar"), descriptor.get("decimalChar")
    if isinstance(group, str) and group:
        column = column.str.replace_all(group, "", literal=True)
    if isinstance(point, str) and point not in ("", "."):
        column = column.str.replace_all(point, ".", literal=True)
    return column


def _figures(column: pl.Expr) -> pl.Expr:
    """What int() and Decimal() of Python take for figures, in ASCII: no white space around, no `_` between."""
    return (
        column.str.strip_chars()
        .str.replace_many(_FULL_WIDTH, _HALF_WIDTH)
        .str.replace_all(r"([0-9])_([0-9])", "$1$2")
        .str.replace_all(r"([0-9])_([0-9])", "$1$2")
    )


def _whole(column: pl.Expr) -> pl.Expr:
    text = _figures(column)
    bare = text.str.replace(r"^\+", "").str.replace(r"^(-?)0+([0-9])", "$1$2").str.replace(r"^-0$", "0")
    return pl.when(text.str.contains(_WHOLE)).then(bare)


def _number(column: pl.Expr) -> pl.Expr:
    text = _figures(column)
    bare = (
        text.str.replace(r"^\+", "")
        .str.replace(r"^(-?)0+([0-9])", "$1$2")
        .str.replace(r"^(-?)\.", "${1}0.")
        .str.replace(r"\.([eE]|$)", "$1")
    )
    return pl.when(text.str.contains(_NUMBER)).then(bare)


def _boolean(column: pl.Expr, descriptor: Mapping[str, object]) -> pl.Expr:
    true, false = _words(descriptor.get("trueValues"), _TRUE), _words(descriptor.get("falseValues"), _FALSE)
    return pl.when(column.is_in(true)).then(pl.lit("true")).when(column.is_in(false)).then(pl.lit("false"))


def _words(value: object, default: tuple[str, ...]) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list | tuple) else list(default)


def _format(descriptor: Mapping[str, object]) -> str | None:
    text = str(descriptor.get("format") or "default")
    return None if text in ("default", "any") else text


def _datetime(column: pl.Expr, text: str | None) -> pl.Expr:
    if text is not None:
        return column.str.to_datetime(text, strict=False, time_unit="us").dt.to_string("%Y-%m-%dT%H:%M:%S%.f")
    spelled = column.str.replace(" ", "T", literal=True)
    moment = pl.coalesce(
        spelled.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", strict=False, time_unit="us"),
        spelled.str.to_datetime("%Y-%m-%dT%H:%M", strict=False, time_unit="us"),
    )
    # fractions that are finer than microseconds stay as they are spelled
    finer = spelled.str.contains(r"\.[0-9]{7,}$") & moment.is_not_null()
    return pl.when(finer).then(spelled).otherwise(moment.dt.to_string("%Y-%m-%dT%H:%M:%S%.f"))


def _time(column: pl.Expr, text: str | None) -> pl.Expr:
    """A time of day; one in another spelling stays as it is spelled."""
    spellings = ("%H:%M:%S%.f", "%H:%M") if text is None else (text,)
    moments = pl.coalesce(*(column.str.to_time(spelling, strict=False) for spelling in spellings))
    return pl.coalesce(moments.dt.to_string("%H:%M:%S%.f"), column)


def parquet_types(texts: pl.LazyFrame, types: Mapping[str, str]) -> dict[str, pl.DataType]:
    """For each column of canonical texts the Parquet type that holds every value of it exactly.

    Whole numbers: 64 bits, or a decimal of 38 digits. Numbers: a decimal of 18 or 38 digits with as many places as
    the longest has, or a double when that holds every value. What fits into none of these stays text.
    """
    found: dict[str, pl.DataType] = {}
    seen = _seen(texts, types)
    for name, kind in types.items():
        if kind == "number":
            found[name] = _number_type(texts, name, seen)
        elif kind == "boolean":
            found[name] = pl.Boolean()
        elif kind == "date":
            found[name] = pl.Date()
        else:
            candidates = _CANDIDATES.get(kind, ())
            exact = (candidate for at, candidate in enumerate(candidates) if not seen[f"{name}\0{at}"])
            found[name] = next(exact, pl.String())
    return found


_CANDIDATES: Mapping[str, tuple[pl.DataType, ...]] = {
    "integer": (pl.Int64(), pl.Decimal(_MOST_DIGITS, 0)),
    "year": (pl.Int64(), pl.Decimal(_MOST_DIGITS, 0)),
    "datetime": (pl.Datetime("us"),),
    "time": (pl.Time(),),
}
"""The types that may hold such values, the plainest first; a column for which none does stays text."""


def _seen(texts: pl.LazyFrame, types: Mapping[str, str]) -> Mapping[str, Any]:
    """What has to be known of the values, in one look at the table: a type for each column is asked 500 times."""
    asked: list[pl.Expr] = []
    for name, kind in types.items():
        column = pl.col(name)
        if kind == "number":
            plain = without_exponent(column)
            digits = plain.str.replace("-", "", literal=True)
            places = digits.str.extract(r"\.([0-9]*)$", 1).str.len_bytes().fill_null(0)
            asked.append(digits.str.replace(r"\..*$", "").str.len_bytes().max().alias(f"{name}\0whole"))
            asked.append(places.max().alias(f"{name}\0places"))
            asked.append((column.is_not_null() & plain.is_null()).any().alias(f"{name}\0odd"))
        for at, candidate in enumerate(_CANDIDATES.get(kind, ())):
            lost = typed(name, candidate).is_null() & column.is_not_null()
            if kind == "datetime":
                lost = column.str.contains(r"\.[0-9]{7,}$")
            asked.append(lost.any().alias(f"{name}\0{at}"))
    return texts.select(asked).collect().row(0, named=True) if asked else {}


def _number_type(texts: pl.LazyFrame, name: str, seen: Mapping[str, Any]) -> pl.DataType:
    most_whole, most_places = int(seen[f"{name}\0whole"] or 1), int(seen[f"{name}\0places"] or 0)
    length = most_whole + most_places
    if not seen[f"{name}\0odd"] and length <= _MOST_DIGITS:
        return pl.Decimal(_FEW_DIGITS if length <= _FEW_DIGITS else _MOST_DIGITS, most_places)
    return pl.Float64() if all(map(_is_double, _different(texts, name))) else pl.String()


def _different(texts: pl.LazyFrame, name: str) -> list[str]:
    return texts.select(pl.col(name).drop_nulls().unique()).collect().to_series().to_list()


def _is_double(text: str) -> bool:
    try:
        return Decimal(repr(float(text))) == Decimal(text)
    except (InvalidOperation, OverflowError, ValueError):
        return False


def without_exponent(column: pl.Expr) -> pl.Expr:
    """Canonical numbers spelled out; null where that would be very long."""
    has = column.str.contains("[eE]", literal=False)
    return pl.when(has).then(column.map_elements(_spelled_out, return_dtype=pl.String)).otherwise(column)


def _spelled_out(text: str) -> str | None:
    if "e" not in text and "E" not in text:
        return text
    number = Decimal(text)
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or abs(exponent) > _LONGEST_PLAIN:
        return None
    return f"{number:f}"


def typed(name: str, kind: pl.DataType) -> pl.Expr:
    """A column of canonical texts in a Parquet type; null for what it cannot hold."""
    column = pl.col(name)
    value: pl.Expr
    if isinstance(kind, pl.Boolean):
        value = (
            pl.when(column == "true").then(pl.lit(value=True)).when(column == "false").then(pl.lit(value=False))
        )
    elif isinstance(kind, pl.Date):
        value = column.str.to_date("%Y-%m-%d", strict=False)
    elif isinstance(kind, pl.Datetime):
        value = column.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", strict=False, time_unit="us")
    elif isinstance(kind, pl.Time):
        value = column.str.to_time("%H:%M:%S%.f", strict=False)
    elif isinstance(kind, pl.Decimal):
        value = without_exponent(column).cast(kind, strict=False)
    elif isinstance(kind, pl.String):
        value = column
    else:
        value = column.cast(kind, strict=False)
    return value.alias(name)
