"""Every format: those of the program, and those that other packages bring."""

from __future__ import annotations

from collections.abc import Mapping

from publisher.export.base import Exporter
from publisher.export.formats.bulletin import (
    BulletinExporter,
    BulletinOdtExporter,
    EnglishBulletinExporter,
    EnglishBulletinOdtExporter,
)
from publisher.export.formats.csv import CsvExporter, MachineCsvExporter
from publisher.export.formats.dictionary import DictionaryExporter, DictionaryOdtExporter
from publisher.export.formats.geojson import GeoJsonExporter
from publisher.export.formats.geopackage import GeoPackageExporter
from publisher.export.formats.json import JsonExporter, JsonLinesExporter
from publisher.export.formats.ods import OdsExporter
from publisher.export.formats.parquet import ParquetExporter
from publisher.export.formats.sqlite import SqliteExporter
from publisher.export.formats.xlsx import XlsxExporter
from publisher.plugins import each, refuse_twin

_OWN: Mapping[str, Exporter] = {
    exporter.name: exporter
    for exporter in (
        CsvExporter(),
        OdsExporter(),
        JsonExporter(),
        ParquetExporter(),
        DictionaryExporter(),
        MachineCsvExporter(),
        JsonLinesExporter(),
        XlsxExporter(),
        SqliteExporter(),
        GeoJsonExporter(),
        GeoPackageExporter(),
        DictionaryOdtExporter(),
        BulletinExporter(),
        BulletinOdtExporter(),
        EnglishBulletinExporter(),
        EnglishBulletinOdtExporter(),
    )
}


def _with_brought(own: Mapping[str, Exporter]) -> Mapping[str, Exporter]:
    known = dict(own)
    for plugin, exporter in each("formats", Exporter):
        if exporter.name in known:
            raise refuse_twin(plugin, exporter.name)
        known[exporter.name] = exporter
    return known


EXPORTERS = _with_brought(_OWN)
"""Every format by the name that `exports` in catalog.yaml and dataset.yaml uses, in the order they are shown."""
