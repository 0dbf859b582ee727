"""Other programs read every format with the types that the schema declares: frictionless, DuckDB, pandas, Arrow, GDAL."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.csv
import pyarrow.json
import pyarrow.parquet
import pyogrio
import pytest
from frictionless import Package

from publisher.export import EXPORTERS
from publisher.export.alone import write_package, write_table
from publisher.export.known import PACKAGE
from publisher.model.errors import DatasetError, UserError
from tests.export import samples

FIELDS: tuple[dict[str, object], ...] = (
    {"name": "案號", "type": "string"},
    {"name": "日", "type": "date"},
    {"name": "斜線日", "type": "date", "format": "%Y/%m/%d"},
    {"name": "刻", "type": "datetime"},
    {"name": "時", "type": "time"},
    {"name": "線上", "type": "boolean"},
    {"name": "開放", "type": "boolean", "trueValues": ["是"], "falseValues": ["否"]},
    {"name": "件數", "type": "integer"},
    {"name": "費用", "type": "number"},
    {"name": "金額", "type": "number", "groupChar": ",", "bareNumber": False},
    {"name": "年度", "type": "year"},
    {"name": "月份", "type": "yearmonth"},
    {"name": "期間", "type": "duration"},
    {"name": "物", "type": "object"},
    {"name": "經度", "type": "number"},
    {"name": "緯度", "type": "number"},
)
NAMES = [str(item["name"]) for item in FIELDS]
ROWS: tuple[tuple[str | None, ...], ...] = (
    (
        *("00123", "2024-03-05", "2024/03/05", "2024-03-05T10:20:30", "08:30:00", "true", "是", "12", "1.50"),
        *("NT$1,234.5元", "2024", "2024-03", "P1Y2M", '{"a":1}', "120.25", "22.5"),
    ),
    (
        *(
            "=1+1",
            "1999-12-31",
            "1999/12/31",
            "1999-12-31T23:59:59",
            "23:59:59",
            "false",
            "否",
            "-9007199254740993",
        ),
        *("123456789012.25", "-5", "1999", "1999-12", "PT5M", "{}", "-0.5", "-89.75"),
    ),
    ("缺", *[None] * 15),
    ("NA", *["-"] * 15),
)
SCHEMA: dict[str, object] = {"fields": list(FIELDS), "missingValues": ["-"]}
EMPTY: tuple[object, ...] = (None,) * 15
VALUES: list[tuple[object, ...]] = [
    (
        *(
            "00123",
            dt.date(2024, 3, 5),
            dt.date(2024, 3, 5),
            dt.datetime.fromisoformat("2024-03-05T10:20:30"),
            dt.time(8, 30),
        ),
        *(True, True, 12, Decimal("1.5"), Decimal("1234.5"), 2024, "2024-03", "P1Y2M", '{"a":1}'),
        *(Decimal("120.25"), Decimal("22.5")),
    ),
    (
        *("=1+1", dt.date(1999, 12, 31), dt.date(1999, 12, 31), dt.datetime.fromisoformat("1999-12-31T23:59:59")),
        *(dt.time(23, 59, 59), False, False, -9007199254740993, Decimal("123456789012.25"), Decimal(-5)),
        *(1999, "1999-12", "PT5M", "{}", Decimal("-0.5"), Decimal("-89.75")),
    ),
    ("缺", *EMPTY),
    ("NA", *EMPTY),
]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every format that there is, of a table with every type."""
    folder = tmp_path_factory.mktemp("package")
    rows = pl.DataFrame(ROWS, schema=NAMES, orient="row")
    write_package(rows, SCHEMA, folder, (*EXPORTERS, PACKAGE), name="case-log", agency=samples.AGENCY)
    return folder


def test_every_format_is_valid_to_frictionless(package: Path) -> None:
    report = Package(str(package / "datapackage.json")).validate()
    assert report.flatten(["title", "rowNumber", "fieldName", "note"]) == []
    assert report.valid
    assert len(report.tasks) == len(EXPORTERS)
    assert {task.stats["rows"] for task in report.tasks if task.type == "table"} == {len(ROWS)}


def _same(found: Iterable[Iterable[object]]) -> None:
    """Whether these are the values: a number may be a double or a text of figures, a moment one without a zone."""
    rows = [list(row) for row in found]
    assert len(rows) == len(VALUES)
    for row, values in zip(rows, VALUES, strict=True):
        for name, one, value in zip(NAMES, row, values, strict=True):
            assert _is(one, value), (name, one, value)


def _is(one: Any, value: object) -> bool:
    if value is None or (pd.api.types.is_scalar(one) and pd.isna(one)):
        return value is None and bool(pd.isna(one))
    if isinstance(value, bool):
        return type(one).__name__ in ("bool", "bool_") and bool(one) is value
    if isinstance(value, int | Decimal):
        return not isinstance(one, bool) and Decimal(str(one)) == value
    if isinstance(value, dt.datetime):
        return pd.Timestamp(one) == pd.Timestamp(value)
    if isinstance(value, dt.date):
        return not isinstance(one, str) and pd.Timestamp(one) == pd.Timestamp(value)
    if isinstance(value, dt.time):
        return bool(one == value)
    return bool(one == value)


