"""What a spreadsheet program would run as a formula, made harmless in the CSV that people open with one.

A text that starts with = + - @ (or their full-width forms), be it after white space, or with a line end, may be
run (OWASP, CSV injection): it gets an apostrophe in front, and so does one that already stands behind an
apostrophe, so that the original can be got back: take one apostrophe away. A sign alone, which many use for "no
value", is no formula. Names of fields are treated alike. The schema of that file is changed as little as keeps
it true of what is written; every other format holds the values as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from publisher.export.casting import is_text
from publisher.export.content import ExportContent, ExportField
from publisher.model.jsonable import Json, to_json

PREFIX = "'"
_FORMULA = r"^'*(?:\s*[=+\-@＝＋－＠](?s:.)|\n)"
_PLAIN_NUMBER = r"^[+-]?[0-9.,]+$"
_FREE = frozenset({"string", "any"})
"""Types whose texts may be anything; the grammars of the others know no formula."""


@dataclass(frozen=True, slots=True)
class Harmless:
    """How many cells got an apostrophe, in which fields, and which fields have one in their name."""

    cells: int
    fields: tuple[str, ...]
    names: tuple[str, ...]


def made_harmless(content: ExportContent) -> Harmless:
    """What `harmless` changes in this content."""
    wanted = [item for item in content.fields if _may_hold_one(item)]
    counts = (
        content.texts().select(_is_formula(item).sum().alias(item.name) for item in wanted).collect().row(0)
        if wanted
        else ()
    )
    found = {item.name: int(count or 0) for item, count in zip(wanted, counts, strict=True)}
    names = tuple(item.name for item in content.fields if is_formula(item.name))
    return Harmless(sum(found.values()), tuple(name for name, count in found.items() if count), names)


def harmless(content: ExportContent) -> pl.LazyFrame:
    """The cells as people's spreadsheets may open them; the columns keep their names."""
    return content.texts().with_columns(
        pl.when(_is_formula(item))
        .then(pl.lit(PREFIX) + pl.col(item.name))
        .otherwise(pl.col(item.name))
        .alias(item.name)
        for item in content.fields
        if _may_hold_one(item)
    )


def harmless_name(name: str) -> str:
    """A field's name as it stands in the header."""
    return f"{PREFIX}{name}" if is_formula(name) else name


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may run this text."""
    return bool(pl.Series([text]).str.contains(_FORMULA).item())


def _may_hold_one(item: ExportField) -> bool:
    return (
        item.type in _FREE
        or item.descriptor.get("bareNumber") is False
        or (is_text(item.type) and item.type not in _GRAMMARS)
    )


_GRAMMARS = frozenset({"time", "yearmonth", "duration", "geopoint", "geojson", "object", "array"})


def _is_formula(item: ExportField) -> pl.Expr:
    column = pl.col(item.name)
    found = column.str.contains(_FORMULA)
    return found if is_text(item.type) else found & ~column.str.contains(_PLAIN_NUMBER)


def schema_of(content: ExportContent, changed: Harmless) -> Json:
    """The dataset's schema as it is true of the file with apostrophes."""
    schema = to_json(content.dataset.schema)
    assert isinstance(schema, dict)
    if not changed.fields and not changed.names:
        return schema
    listed = schema["fields"]
    assert isinstance(listed, list)
    fields = [_field_of(item, changed) for item in listed if isinstance(item, dict)]
    schema = {**schema, "fields": fields}
    for key in ("primaryKey", "foreignKeys"):
        if key in schema:
            schema[key] = _renamed(schema[key], changed)
    return schema


def _field_of(item: dict[str, Json], changed: Harmless) -> Json:
    name = str(item["name"])
    made: dict[str, Json] = {**item, "name": harmless_name(name)}
    if name not in changed.fields:
        return made
    if made.get("type", "string") == "string":
        made.pop("format", None)
    constraints = made.get("constraints")
    if isinstance(constraints, dict):
        made["constraints"] = _constraints(constraints)
    return made


def _constraints(constraints: Mapping[str, Json]) -> dict[str, Json]:
    made = dict(constraints)
    pattern, enum, longest = made.get("pattern"), made.get("enum"), made.get("maxLength")
    if isinstance(pattern, str):
        if "|" in pattern:  # its sides are bound to one end each: no group says the same of a longer text
            del made["pattern"]
        else:
            made["pattern"] = f"{PREFIX}?(?:{pattern.removeprefix('^').removesuffix('$')})"
    if isinstance(enum, list):
        made["enum"] = [*enum, *(PREFIX + value for value in enum if isinstance(value, str) and is_formula(value))]
    if isinstance(longest, int):
        made["maxLength"] = longest + 1
    return made


def _renamed(value: Json, changed: Harmless) -> Json:
    if isinstance(value, str):
        return harmless_name(value) if value in changed.names else value
    if isinstance(value, list):
        return [_renamed(item, changed) for item in value]
    if isinstance(value, dict):
        return {key: _renamed(item, changed) if key == "fields" else item for key, item in value.items()}
    return value
