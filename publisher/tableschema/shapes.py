"""For each type and format of a field: texts that frictionless reads without error, and the value they stand for.

A shape is a sufficient condition on ASCII text, tried against frictionless 5.21.0: what it matches is a value of
the type; what it does not match may still be one, and is left to frictionless.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

import polars as pl

from publisher.tableschema.fields import FieldDescription

_FEW = 8
_EXACT_DIGITS = 15
"""Decimals of up to 15 digits stay apart and in order as 64-bit floats (DBL_DIG)."""

Key = str | int | float | bool


class UnprovenError(Exception):
    """Something outside what can be proven; the text says what, in English, for the report."""


@dataclass(frozen=True, slots=True)
class FieldShape:
    """How a field is proven: conditions on its text, and a key that orders and compares its values.

    `bound` turns a limit of the schema into a literal comparable with the key (None: limits are about the text
    itself). `exact` says where equal keys mean equal values (None: everywhere).
    """

    key: pl.Expr
    conditions: tuple[pl.Expr, ...] = ()
    bound: Callable[[object], Key] | None = None
    exact: pl.Expr | None = None


def of(field: FieldDescription, column: pl.Expr, *, keyed: bool) -> FieldShape:
    """The shape of the field's text, which stands in `column`; UnprovenError when there is none.

    With `keyed`, equal values must have equal keys.
    """
    make = _MAKERS.get(field.type)
    if make is None:
        raise UnprovenError(f"type {field.type}")
    limited = any(name not in ("required", "unique") for name in field.constraints)
    return make(field, column, keyed or limited)


def one_of(column: pl.Expr, values: Sequence[str]) -> pl.Expr:
    """Whether the text is one of `values`; comparing with a few is quicker than looking them up."""
    if not values:
        return column.is_null()  # cells are never null
    return (
        reduce(or_, (column == value for value in values)) if len(values) <= _FEW else column.is_in(list(values))
    )


def whole(limit: object) -> int:
    """A limit of a length."""
    if not isinstance(limit, int) or isinstance(limit, bool):
        raise UnprovenError("limit")
    return limit


def _read(field: FieldDescription, limit: object) -> Any:
    """A limit as frictionless reads it."""
    value = field.read(limit)
    if value is None:
        raise UnprovenError("limit")
    return value


def _integer(field: FieldDescription, column: pl.Expr, compared: bool) -> FieldShape:  # noqa: ARG001
    def bound(limit: object) -> int:
        value: int = _read(field, limit)
        if abs(value) >= 10**18:
            raise UnprovenError("limit")
        return value

    key = column.cast(pl.Int64, strict=False)
    return FieldShape(key, (key.is_not_null(),), bound)


def _number(field: FieldDescription, column: pl.Expr, compared: bool) -> FieldShape:  # noqa: ARG001
    def bound(limit: object) -> float:
        value = _read(field, limit)
        if len(str(value)) > _EXACT_DIGITS or not abs(value) < 10**_EXACT_DIGITS:
            raise UnprovenError("limit")
        return float(value) + 0.0

    point = field.decimal_char
    if len(point) != 1 or point in "0123456789eE+-":
        raise UnprovenError("decimalChar")
    text = column.str.replace_all(field.group_char, "", literal=True) if field.group_char else column
    conditions = []
    if not field.bare_number:  # what stands before and behind the digits is cut off, a decimal point too
        conditions.append(column.str.contains(r"\A[-0-9]") & column.str.contains(r"[0-9]\z"))
    if point != ".":
        conditions.append(~text.str.contains(".", literal=True))
        text = text.str.replace(point, ".", literal=True)
    key = text.cast(pl.Float64, strict=False) + 0.0  # -0.0 and 0.0 are one value
    conditions.append(key.is_finite())
    return FieldShape(key, tuple(conditions), bound, text.str.len_bytes() <= _EXACT_DIGITS)


def _year(field: FieldDescription, column: pl.Expr, compared: bool) -> FieldShape:  # noqa: ARG001
    key = column.cast(pl.Int64, strict=False)
    return FieldShape(key, (column.str.len_bytes() == 4, key >= 0), lambda limit: int(_read(field, limit)))


def _yearmonth(field: FieldDescription, column: pl.Expr, compared: bool) -> FieldShape:  # noqa: ARG001
    def bound(limit: object) -> str:
        value = _read(field, limit)
        text = f"{value.year:04}-{value.month:02}"
        if not re.fullmatch(_MONTH, text):
            raise UnprovenError("limit")
        return text

    return FieldShape(column, (column.str.contains(rf"\A{_MONTH}\z"),), bound)


def _boolean(field: FieldDescription, column: pl.Expr, compared: bool) -> FieldShape:  # noqa: ARG001
    true = [value for value in field.true_values if isinstance(value, str)]
    false = [value for value in field.false_values if isinstance(value, str)]
    return FieldShape(
        ~one_of(column, false), (one_of(column, [*true, *false]),), lambda limit: bool(_read(field, limit))
    )


def _string(field: FieldDescription, column: pl.Expr, compared: bool) -> FieldShape:  # noqa: ARG001
    if field.format == "default":
        return FieldShape(column)
    if field.format not in _FORMATS:
        raise UnprovenError(f"format {field.format}")
    return FieldShape(column, tuple(column.str.contains(shape) for shape in _FORMATS[field.format]))


def _any(field: FieldDescription, column: pl.Expr, compared: bool) -> FieldShape:  # noqa: ARG001
    return FieldShape(column)


def _geopoint(field: FieldDescription, column: pl.Expr, compared: bool) -> FieldShape:
    if compared or field.format != "default":
        raise UnprovenError(f"format {field.format}")
    return FieldShape(column, (column.str.contains(_POINT),))


# ISO texts of one shape sort as time does and differ when the moments differ, so they are their own keys.


def _date(field: FieldDescription, column: pl.Expr, compared: bool) -> FieldShape:  # noqa: ARG001
    if field.format == "default":
        return FieldShape(column, (column.str.contains(rf"\A{_DATE}\z"),), _iso_bound(field, _DATE))
    return _formatted(field, column, "%Y-%m-%d", _DATE)


def _datetime(field: FieldDescription, column: pl.Expr, compared: bool) -> FieldShape:
    whole_shape = f"{_DATE}T{_TIME}"
    if field.format != "default":
        return _formatted(field, column, "%Y-%m-%dT%H:%M:%S", whole_shape)
    if not compared:
        return FieldShape(column, (column.str.contains(rf"\A{_DATE}[T ]{_TIME}{_BEHIND_TIME}\z"),))
    key = column.str.replace(" ", "T", literal=True)
    return FieldShape(key, (key.str.contains(rf"\A{whole_shape}\z"),), _iso_bound(field, whole_shape))


def _time(field: FieldDescription, column: pl.Expr, compared: bool) -> FieldShape:
    if field.format != "default":
        return _formatted(field, column, "%H:%M:%S", _TIME)
    behind = "" if compared else _BEHIND_TIME
    return FieldShape(column, (column.str.contains(rf"\A{_TIME}{behind}\z"),), _iso_bound(field, _TIME))


def _iso_bound(field: FieldDescription, shape: str) -> Callable[[object], str]:
    def bound(limit: object) -> str:
        text: str = _read(field, limit).isoformat()
        if not re.fullmatch(shape, text):
            raise UnprovenError("limit")
        return text

    return bound


_DIRECTIVES = {
    "Y": "[0-9]{4}",
    "m": "[0-9]{2}",
    "d": "[0-9]{2}",
    "H": "[0-9]{2}",
    "M": "[0-9]{2}",
    "S": "[0-9]{2}",
}
_STANDARD = {"Y": "1900", "m": "01", "d": "01", "H": "00", "M": "00", "S": "00"}
"""What strptime takes where the format does not say it."""


def _formatted(field: FieldDescription, column: pl.Expr, iso: str, iso_shape: str) -> FieldShape:
    """A time written in a format of strptime: numbers of full width and signs between them."""
    parts, seen = [], set()
    for directive, sign in re.findall(r"%(.)|([^%])", field.format, re.DOTALL):
        if sign:
            if not (sign.isalnum() or sign in "-/:.,年月日時分秒 ") or not sign.isprintable():
                raise UnprovenError("format")
            parts.append(re.escape(sign))
        elif directive in _DIRECTIVES and directive not in seen and f"%{directive}" in iso:
            seen.add(directive)
            parts.append(f"(?<{directive}>{_DIRECTIVES[directive]})")
        else:
            raise UnprovenError("format")
    if "  " in field.format or field.format != field.format.strip() or not seen:
        raise UnprovenError("format")
    shape = rf"\A{''.join(parts)}\z"
    known = {directive: f"${{{directive}}}" for directive in seen}
    template = re.sub(r"%(.)", lambda found: known.get(found[1], _STANDARD[found[1]]), iso)
    key = column.str.replace(shape, template)
    return FieldShape(
        key, (column.str.contains(shape), key.str.contains(rf"\A{iso_shape}\z")), _iso_bound(field, iso_shape)
    )


_YEAR = "(?:[1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])"
_LEAP_YEAR = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|1600|2000|2400)"
_DAY = "(?:0[1-9]|1[0-9]|2[0-8])"
_DATE = (
    rf"(?:{_YEAR}-(?:(?:0[1-9]|1[0-2])-{_DAY}|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
    rf"|{_LEAP_YEAR}-02-29)"
)
"""Days that exist, without the leap days of a few far centuries, which are left to frictionless."""
_TIME = "(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
_BEHIND_TIME = r"(?:\.[0-9]{1,6})?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])?"
_MONTH = "[0-9]{4}-(?:0[1-9]|1[0-2])"
_POINT = (
    r"\A-?(?:[0-9]|[1-9][0-9]|1[0-7][0-9])(?:\.[0-9]{1,30})?, ?"
    r"-?(?:[0-9]|[1-8][0-9])(?:\.[0-9]{1,30})?\z"
)
"""Longitude and latitude, without the very ends of both."""
_LABEL = "[A-Za-z0-9]{1,20}(?:-[A-Za-z0-9]{1,20}){0,2}"
_FORMATS: Mapping[str, tuple[str, ...]] = {
    "email": (
        rf"\A[A-Za-z0-9_]{{1,20}}(?:[.+_-][A-Za-z0-9_]{{1,20}}){{0,2}}@(?:{_LABEL}\.){{1,3}}[A-Za-z]{{2,20}}\z",
    ),
    "uuid": (r"\A[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}\z",),
    "uri": (
        rf"\Ahttps?://(?:{_LABEL}\.){{1,5}}[A-Za-z]{{2,20}}(?::[0-9]{{1,4}})?"
        r"(?:/[A-Za-z0-9._~/-]*)?(?:\?[A-Za-z0-9._~/=&-]*)?(?:#[A-Za-z0-9._~/=&-]*)?\z",
    ),
}

_MAKERS: Mapping[str, Callable[[Any, pl.Expr, bool], FieldShape]] = {
    "any": _any,
    "boolean": _boolean,
    "date": _date,
    "datetime": _datetime,
    "geopoint": _geopoint,
    "integer": _integer,
    "number": _number,
    "string": _string,
    "time": _time,
    "year": _year,
    "yearmonth": _yearmonth,
}