def test_parquet(package: Path) -> None:
    path = package / "case-log.parquet"
    _same(pyarrow.parquet.read_table(path).to_pandas(types_mapper=pd.ArrowDtype).itertuples(index=False))
    _same(pd.read_parquet(path, dtype_backend="pyarrow").itertuples(index=False))
    _same(duckdb.sql(f"from '{path}'").fetchall())
    kinds = dict(zip(NAMES, duckdb.sql(f"from '{path}'").types, strict=True))
    assert [str(kinds[name]) for name in ("日", "刻", "時", "線上", "件數", "費用")] == [
        *("DATE", "TIMESTAMP", "TIME_NS", "BOOLEAN", "BIGINT", "DECIMAL(18,2)")
    ]


_ASKED = {"date": "DATE", "datetime": "TIMESTAMP", "time": "TIME", "integer": "BIGINT", "year": "BIGINT"}
_OWN_SPELLING = ("斜線日", "開放", "金額")
"""Fields that the schema spells in its own way: no program knows them without it."""


def _spelled(relation: duckdb.DuckDBPyRelation) -> list[tuple[object, ...]]:
    """The rows, the fields of a spelling of their own read as the schema says."""
    own = {
        "斜線日": "strptime(斜線日, '%Y/%m/%d')::DATE AS 斜線日",
        "開放": "CASE 開放 WHEN '是' THEN true WHEN '否' THEN false END AS 開放",
        "金額": "replace(regexp_replace(金額, '[^0-9.,+-]', '', 'g'), ',', '')::DECIMAL(18,2) AS 金額",
    }
    texts = [name for name, kind in zip(relation.columns, relation.types, strict=True) if str(kind) == "VARCHAR"]
    return relation.project(
        ", ".join(own[name] if name in own and name in texts else f'"{name}"' for name in NAMES)
    ).fetchall()


def _asked() -> dict[str, str]:
    numbers = {"number": "DECIMAL(24,6)", "boolean": "BOOLEAN"}
    return {
        name: "VARCHAR" if name in _OWN_SPELLING else (_ASKED | numbers).get(str(item["type"]), "VARCHAR")
        for name, item in zip(NAMES, FIELDS, strict=True)
    }


@pytest.mark.parametrize("name", ["case-log.csv", "case-log-machine.csv"])
def test_csv(package: Path, name: str) -> None:
    relation = duckdb.read_csv(str(package / name), dtype=_asked())
    people = name == "case-log.csv"
    rows = _spelled(relation)
    _same([(str(row[0]).removeprefix("'"), *row[1:]) if people else row for row in rows])
    frame = pd.read_csv(package / name, dtype=str, keep_default_na=False, na_values=[""])
    assert list(frame.columns) == NAMES
    assert frame["案號"].tolist() == ["00123", "'=1+1" if people else "=1+1", "缺", "NA"]
    assert frame["件數"].isna().tolist() == [False, False, True, True]
    table = pyarrow.csv.read_csv(
        package / name,
        convert_options=pyarrow.csv.ConvertOptions(column_types={"案號": pa.string(), "物": pa.string()}),
    )
    kinds = {"件數": pa.int64(), "日": pa.date32(), "線上": pa.bool_(), "刻": pa.timestamp("s")}
    assert {field: table.schema.field(field).type for field in kinds} == kinds


def test_json_and_json_lines(package: Path) -> None:
    whole = duckdb.read_json(str(package / "case-log.json"), columns=_native(_asked()))
    lines = duckdb.read_json(
        str(package / "case-log.jsonl"), columns=_native(_asked()), format="newline_delimited"
    )
    _same(_spelled(whole))
    _same(_spelled(lines))
    frame = pd.read_json(package / "case-log.jsonl", lines=True, dtype=False, dtype_backend="pyarrow")
    assert frame["案號"].tolist() == ["00123", "=1+1", "缺", "NA"]
    assert frame["開放"].tolist()[:2] == [True, False]
    table = pyarrow.json.read_json(package / "case-log.jsonl")
    assert table.schema.field("件數").type == pa.int64()
    assert table["件數"].to_pylist() == [12, -9007199254740993, None, None]


def _native(asked: dict[str, str]) -> dict[str, str]:
    return asked | {"開放": "BOOLEAN", "金額": "DECIMAL(18,2)"}


@pytest.mark.parametrize(
    ("name", "engine"),
    [
        ("case-log.ods", "odf"),
        ("case-log.ods", "calamine"),
        ("case-log.xlsx", "openpyxl"),
        ("case-log.xlsx", "calamine"),
    ],
)
@pytest.mark.filterwarnings("error")
def test_spreadsheets(package: Path, name: str, engine: Any) -> None:
    frame = pd.read_excel(package / name, engine=engine, keep_default_na=False, na_values=[""], dtype=object)
    assert list(frame.columns) == NAMES
    _same(frame.itertuples(index=False))


