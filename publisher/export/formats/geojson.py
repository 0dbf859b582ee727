"""GeoJSON (RFC 7946): a feature for each row, on a line of its own."""

from __future__ import annotations

from pathlib import Path

from publisher.export.base import Exporter
from publisher.export.content import ExportContent
from publisher.export.database import column_types
from publisher.export.geometry import geometry_of, shapes
from publisher.export.records import as_json
from publisher.model.text import LocalText


class GeoJsonExporter(Exporter):
    """The table as features with their geometry; all fields stand among the properties.

    Whole numbers of more than 18 digits make GDAL, and so QGIS, refuse the file: such columns are texts.
    """

    name = "geojson"
    format = "geojson"
    suffix = ".geojson"
    media_type = "application/geo+json"
    label = LocalText("GeoJSON", "GeoJSON")

    def write(self, content: ExportContent, path: Path) -> None:
        """Write the rows in order. Raises DatasetError when no field tells a geometry."""
        geometry = geometry_of(content)
        own = [item.name for item in geometry.fields]
        first = True
        with path.open("w", encoding="utf-8", newline="") as file:
            file.write('{"type":"FeatureCollection","features":[')
            rows = content.texts().select(as_json(content, as_text=_long(content)).alias("properties"))
            places = content.values().select(own)
            for row, place in zip(content.batches(rows), content.batches(places), strict=True):
                for properties, shape in zip(row.to_series(), shapes(content, geometry, place), strict=True):
                    start = "\n" if first else ",\n"
                    file.write(
                        f'{start}{{"type":"Feature","geometry":{shape or "null"},"properties":{properties}}}'
                    )
                    first = False
            file.write("\n]}\n")


def _long(content: ExportContent) -> set[str]:
    kinds = column_types(content)
    whole = (item.name for item in content.fields if item.type in ("integer", "year"))
    return {name for name in whole if kinds[name] == "TEXT"}
