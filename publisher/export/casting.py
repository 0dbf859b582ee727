"""From canonical text to the types of Table Schema, and back to nothing else: what does not fit becomes null.

The caller proves that nothing became null. Dates and times follow the field's format; a time has no zone, for
the agency's data are local (Asia/Taipei) and an offset would be lost in half of the formats.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

_TYPED = frozenset({"integer", "number", "boolean", "date", "datetime", "year"})
_TRUE, _FALSE = ("true", "True", "TRUE", "1"), ("false", "False", "FALSE", "0")
_LEADING_DIRT = r"^[^0-9+\-.]+"
_TRAILING_DIRT = r"[^0-9.]+$"


def is_text(kind: str) -> bool:
    """Whether a field of this Table Schema type is written as text (string, year-month, time, …)."""
    return kind not in _TYPED


def cast(name: str, descriptor: Mapping[str, object]) -> pl.Expr:
    """The column `name` of texts in the type of its field descriptor: 64-bit integers, doubles, dates, times."""
    column = pl.col(name)
    match str(descriptor.get("type") or "string"):
        case "integer":
            typed = _plain(column, descriptor).cast(pl.Int64, strict=False)
        case "year":
            typed = column.cast(pl.Int64, strict=False)
        case "number":
            number = _plain(column, descriptor).cast(pl.Float64, strict=False)
            typed = pl.when(number.is_finite()).then(number)
        case "boolean":
            typed = _boolean(column, descriptor)
        case "date":
            typed = column.str.to_date(_format(descriptor) or "%Y-%m-%d", strict=False)
        case "datetime":
            typed = _datetime(column, _format(descriptor))
        case _:
            typed = column
    return typed.alias(name)


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


def _boolean(column: pl.Expr, descriptor: Mapping[str, object]) -> pl.Expr:
    true, false = _words(descriptor.get("trueValues"), _TRUE), _words(descriptor.get("falseValues"), _FALSE)
    return pl.when(column.is_in(true)).then(pl.lit(value=True)).when(column.is_in(false)).then(pl.lit(value=False))


def _words(value: object, default: tuple[str, ...]) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list | tuple) else list(default)


def _format(descriptor: Mapping[str, object]) -> str | None:
    text = str(descriptor.get("format") or "default")
    return None if text in ("default", "any") else text


def _datetime(column: pl.Expr, text: str | None) -> pl.Expr:
    if text is not None:
        return column.str.to_datetime(text, strict=False, time_unit="us")
    spelled = column.str.replace(" ", "T", literal=True)
    return pl.coalesce(
        spelled.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", strict=False, time_unit="us"),
        spelled.str.to_datetime("%Y-%m-%dT%H:%M", strict=False, time_unit="us"),
    )
