"""The formats of source files, one module each: a function from a SourceFile to a Grid."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from publisher.source.formats import (
    delimited,
    fixed_width,
    geo_package,
    json_lines,
    json_records,
    parquet,
    placemarks,
    px,
    shapes,
    spreadsheet,
    web_table,
    xml_records,
)
from publisher.source.formats.opened import SourceFile
from publisher.source.grid import SourceGrid

FORMATS: Mapping[str, Callable[[SourceFile], SourceGrid]] = MappingProxyType(
    {
        "csv": delimited.read,
        "excel": spreadsheet.read,
        "ods": spreadsheet.read,
        "json": json_records.read,
        "jsonl": json_lines.read,
        "parquet": parquet.read,
        "xml": xml_records.read,
        "kml": placemarks.read,
        "html": web_table.read,
        "fixed": fixed_width.read,
        "shapefile": shapes.read,
        "geopackage": geo_package.read,
        "px": px.read,
    }
)
"""By the names that `source.format` takes in dataset.yaml."""
