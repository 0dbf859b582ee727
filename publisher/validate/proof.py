"""The columnar fast proof: which rows are clean beyond doubt?

Each field gets a condition that is sufficient for clean under frictionless 5.21 and never looser: an integer of
up to 18 ASCII digits, an ISO date that exists, a pattern translated part by part. A row whose every cell meets
its condition has no error that frictionless could report of that row alone. The proof itself never calls
anything an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any

import polars as pl

from publisher.validate import patterns

_CONSTRAINTS = frozenset(
    {"required", "unique", "minLength", "maxLength", "pattern", "enum"} | {"minimum", "maximum"}
)
_READING_KEYS = frozenset(
    {"decimalChar", "groupChar", "itemType", "delimiter", "trueValues", "falseValues", "categories"}
)
_MOST_DIGITS = 15
"""Decimals of up to 15 digits stay apart and in order as 64-bit floats (DBL_DIG)."""

Bound = str | int | float


class UnprovenError(Exception):
    """The schema asks for something outside the proven kinds."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """How a type is proven: a shape of ASCII text, a further condition, and a key that orders and compares.

    `bound` turns a limit of the schema into a literal comparable with the key, or raises UnprovenError.
    """

    shape: str | None
    key: Callable[[pl.Expr], pl.Expr]
    bound: Callable[[object], Bound]
    exists: Callable[[pl.Expr], pl.Expr] | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """How each column of a table is proven: conditions for clean cells, keys that tell values apart.

    Columns are named 0, 1, … . `blank` are the rows without any value (None: a clean cell rules them out).
    `clean` and `keys` are by field name; a field in `read` has no condition, its different texts are read by
    frictionless itself. A key is null for a missing value.
    """

    names: tuple[str, ...]
    blank: pl.Expr | None
    clean: Mapping[str, pl.Expr]
    keys: Mapping[str, pl.Expr]
    read: tuple[str, ...]


def columns(fields: Sequence[Mapping[str, Any]], missing_values: Sequence[Any], keyed: frozenset[str]) -> Columns:
    """What is to be proven of a table with these fields (descriptors), of which `keyed` must be told apart.

    Raises UnprovenError when a keyed field is outside the proven kinds, so that its values cannot be compared.
    """
    missing: dict[str, pl.Expr] = {}
    clean: dict[str, pl.Expr] = {}
    keys: dict[str, pl.Expr] = {}
    read: list[str] = []
    for at, field in enumerate(fields):
        name = field["name"]
        column = pl.col(str(at))
        values = _missing_values(field, missing_values)
        missing[name] = _is_one_of(column, values)
        try:
            condition, key = _field(field, column)
        except UnprovenError:
            if name in keyed:
                raise
            read.append(name)
            continue
        required = bool(field.get("constraints", {}).get("required"))
        clean[name] = condition & ~missing[name] if required else condition | missing[name]
        if name in keyed:
            keys[name] = pl.when(~missing[name]).then(key)
    ruled_out = any(field.get("constraints", {}).get("required") for field in fields if field["name"] in clean)
    blank = None if ruled_out else reduce(and_, missing.values())
    return Columns(tuple(field["name"] for field in fields), blank, clean, keys, tuple(read))


def _is_one_of(column: pl.Expr, values: Sequence[str]) -> pl.Expr:
    if not values:
        return column.is_null()  # cells are never null
    return reduce(or_, (column == value for value in values)) if len(values) <= 3 else column.is_in(values)


def _missing_values(field: Mapping[str, Any], default: Sequence[Any]) -> list[str]:
    values = list(field.get("missingValues", default))
    if not all(isinstance(value, str) for value in values):
        raise UnprovenError
    return values


def key_of(kind: str, value: Any) -> Bound | bool | None:
    """The key of a value as frictionless reads it: two values that are equal have equal keys."""
    match kind:
        case "number":
            return None if not value.is_finite() else float(value) + 0.0
        case "integer" | "year":
            return int(value) if abs(value) < 2**63 else None
        case "date" | "datetime" | "time":
            text: str = value.isoformat()
            return text
        case "yearmonth":
            return f"{value.year:04}-{value.month:02}"
        case "boolean":
            return bool(value)
        case _:
            return str(value)


def _field(field: Mapping[str, Any], column: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """The condition under which a cell that is not missing is clean, and the key that tells values apart."""
    constraints: Mapping[str, Any] = field.get("constraints", {})
    if field.get("format", "default") != "default" or set(constraints) - _CONSTRAINTS:
        raise UnprovenError
    kind = str(field.get("type"))
    if kind in ("string", "any"):
        return _text(column, constraints), column
    if kind == "boolean":
        return _boolean(column, field, constraints)
    if kind not in _KINDS or _READING_KEYS & set(field):
        raise UnprovenError
    proof = _KINDS[kind]
    key = proof.key(column)
    parts = [key.is_not_null()] if proof.shape is None else [column.str.contains(proof.shape), key.is_not_null()]
    if proof.exists is not None:
        parts.append(proof.exists(column))
    parts += [_within(key, proof, name, limit) for name, limit in constraints.items()]
    return reduce(and_, parts), key


def _within(key: pl.Expr, proof: _Kind, constraint: str, limit: Any) -> pl.Expr:
    match constraint:
        case "minimum":
            return key >= proof.bound(limit)
        case "maximum":
            return key <= proof.bound(limit)
        case "enum":
            return key.is_in([proof.bound(value) for value in limit])
        case "required" | "unique":
            return pl.lit(value=True)
        case _:
            raise UnprovenError


def _text(column: pl.Expr, constraints: Mapping[str, Any]) -> pl.Expr:
    parts = [column.is_not_null()]
    for name, limit in constraints.items():
        match name:
            case "minLength":
                parts.append(column.str.len_chars() >= _whole(limit))
            case "maxLength":
                parts.append(column.str.len_chars() <= _whole(limit))
            case "pattern":
                pattern = patterns.linear(limit)
                if pattern is None:
                    raise UnprovenError
                parts.append(column.str.contains(pattern))
            case "enum":
                if not all(isinstance(value, str) for value in limit):
                    raise UnprovenError
                parts.append(column.is_in(list(limit)))
            case "required" | "unique":
                pass
            case _:
                raise UnprovenError
    return reduce(and_, parts)


def _boolean(column: pl.Expr, field: Mapping[str, Any], constraints: Mapping[str, Any]) -> tuple[pl.Expr, pl.Expr]:
    if set(constraints) - {"required", "unique"}:
        raise UnprovenError
    true = list(field.get("trueValues", ["true", "True", "TRUE", "1"]))
    false = list(field.get("falseValues", ["false", "False", "FALSE", "0"]))
    if set(true) & set(false) or not all(isinstance(value, str) for value in (*true, *false)):
        raise UnprovenError
    return column.is_in([*true, *false]), ~column.is_in(false)


def _whole(limit: object) -> int:
    if not isinstance(limit, int) or isinstance(limit, bool):
        raise UnprovenError
    return limit


def _integer_bound(limit: object) -> int:
    if isinstance(limit, str) and re.fullmatch(r"-?[0-9]{1,18}", limit, re.ASCII):
        return int(limit)
    limit = _whole(limit)
    if abs(limit) >= 10**18:
        raise UnprovenError
    return limit


def _number_bound(limit: object) -> float:
    text = limit if isinstance(limit, str) else repr(limit)
    if (
        isinstance(limit, bool)
        or len(text) > _MOST_DIGITS
        or not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text, re.ASCII)
    ):
        raise UnprovenError
    return float(text) + 0.0


def _text_bound(shape: str) -> Callable[[object], Bound]:
    def bound(limit: object) -> str:
        if not isinstance(limit, str) or not re.fullmatch(shape.removeprefix(r"\A").removesuffix(r"\z"), limit):
            raise UnprovenError
        return limit

    return bound


def _year_bound(limit: object) -> int:
    if isinstance(limit, str) and re.fullmatch(r"[0-9]{4}", limit, re.ASCII):
        return int(limit)
    return _whole(limit)


def _itself(column: pl.Expr) -> pl.Expr:
    return column


_YEAR = "(?:[1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])"
_LEAP_YEAR = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|1600|2000|2400)"
_DAY = "(?:0[1-9]|1[0-9]|2[0-8])"
_DATE = (
    rf"\A(?:{_YEAR}-(?:(?:0[1-9]|1[0-2])-{_DAY}|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
    rf"|{_LEAP_YEAR}-02-29)\z"
)
"""Days that exist, without the leap days of a few far centuries, which are left to frictionless."""
_TIME = r"\A(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\z"
_DATETIME = _DATE.removesuffix(r"\z") + "T" + _TIME.removeprefix(r"\A")
_MONTH = r"\A[0-9]{4}-(?:0[1-9]|1[0-2])\z"


# ISO texts of one shape sort as time does and differ when the moments differ, so they are their own keys.
_KINDS: Mapping[str, _Kind] = {
    "integer": _Kind(r"\A-?[0-9]{1,18}\z", lambda column: column.cast(pl.Int64, strict=False), _integer_bound),
    "number": _Kind(
        r"\A-?[0-9]+(?:\.[0-9]+)?\z",
        lambda column: column.cast(pl.Float64, strict=False) + 0.0,  # -0.0 and 0.0 are one value
        _number_bound,
        lambda column: column.str.len_bytes() <= _MOST_DIGITS,
    ),
    "year": _Kind(r"\A[0-9]{4}\z", lambda column: column.cast(pl.Int64, strict=False), _year_bound),
    "date": _Kind(_DATE, _itself, _text_bound(_DATE)),
    "datetime": _Kind(_DATETIME, _itself, _text_bound(_DATETIME)),
    "time": _Kind(_TIME, _itself, _text_bound(_TIME)),
    "yearmonth": _Kind(_MONTH, _itself, _text_bound(_MONTH)),
}
