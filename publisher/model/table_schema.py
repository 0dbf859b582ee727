"""What a Table Schema (Frictionless) says, read in one place."""

from __future__ import annotations

from collections.abc import Mapping


def primary_key(schema: Mapping[str, object]) -> tuple[str, ...]:
    """The fields that tell records apart; empty where the schema names none. A single one may be a bare name."""
    key = schema.get("primaryKey", ())
    return (key,) if isinstance(key, str) else tuple(map(str, key)) if isinstance(key, list | tuple) else ()
