"""KML: one record for each placemark, its data as columns and its geometry as GeoJSON (WGS 84)."""

from __future__ import annotations

from collections.abc import Iterator
from xml.parsers import expat

from publisher.model.text import msg
from publisher.source.canonical import Figures, json_text
from publisher.source.formats.opened import SourceFile
from publisher.source.formats.xml_parts import DamagedError, local, new_parser
from publisher.source.grid import Row, SourceGrid, from_rows

_CHUNK = 1024**2
_SHAPES = {"Point": "Point", "LineString": "LineString", "LinearRing": "LineString", "Polygon": "Polygon"}
_MOST_DEPTH = 64


def read(file: SourceFile) -> SourceGrid:
    """name, description and every value of ExtendedData as columns, then geometry; SourceError for no KML."""
    reader = _PlacemarkReader()
    try:
        with file.path.open("rb") as data:
            while piece := data.read(_CHUNK):
                reader.parser.Parse(piece)
            reader.parser.Parse(b"", True)  # noqa: FBT003 - takes no keyword
    except (expat.ExpatError, DamagedError, ValueError):
        raise file.fault(
            msg("The file is not well-formed KML"), msg("make it again where it comes from")
        ) from None
    if not reader.records:
        raise file.fault(msg("The KML file has no placemarks"), msg("make it again where it comes from"))
    return from_rows(_rows(reader.records), file.folder, f"kml-{file.number}")


def _rows(records: list[dict[str, str]]) -> Iterator[Row]:
    keys = tuple(dict.fromkeys(key for record in records for key in record if key != "geometry"))
    yield (*keys, "geometry")
    for record in records:
        yield tuple(record.get(key) for key in (*keys, "geometry"))


_SAID = frozenset({"name", "description", "address", "phoneNumber"})


class _PlacemarkReader:
    """expat's events as placemarks."""

    def __init__(self) -> None:
        self.parser = new_parser()
        self.parser.StartElementHandler, self.parser.EndElementHandler = self._start, self._end
        self.parser.CharacterDataHandler = self._take
        self.records: list[dict[str, str]] = []
        self._record: dict[str, str] | None = None
        self._path: list[str] = []
        self._column = ""
        self._text: list[str] = []
        self._shapes: list[dict[str, object]] = []
        self._rings: list[object] = []
        self._folders: list[str] = []

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        self._path.append(name)
        if len(self._path) > _MOST_DEPTH:
            raise DamagedError
        self._text = []
        if name == "Placemark":
            within = [folder for folder in self._folders if folder]
            self._record, self._shapes = ({"Folder": " / ".join(within)} if within else {}), []
        elif name == "Folder":
            self._folders.append("")
        elif name in ("Data", "SimpleData"):
            self._column = attributes.get("name", "")
        elif name == "Polygon":
            self._rings = []

    def _take(self, text: str) -> None:
        self._text.append(text)

    def _end(self, _tag: str) -> None:
        name = self._path.pop()
        parent = self._path[-1] if self._path else ""
        text, self._text = "".join(self._text).strip(), []
        if self._record is None:
            if name == "Folder":
                self._folders.pop()
            elif (name, parent) == ("name", "Folder"):
                self._folders[-1] = text
            return
        if name == "Placemark":
            self._finish(self._record)
        elif (name in _SAID and parent == "Placemark") or (name == "value" and parent == "Data"):
            self._put(self._record, name if parent == "Placemark" else self._column, text)
        elif name == "SimpleData":
            self._put(self._record, self._column, text)
        elif name == "coordinates":
            self._place(parent, _coordinates(text))
        elif name == "Polygon":
            self._shapes.append({"type": "Polygon", "coordinates": self._rings})

    def _put(self, record: dict[str, str], column: str, text: str) -> None:
        if text and column:
            record[column] = text

    def _place(self, shape: str, coordinates: list[list[Figures]]) -> None:
        if shape == "LinearRing" and "Polygon" in self._path:
            self._rings.append(coordinates)
        elif shape in _SHAPES and coordinates:
            self._shapes.append(
                {"type": _SHAPES[shape], "coordinates": coordinates[0] if shape == "Point" else coordinates}
            )

    def _finish(self, record: dict[str, str]) -> None:
        if len(self._shapes) == 1:
            record["geometry"] = json_text(self._shapes[0])
        elif self._shapes:
            record["geometry"] = json_text({"type": "GeometryCollection", "geometries": self._shapes})
        self.records.append(record)
        self._record = None


def _coordinates(text: str) -> list[list[Figures]]:
    """Longitude, latitude and height with the figures they have; ValueError for what is no number."""
    return [[_figures(number) for number in place.split(",")] for place in text.split()]


def _figures(text: str) -> Figures:
    float(text)
    return Figures(text)
