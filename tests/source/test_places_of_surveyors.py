"""Shapefiles, GeoPackages and GeoJSON of surveyors: columns, texts in any encoding, geometry in WGS 84; PX files.

Control points: the origin of TM2 zone 121 lies on the meridian of 121° E; the other values were computed with PROJ's
own program (cs2cs +init=epsg:3826), and agree with the formulas of the Ministry of the Interior to a centimetre.
"""

from __future__ import annotations

import json
import sqlite3
import struct
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
import shapefile

from publisher.model.errors import SourceError
from publisher.model.sources import FileSource
from publisher.source import fingerprint, read
from tests.source.building import dataset, rows_of, services

TWD97 = (
    'PROJCS["TWD97_TM2_zone_121",GEOGCS["GCS_TWD97",DATUM["D_TWD97",SPHEROID["GRS_1980",6378137.0,298.257222101]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],'
    'PARAMETER["False_Easting",250000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",121.0],'
    'PARAMETER["Scale_Factor",0.9999],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)
TWD67 = TWD97.replace("TWD97", "TWD67").replace("GRS_1980", "GRS_1967_Modified").replace("298.257222101", "298.25")
WGS84 = (
    'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)
AT = [121.0, 22.9974432]
"""Where E 250000, N 2544000 of TM2 zone 121 lies."""


def shapes(folder: Path, *, encoding: str = "cp950", prj: str | None = TWD97, cpg: str | None = None) -> Path:
    path = folder / "站點.shp"
    with shapefile.Writer(str(path), shapeType=shapefile.POINT, encoding=encoding) as writer:
        writer.field("名稱", "C", 40)
        writer.field("CODE", "C", 8)
        writer.field("COUNT", "N", 9, 0)
        writer.field("RATE", "N", 9, 2)
        for name, code, number, rate in (("府城監理站", "00123", 7, 1.25), ("新營驗車場", "00045", None, None)):
            writer.point(250000, 2544000)
            writer.record(name, code, number, rate)
    for ending, text in ((".prj", prj), (".cpg", cpg)):
        beside = path.with_suffix(ending)
        beside.unlink(missing_ok=True)
        if text is not None:
            beside.write_text(text, encoding="ascii")
    return path


def grid(folder: Path, source: FileSource) -> list[tuple[str | None, ...]]:
    return rows_of(read(dataset(folder, source), services(folder), {}).table)


def place(cell: str | None) -> object:
    return json.loads(cell or "null")


@pytest.mark.parametrize(
    ("encoding", "cpg"), [("cp950", None), ("cp950", "950"), ("utf-8", "UTF-8"), ("utf-8", None)]
)
def test_a_shapefile_gives_its_attributes_and_wgs_84(tmp_path: Path, encoding: str, cpg: str | None) -> None:
    shapes(tmp_path, encoding=encoding, cpg=cpg)
    own = dataset(tmp_path, FileSource("站點.shp"))
    result = read(own, services(tmp_path), {})
    heading, first, second = rows_of(result.table)
    assert heading == ("名稱", "CODE", "COUNT", "RATE", "geometry")
    assert first[:4] == ("府城監理站", "00123", "7", "1.25")
    assert second[:4] == ("新營驗車場", "00045", None, None)
    assert place(first[4]) == {"type": "Point", "coordinates": AT}
    (finding,) = result.findings
    assert finding.check == "structure.coordinates-moved"
    assert "TWD97" in str(finding.params["system"])


def test_wgs_84_stays_as_it_is_and_twd67_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.shp"
    with shapefile.Writer(str(path), shapeType=shapefile.POLYGON) as writer:
        writer.field("ID", "N", 4, 0)
        outer = [[121.0, 23.0], [121.0, 23.5], [121.5, 23.5], [121.5, 23.0], [121.0, 23.0]]
        hole = [[121.1, 23.1], [121.2, 23.1], [121.2, 23.2], [121.1, 23.2], [121.1, 23.1]]
        writer.poly([outer, hole])
        writer.record(1)
        writer.null()
        writer.record(2)
    path.with_suffix(".prj").write_text(WGS84, encoding="ascii")
    result = read(dataset(tmp_path, FileSource("a.shp")), services(tmp_path), {})
    _, first, second = rows_of(result.table)
    assert place(first[1]) == {"type": "Polygon", "coordinates": [outer, hole]}
    assert second == ("2", None)
    assert result.findings == ()
    path.with_suffix(".prj").write_text(TWD67, encoding="ascii")
    with pytest.raises(SourceError, match="cannot be brought to WGS 84"):
        grid(tmp_path, FileSource("a.shp"))


def test_a_zip_as_agencies_give_it_is_one_table(tmp_path: Path) -> None:
    path = shapes(tmp_path)
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for part in tmp_path.glob("站點.*"):
            archive.write(part, f"站點/{part.name}")
        archive.writestr("站點/站點.shp.xml", "<metadata/>")
        archive.writestr("說明.pdf", "%PDF")
    path.unlink()
    _, first, _ = grid(tmp_path, FileSource("all.zip"))
    assert first[0] == "府城監理站"
    assert place(first[4]) == {"type": "Point", "coordinates": AT}


def test_a_change_of_the_attributes_alone_is_a_change(tmp_path: Path) -> None:
    path = shapes(tmp_path)
    own = dataset(tmp_path, FileSource(path.name))
    before = fingerprint(own)
    table = path.with_suffix(".dbf")
    table.write_bytes(table.read_bytes().replace(b"00123", b"00124"))
    assert fingerprint(own) != before


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda path: path.with_suffix(".dbf").unlink(), "no .dbf beside it"),
        (lambda path: path.with_suffix(".prj").unlink(), "does not say its coordinate system"),
        (lambda path: path.with_suffix(".prj").write_text("no system"), "is not known"),
        (lambda path: path.with_suffix(".prj").write_text(WGS84), "lies on no place of the earth"),
        (lambda path: path.write_bytes(path.read_bytes()[:120]), "damaged"),
        (lambda path: path.write_bytes(b"no shapes at all, but text"), "damaged"),
        (lambda path: path.with_suffix(".dbf").write_bytes(b"\x03short"), "damaged"),
    ],
)
def test_what_is_missing_or_wrong_is_said(tmp_path: Path, spoil: object, said: str) -> None:
    path = shapes(tmp_path)
    spoil(path)  # type: ignore[operator]
    with pytest.raises(SourceError, match=said):
        grid(tmp_path, FileSource(path.name))


