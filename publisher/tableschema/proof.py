"""The columnar fast proof: which rows are clean beyond doubt?

Each field gets a condition that is sufficient for clean under frictionless 5.21 and never looser: an integer of
up to 18 ASCII digits, an ISO date that exists, a pattern translated part by part. A row whose every cell meets
its condition has no error that frictionless could report of that row alone. The proof itself never calls
anything an error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any

import polars as pl

from publisher.tableschema import patterns, shapes
from publisher.tableschema.fields import FieldDescription
from publisher.tableschema.shapes import FieldShape, Key, UnprovenError

__all__ = ["ProvenColumns", "UnprovenError", "columns", "key_of"]


@dataclass(frozen=True, slots=True)
class ProvenColumns:
    """How each column of a table is proven: conditions for clean cells, keys that tell values apart.

    Columns are named 0, 1, … . `blank` are the rows without any value. `clean` and `keys` are by field name; a
    field in `read` has no condition, its different texts are read by frictionless itself. A key is null for a
    missing value.
    """

    names: tuple[str, ...]
    blank: pl.Expr
    clean: Mapping[str, pl.Expr]
    keys: Mapping[str, pl.Expr]
    read: tuple[str, ...]


def columns(fields: Sequence[FieldDescription], keyed: frozenset[str]) -> ProvenColumns:
    """What is to be proven of a table with these fields, of which `keyed` must be told apart.

    Raises UnprovenError when a keyed field is outside the proven kinds, so that its values cannot be compared.
    """
    missing: dict[str, pl.Expr] = {}
    clean: dict[str, pl.Expr] = {}
    keys: dict[str, pl.Expr] = {}
    read: list[str] = []
    for at, field in enumerate(fields):
        name = field.name
        column = pl.col(str(at))
        missing[name] = shapes.one_of(column, _missing_values(field))
        try:
            shape = shapes.of(field, column, keyed=name in keyed)
            condition = _condition(column, shape, field)
        except UnprovenError:
            if name in keyed and field.type != "string":
                raise UnprovenError(f"a key of type {field.type}") from None
            shape = FieldShape(column)
            read.append(name)
        else:
            clean[name] = condition & ~missing[name] if field.required else condition | missing[name]
        if name in keyed:
            keys[name] = pl.when(~missing[name]).then(shape.key)
    ruled_out = any(field.required for field in fields if field.name in clean)
    # cells are never null
    blank = pl.col("0").is_null() if ruled_out else reduce(and_, missing.values())
    return ProvenColumns(tuple(field.name for field in fields), blank, clean, keys, tuple(read))


def _missing_values(field: FieldDescription) -> list[str]:
    if not all(isinstance(value, str) for value in field.missing):
        raise UnprovenError("missing values")
    return list(field.missing)


def key_of(kind: str, value: Any) -> Key | None:
    """The key of a value as frictionless reads it: two values that are equal have equal keys."""
    match kind:
        case "number":
            return None if not _is_finite(value) else float(value) + 0.0
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


def _is_finite(value: Any) -> bool:
    return bool(value == value) and abs(value) != float("inf")


def _condition(column: pl.Expr, shape: FieldShape, field: FieldDescription) -> pl.Expr:
    """The condition under which a cell that is not missing is clean."""
    parts = list(shape.conditions)
    for name, limit in field.constraints.items():
        if name in ("required", "unique") or limit is None:
            continue
        if name not in field.limits:
            raise UnprovenError(f"constraint {name}")
        parts.append(_text_limit(column, name, limit) if shape.bound is None else _limit(shape, name, limit))
    return reduce(and_, parts) if parts else column.is_not_null()


def _limit(shape: FieldShape, constraint: str, limit: Any) -> pl.Expr:
    """A bound; a text too long to be compared exactly only counts when it is truly beyond or within."""
    assert shape.bound is not None
    key = shape.key
    if constraint == "enum":
        allowed = key.is_in([shape.bound(value) for value in limit])
        return allowed if shape.exact is None else allowed & shape.exact
    bound = shape.bound(limit)
    match constraint:
        case "minimum" | "exclusiveMinimum":
            within = key > bound
        case "maximum" | "exclusiveMaximum":
            within = key < bound
        case _:
            raise UnprovenError(f"constraint {constraint}")
    if constraint.startswith("exclusive"):
        return within
    equal = key == bound
    return within | (equal if shape.exact is None else equal & shape.exact)


def _text_limit(column: pl.Expr, constraint: str, limit: Any) -> pl.Expr:
    match constraint:
        case "minLength":
            return column.str.len_chars() >= shapes.whole(limit)
        case "maxLength":
            return column.str.len_chars() <= shapes.whole(limit)
        case "pattern":
            pattern = patterns.linear(limit)
            if pattern is not None:
                return column.str.contains(pattern)
        case "enum" if all(isinstance(value, str) for value in limit):
            return shapes.one_of(column, limit)
    raise UnprovenError(f"constraint {constraint}")
