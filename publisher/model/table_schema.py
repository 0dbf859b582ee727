"""What a Table Schema (Frictionless) says, read in one place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping


def primary_key(schema: Mapping[str, object]) -> tuple[str, ...]:
    """The fields that tell records apart; empty where the schema names none. A single one may be a bare name."""
    key = schema.get("primaryKey", ())
    return (key,) if isinstance(key, str) else tuple(map(str, key)) if isinstance(key, list | tuple) else ()


_EAST = re.compile(r"(?:^|[\W_])(?:lon|lng|long|longitude)(?:$|[\W_])|經度|東經", re.IGNORECASE)
_NORTH = re.compile(r"(?:^|[\W_])(?:lat|latitude)(?:$|[\W_])|緯度|北緯", re.IGNORECASE)


def geometry_fields(fields: Iterable[Mapping[str, object]]) -> tuple[str, ...]:
    """The fields that tell where a record is: one of type `geojson` or `geopoint`, or longitude and latitude.

    The two are number fields whose names or titles say so, one of each (WGS 84); empty where there is none.
    """
    known = list(fields)
    own = [str(field["name"]) for field in known if field.get("type") in ("geojson", "geopoint")]
    if own:
        return (own[0],)
    numbers = [field for field in known if field.get("type") == "number"]
    east, north = ([str(field["name"]) for field in numbers if _is_named(field, name)] for name in (_EAST, _NORTH))
    return (east[0], north[0]) if len(east) == len(north) == 1 else ()


def _is_named(field: Mapping[str, object], name: re.Pattern[str]) -> bool:
    return any(name.search(str(field.get(key) or "")) for key in ("name", "title", "title_en"))
