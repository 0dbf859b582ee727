"""The columnar fast proof: is the whole table clean beyond doubt?

frictionless alone reads 17,000 rows a second; Polars proves a clean table some ten times faster. Each field gets
a condition that is sufficient for clean under frictionless 5.21 and never looser: an integer of up to 18 ASCII
digits, an ISO date that exists, a pattern translated part by part. A table that meets every condition has no
error that frictionless could report. Whatever is not among the proven kinds, and any row that fails, leaves the
verdict to frictionless over the whole table; the proof itself never calls anything an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_
from pathlib import Path
from typing import Any

import polars as pl

from publisher.validate import patterns

_KNOWN_SCHEMA_KEYS = frozenset(
    {"name", "title", "description", "fields", "missingValues", "primaryKey", "$schema"}
)
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

    shape: str
    key: Callable[[pl.Expr], pl.Expr]
    bound: Callable[[object], Bound]
    exists: Callable[[pl.Expr], pl.Expr] | None = None


def is_clean(path: Path, columns: Sequence[str], schema: Mapping[str, object]) -> bool:
    """True only when frictionless would report no error for this Parquet table of texts written as CSV.

    `schema` is one that `check_schema` accepts. False says nothing: the table is faulty or outside the proof.
    """
    try:
        conditions = _conditions(columns, schema)
        row = pl.scan_parquet(path).select(**conditions).collect().row(0)
    except (UnprovenError, pl.exceptions.PolarsError):
        return False
    return all(value is True for value in row)


def _conditions(columns: Sequence[str], schema: Mapping[str, Any]) -> dict[str, pl.Expr]:
    fields = [dict(field) for field in schema["fields"]]
    names = [field["name"] for field in fields]
    if list(columns) != names or set(schema) - _KNOWN_SCHEMA_KEYS - _own_keys(schema):
        raise UnprovenError
    if any(name != name.strip() or not name or name.startswith("\ufeff") for name in names):
        raise UnprovenError
    missing = {field["name"]: _missing(field, schema) for field in fields}
    conditions: dict[str, pl.Expr] = {}
    keys: dict[str, pl.Expr] = {}
    for at, field in enumerate(fields):
        name = field["name"]
        clean, key = _field(field)
        keys[name] = pl.when(~missing[name]).then(key)
        conditions[f"clean{at}"] = (missing[name] | clean).fill_null(value=False).all()
        constraints = field.get("constraints", {})
        if constraints.get("required"):
            conditions[f"required{at}"] = ~missing[name].any()
        if constraints.get("unique"):
            conditions[f"unique{at}"] = keys[name].drop_nulls().n_unique() == keys[name].count()
    conditions["no blank row"] = ~reduce(and_, missing.values()).any()
    primary = schema.get("primaryKey", [])
    primary = [primary] if isinstance(primary, str) else list(primary)
    if primary:
        row = pl.struct(keys[name].alias(name) for name in primary)
        conditions["primary key"] = row.n_unique() == pl.len()
        conditions["primary key there"] = ~reduce(and_, (missing[name] for name in primary)).any()
    return conditions


def _own_keys(schema: Mapping[str, Any]) -> set[str]:
    """Keys that mean nothing to frictionless: additions of ours such as `title_en`."""
    return {key for key in schema if key.endswith("_en")}


def _missing(field: Mapping[str, Any], schema: Mapping[str, Any]) -> pl.Expr:
    values = list(field.get("missingValues", schema.get("missingValues", [""])))
    if "" not in values or not all(isinstance(value, str) for value in values):
        raise UnprovenError  # null is written as an empty cell, which would then be a value
    column = pl.col(field["name"])
    return column.is_null() | column.is_in(values).fill_null(value=False)


def _field(field: Mapping[str, Any]) -> tuple[pl.Expr, pl.Expr]:
    """The condition under which a cell that is not missing is clean, and the key that tells values apart."""
    column = pl.col(field["name"])
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
    parts = [column.str.contains(proof.shape), key.is_not_null()]
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
    parts = [pl.lit(value=True) & column.is_not_null()]
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
    true = column.is_in(list(field.get("trueValues", ["true", "True", "TRUE", "1"])))
    false = column.is_in(list(field.get("falseValues", ["false", "False", "FALSE", "0"])))
    return true | false, ~false


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


_DATE = r"\A(?:[1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])-(?:0[1-9]|1[0-2])-(?:[0-2][0-9]|3[01])\z"
_TIME = r"\A(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\z"
_DATETIME = _DATE.removesuffix(r"\z") + "T" + _TIME.removeprefix(r"\A")
_MONTH = r"\A[0-9]{4}-(?:0[1-9]|1[0-2])\z"


def _day_exists(column: pl.Expr) -> pl.Expr:
    return column.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False).is_not_null()


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
    "date": _Kind(_DATE, _itself, _text_bound(_DATE), _day_exists),
    "datetime": _Kind(_DATETIME, _itself, _text_bound(_DATETIME), _day_exists),
    "time": _Kind(_TIME, _itself, _text_bound(_TIME)),
    "yearmonth": _Kind(_MONTH, _itself, _text_bound(_MONTH)),
}
