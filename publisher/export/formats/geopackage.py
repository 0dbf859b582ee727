"""GeoPackage (OGC 12-128r18, version 1.3): one layer in WGS 84, for geographic information systems."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from publisher.export.base import Exporter
from publisher.export.content import ExportContent
from publisher.export.database import bound, check_columns, column_types, new_database, quoted
from publisher.export.geometry import geometry_of, shapes
from publisher.model.text import LocalText

_WGS84 = 4326
_CODES = {
    "Point": 1,
    "LineString": 2,
    "Polygon": 3,
    "MultiPoint": 4,
    "MultiLineString": 5,
    "MultiPolygon": 6,
    "GeometryCollection": 7,
}
_MOMENT = "2000-01-01T00:00:00.000Z"
"""The format asks for a moment of the last change; files of the same table are the same."""
_TABLES = """
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL, min_x DOUBLE, min_y DOUBLE, max_x DOUBLE,
  max_y DOUBLE, srs_id INTEGER REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL UNIQUE REFERENCES gpkg_contents(table_name),
  column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL
  REFERENCES gpkg_spatial_ref_sys(srs_id), z TINYINT NOT NULL, m TINYINT NOT NULL,
  PRIMARY KEY (table_name, column_name));
"""
_SYSTEMS = (
    ("Undefined cartesian SRS", -1, "NONE", -1, "undefined", ""),
    ("Undefined geographic SRS", 0, "NONE", 0, "undefined", ""),
    (
        "WGS 84 geodetic",
        _WGS84,
        "EPSG",
        _WGS84,
        'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],'
        'UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4326"]]',
        "",
    ),
)


class GeoPackageExporter(Exporter):
    """The table as one layer of a GeoPackage."""

    name = "geopackage"
    format = "gpkg"
    suffix = ".gpkg"
    media_type = "application/geopackage+sqlite3"
    label = LocalText("GeoPackage", "GeoPackage")

    def write(self, content: ExportContent, path: Path) -> None:
        """Write all fields and the geometry. Raises DatasetError when no field tells a geometry."""
        geometry = geometry_of(content)
        types = column_types(content)
        taken = {name.casefold() for name in types}
        key = next(name for name in ("fid", "ogc_fid", "publisher_fid") if name not in taken)
        shape = next(name for name in ("geom", "ogc_geom", "publisher_geom") if name not in taken)
        layer = quoted(content.dataset.id)
        columns = ", ".join(f"{quoted(name)} {kind}" for name, kind in types.items())
        names = ", ".join(quoted(name) for name in (shape, *types))
        places = ", ".join("?" * (len(types) + 1))
        with new_database(path) as database:
            check_columns(content, path, database, more=2)
            database.execute("PRAGMA application_id = 1196444487")
            database.execute("PRAGMA user_version = 10300")
            for statement in _TABLES.strip().split(";\n"):
                database.execute(statement.rstrip(";"))
            database.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", _SYSTEMS)
            dataset = content.dataset
            row = (dataset.id, "features", dataset.title.zh, dataset.description.zh, _MOMENT, _WGS84)
            database.execute("INSERT INTO gpkg_contents VALUES (?, ?, ?, ?, ?, NULL, NULL, NULL, NULL, ?)", row)
            kind = (dataset.id, shape, "GEOMETRY", _WGS84, 0, 0)
            database.execute("INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, ?, ?, ?)", kind)
            database.execute(
                f"CREATE TABLE {layer} ({quoted(key)} INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "
                f"{quoted(shape)} GEOMETRY, {columns})"
            )
            insert = f"INSERT INTO {layer} ({names}) VALUES ({places})"  # noqa: S608 - quoted names
            for frame in content.batches(content.values()):
                blobs = (None if text is None else _blob(text) for text in shapes(content, geometry, frame))
                rows = bound(frame, types).iter_rows()
                database.executemany(insert, ((blob, *values) for blob, values in zip(blobs, rows, strict=True)))


def _blob(shape: str) -> bytes:
    """The geometry behind the header of the format: little-endian, no envelope."""
    return struct.pack("<2sBBi", b"GP", 0, 1, _WGS84) + b"".join(_wkb(json.loads(shape)))


def _wkb(shape: dict[str, Any]) -> Iterator[bytes]:
    """Well-known binary of a GeoJSON geometry; heights are left out."""
    kind = shape["type"]
    yield struct.pack("<BI", 1, _CODES[kind])
    if kind == "GeometryCollection":
        yield struct.pack("<I", len(shape["geometries"]))
        for inner in shape["geometries"]:
            yield from _wkb(inner)
        return
    places = shape["coordinates"]
    if kind == "Point":
        yield struct.pack("<2d", *places[:2])
        return
    yield struct.pack("<I", len(places))
    if kind.startswith("Multi"):
        for inner in places:
            yield from _wkb({"type": kind.removeprefix("Multi"), "coordinates": inner})
    elif kind == "LineString":
        for place in places:
            yield struct.pack("<2d", *place[:2])
    else:
        for ring in places:
            yield struct.pack("<I", len(ring))
            for place in ring:
                yield struct.pack("<2d", *place[:2])
