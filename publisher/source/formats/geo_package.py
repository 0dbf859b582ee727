"""GeoPackage (OGC 12-128): the columns of a layer, and its geometry as GeoJSON in WGS 84."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from publisher.model.text import msg
from publisher.source.canonical import json_text, text_of
from publisher.source.formats.geodesy import Mover, mover, placed
from publisher.source.formats.opened import SourceFile
from publisher.source.grid import Row, SourceGrid, from_rows
from publisher.source.notes import SheetNotes

_ENVELOPES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
_SHAPES = {1: "Point", 2: "LineString", 3: "Polygon", 4: "MultiPoint", 5: "MultiLineString", 6: "MultiPolygon"}
_COLLECTION = 7
_MOST_DEPTH = 8


def read(file: SourceFile) -> SourceGrid:
    """The layer that `record` names, or the only one; SourceError for several, none, or a damaged file."""
    address = f"file:{quote(str(file.path.resolve()))}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as connection:
            connection.execute("PRAGMA trusted_schema = OFF")
            name, column, system = _layer(file, connection)
            move, shown = mover(file, system)
            rows = _rows(file, connection, name, column, move)
            grid = from_rows(rows, file.folder, f"gpkg-{file.number}")
    except (sqlite3.Error, struct.error, KeyError, IndexError, RecursionError):
        raise file.fault(
            msg("The GeoPackage is damaged, or is none"), msg("make it again where it comes from")
        ) from None
    return replace(grid, notes=SheetNotes(system=shown if move is not None else ""))


def _layer(file: SourceFile, connection: sqlite3.Connection) -> tuple[str, str, str]:
    found = connection.execute(
        "SELECT g.table_name, g.column_name, s.organization, s.organization_coordsys_id, s.definition "
        "FROM gpkg_geometry_columns g JOIN gpkg_spatial_ref_sys s ON g.srs_id = s.srs_id ORDER BY 1"
    ).fetchall()
    wanted = file.source.record
    layers = [row for row in found if wanted is None or row[0] == wanted]
    if len(layers) != 1:
        names = "、".join(str(row[0]) for row in found[:12])
        raise file.fault(
            msg("The GeoPackage has these layers: {names}", names=names or "—"),
            msg("name one of them as record of the source in dataset.yaml"),
        )
    name, column, organisation, number, definition = layers[0]
    if file.source.crs:
        return name, column, file.source.crs
    known = str(organisation).upper() == "EPSG" and int(number) > 0
    return name, column, f"EPSG:{number}" if known else str(definition)


def _rows(
    file: SourceFile, connection: sqlite3.Connection, name: str, column: str, move: Mover | None
) -> Iterator[Row]:
    quoted = '"' + name.replace('"', '""') + '"'
    cursor = connection.execute(f"SELECT * FROM {quoted}")  # noqa: S608 - a name, quoted
    names = [str(item[0]) for item in cursor.description]
    at = names.index(column)
    others = [place for place in range(len(names)) if place != at]
    yield (*(names[place] for place in others), "geometry")
    for row in cursor:
        geometry = None if row[at] is None else placed(file, _geometry(row[at]), move)
        shown = None if geometry is None else json_text(geometry)
        yield (*(_text(row[place]) for place in others), shown)


def _text(value: object) -> str | None:
    return f"\\x{value.hex()}" if isinstance(value, bytes) else text_of(value)


def _geometry(blob: bytes) -> dict[str, Any] | None:
    """The standard's header, then well-known binary."""
    if blob[:2] != b"GP":
        raise KeyError("GP")
    flags = blob[3]
    if flags & 0x10:
        return None
    return _Binary(blob, 8 + _ENVELOPES[(flags >> 1) & 7]).shape(0)


class _Binary:
    """Well-known binary, OGC and ISO, with or without heights and measures."""

    def __init__(self, data: bytes, at: int) -> None:
        self._data, self._at, self._order = data, at, "<"

    def _take(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from(self._order + form, self._data, self._at)
        self._at += struct.calcsize(self._order + form)
        return values

    def shape(self, depth: int) -> dict[str, Any]:
        if depth > _MOST_DEPTH:
            raise RecursionError
        self._order = "<" if self._data[self._at] else ">"
        self._at += 1
        (code,) = self._take("I")
        kind, dimensions = code & 0xFFFF, 2 + bool(code & 0x80000000) + bool(code & 0x40000000)
        kind, more = kind % 1000, kind // 1000
        heights = bool(code & 0x80000000) or more in (1, 3)
        dimensions = max(dimensions, 2 + (0, 1, 1, 2)[more])
        if kind == 1:
            return {"type": "Point", "coordinates": self._point(dimensions, heights=heights)}
        (count,) = self._take("I")
        if kind == 2:
            return {"type": "LineString", "coordinates": self._points(count, dimensions, heights=heights)}
        if kind == 3:
            rings = [self._points(self._take("I")[0], dimensions, heights=heights) for _ in range(count)]
            return {"type": "Polygon", "coordinates": rings}
        parts = [self.shape(depth + 1) for _ in range(count)]
        if kind == _COLLECTION:
            return {"type": "GeometryCollection", "geometries": parts}
        return {"type": _SHAPES[kind], "coordinates": [part["coordinates"] for part in parts]}

    def _points(self, count: int, dimensions: int, *, heights: bool) -> list[list[float]]:
        if count * dimensions * 8 > len(self._data) - self._at:
            raise struct.error
        return [self._point(dimensions, heights=heights) for _ in range(count)]

    def _point(self, dimensions: int, *, heights: bool) -> list[float]:
        return list(self._take(f"{dimensions}d"))[: 3 if heights else 2]
