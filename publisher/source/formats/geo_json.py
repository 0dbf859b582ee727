"""GeoJSON (RFC 7946): one record for each feature, its properties as columns and its geometry as JSON."""

from __future__ import annotations

from collections.abc import Mapping

from publisher.model.text import msg
from publisher.source.formats.opened import SourceFile

_WGS84 = ("CRS84", "4326", "EPSG::4326")
GEOMETRY = "geometry"


def features(file: SourceFile, value: object) -> list[dict[str, object]] | None:
    """The records of a FeatureCollection, or None when the value is none.

    Raises SourceError for other coordinates than those of WGS 84: a reader would put every place elsewhere.
    """
    if not isinstance(value, dict) or value.get("type") != "FeatureCollection":
        return None
    found = value.get("features")
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        return None
    declared = value.get("crs")
    if declared is not None and not str(_name(declared)).endswith(_WGS84):
        raise file.fault(
            msg("The coordinates of the file are not those of WGS 84"),
            msg("export it as GeoJSON in EPSG:4326 (longitude, latitude), as RFC 7946 wants it"),
        )
    return [_record(item) for item in found]


def _name(crs: object) -> object:
    properties = crs.get("properties") if isinstance(crs, dict) else None
    return properties.get("name") if isinstance(properties, dict) else None


def _record(feature: Mapping[str, object]) -> dict[str, object]:
    properties = feature.get("properties")
    record: dict[str, object] = {"id": feature["id"]} if "id" in feature else {}
    record |= properties if isinstance(properties, dict) else {}
    record[GEOMETRY] = feature.get("geometry")
    return record
