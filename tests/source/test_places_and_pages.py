"""Features with a geometry, tables of web pages, and files of fixed width."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from publisher.model.errors import SourceError
from publisher.model.sources import FileSource
from publisher.source import read
from tests.source.building import dataset, rows_of, services

Rows = list[tuple[str | None, ...]]


def rows(folder: Path, name: str, content: str | bytes, **declared: Any) -> Rows:
    data = content.encode() if isinstance(content, str) else content
    (folder / name).write_bytes(data)
    return rows_of(read(dataset(folder, FileSource(name, **declared)), services(folder), {}).table)


FEATURES = (
    '{"type": "FeatureCollection", %s"features": ['
    '{"type": "Feature", "id": 7, "properties": {"站名": "甲", "數": 1.50},'
    ' "geometry": {"type": "Point", "coordinates": [120.10, 23.0]}},'
    '{"type": "Feature", "properties": null, "geometry": null}]}'
)


def test_features_are_records_with_a_geometry(tmp_path: Path) -> None:
    assert rows(tmp_path, "a.geojson", FEATURES % "") == [
        ("id", "站名", "數", "geometry"),
        ("7", "甲", "1.50", '{"type": "Point", "coordinates": [120.10, 23.0]}'),
        (None, None, None, None),
    ]


def test_coordinates_of_another_system_are_refused(tmp_path: Path) -> None:
    crs = '"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:%s"}}, '
    assert len(rows(tmp_path, "a.geojson", FEATURES % (crs % "OGC:1.3:CRS84"))) == 3
    with pytest.raises(SourceError, match="lies on no place of the earth"):
        rows(tmp_path, "a.geojson", FEATURES % (crs % "EPSG::3826"))


def test_a_geometry_of_no_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="lies on no place of the earth"):
        rows(tmp_path, "a.geojson", (FEATURES % "").replace('"type": "Point"', '"kind": "Point"'))


KML = """<?xml version="1.0" encoding="UTF-8"?><k:kml xmlns:k="http://www.opengis.net/kml/2.2"><k:Document>
<k:name>圖層</k:name><k:Placemark><k:name>甲站</k:name><k:ExtendedData><k:Data name="電話"><k:value>02</k:value></k:Data>
<k:SchemaData><k:SimpleData name="區">東區</k:SimpleData></k:SchemaData></k:ExtendedData>
<k:Point><k:coordinates>121.50,25.0,0</k:coordinates></k:Point></k:Placemark>
<k:Placemark><k:name>乙區</k:name><k:Polygon><k:outerBoundaryIs><k:LinearRing><k:coordinates>
1,2 3,4 5,6 1,2</k:coordinates></k:LinearRing></k:outerBoundaryIs></k:Polygon></k:Placemark></k:Document></k:kml>"""


def test_placemarks(tmp_path: Path) -> None:
    assert rows(tmp_path, "a.kml", KML) == [
        ("name", "電話", "區", "geometry"),
        ("甲站", "02", "東區", '{"type": "Point", "coordinates": [121.50, 25.0, 0]}'),
        ("乙區", None, None, '{"type": "Polygon", "coordinates": [[[1, 2], [3, 4], [5, 6], [1, 2]]]}'),
    ]


def test_the_folders_of_a_placemark_are_kept(tmp_path: Path) -> None:
    mark = "<Placemark><name>%s</name><address>1</address></Placemark>"
    text = (
        f"<kml><Folder><name>北</name>{mark % 'a'}<Folder><name>內</name>{mark % 'b'}</Folder>{mark % 'c'}</Folder>"
        f"{mark % 'd'}</kml>"
    )
    assert rows(tmp_path, "a.kml", text) == [
        ("Folder", "name", "address", "geometry"),
        ("北", "a", "1", None),
        ("北 / 內", "b", "1", None),
        ("北", "c", "1", None),
        (None, "d", "1", None),
    ]


@pytest.mark.parametrize(
    "text", ["<kml/>", "<kml>", KML.replace("121.50", "east"), '<!DOCTYPE a [<!ENTITY b "c">]>' + KML[38:]]
)
def test_what_is_no_kml_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(SourceError, match="KML"):
        rows(tmp_path, "a.kml", text)


PAGE = """<!doctype html><meta charset="utf-8"><table><tr><td>選單</td></tr></table>
<table id="d"><thead><tr><th rowspan="2">區</th><th colspan="2">件數</th></tr><tr><th>上午</th><th>下午</th></tr></thead>
<tbody><tr><td rowspan=2>東 區</td><td>1</td><td>2</td></tr><tr><td>3</td><td></td></tr></tbody></table>"""


@pytest.mark.parametrize("record", ["2", "d", "#d", None], ids=str)
def test_a_table_of_a_page(tmp_path: Path, record: str | None) -> None:
    """Without a name it is the only one with rows and columns."""
    assert rows(tmp_path, "a.html", PAGE, record=record) == [
        ("區", "件數", "件數"),
        ("區", "上午", "下午"),
        ("東 區", "1", "2"),
        ("東 區", "3", None),
    ]


@pytest.mark.parametrize("record", [None, "0", "3", "none", "[["])
def test_a_page_without_the_one_table_is_refused(tmp_path: Path, record: str | None) -> None:
    twice = PAGE if record else PAGE + PAGE
    with pytest.raises(SourceError):
        rows(tmp_path, "a.html", twice, record=record)


def test_columns_of_fixed_width(tmp_path: Path) -> None:
    text = "機關      代碼件\r\n監理站    00123 \r\n公所      00045\r\n\x1a"
    for content in (text.encode("cp950"), text.encode()):
        assert rows(tmp_path, "a.txt", content, format="fixed", widths=(10, 4, 2)) == [
            ("機關", "代碼", "件"),
            ("監理站", "0012", "3"),
            ("公所", "0004", "5"),
        ]


@pytest.mark.parametrize("widths", [(), (3, 20), (10, 2)])
def test_widths_that_do_not_fit_are_refused(tmp_path: Path, widths: tuple[int, ...]) -> None:
    with pytest.raises(SourceError, match="widths"):
        rows(tmp_path, "a.txt", "機關      代碼件\n", format="fixed", widths=widths)


def test_the_foot_of_a_table_stands_below_its_body(tmp_path: Path) -> None:
    page = (
        "<table><thead><tr><th rowspan=2>年</th><th colspan=2>車</th></tr><tr><th>大</th><th>小</th></tr></thead>"
        "<tfoot><tr><td>平均</td><td>2</td><td>3</td></tr></tfoot>"
        "<tbody><tr><td>113</td><td>1</td><td>2</td></tr><tr><td>114</td><td>3</td><td>4</td></tr></tbody></table>"
    )
    assert rows(tmp_path, "t.html", page) == [
        ("年", "車", "車"),
        ("年", "大", "小"),
        ("113", "1", "2"),
        ("114", "3", "4"),
        ("平均", "2", "3"),
    ]
