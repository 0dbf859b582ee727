"""Is this a Table Schema that can be trusted with a nightly job? Said while planning, in our words.

Beyond what frictionless refuses: date format `any` (it reads `5` and `Monday` as dates that depend on today),
bounds that no cell can be compared with, foreign keys to other tables, and columns matched by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from frictionless import FrictionlessException, Schema
from frictionless import fields as frictionless_fields
from frictionless.schema.field import Field

from publisher.model.text import Message, msg
from publisher.tableschema import patterns
from publisher.tableschema.written import SECOND_EDITION, Fault, plain

TYPES: Mapping[str, type[Field]] = {
    kind.type: kind
    for kind in vars(frictionless_fields).values()
    if isinstance(kind, type) and issubclass(kind, Field) and kind is not Field
}
TIMES = ("date", "time", "datetime")
_UNHASHABLE = ("array", "object", "geojson", "list")
_SECOND_EDITION_ONLY = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}


def build(schema: Mapping[str, object]) -> Schema:
    """The schema as frictionless reads it; only for one that `check_schema` accepts."""
    return Schema.from_descriptor(plain(schema))


def dates_of_any(schema: Mapping[str, object]) -> Iterator[str]:
    """Fields whose format `any` guesses dates."""
    fields: Any = schema.get("fields", ())
    for field in fields:
        if isinstance(field, Mapping) and field.get("type") in TIMES and field.get("format") == "any":
            yield str(field.get("name"))


def faults(schema: Mapping[str, object], *, published: bool = True) -> Iterator[Fault]:
    """Each fault: the place in the schema, what is wrong, and what to write instead."""
    fields = schema.get("fields")
    if not isinstance(fields, Sequence) or isinstance(fields, str) or (published and not fields):
        yield "fields", msg("a Table Schema needs a list of fields"), None
        return
    found: list[Fault] = []
    for at, field in enumerate(fields):
        found += _field_faults(at, field)
        if published and isinstance(field, Mapping) and isinstance(field.get("name"), str):
            found += _publication_field_faults(f"fields[{at + 1}] {field['name']}", field)
    found += _table_faults(schema, [field for field in fields if isinstance(field, Mapping)])
    if published:
        found += _publication_faults(schema)
    yield from found
    if not found:
        yield from _library_faults(schema)


def _table_faults(schema: Mapping[str, object], fields: list[Mapping[str, object]]) -> Iterator[Fault]:
    fields = [field for field in fields if isinstance(field.get("name"), str)]  # of the others it is said before
    names = [field["name"] for field in fields]
    for twice in dict.fromkeys(str(name) for name in names if names.count(name) > 1):
        yield "fields", msg("two fields have the name {name}", name=twice), None
    yield from _missing_faults(schema, "missingValues")
    types = {str(field["name"]): str(field.get("type")) for field in fields}
    key = schema.get("primaryKey", [])
    primary: Sequence[object] = [key] if isinstance(key, str) else key if isinstance(key, list | tuple) else [key]
    for name in map(str, primary):
        if name not in types:
            yield "primaryKey", msg("the primary key names {name}, which is no field", name=name), None
        elif types[name] in _UNHASHABLE:
            yield (
                "primaryKey",
                msg("values of type {type} cannot be compared with each other", type=types[name]),
                None,
            )


def _publication_faults(schema: Mapping[str, object]) -> Iterator[Fault]:
    """What frictionless reads, but no table of ours is to be published with."""
    if schema.get("fieldsMatch", "exact") not in ("exact", ["exact"]):
        yield (
            "fieldsMatch",
            msg("the published table has exactly the fields of the schema, in its order"),
            msg("leave fieldsMatch out"),
        )
    if schema.get("$schema", SECOND_EDITION) != SECOND_EDITION:
        hint = msg('leave it out, or write "{profile}"', profile=SECOND_EDITION)
        yield "$schema", msg("only the Table Schema of the Data Package standard, edition 2, is known here"), hint
    foreign = schema.get("foreignKeys", [])
    for at, item in enumerate(foreign if isinstance(foreign, list | tuple) else [None]):
        reference = item.get("reference") if isinstance(item, Mapping) else None
        if not isinstance(reference, Mapping) or reference.get("resource", "") != "":
            yield (
                f"foreignKeys[{at + 1}]",
                msg("a foreign key may only refer to the same table"),
                msg('write "resource": "" or leave the key out'),
            )


def _publication_field_faults(place: str, field: Mapping[str, Any]) -> Iterator[Fault]:
    name = field["name"]
    if name != name.strip() or name.startswith("\ufeff"):
        yield place, msg("a field's name must not begin or end with white space"), None
    if field.get("type") in TIMES and field.get("format") == "any":
        yield (
            f"{place}.format",
            msg("the format `any` guesses, and its answer depends on the day; it is not allowed"),
            msg("leave the format out for ISO 8601, or write a pattern such as %Y/%m/%d"),
        )
    constraints = field.get("constraints", {})
    for constraint in constraints if isinstance(constraints, Mapping) else ():
        if constraint in _SECOND_EDITION_ONLY:
            # frictionless refuses it in a data package of edition 1, which is what is published
            hint = msg("write {known} with the next value instead", known=_SECOND_EDITION_ONLY[constraint])
            where = f"{place}.constraints.{constraint}"
            yield where, msg("this constraint came with edition 2 of the Data Package standard"), hint


def _missing_faults(holder: Mapping[str, object], place: str) -> Iterator[Fault]:
    values = holder.get("missingValues", [])
    if not isinstance(values, list | tuple) or not all(isinstance(value, str) for value in values):
        yield place, msg("missingValues must be a list of texts"), None


def _field_faults(at: int, field: object) -> Iterator[Fault]:
    place = f"fields[{at + 1}]"
    if not isinstance(field, Mapping) or not isinstance(field.get("name"), str) or not field["name"]:
        yield place, msg("a field needs a name"), None
        return
    name, kind = field["name"], field.get("type", "string")
    place = f"{place} {name}"
    if not isinstance(kind, str) or kind not in TYPES:
        yield (
            f"{place}.type",
            msg("{type} is not a type of the Table Schema", type=str(kind)),
            msg("write one of: {known}", known=", ".join(sorted(TYPES))),
        )
        return
    yield from _missing_faults(field, f"{place}.missingValues")
    constraints = field.get("constraints", {})
    if not isinstance(constraints, Mapping):
        yield f"{place}.constraints", msg("keys and values (a mapping) are expected here"), None
        return
    for constraint, limit in constraints.items():
        yield from _constraint_faults(f"{place}.constraints.{constraint}", field, str(constraint), limit)


def _constraint_faults(place: str, field: Mapping[str, object], constraint: str, limit: object) -> Iterator[Fault]:
    kind = TYPES[str(field.get("type", "string"))]
    supported = [*kind.supported_constraints, "unique"]
    if constraint in _SECOND_EDITION_ONLY:
        return  # said of what is to be published; frictionless says the rest
    if constraint not in supported:
        hint = msg("write one of: {known}", known=", ".join(sorted(supported)))
        yield place, msg("a field of type {type} cannot have this constraint", type=kind.type), hint
    elif (message := _limit_fault(field, kind, constraint, limit)) is not None:
        yield place, message, None


def _limit_fault(field: Mapping[str, object], kind: type[Field], constraint: str, limit: object) -> Message | None:
    match constraint:
        case "required" | "unique" if not isinstance(limit, bool):
            return msg("true or false is expected here")
        case "unique" if limit and kind.type in _UNHASHABLE:
            return msg("values of type {type} cannot be compared with each other", type=kind.type)
        case "required" | "unique":
            return None
        case "minLength" | "maxLength":
            whole = isinstance(limit, int) and not isinstance(limit, bool) and limit >= 0
            return None if whole else msg("a whole number is expected here")
        case "pattern":
            return _pattern_fault(limit)
        case "enum" if not isinstance(limit, list | tuple) or not limit:
            return msg("a list of values is expected here")
        case "enum":
            readable = all(_readable(field, value) for value in limit)  # type: ignore[attr-defined]
            return None if readable else msg("a value in this list cannot be read as {type}", type=kind.type)
        case _:
            readable = _readable(field, limit)
            return None if readable else msg("this limit cannot be read as {type}", type=kind.type)


def _pattern_fault(pattern: object) -> Message | None:
    if not isinstance(pattern, str):
        return msg("a text is expected here")
    reason = patterns.fault(pattern)
    return None if reason is None else msg("this is not a regular expression: {reason}", reason=reason)


def _readable(field: Mapping[str, object], value: object) -> bool:
    """Whether frictionless reads `value` as a value of the field that cells can be compared with."""
    try:
        bare = {key: item for key, item in field.items() if key not in ("constraints", "example")}
        read = Field.from_descriptor(plain(bare)).create_value_reader()(value)
    except (FrictionlessException, ArithmeticError, TypeError, ValueError, LookupError, AttributeError):
        return False
    if isinstance(read, Decimal):
        return read.is_finite()
    return read is not None and bool(read == read)  # not a number is not itself


def _library_faults(schema: Mapping[str, object]) -> Iterator[Fault]:
    """What frictionless itself refuses and no test above foresaw; its sentences are not passed on."""
    descriptor = plain(schema)
    hint = msg("compare it with https://specs.frictionlessdata.io/table-schema/")
    refused = False
    for at, field in enumerate(descriptor["fields"]):
        kind = TYPES[field.get("type", "string")]
        if _refuses(lambda kind=kind, field=field: list(kind.metadata_validate(field))):  # type: ignore[misc]
            refused = True
            place = f"fields[{at + 1}] {field['name']}"
            yield place, msg("this field is not valid in a Table Schema"), hint
    if not refused and (
        _refuses(
            lambda: Schema.metadata_transform(descriptor) or []
        )  # a primary key may be written without brackets
        or _refuses(lambda: list(Schema.metadata_validate(descriptor)))
        or _refuses(lambda: [field.create_cell_reader() for field in build(schema).fields] and [])
    ):
        yield "", msg("this is not a valid Table Schema"), hint


def _refuses(look: Callable[[], list[object]]) -> bool:
    try:
        return bool(look())
    except (FrictionlessException, ArithmeticError, TypeError, ValueError, LookupError, AttributeError):
        return True
