"""Shapefiles: the attributes of each shape as columns, and its geometry as GeoJSON in WGS 84."""

from __future__ import annotations

import csv
import struct
import warnings
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import shapefile

from publisher.model.text import msg
from publisher.source.canonical import json_text, text_of
from publisher.source.formats.geodesy import mover, placed
from publisher.source.formats.opened import SourceFile
from publisher.source.formats.text import as_utf8
from publisher.source.grid import Row, SourceGrid, from_rows
from publisher.source.notes import SheetNotes

PARTS = (".shp", ".dbf", ".shx", ".prj", ".cpg")
_PAGES = {"950": "cp950", "big5": "cp950", "936": "gb18030", "65001": "utf-8", "utf8": "utf-8", "932": "cp932"}
_BROKEN = (shapefile.ShapefileException, struct.error, ValueError, KeyError, IndexError, TypeError, AssertionError)


def part_of(path: Path, ending: str) -> Path | None:
    """The file that goes with a shapefile, whatever the case of its ending."""
    for own in (ending, ending.upper()):
        if (beside := path.with_suffix(own)).is_file():
            return beside
    return None


def read(file: SourceFile) -> SourceGrid:
    """One row for each shape; texts in the encoding of .cpg, or detected.

    Raises SourceError without the .dbf, for a coordinate system that neither .prj nor `crs` names, and for damage.
    """
    table, system = part_of(file.path, ".dbf"), part_of(file.path, ".prj")
    if table is None:
        raise file.fault(
            msg("The shapefile has no {ending} beside it", ending=".dbf"),
            msg("put all of its files into the folder (or one ZIP): .shp, .dbf, .shx, .prj, .cpg"),
        )
    declared = file.source.crs or (system.read_text(encoding="utf-8", errors="replace") if system else "")
    if not declared:
        raise file.fault(
            msg("The shapefile does not say its coordinate system"),
            msg("put its .prj beside it, or declare crs of the source: EPSG:3826 for TWD97 / TM2 zone 121"),
        )
    move, name = mover(file, declared)
    attributes = file.folder / f"shapes-{file.number}.csv"
    shapes = file.folder / f"shapes-{file.number}.jsonl"
    try:
        with ExitStack() as stack:
            opened = [stack.enter_context(path.open("rb")) for path in (file.path, table)]
            stack.enter_context(warnings.catch_warnings(action="ignore"))
            if int.from_bytes(opened[0].read(28)[24:], "big") * 2 > file.path.stat().st_size:
                raise ValueError  # cut off, perhaps between two shapes
            opened[0].seek(0)
            reader = stack.enter_context(shapefile.Reader(shp=opened[0], dbf=opened[1], encoding="latin-1"))
            _split(file, reader, attributes, shapes, move)
    except _BROKEN:
        raise file.fault(
            msg("The shapefile is damaged, or its files do not belong together"),
            msg("make it again where it comes from"),
        ) from None
    source = replace(file.source, encoding=file.source.encoding or _page(file.path))
    texts = as_utf8(replace(file, path=attributes, source=source))
    notes = SheetNotes(system=name if move is not None else "")
    grid = from_rows(_joined(texts, shapes), file.folder, f"shape-{file.number}")
    return replace(grid, notes=notes)


def _split(file: SourceFile, reader: shapefile.Reader, attributes: Path, shapes: Path, move: Any) -> None:
    """The bytes of the attributes as they are, as CSV, and the geometries beside them."""
    names = [item.name if hasattr(item, "name") else item[0] for item in reader.fields[1:]]
    with (
        attributes.open("w", encoding="latin-1", newline="") as table,
        shapes.open("w", encoding="utf-8") as lines,
    ):
        writer = csv.writer(table)
        writer.writerow(names)
        for shape, record in zip(reader.iterShapes(), reader.iterRecords(), strict=True):
            writer.writerow([_text(value) for value in record])
            geometry = shape.__geo_interface__ if shape.shapeType else None
            lines.write(json_text(placed(file, _listed(geometry), move)) + "\n")


def _text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if value is None:
        return ""
    return value if isinstance(value, str) else str(text_of(value))


def _listed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _listed(item) for key, item in value.items()}
    return [_listed(item) for item in value] if isinstance(value, list | tuple) else value


def _page(path: Path) -> str | None:
    """The encoding that .cpg names."""
    beside = part_of(path, ".cpg")
    if beside is None:
        return None
    name = beside.read_text(encoding="ascii", errors="replace").strip().lower()
    plain = name.removeprefix("cp").removeprefix("ansi").strip(" -_").replace("-", "")
    return _PAGES.get(plain, name or None)


def _joined(texts: Path, shapes: Path) -> Iterator[Row]:
    with texts.open(encoding="utf-8-sig", newline="") as table, shapes.open(encoding="utf-8") as lines:
        rows = csv.reader(table)
        yield (*next(rows), "geometry")
        for row, line in zip(rows, lines, strict=True):
            geometry = line.rstrip("\n")
            yield (*(cell.strip() or None for cell in row), None if geometry == "null" else geometry)