def test_the_system_may_be_declared(tmp_path: Path) -> None:
    shapes(tmp_path, prj=None)
    _, first, _ = grid(tmp_path, FileSource("站點.shp", crs="EPSG:3826"))
    assert place(first[4]) == {"type": "Point", "coordinates": AT}


def package(path: Path, number: int = 3826) -> Path:
    """A GeoPackage of two layers, one of which has points with heights; made by hand, as the standard has it."""
    connection = sqlite3.connect(path)
    connection.executescript(
        "CREATE TABLE gpkg_spatial_ref_sys (srs_name, srs_id, organization, organization_coordsys_id, definition,"
        " description);"
        "CREATE TABLE gpkg_geometry_columns (table_name, column_name, geometry_type_name, srs_id, z, m);"
        "CREATE TABLE 站點 (fid INTEGER PRIMARY KEY, geom BLOB, 名稱 TEXT, 數量 REAL);"
    )
    connection.execute(
        "INSERT INTO gpkg_spatial_ref_sys VALUES ('x', ?, 'EPSG', ?, 'undefined', '')", (number, number)
    )
    connection.execute("INSERT INTO gpkg_geometry_columns VALUES ('站點', 'geom', 'POINT', ?, 0, 0)", (number,))
    head = b"GP\x00\x01" + struct.pack("<i", number)
    east, north = (250000.0, 2544000.0) if number == 3826 else (121.0, 23.0)
    point = head + struct.pack("<BIdd", 1, 1, east, north)
    high = head + struct.pack(">BIddd", 0, 1001, east, north, 12.5)
    lines = head + struct.pack("<BII", 1, 5, 1) + struct.pack("<BII4d", 1, 2, 2, east, north, east, north)
    empty = b"GP\x00\x11" + struct.pack("<i", number)
    for number_, (blob, name, amount) in enumerate(
        [(point, "府城", 1.5), (high, "新營", None), (lines, "線", 3), (empty, "無", 4), (None, "空", 5)], 1
    ):
        connection.execute("INSERT INTO 站點 VALUES (?, ?, ?, ?)", (number_, blob, name, amount))
    connection.commit()
    connection.close()
    return path