def test_sqlite(package: Path) -> None:
    connection = sqlite3.connect(package / "case-log.sqlite")
    frame = pd.read_sql(
        'SELECT * FROM "case-log"', connection, parse_dates=["刻", "日", "斜線日"], dtype_backend="pyarrow"
    )
    frame = frame.astype({"線上": "bool[pyarrow]", "開放": "bool[pyarrow]"})
    frame["時"] = pd.Series(
        [None if pd.isna(text) else dt.time.fromisoformat(text) for text in frame["時"]], dtype=object
    )
    _same(frame.itertuples(index=False))


@pytest.mark.parametrize("name", ["case-log.geojson", "case-log.gpkg"])
def test_places(package: Path, name: str) -> None:
    meta, table = pyogrio.read_arrow(package / name)
    assert meta["crs"] == "EPSG:4326"
    geometry = meta["geometry_name"] or "wkb_geometry"
    columns = [table[field].to_pylist() for field in NAMES]
    if name.endswith("gpkg"):  # the format knows no moment without a zone, no time of day
        columns[3] = [text and dt.datetime.fromisoformat(text) for text in columns[3]]
        columns[4] = [text and dt.time.fromisoformat(text) for text in columns[4]]
    _same(zip(*columns, strict=True))
    assert [shape is None for shape in table[geometry].to_pylist()] == [False, False, True, True]


def test_whole_numbers_longer_than_gdal_reads_are_texts_in_geojson(tmp_path: Path) -> None:
    fields = [{"name": "序", "type": "integer"}, {"name": "點", "type": "geopoint"}]
    rows = pl.DataFrame({"序": ["9223372036854775808", "1", None], "點": ["120,23", "121,24", None]})
    write_table(rows, {"fields": fields}, tmp_path / "a.geojson")
    assert pyogrio.read_arrow(tmp_path / "a.geojson")[1]["序"].to_pylist() == ["9223372036854775808", "1", None]


@pytest.mark.parametrize(
    "schema",
    [
        {"fields": [{"name": "a"}, {"name": "n", "type": "integer"}], "missingValues": ["-"]},
        {"fields": [{"name": "a"}, {"name": "n", "type": "integer"}], "missingValues": []},
        {
            "fields": [
                {"name": "a", "missingValues": ["無"]},
                {"name": "n", "type": "integer", "missingValues": ["-"]},
            ]
        },
    ],
    ids=["of the table", "nothing", "of the fields"],
)
def test_a_missing_value_is_an_empty_cell_whatever_the_schema_calls_missing(
    tmp_path: Path, schema: dict[str, object]
) -> None:
    lost = None if schema.get("missingValues") == [] else "-"
    rows = pl.DataFrame({"a": ["x", "無", "y"], "n": ["1", "2", lost]})
    write_package(rows, schema, tmp_path, ("csv", "csv-machine", "json", "parquet"), name="a")
    assert Package(str(tmp_path / "datapackage.json")).validate().valid
    assert [row["n"] for row in json.loads((tmp_path / "a.json").read_text())] == [1, 2, None]
    assert duckdb.read_csv(str(tmp_path / "a-machine.csv")).fetchall()[2][1] is None


@pytest.mark.parametrize(
    "make",
    [
        lambda folder: write_table(_table("a", "A"), _fields("a", "A"), folder / "t.sqlite"),
        lambda folder: write_table(_wide(2001), _fields(*_wide(2001).columns), folder / "t.sqlite"),
        lambda folder: write_table(_table("a"), {"fields": [{"name": "a", "type": "integer"}]}, folder / "t.csv"),
        lambda folder: write_table(_table("a"), _fields("a"), folder / "t.geojson"),
        lambda folder: write_table(pl.DataFrame({"a": ["𠮷" * 16_384]}), _fields("a"), folder / "t.xlsx"),
        lambda folder: write_table(_table("a"), _fields("a"), folder / "t.doc"),
    ],
    ids=["one name", "columns", "types", "no places", "long text", "unknown"],
)
def test_what_a_format_cannot_hold_is_an_error_and_no_file(tmp_path: Path, make: Callable[[Path], None]) -> None:
    with pytest.raises((DatasetError, UserError)):
        make(tmp_path)
    assert not list(tmp_path.iterdir())


def _fields(*names: str) -> dict[str, object]:
    return {"fields": [{"name": name} for name in names]}


def _table(*names: str) -> pl.DataFrame:
    return pl.DataFrame({name: ["x"] for name in names})


def _wide(columns: int) -> pl.DataFrame:
    return _table(*(f"c{number}" for number in range(columns)))


@pytest.mark.parametrize("name", EXPORTERS)
def test_each_format_by_itself_in_python(tmp_path: Path, name: str) -> None:
    rows = pl.DataFrame(ROWS, schema=NAMES, orient="row")
    path = tmp_path / f"t{EXPORTERS[name].suffix}"
    write_table(rows, SCHEMA, path, format=name)
    assert path.stat().st_size
    assert [item.name for item in tmp_path.iterdir()] == [path.name]
