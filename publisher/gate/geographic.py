"""Databases and geographic files read back: the table, and whether the shapes tell more than it does."""

from __future__ import annotations

import json
import re
import sqlite3
import struct
from collections.abc import Iterator
from pathlib import Path

import polars as pl

_BATCH = 20_000
_WHOLE = 2.0**53
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_GP = struct.Struct("<2sBBi")


def read_database(path: Path) -> pl.DataFrame:
    """The one table of a SQLite file. Raises ValueError when there are others, or rests of what was deleted."""
    return _read(path, None)


def read_layer(path: Path) -> pl.DataFrame:
    """The one layer of a GeoPackage, without its key and its shapes, which say no number that the row does not."""
    return _read(path, "gpkg_")


def _read(path: Path, own: str | None) -> pl.DataFrame:
    database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        if database.execute("PRAGMA freelist_count").fetchone()[0]:
            raise ValueError
        kinds = database.execute("SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!'")
        named = kinds.fetchall()
        tables = [name for kind, name in named if kind == "table" and not (own and name.startswith(own))]
        if len(tables) != 1 or any(kind != "table" for kind, _ in named):
            raise ValueError
        table = tables[0].replace('"', '""')
        columns = database.execute(f'PRAGMA table_info("{table}")').fetchall()
        shape = None
        if own:
            shape = database.execute("SELECT column_name FROM gpkg_geometry_columns").fetchone()[0]
        dropped = {name for _, name, _, _, _, key in columns if own and (key or name == shape)}
        kept = [(place, name, kind) for place, name, kind, *_ in columns if name not in dropped]
        frames = [pl.DataFrame(schema={name: pl.String for _, name, _ in kept})]
        rows = database.execute(f'SELECT * FROM "{table}" ORDER BY rowid')  # noqa: S608 - a quoted name
        at = next((place for place, name, *_ in columns if name == shape), None)
        while batch := rows.fetchmany(_BATCH):
            texts = [[_text(row[place], kind) for place, _, kind in kept] for row in batch]
            if at is not None:
                for row, cells in zip(batch, texts, strict=True):
                    if row[at] is not None:
                        _only_known(list(_doubles(row[at])), cells)
            frames.append(pl.DataFrame(texts, schema={name: pl.String for _, name, _ in kept}, orient="row"))
    finally:
        database.close()
    return pl.concat(frames)


def _text(value: object, kind: str) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if kind == "BOOLEAN":
        return {1: "true", 0: "false"}[value]  # type: ignore[index]
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < _WHOLE else repr(value)
    if isinstance(value, int):
        return str(value)
    raise ValueError


def _doubles(blob: bytes) -> Iterator[float]:
    """All coordinates of a GeoPackage's geometry without an envelope, little-endian."""
    mark, version, flags, _ = _GP.unpack_from(blob)
    if (mark, version, flags) != (b"GP", 0, 1):
        raise ValueError
    place, waiting = _GP.size, [("shape", 1)]
    while waiting:
        what, count = waiting.pop()
        if count > 1:
            waiting.append((what, count - 1))
        if what == "shape":
            order, kind = struct.unpack_from("<BI", blob, place)
            place += 5
            if order != 1 or not 1 <= kind <= 7:
                raise ValueError
            inside = {1: "place", 2: "place", 3: "ring"}.get(kind, "shape")
            size = 1
            if kind != 1:
                size = struct.unpack_from("<I", blob, place)[0]
                place += 4
            waiting += [(inside, size)] if size else []
        elif what == "ring":
            size = struct.unpack_from("<I", blob, place)[0]
            place += 4
            waiting += [("place", size)] if size else []
        else:
            yield from struct.unpack_from("<2d", blob, place)
            place += 16
    if place != len(blob):
        raise ValueError


def read_features(path: Path) -> pl.DataFrame:
    """The properties of the features of a GeoJSON file; their geometry says no number that these do not."""
    found = json.loads(path.read_bytes(), parse_int=str, parse_float=str, object_pairs_hook=_once)
    if set(found) != {"type", "features"}:
        raise ValueError
    rows = []
    for feature in found["features"]:
        if set(feature) != {"type", "geometry", "properties"}:
            raise ValueError
        row = {name: _plain(value) for name, value in feature["properties"].items()}
        if (shape := feature["geometry"]) is not None:
            _only_known([float(text) for text in _numbers(shape)], list(row.values()))
        rows.append(row)
    names = list(rows[0]) if rows else []
    if any(list(row) != names for row in rows):
        raise ValueError
    return pl.DataFrame([[*row.values()] for row in rows], schema=dict.fromkeys(names, pl.String), orient="row")


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _plain(value: object) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or isinstance(value, str):
        return value
    raise ValueError


def _numbers(shape: object) -> Iterator[str]:
    if isinstance(shape, dict):
        if not set(shape) <= {"type", "coordinates", "geometries"}:
            raise ValueError
        for inner in (shape.get("coordinates", []), shape.get("geometries", [])):
            yield from _numbers(inner)
    elif isinstance(shape, list):
        for inner in shape:
            yield from _numbers(inner)
    else:
        yield str(shape)


def _only_known(numbers: list[float], cells: list[str | None]) -> None:
    known = {float(match[0]) for cell in cells if cell for match in _NUMBER.finditer(cell)}
    if not set(numbers) <= known:
        raise ValueError
