"""SQLite, GeoJSON, GeoPackage and the package in one file: read by others, and looked at by the gate."""

from __future__ import annotations

import json
import sqlite3
import struct
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from publisher.documents.search import Passage, Rows, Unsearched, search
from publisher.export import EXPORTERS
from publisher.gate.packed import holds_only
from publisher.gate.readback import UnreadableTableError, read_table
from publisher.model.errors import DatasetError
from tests.export import samples

ID = samples.dataset().id
PLACES = (
    {"name": "站名", "type": "string"},
    {"name": "經度", "type": "number"},
    {"name": "緯度", "type": "number"},
    {"name": "車位", "type": "integer"},
)
ROWS = (("甲", "120.20000", "22.99", "12"), ("乙", None, None, "3"), ("丙", "-0.5", "-89.999999999", None))
RING = [[120, 23], [121, 23], [121, 24], [120, 23]]
SHAPES = (
    {"type": "Polygon", "coordinates": [RING]},
    {"type": "MultiPolygon", "coordinates": [[RING], [RING]]},
    {"type": "LineString", "coordinates": RING},
    {"type": "MultiLineString", "coordinates": [RING, RING]},
    {"type": "MultiPoint", "coordinates": RING},
    {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [1, 2]}]},
)


def written(
    folder: Path,
    fields: Sequence[Mapping[str, object]],
    rows: Sequence[Sequence[str | None]],
    *formats: str,
) -> dict[str, Path]:
    """The files by their endings."""
    dataset = replace(samples.dataset(), schema={"fields": list(fields)}, exports=formats)
    made, result = samples.write(folder, dataset, rows)
    assert {item.format for item in result.artifacts} >= {
        EXPORTERS[name].format for name in formats if name != "zip"
    }
    return {item.format: made / item.path for item in result.artifacts}


def test_every_type_of_value_in_sqlite(tmp_path: Path) -> None:
    path = written(tmp_path, samples.FIELDS, samples.ROWS, "csv", "sqlite")["sqlite"]
    database = sqlite3.connect(path)
    kinds = {name: kind for _, name, kind, *_ in database.execute(f'PRAGMA table_info("{ID}")')}
    assert (kinds["件數"], kinds["費用"], kinds["線上"], kinds["收件日"]) == ("INTEGER", "REAL", "BOOLEAN", "DATE")
    first = database.execute(f'SELECT "件數", "費用", "線上", "收件日" FROM "{ID}"').fetchone()
    assert first == (12, 1.5, 1, "2024-03-05")
    frame = read_table(path, "sqlite")
    assert frame["案號"].to_list() == [row[0] for row in samples.ROWS]
    assert frame["線上"].to_list()[:3] == ["true", "false", None]


def test_numbers_that_a_double_would_round_are_texts(tmp_path: Path) -> None:
    fields = [{"name": "金額", "type": "number"}, {"name": "序", "type": "integer"}]
    rows = [("0.1234567890123456789", "9223372036854775808"), ("1", "1")]
    path = written(tmp_path, fields, rows, "csv", "sqlite")["sqlite"]
    found = sqlite3.connect(path).execute(f'SELECT * FROM "{ID}"').fetchall()
    assert [Decimal(row[0]) for row in found] == [Decimal(row[0]) for row in rows]
    assert [row[1] for row in found] == ["9223372036854775808", "1"]


def test_features_have_their_places(tmp_path: Path) -> None:
    files = written(tmp_path, PLACES, ROWS, "csv", "geojson", "geopackage")
    found = json.loads(files["geojson"].read_text(encoding="utf-8"))
    assert found["features"][0] == {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [120.2, 22.99]},
        "properties": {"站名": "甲", "經度": 120.2, "緯度": 22.99, "車位": 12},
    }
    assert [feature["geometry"] is None for feature in found["features"]] == [False, True, False]
    layer = sqlite3.connect(files["gpkg"])
    assert layer.execute("PRAGMA application_id").fetchone() == (0x47504B47,)
    blobs = [blob for (blob,) in layer.execute(f'SELECT geom FROM "{ID}"')]
    assert struct.unpack("<2sBBiBI2d", blobs[0]) == (b"GP", 0, 1, 4326, 1, 1, 120.2, 22.99)
    assert blobs[1] is None
    for ending in ("geojson", "gpkg"):
        frame = read_table(files[ending], ending)
        assert frame["站名"].to_list() == ["甲", "乙", "丙"]
        assert frame.columns == ["站名", "經度", "緯度", "車位"]


