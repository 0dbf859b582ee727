"""Every format holds the same table, the same bytes every night, and nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import hashlib
import json
import pickle
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
import python_calamine
from frictionless import Package

from publisher import export
from publisher.documents import sheets
from publisher.export.content import prepare
from publisher.model.errors import DatasetError, UserError
from publisher.model.stage import Services
from publisher.model.text import LocalText
from publisher.model.workspace import Dataset
from tests.export import samples
from tests.export.conftest import Written

ALL = ("csv", "ods", "json", "parquet", "pdf", "json")


def test_all_formats_are_written_and_described(typed: Written) -> None:
    artifacts = typed.result.artifacts
    assert tuple(item.format for item in artifacts) == ALL
    assert {item.path for item in artifacts} == {path.name for path in typed.folder.iterdir()}
    for item in artifacts:
        content = (typed.folder / item.path).read_bytes()
        assert item.path.isascii()
        assert (item.bytes, item.sha256) == (len(content), hashlib.sha256(content).hexdigest())
        assert item.title.zh.startswith("案件處理紀錄（")
        assert item.rows == (len(samples.ROWS) if item.kind == "data" else None)
    assert typed.result.counters["rows"] == len(samples.ROWS)
    assert typed.result.counters["files"] == len(ALL)
    assert not list((typed.folder.parent / "work").glob("export*"))
    assert pickle.loads(pickle.dumps(typed.result)) == typed.result


def test_formats_hold_equal_values(typed: Written) -> None:
    with typed["csv"].open(encoding="utf-8-sig", newline="") as file:
        header, *texts = csv.reader(file)
    rows = json.loads(typed["json"].read_text(encoding="utf-8"), parse_float=Decimal)
    frame = pl.read_parquet(typed["parquet"])
    assert header == list(frame.columns) == list(rows[0])
    sheet = python_calamine.load_workbook(typed["ods"]).get_sheet_by_index(0).to_python()
    assert sheet[0] == header
    assert [len(texts), len(rows), frame.height, len(sheet) - 1] == [len(samples.ROWS)] * 4
    for text, row, cells, shown in zip(texts, rows, frame.iter_rows(), sheet[1:], strict=True):
        for name, one, other, cell in zip(header, text, cells, shown, strict=True):
            one = one.removeprefix("'")
            spelled = _spell(other)
            assert one == spelled or Decimal(one) == other
            assert row[name] == (spelled if isinstance(other, date) else other)
            if isinstance(other, int) and abs(other) >= 10**15:
                assert cell == one
            else:
                assert cell == ("" if other is None else float(other) if isinstance(other, Decimal) else other)


def _spell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return str(value).lower() if isinstance(value, bool) else str(value)


def test_parquet_types_follow_the_schema(typed: Written) -> None:
    assert list(pl.read_parquet_schema(typed["parquet"]).values()) == [
        *(
            pl.String,
            pl.Date,
            pl.Datetime("us"),
            pl.Boolean,
            pl.Int64,
            pl.Decimal(18, 2),
            pl.Int64,
            pl.String,
            pl.String,
        )
    ]


def test_csv_is_what_excel_in_taiwan_reads(typed: Written) -> None:
    content = typed["csv"].read_bytes()
    assert content.startswith("\ufeff案號,".encode())
    assert content.count(b"\xef\xbb\xbf") == 1
    assert content.endswith(b"\r\n")
    first = content.decode("utf-8-sig").split("\r\n")[1]
    assert first == '00123,2024-03-05,2024-03-05T10:20:00,true,12,1.5,2024,2024-03,"換發行照，含""引號""與,逗號"'


def test_the_data_package_is_valid_as_it_is_published(typed: Written) -> None:
    path = typed.folder / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    resources = {item["path"]: item for item in descriptor["resources"]}
    for item in typed.result.artifacts[:-1]:
        assert resources[item.path]["hash"] == f"sha256:{item.sha256}"
        assert resources[item.path]["bytes"] == item.bytes
    assert len({item["name"] for item in descriptor["resources"]}) == len(resources)
    assert descriptor["licenses"][0]["name"] == "OGDL-Taiwan-1.0"
    assert descriptor["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert descriptor["created"] == "2026-11-23T00:00:00+00:00"
    assert re.fullmatch(r"1\.0\.0\+[0-9a-f]{12}", descriptor["version"])
    _is_valid(typed.folder, len(samples.ROWS))


def _is_valid(folder: Path, rows: int) -> None:
    """Every resource is valid to the public checker, and it has read the tables of the CSV files."""
    report = Package(str(folder / "datapackage.json")).validate()
    assert report.flatten(["title", "rowNumber", "fieldName"]) == []
    assert report.valid
    assert {task.stats["rows"] for task in report.tasks if task.type == "table"} == {rows}


FORMULAS = [
    "=1+1",
    "+886-6-0000000",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "＝1",
    "－1",
    "'=1",
    "''+1",
]
EVERY = ("csv", "csv-machine", "json", "jsonl", "ods", "xlsx", "parquet")


@pytest.mark.parametrize("text", FORMULAS)
def test_formulas_are_made_harmless_in_the_csv_for_people_only(tmp_path: Path, text: str) -> None:
    fields = ({"name": "a", "type": "string"}, {"name": "n", "type": "number"})
    folder, result = samples.write(
        tmp_path, samples.dataset(fields, exports=EVERY), [(text, "-1"), ("無", "2"), ("-", None)]
    )
    assert result.counters["neutralised_cells"] == 1
    value = text.replace("\t", " ").replace("\r", "\n")
    held = [value, "無", "-"]
    assert pl.read_parquet(folder / "case-log.parquet")["a"].to_list() == held
    assert [row["a"] for row in json.loads((folder / "case-log.json").read_text(encoding="utf-8"))] == held
    lines = (folder / "case-log.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["a"] for line in lines] == held
    for name in ("case-log.ods", "case-log.xlsx"):
        sheet = python_calamine.load_workbook(folder / name).get_sheet_by_index(0).to_python()
        assert [row[0] for row in sheet[1:]] == held
    assert _csv_rows(folder / "case-log-machine.csv")[1:] == [[value, "-1"], ["無", "2"], ["-", ""]]
    assert _csv_rows(folder / "case-log.csv")[1:] == [[f"'{value}", "-1"], ["無", "2"], ["-", ""]]
    _is_valid(folder, 3)


def _csv_rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_the_schema_of_the_csv_for_people_is_true_of_it(tmp_path: Path) -> None:
    fields = (
        {"name": "=溫度", "type": "string", "constraints": {"enum": ["-5°C", "0°C", "+3°C"], "maxLength": 4}},
        {"name": "代碼", "type": "string", "constraints": {"pattern": "^[-+][0-9]{2}$", "unique": True}},
        {"name": "信箱", "type": "string", "format": "email"},
        {"name": "金額", "type": "number", "bareNumber": False},
        {"name": "座標", "type": "geopoint"},
    )
    rows = [
        ("-5°C", "-12", "+a@mail.example", "=cmd|'x'!A1", "-120.5, 23.1"),
        ("+3°C", "+12", "a@mail.example", "-5元", "120.5, 23.1"),
    ]
    data = samples.dataset(fields, exports=EVERY, primaryKey=["=溫度"])
    folder, _ = samples.write(tmp_path, data, rows)
    _is_valid(folder, 2)
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    people = next(item for item in descriptor["resources"] if item["path"] == "case-log.csv")
    assert people["formulaPrefixNames"] == ["=溫度"]
    assert people["formulaPrefixFields"] == ["=溫度", "代碼", "信箱", "金額"]
    assert _csv_rows(folder / "case-log.csv") == [
        ["'=溫度", "代碼", "信箱", "金額", "座標"],
        ["'-5°C", "'-12", "'+a@mail.example", "'=cmd|'x'!A1", "-120.5, 23.1"],
        ["'+3°C", "'+12", "a@mail.example", "'-5元", "120.5, 23.1"],
    ]
    assert _csv_rows(folder / "case-log-machine.csv") == [[item["name"] for item in fields], *map(list, rows)]


EXACT: dict[str, tuple[list[str], pl.DataType]] = {
    "longer-than-a-double": (["9007199254740993", "1234567890123456.78"], pl.Decimal(18, 2)),
    "longer-still": (["90071992547409931234", "0.25"], pl.Decimal(38, 2)),
    "many-places": (["0.1234567890123456789", "-0.5"], pl.Decimal(38, 19)),
    "small": (["1.50", "-0.25"], pl.Decimal(18, 2)),
    "exponents": (["1e-7", "2.5E3"], pl.Decimal(18, 7)),
    "doubles": (["1e300", "-2.5e-300"], pl.Float64()),
    "none-of-these": (["0." + "1" * 60, "1" * 60], pl.String()),
}


@pytest.mark.parametrize(("texts", "kind"), EXACT.values(), ids=EXACT)
def test_numbers_keep_every_digit(tmp_path: Path, texts: list[str], kind: pl.DataType) -> None:
    data = samples.dataset(({"name": "數", "type": "number"},), exports=EVERY)
    folder, _ = samples.write(tmp_path, data, [(text,) for text in texts])
    values = [Decimal(text) for text in texts]
    read = pl.read_parquet(folder / "case-log.parquet")["數"]
    assert read.dtype == kind
    assert [Decimal(str(value)) for value in read.to_list()] == values
    written = json.loads((folder / "case-log.json").read_text(), parse_float=Decimal, parse_int=Decimal)
    assert [row["數"] for row in written] == values
    for name in ("case-log.ods", "case-log.xlsx"):
        sheet = python_calamine.load_workbook(folder / name).get_sheet_by_index(0).to_python()
        for (cell,), value in zip(sheet[1:], values, strict=True):
            assert Decimal(repr(cell) if isinstance(cell, float) else cell) == value
    _is_valid(folder, len(texts))


def test_integers_of_any_length_and_the_spellings_of_python(tmp_path: Path) -> None:
    data = samples.dataset(({"name": "數", "type": "integer"},), exports=EVERY)
    texts = ["00012", "+5", "-0", "１２", "1_000", "123456789012345678901234567890", "9" * 50]
    folder, _ = samples.write(tmp_path / "a", data, [(text,) for text in texts])
    assert [row["數"] for row in json.loads((folder / "case-log.json").read_text())] == [
        int(text) for text in texts
    ]
    assert [int(text) for text in pl.read_parquet(folder / "case-log.parquet")["數"]] == [
        int(text) for text in texts
    ]
    folder, _ = samples.write(tmp_path / "b", data, [(text,) for text in texts[:-1]])
    assert pl.read_parquet_schema(folder / "case-log.parquet")["數"] == pl.Decimal(38, 0)


def test_days_before_the_calendar_of_office_programs_are_texts(tmp_path: Path) -> None:
    fields = ({"name": "日", "type": "date"}, {"name": "時", "type": "time"}, {"name": "刻", "type": "datetime"})
    rows = [
        ("0001-01-01", "00:00:00", "1582-10-14T23:59:59"),
        ("1582-10-15", "23:59:59", "1899-12-31T00:00:00"),
        ("2024-02-29", "08:05:00", "2024-02-29T08:05:01"),
        (None, None, None),
    ]
    folder, _ = samples.write(tmp_path, samples.dataset(fields, exports=EVERY), rows)
    assert (
        pl.read_parquet(folder / "case-log.parquet").rows()[:3]
        == [
            tuple(kind.fromisoformat(text) for kind, text in zip((date, time, datetime), row, strict=True))  # type: ignore[arg-type]
            for row in rows[:3]
        ]
    )
    ods = python_calamine.load_workbook(folder / "case-log.ods").get_sheet_by_index(0).to_python()
    assert ods[1][0] == "0001-01-01"
    assert ods[2][0] == date(1582, 10, 15)
    xlsx = python_calamine.load_workbook(folder / "case-log.xlsx").get_sheet_by_index(0).to_python()
    assert xlsx[2] == ["1582-10-15", time(23, 59, 59), "1899-12-31T00:00:00"]
    assert xlsx[3] == [date(2024, 2, 29), time(8, 5), datetime.fromisoformat("2024-02-29T08:05:01")]


def test_a_table_larger_than_a_sheet_goes_on_in_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 31)
    monkeypatch.setattr(sheets, "MOST_COLUMNS", 2)
    fields = tuple({"name": name} for name in "abc")
    rows = [(f"a{number}", f"b{number}", f"c{number}") for number in range(50)]
    folder, _ = samples.write(tmp_path, samples.dataset(fields, exports=("ods", "xlsx")), rows)
    for name in ("case-log.ods", "case-log.xlsx"):
        book = python_calamine.load_workbook(folder / name)
        assert book.sheet_names[-1] == "資料說明"
        held = [book.get_sheet_by_index(place).to_python() for place in range(4)]
        assert [len(rows) for rows in held] == [31, 21, 31, 21]
        assert held[0][:2] == [["a", "b"], ["a0", "b0"]]
        assert held[1][:2] == [["a", "b"], ["a30", "b30"]]
        assert held[3][-1] == ["c49"]


def test_the_same_table_gives_the_same_bytes(tmp_path: Path, typed: Written) -> None:
    work, folder = tmp_path / "work", tmp_path / "again"
    work.mkdir()
    folder.mkdir()
    data = samples.dataset()
    later = Services(work, datetime(2026, 11, 23, tzinfo=UTC) + timedelta(days=400), tmp_path, "en")
    again = export.write(
        data,
        samples.CATALOG,
        samples.table(work, data.field_names(), samples.ROWS),
        folder,
        later,
        created=datetime(2026, 11, 23, tzinfo=UTC),
    )
    assert [item.sha256 for item in again.artifacts] == [item.sha256 for item in typed.result.artifacts]


def test_a_version_counts_what_was_published(tmp_path: Path, typed: Written) -> None:
    first = json.loads((typed.folder / "datapackage.json").read_text(encoding="utf-8"))
    work, data = tmp_path / "work", samples.dataset()
    work.mkdir()
    services = Services(work, datetime(2026, 11, 23, tzinfo=UTC), tmp_path, "en")

    def again(
        name: str, dataset: Dataset, rows: Sequence[tuple[str | None, ...]], earlier: object
    ) -> dict[str, str]:
        folder = tmp_path / name
        folder.mkdir()
        table = samples.table(work, data.field_names(), rows)
        assert isinstance(earlier, dict)
        export.write(dataset, samples.CATALOG, table, folder, services, services.now, earlier)
        said = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        assert isinstance(said, dict)
        return said

    assert again("same", data, samples.ROWS, first) == first
    shorter = again("shorter", data, samples.ROWS[:-1], first)
    assert re.fullmatch(r"2\.0\.0\+[0-9a-f]{12}", shorter["version"])
    titled = again("titled", replace(data, title=LocalText("新名", "New")), samples.ROWS[:-1], shorter)
    assert titled["version"].startswith("3.0.0+")  # the files are the same, what is said of them is not
    assert again("back", data, samples.ROWS, titled)["version"].startswith("4.0.0+")
    assert again("strange", data, samples.ROWS, {"version": "x"})["version"] == first["version"]


def test_an_empty_table_is_written_in_every_format(empty: Written) -> None:
    assert empty["csv"].read_text(encoding="utf-8-sig").splitlines() == [",".join(samples.dataset().field_names())]
    assert json.loads(empty["json"].read_text(encoding="utf-8")) == []
    assert pl.read_parquet(empty["parquet"]).shape == (0, len(samples.FIELDS))
    assert len(python_calamine.load_workbook(empty["ods"]).get_sheet_by_index(0).to_python()) == 1


def test_a_lone_missing_value_stays_a_row(tmp_path: Path) -> None:
    data = samples.dataset(({"name": "a", "type": "string"},), exports=("csv",))
    folder, _ = samples.write(tmp_path, data, [("x",), (None,), ("y",)])
    assert len(list(csv.reader((folder / "case-log.csv").read_text(encoding="utf-8-sig").splitlines()))) == 4


def test_missing_values_and_spellings_of_the_schema(tmp_path: Path) -> None:
    fields = (
        {"name": "開放", "type": "boolean", "trueValues": ["是"], "falseValues": ["否"]},
        {"name": "金額", "type": "number", "groupChar": ",", "bareNumber": False},
        {"name": "日", "type": "date", "format": "%Y/%m/%d"},
    )
    data = samples.dataset(fields, exports=("csv", "json", "parquet"), missingValues=["", "NA"])
    folder, _ = samples.write(tmp_path, data, [("是", "NT$1,234.5元", "2024/03/05"), ("否", "NA", "")])
    assert pl.read_parquet(folder / "case-log.parquet").rows() == [
        (True, Decimal("1234.5"), date(2024, 3, 5)),
        (False, None, None),
    ]
    rows = json.loads((folder / "case-log.json").read_text(encoding="utf-8"))
    assert rows == [{"開放": True, "金額": 1234.5, "日": "2024/03/05"}, {"開放": False, "金額": None, "日": None}]
    assert (folder / "case-log.csv").read_text(encoding="utf-8-sig").splitlines()[
        1
    ] == '是,"NT$1,234.5元",2024/03/05'


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("integer", "1.5"),
        ("number", "NaN"),
        ("number", "一"),
        ("boolean", "yes"),
        ("date", "113/3/5"),
        ("date", "2024-02-30"),
        ("datetime", "2024-03-05T10:20:00+08:00"),
        ("year", "民國113"),
    ],
)
def test_a_value_that_would_be_lost_is_an_error_that_does_not_quote_it(
    tmp_path: Path, kind: str, value: str
) -> None:
    data = samples.dataset(({"name": "甲", "type": kind},), exports=("csv",))
    with pytest.raises(DatasetError) as caught:
        samples.write(tmp_path, data, [(value,), (None,)])
    assert value not in f"{caught.value} {caught.value.where} {caught.value.hint}"
    assert caught.value.where is not None
    assert caught.value.where.field == "甲"
    assert caught.value.__cause__ is None


def test_a_table_with_other_fields_than_the_schema_is_refused(tmp_path: Path) -> None:
    data = samples.dataset(({"name": "a"}, {"name": "b"}))
    with pytest.raises(DatasetError, match="fields of its schema"):
        prepare(data, samples.CATALOG, samples.table(tmp_path, ("a", "c"), [("1", "2")]), tmp_path / "x.parquet")


def test_columns_stand_in_the_schemas_order(tmp_path: Path) -> None:
    data = samples.dataset(({"name": "a"}, {"name": "b"}))
    table = samples.table(tmp_path, ("b", "a"), [("2", "1")])
    content = prepare(data, samples.CATALOG, table, tmp_path / "x.parquet")
    assert content.texts().collect().rows(named=True) == [{"a": "1", "b": "2"}]


def test_unknown_and_repeated_formats_are_named_before_anything_runs() -> None:
    export.check_exports((), "dataset.yaml")
    with pytest.raises(UserError) as caught:
        export.check_exports(("csv", "docx"), "datasets/a/dataset.yaml")
    assert str(caught.value) == "There is no export format “docx”."
    assert str(caught.value.hint) == f"Known formats: {', '.join((*export.EXPORTERS, export.PACKAGE))}."
    assert str(caught.value.where) == "datasets/a/dataset.yaml (exports)"
    with pytest.raises(UserError, match="twice"):
        export.check_exports(("csv", "csv"), "x")


def test_only_what_the_dataset_asks_for_is_written(tmp_path: Path) -> None:
    data = replace(samples.dataset(), exports=("json", "csv"))
    folder, _ = samples.write(tmp_path / "a", data, samples.ROWS)
    assert {path.name for path in folder.iterdir()} == {"case-log.csv", "case-log.json", "datapackage.json"}
    defaults = replace(samples.CATALOG.defaults, exports=("parquet",))
    folder, _ = samples.write(
        tmp_path / "b", samples.dataset(), samples.ROWS, replace(samples.CATALOG, defaults=defaults)
    )
    assert {path.name for path in folder.iterdir()} == {"case-log.parquet", "datapackage.json"}


def test_every_exporter_stands_under_its_own_name_and_file() -> None:
    assert all(name == exporter.name for name, exporter in export.EXPORTERS.items())
    suffixes = [exporter.suffix for exporter in export.EXPORTERS.values()]
    assert len(set(suffixes)) == len(suffixes)
    assert all(isinstance(exporter.label, LocalText) for exporter in export.EXPORTERS.values())
