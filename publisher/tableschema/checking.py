"""Whether a Table Schema can be used; the library that validates is asked about what is out of the ordinary.

A plan reads the schema of every dataset, and that library takes longer to import than most plans. What is surely
in order by the standard and by that library (a test compares the two) is judged here.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import lru_cache

from publisher.model.errors import ManyErrors, UserError, Where
from publisher.tableschema import patterns
from publisher.tableschema.written import SECOND_EDITION, Fault, plainer

_OF_SCHEMA = {"$schema", "fields", "missingValues", "primaryKey"}
_TEXTS = {"name", "title", "title_en", "description", "description_en"}
_TYPES = {"string", "integer", "number", "boolean", "date", "year", "yearmonth"}


def check_schema(schema: Mapping[str, object], where: str, *, published: bool = True) -> None:
    """Raise UserError (ManyErrors for several) when `schema`, read from the file `where`, cannot be used.

    A schema that is not to be `published` may say everything that frictionless reads.
    """
    if ordinary(schema):
        return
    try:
        found: Sequence[Fault] = _known_faults(json.dumps(schema, default=plainer), published)
    except (TypeError, ValueError, RecursionError):  # not what JSON can say: some of it has a fault of its own
        found = _faults(schema, published)
    errors = tuple(UserError(message, Where(where, field=place), hint) for place, message, hint in found)
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise ManyErrors(errors)


@lru_cache(maxsize=64)
def _known_faults(schema: str, published: bool) -> tuple[Fault, ...]:
    """What `faults` says, asked once: several stages want to be sure of the same schema."""
    return _faults(json.loads(schema), published)


def _faults(schema: Mapping[str, object], published: bool) -> tuple[Fault, ...]:
    from publisher.tableschema.schema import faults

    return tuple(faults(schema, published=published))


def ordinary(schema: Mapping[str, object]) -> bool:
    """Whether a schema surely has no fault, of those that are published and of others: all of it is known here."""
    fields = schema.get("fields")
    if not schema.keys() <= _OF_SCHEMA or schema.get("$schema", SECOND_EDITION) != SECOND_EDITION:
        return False
    if not isinstance(fields, list) or not fields or not all(map(_ordinary_field, fields)):
        return False
    types = {field["name"]: field["type"] for field in fields}
    missing, key = schema.get("missingValues", [""]), schema.get("primaryKey")
    keys = [key] if isinstance(key, str) else key
    return (
        len(types) == len(fields)
        and isinstance(missing, list)
        and all(isinstance(value, str) for value in missing)
        and (keys is None or (isinstance(keys, list) and all(isinstance(name, str) for name in keys)))
        and (keys is None or (bool(keys) and len(set(keys)) == len(keys) and set(keys) <= types.keys()))
    )


def _ordinary_field(field: object) -> bool:
    if not isinstance(field, dict) or not field.keys() <= _TEXTS | {"type", "constraints"}:
        return False
    if not all(isinstance(field[key], str) for key in field.keys() & _TEXTS):
        return False
    name, kind, constraints = field.get("name", ""), field.get("type"), field.get("constraints", {})
    return (
        bool(name)
        and name == name.strip()
        and not name.startswith("\ufeff")
        and isinstance(kind, str)
        and kind in _TYPES
        and isinstance(constraints, dict)
        and all(_ordinary_constraint(kind, constraint, limit) for constraint, limit in constraints.items())
    )


def _ordinary_constraint(kind: str, constraint: object, limit: object) -> bool:
    match kind, constraint:
        case _, "required" | "unique":
            return isinstance(limit, bool)
        case "string", "minLength" | "maxLength":
            return isinstance(limit, int) and not isinstance(limit, bool) and limit >= 0
        case "string", "enum":
            return isinstance(limit, list) and bool(limit) and all(isinstance(value, str) for value in limit)
        case "string", "pattern":
            return isinstance(limit, str) and patterns.fault(limit) is None
        case "integer", "minimum" | "maximum":
            return isinstance(limit, int) and not isinstance(limit, bool)
        case "number", "minimum" | "maximum":
            return isinstance(limit, int | float) and not isinstance(limit, bool) and math.isfinite(limit)
    return False
