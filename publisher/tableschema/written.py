"""A Table Schema as it was written, and what a fault of it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from publisher.model.text import Message

Fault = tuple[str, Message, Message | None]
SECOND_EDITION = "https://datapackage.org/profiles/2.0/tableschema.json"


def plain(schema: Mapping[str, object]) -> dict[str, Any]:
    """A deep copy made of dicts and lists, which frictionless may change."""
    copied: dict[str, Any] = json.loads(json.dumps(schema, default=plainer))
    return copied


def plainer(value: object) -> object:
    """What JSON makes of a mapping that is no dict; TypeError for anything else."""
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(type(value).__name__)
