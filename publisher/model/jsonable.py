"""From model values to JSON, strictly: an object that was not made for it raises instead of being printed."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Hashable, Mapping
from datetime import date, datetime
from enum import Enum, IntEnum
from functools import cache
from pathlib import PurePath
from typing import cast

_PLAIN = frozenset((str, int, float, bool, type(None)))
Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


def to_json(value: object) -> Json:
    """Turn a model value into plain JSON data; raises TypeError for anything that is not one."""
    kind = type(value)
    if kind in _PLAIN:
        return cast(Json, value)
    if (names := _fields(cast(Hashable, kind))) is not None:
        return {name: to_json(getattr(value, name)) for name in names}
    if isinstance(value, bool | int | float | str) and not isinstance(value, Enum):
        return value
    if isinstance(value, IntEnum):
        return int(value)
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, PurePath):
        return value.as_posix()
    if isinstance(value, Mapping):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_json(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted((to_json(item) for item in value), key=str)
    raise TypeError(f"{type(value).__name__} is not a value that may be written")


@cache
def _fields(kind: type) -> tuple[str, ...] | None:
    """The names of a dataclass's fields: asking for them takes longer than writing them."""
    return tuple(item.name for item in dataclasses.fields(kind)) if dataclasses.is_dataclass(kind) else None


def canonical_json(value: object) -> str:
    """One spelling for one value: sorted keys, no spaces, Chinese as it is."""
    return json.dumps(to_json(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def content_hash(value: object) -> str:
    """SHA-256 (hex) of the canonical JSON of `value`."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()
