"""JSON Schemas of what people write, shorthand included."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from publisher.model.catalog import Catalog
from publisher.model.finding import CheckDefinition
from publisher.model.policy import Policy
from publisher.model.workspace import Dataset
from publisher.workspace.parsing import Family, families

_KINDS: dict[str, Any] = {"catalog": Catalog, "dataset": Dataset, "policy": Policy, "check": CheckDefinition}
_FILLED_BY_LOADER = ("folder", "schema", "policy")


def json_schema(name: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of catalog, dataset, policy or check."""
    schema = TypeAdapter(_KINDS[name]).json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    definitions = schema.get("$defs", {})
    if name == "dataset":
        for key in _FILLED_BY_LOADER:
            schema["properties"].pop(key)
        schema["properties"]["from"] = schema["properties"].pop("derived_from")
        schema["required"] = [key for key in schema["required"] if key not in (*_FILLED_BY_LOADER, "id")]
        used = _reachable({key: value for key, value in schema.items() if key != "$defs"}, definitions)
        schema["$defs"] = {key: value for key, value in definitions.items() if key in used}
    for family in families().all():
        if family is not families().portals:
            _add_shorthand(schema, family)
    return schema


def _add_shorthand(schema: dict[str, Any], family: Family) -> None:
    """Allow `name` and `{name: {…}}` beside the full form of each variant."""
    for name, variant in family.variants.items():
        full = schema.get("$defs", {}).get(variant.__name__)
        if full is None:
            continue
        params = {
            "type": ["object", "null"],
            "properties": {key: value for key, value in full["properties"].items() if key != family.key},
            "required": [key for key in full.get("required", ()) if key != family.key],
            "additionalProperties": False,
            "description": full.get("description", ""),
        }
        forms: list[dict[str, Any]] = [
            full,
            {"type": "object", "properties": {name: params}, "required": [name], "additionalProperties": False},
        ]
        if not params["required"]:
            forms.append({"const": name})
        schema["$defs"][variant.__name__] = {"anyOf": forms}


def _reachable(node: Any, definitions: dict[str, Any]) -> set[str]:
    found: set[str] = set()

    def walk(item: Any) -> None:
        if isinstance(item, dict):
            name = str(item.get("$ref", "")).removeprefix("#/$defs/")
            if name in definitions and name not in found:
                found.add(name)
                walk(definitions[name])
            for value in item.values():
                walk(value)
        elif isinstance(item, list):
            for value in item:
                walk(value)

    walk(node)
    return found
