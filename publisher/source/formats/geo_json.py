"""GeoJSON (RFC 7946): one record for each feature, its properties as columns and its geometry as JSON."""

from __future__ import annotations

from collections.abc import Mapping

from publisher.source.formats.geodesy import mover, placed
from publisher.source.formats.opened import SourceFile

_WGS84 = ("CRS84", "4326", "EPSG::4326")
GEOMETRY = "geometry"


def features(file: SourceFile, value: object) -> tuple[list[dict[str, object]], str] | None:
    """The records of a FeatureCollection, or None when the value is none.

    Coordinates of another declared system (`crs`, which RFC 7946 gave up) are brought to WGS 84, and its name is
    given. SourceError for a system that is not known, and for coordinates that are on no place of the earth.
    """
    if not isinstance(value, dict) or value.get("type") != "FeatureCollection":
        return None
    found = value.get("features")
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        return None
    declared = value.get("crs")
    system = file.source.crs or (str(_name(declared)) if declared is not None else "")
    move, name = None, ""
    if system and not system.endswith(_WGS84):
        move, name = mover(file, system)
    for item in found:
        geometry = item.get("geometry")
        if isinstance(geometry, dict):
            item["geometry"] = placed(file, geometry, move)
    return [_record(item) for item in found], name if move is not None else ""


def _name(crs: object) -> object:
    properties = crs.get("properties") if isinstance(crs, dict) else None
    return properties.get("name") if isinstance(properties, dict) else None


def _record(feature: Mapping[str, object]) -> dict[str, object]:
    properties = feature.get("properties")
    record: dict[str, object] = {"id": feature["id"]} if "id" in feature else {}
    record |= properties if isinstance(properties, dict) else {}
    record[GEOMETRY] = feature.get("geometry")
    return record