def test_geometries_of_every_kind(tmp_path: Path) -> None:
    rows = [(json.dumps(shape),) for shape in SHAPES]
    files = written(tmp_path, [{"name": "範圍", "type": "geojson"}], rows, "csv", "geojson", "geopackage")
    found = json.loads(files["geojson"].read_text(encoding="utf-8"))
    assert [feature["geometry"] for feature in found["features"]] == list(SHAPES)
    assert read_table(files["gpkg"], "gpkg").height == len(SHAPES)


@pytest.mark.parametrize(
    ("kind", "text"),
    [("default", "120.5, 23.5"), ("array", "[120.5,23.5]"), ("object", '{"lon":120.5,"lat":23.5}')],
)
def test_geopoints_of_every_format(tmp_path: Path, kind: str, text: str) -> None:
    fields = [{"name": "點", "type": "geopoint", "format": kind}]
    found = json.loads(
        written(tmp_path, fields, [(text,)], "csv", "geojson")["geojson"].read_text(encoding="utf-8")
    )
    assert found["features"][0]["geometry"]["coordinates"] == [120.5, 23.5]


@pytest.mark.parametrize(
    ("fields", "row"),
    [
        ([{"name": "站名", "type": "string"}], ("甲",)),
        ([{"name": "lon", "type": "number"}, {"name": "lat", "type": "number"}], ("22.99", "120.2")),
        ([{"name": "點", "type": "geopoint"}], ("臺南",)),
        ([{"name": "點", "type": "geojson"}], ('{"type":"Circle","coordinates":[1,2]}',)),
    ],
    ids=["no field", "exchanged", "no numbers", "no shape"],
)
def test_a_table_without_places_is_refused(
    tmp_path: Path, fields: list[dict[str, object]], row: tuple[str, ...]
) -> None:
    with pytest.raises(DatasetError):
        written(tmp_path, fields, [row], "geojson")


def test_the_gate_refuses_what_the_table_does_not_say(tmp_path: Path) -> None:
    files = written(tmp_path, PLACES, ROWS, "csv", "geojson", "geopackage", "sqlite")
    shapes = files["geojson"].read_text(encoding="utf-8")
    files["geojson"].write_text(shapes.replace("[120.20000,", "[120.21234,"), encoding="utf-8")
    layer, table = sqlite3.connect(files["gpkg"]), sqlite3.connect(files["sqlite"])
    moved = struct.pack("<2sBBiBI2d", b"GP", 0, 1, 4326, 1, 1, 121.5, 25.0)
    layer.execute(f'UPDATE "{ID}" SET geom = ? WHERE fid = 1', (moved,))
    layer.commit()
    table.execute("CREATE TABLE more (name TEXT)")
    table.commit()
    for ending in ("geojson", "gpkg", "sqlite"):
        with pytest.raises(UnreadableTableError):
            read_table(files[ending], ending)


def test_the_package_in_one_file(tmp_path: Path) -> None:
    dataset = replace(samples.dataset(), exports=("csv", "ods", "zip"))
    made, result = samples.write(tmp_path, dataset, samples.ROWS)
    known = {item.path: item.sha256 for item in result.artifacts}
    (path,) = (made / item.path for item in result.artifacts if item.kind == "package")
    with zipfile.ZipFile(path) as archive:
        assert set(archive.namelist()) == known.keys() - {path.name}
        assert "datapackage.json" in archive.namelist()
    holds_only(path, known)
    whole = path.read_bytes()
    for spoilt in (
        whole + b"0900000001",
        b"0" + whole,
        whole.replace(b"\x00\x00PK\x01\x02", b"\x01\x00PK\x01\x02", 1),
    ):
        path.write_bytes(spoilt)
        if spoilt != whole:
            with pytest.raises(ValueError, match=r"^$"):
                holds_only(path, known)


def test_the_same_table_gives_the_same_bytes(tmp_path: Path) -> None:
    made = []
    for name in ("a", "b"):
        files = written(tmp_path / name, PLACES, ROWS, "csv", "sqlite", "geojson", "geopackage", "zip")
        made.append([files[ending].read_bytes() for ending in ("sqlite", "geojson", "gpkg", "zip")])
    assert made[0] == made[1]


def test_databases_of_strangers_are_searched(tmp_path: Path) -> None:
    path = tmp_path / "名冊.db"
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE people (姓名 TEXT, 證號 TEXT, 檔 BLOB)")
    database.execute("INSERT INTO people VALUES ('王小明', 'L290000036', ?)", ("電話 0900000001".encode(),))
    database.commit()
    database.close()
    items = list(search(path))
    assert any(isinstance(item, Rows) and item.rows[0][:2] == ("王小明", "L290000036") for item in items)
    assert any(isinstance(item, Passage) and "0900000001" in item.text for item in items)
    assert not [item for item in items if isinstance(item, Unsearched)]
    path.write_bytes(path.read_bytes()[:5000])
    assert [item for item in search(path) if isinstance(item, Unsearched)]