def test_a_geopackage_gives_its_layer(tmp_path: Path) -> None:
    package(tmp_path / "a.gpkg")
    result = read(dataset(tmp_path, FileSource("a.gpkg")), services(tmp_path), {})
    heading, *rows = rows_of(result.table)
    assert heading == ("fid", "名稱", "數量", "geometry")
    assert [row[:3] for row in rows[:2]] == [("1", "府城", "1.5"), ("2", "新營", None)]
    assert place(rows[0][3]) == {"type": "Point", "coordinates": AT}
    assert place(rows[1][3]) == {"type": "Point", "coordinates": [*AT, 12.5]}
    assert place(rows[2][3]) == {"type": "MultiLineString", "coordinates": [[AT, AT]]}
    assert [row[3] for row in rows[3:]] == [None, None]
    assert [finding.check for finding in result.findings] == ["structure.coordinates-moved"]
    package(tmp_path / "b.gpkg", 4326)
    assert read(dataset(tmp_path, FileSource("b.gpkg")), services(tmp_path), {}).findings == ()


def test_a_geopackage_of_several_layers_or_none_is_refused(tmp_path: Path) -> None:
    path = package(tmp_path / "a.gpkg")
    connection = sqlite3.connect(path)
    connection.execute("INSERT INTO gpkg_geometry_columns VALUES ('other', 'geom', 'POINT', 3826, 0, 0)")
    connection.commit()
    connection.close()
    with pytest.raises(SourceError, match="other"):
        grid(tmp_path, FileSource("a.gpkg"))
    assert len(grid(tmp_path, FileSource("a.gpkg", record="站點"))) == 6
    (tmp_path / "c.gpkg").write_bytes(b"SQLite format 3\x00" + b"\xff" * 200)
    with pytest.raises(SourceError, match="damaged"):
        grid(tmp_path, FileSource("c.gpkg"))
    connection = sqlite3.connect(path)
    connection.execute("UPDATE 站點 SET geom = x'47500001EA0E00000102000000FFFFFF7F'")
    connection.commit()
    connection.close()
    with pytest.raises(SourceError, match="damaged"):
        grid(tmp_path, FileSource("a.gpkg", record="站點"))


def test_geojson_of_a_surveyor_is_brought_to_wgs_84(tmp_path: Path) -> None:
    feature = {"type": "Feature", "properties": {"a": 1.50}, "geometry": {"type": "Point"}}
    feature["geometry"]["coordinates"] = [250000, 2544000]  # type: ignore[index]
    whole = {"type": "FeatureCollection", "features": [feature]}
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3826"}}
    (tmp_path / "a.geojson").write_text(json.dumps({**whole, "crs": crs}), encoding="utf-8")
    (tmp_path / "b.geojson").write_text(json.dumps(whole), encoding="utf-8")
    for source in (FileSource("a.geojson"), FileSource("b.geojson", crs="3826")):
        assert place(grid(tmp_path, source)[1][1]) == {"type": "Point", "coordinates": AT}
    with pytest.raises(SourceError, match="lies on no place of the earth"):
        grid(tmp_path, FileSource("b.geojson"))
    with pytest.raises(SourceError, match="is not known"):
        grid(tmp_path, replace(FileSource("b.geojson"), crs="EPSG:99999999"))


PX = """CHARSET="ANSI";
AXIS-VERSION="2013";
CODEPAGE="iso-8859-15";
TITLE="Population; by region";
STUB="Region","Kön";
HEADING="Year";
VALUES("Region")="Åland","Mainland
 with; a long "
"name";
VALUES("Kön")="män","kvinnor";
VALUES[sv]("Region")="X","Y";
VALUES("Year")="2024","2025";
UNITS="persons";
NOTE="a note = with ; and #"
"second line";
DATA=
1 2
3.50 ".." 5 6
7 "-";
"""


def test_a_px_file_gives_a_record_for_each_cell(tmp_path: Path) -> None:
    text = PX
    (tmp_path / "a.px").write_bytes(text.encode("iso-8859-15"))
    heading, *rows = grid(tmp_path, FileSource("a.px"))
    assert heading == ("Region", "Kön", "Year", "persons")
    assert rows[0] == ("Åland", "män", "2024", "1")
    assert rows[3] == ("Åland", "kvinnor", "2025", "..")
    assert len(rows) == 8
    assert rows[-1][3] == "-"
    (tmp_path / "b.px").write_bytes(text.replace("5 6\n", "5\n").encode("iso-8859-15"))
    with pytest.raises(SourceError, match="no PX file"):
        grid(tmp_path, FileSource("b.px"))
    (tmp_path / "c.px").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(SourceError, match="no PX file"):
        grid(tmp_path, FileSource("c.px"))
