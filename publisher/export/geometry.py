"""Where the records of a table stand on earth: the geometry of each row, from the fields that tell it.

A field of type `geojson` or `geopoint`, or two number fields whose names say longitude and latitude (WGS 84).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from publisher.export.content import ExportContent, ExportField
from publisher.model.errors import DatasetError, Where
from publisher.model.table_schema import geometry_fields
from publisher.model.text import msg

SHAPES = frozenset(
    {"Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon", "GeometryCollection"}
)
_FARTHEST = {"east": 180.0, "north": 90.0}


@dataclass(frozen=True, slots=True)
class Geometry:
    """The fields that tell it: one of its own, or longitude and latitude."""

    fields: tuple[ExportField, ...]


def geometry_of(content: ExportContent) -> Geometry:
    """The geometry of a table. Raises DatasetError when none of its fields tells one."""
    names = geometry_fields({**item.descriptor, "name": item.name, "type": item.type} for item in content.fields)
    fields = {item.name: item for item in content.fields}
    if names:
        return Geometry(tuple(fields[name] for name in names))
    raise DatasetError(
        msg("The table has no geometry that this format could show."),
        Where(f"datasets/{content.dataset.id}/schema.json"),
        msg("Give a field the type geopoint or geojson, or name two number fields longitude and latitude."),
    )


def shapes(content: ExportContent, geometry: Geometry, frame: pl.DataFrame) -> Iterator[str | None]:
    """The GeoJSON geometry of each row of canonical texts; None where there is none.

    Raises DatasetError for a value that is no place on earth, without quoting it.
    """
    columns = [frame[item.name].to_list() for item in geometry.fields]
    for values in zip(*columns, strict=True):
        if any(value is None for value in values):
            yield None
            continue
        try:
            yield _shape(geometry.fields, values)
        except (ValueError, TypeError, KeyError, RecursionError):
            raise DatasetError(
                msg("A value is no place in longitude and latitude (WGS 84)."),
                Where(f"datasets/{content.dataset.id}/schema.json", field=geometry.fields[0].name),
                msg("Correct the source, or leave this format out of the exports."),
            ) from None


def _shape(fields: tuple[ExportField, ...], values: tuple[str, ...]) -> str:
    if len(fields) > 1:
        return _point(*values)
    if fields[0].type == "geopoint":
        match fields[0].format:
            case "array":
                east, north = json.loads(values[0], parse_float=str, parse_int=str)
            case "object":
                found = json.loads(values[0], parse_float=str, parse_int=str)
                east, north = found["lon"], found["lat"]
            case _:
                east, north = values[0].split(",")
        return _point(str(east).strip(), str(north).strip())
    found = json.loads(values[0])
    if found["type"] not in SHAPES or ("coordinates" not in found and "geometries" not in found):
        raise ValueError
    kept = {key: found[key] for key in ("type", "coordinates", "geometries") if key in found}
    return json.dumps(kept, separators=(",", ":"), allow_nan=False)


def _point(east: str, north: str) -> str:
    if not (abs(float(east)) <= _FARTHEST["east"] and abs(float(north)) <= _FARTHEST["north"]):
        raise ValueError
    json.loads(f"[{east},{north}]")
    return f'{{"type":"Point","coordinates":[{east},{north}]}}'
