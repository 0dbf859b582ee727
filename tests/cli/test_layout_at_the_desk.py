"""A layout that is no table of records gives the same verdict at the desk, in a draft and in the night."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from publisher import source, structure
from publisher.cli.layout import check_layout, has_rows
from publisher.model.errors import SourceError
from publisher.model.sources import FileSource
from publisher.model.structuring import DropRows, GroupRows, Header
from publisher.survey import seen
from publisher.tableschema.formats import Writing
from tests.cli.test_validate import validate
from tests.source.building import dataset, services

Row = Sequence[str | None]
HEAD: Row = ("港口", "船舶數", "貨物量")
FIRST: list[Row] = [("高雄港", "12", "350.5"), ("臺中港", "15", "48.2"), ("花蓮港", "3", "31.4")]
SECOND: list[Row] = [("高雄港", "22", "36.9"), ("臺中港", "25", "44.8"), ("花蓮港", "2", "30.7")]
STACKED = [HEAD, *FIRST, (None, None, None), ("114年第2季", None, None), HEAD, *SECOND]
GROUPED = [HEAD, ("進港", None, None), *FIRST, ("出港", None, None), *SECOND]
TURNED = [
    ("測站", "新站", "舊站", "南站"),
    ("檢驗日期", "2026-01-05", "2026-01-06", "2026-01-07"),
    ("濁度", "1.2", "<0.5", "2.4"),
    ("酸鹼值", "7.1", "7.4", "7.3"),
    ("餘氯", "0.4", "0.5", "ND"),
]


def written(folder: Path, rows: Sequence[Row], ending: str) -> Path:
    path = folder / f"data.{ending}"
    if ending == "csv":
        path.write_text("\n".join(",".join(cell or "" for cell in row) for row in rows) + "\n", encoding="utf-8")
        return path
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    return path


def night(folder: Path, path: Path, fields: Sequence[str], *steps: DropRows) -> str:
    declared = dataset(folder, FileSource(path.name), [Header(), *steps], fields)
    table = source.read(declared, services(folder), {}).table
    assert table is not None
    try:
        structure.apply(declared, table, services(folder))
    except SourceError as error:
        return str(error.message)
    return ""


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("rows", [STACKED, GROUPED, TURNED])
def test_one_judgement(tmp_path: Path, rows: Sequence[Row], ending: str) -> None:
    path = written(tmp_path, rows, ending)
    fields = [cell or "" for cell in HEAD]
    (tmp_path / "schema.json").write_text(
        json.dumps({"fields": [{"name": name, "type": "string"} for name in fields]}), encoding="utf-8"
    )
    said = night(tmp_path, path, fields, DropRows(blank=True, notes=True))
    assert said
    code, _, err = validate(tmp_path, path.name, "--language", "en")
    assert (code, said in err) == (2, True)
    if rows is GROUPED:  # a draft may say what a declared source did not
        view = seen(FileSource(path.name), tmp_path, "data", services(tmp_path))
        assert GroupRows("港口", "群組") in view.steps
        return
    with pytest.raises(SourceError) as drafted:
        seen(FileSource(path.name), tmp_path, "data", services(tmp_path))
    assert str(drafted.value.message) == said


def test_titles_above_the_heading_hide_no_layout(tmp_path: Path) -> None:
    path = written(tmp_path, [("港埠統計", None, None), (None, None, None), *GROUPED], "csv")
    with pytest.raises(SourceError):
        check_layout(path, Writing(), {"fields": []}, tmp_path)


ORDINARY = {
    "villages without figures": ["里別,確診,痊癒", "甲里,,", "乙里,3,2", "丙里,1,1", "丁里,,", "戊里,5,5"],
    "hours without figures": ["時,PM10,O3", "00時,,", *(f"{at:02}時,3{at % 10},21" for at in range(1, 12)), "12時,,", "13時,31,22"],
    "districts with several records": ["區,里,人", "甲區,,", "乙區,a,1", "乙區,b,2", "丙區,,", "丁區,c,3", "丁區,d,4"],
    "vehicles by month": [
        "縣市,月份,車種,輛數",
        *(f"{city},{month},{kind},{count}" for month, a, b in ((1, 4130, 7121), (2, 5233, 6127), (3, 4871, 9013))
          for city in ("甲市", "乙縣") for kind, count in (("汽車", a + b), ("大型車", a), ("小型車", b))),
    ],
    "items by month": [
        "統計項目,年月,金額",
        *(f"{item},{month},{count}" for month, a, b in ((11301, 4130, 7121), (11302, 5233, 6127), (11303, 4871, 9013))
          for item, count in (("營收", a + b), ("票箱", a), ("附屬", b))),
    ],
    "a station at rest": ["站,一時,二時,三時", "甲,31,22,9", "乙,30,25,8", ",,,", "丙,維修,停測,維修", "丁,28,21,7", "戊,27,20,6"],
    "marks of three kinds": ["站,一時,二時,三時", "甲,31,22,9", "乙,30,25,8", ",,,", "丙,維修,停測,未測", "丁,28,21,7", "戊,27,20,6"],
}  # fmt: skip


@pytest.mark.parametrize("lines", ORDINARY.values(), ids=ORDINARY)
def test_ordinary_tables_are_read_in_the_night_and_at_the_desk(tmp_path: Path, lines: list[str]) -> None:
    path = tmp_path / "data.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert night(tmp_path, path, lines[0].split(","), DropRows(blank=True, notes=True, totals=True)) == ""
    check_layout(path, Writing(), {"fields": []}, tmp_path)


def test_a_table_of_other_names_begins_under_a_title(tmp_path: Path) -> None:
    other: list[Row] = [
        (None, None, None),
        ("道路", None, None),
        ("路線", "長度", "車道"),
        ("甲", "10", "2"),
        ("乙", "12", "4"),
    ]
    path = written(tmp_path, [HEAD, *FIRST, *other], "csv")
    assert night(tmp_path, path, [cell or "" for cell in HEAD], DropRows(blank=True))
    marks: list[Row] = [
        (None, None, None),
        ("離島", None, None),
        ("丙", "停測", "停測"),
        ("甲", "10", "2"),
        ("乙", "12", "4"),
    ]
    path = written(tmp_path, [HEAD, *FIRST, *marks], "csv")
    assert night(tmp_path, path, [cell or "" for cell in HEAD], DropRows(blank=True)) == ""
    marks[2] = ("丙", "停測", "未測")
    path = written(tmp_path, [HEAD, *FIRST, *marks], "csv")
    named = DropRows(blank=True, values=("離島",))  # who names the row has seen it
    assert night(tmp_path, path, [cell or "" for cell in HEAD], named) == ""
    single = [row[:2] for row in [HEAD, *FIRST, *marks]]
    assert night(tmp_path, written(tmp_path, single, "csv"), [HEAD[0] or "", HEAD[1] or ""]) == ""


def test_rows_that_a_step_leaves_out_by_name_are_known(tmp_path: Path) -> None:
    fields = [cell or "" for cell in HEAD]
    grouped = written(tmp_path, GROUPED, "csv")
    assert night(tmp_path, grouped, fields, DropRows(values=("進港", "出港"))) == ""
    stacked = written(tmp_path, STACKED, "csv")
    assert night(tmp_path, stacked, fields, DropRows(blank=True, values=("港口",), starts_with=("114年",))) == ""


def test_a_table_with_the_declared_columns_is_not_turned(tmp_path: Path) -> None:
    path = written(tmp_path, TURNED, "csv")
    assert night(tmp_path, path, [cell or "" for cell in TURNED[0]]) == ""


def test_what_has_no_rows_that_people_see_has_no_layout(tmp_path: Path) -> None:
    path = written(tmp_path, GROUPED, "csv")
    assert not has_rows(tmp_path / "a.json", "json")
    check_layout(path, Writing(dialect={"headerRows": "x"}), {"fields": []}, tmp_path)
    check_layout(path, Writing(dialect={"header": False}), {"fields": []}, tmp_path)
    (tmp_path / "empty.csv").write_bytes(b"")
    check_layout(tmp_path / "empty.csv", Writing(), {"fields": []}, tmp_path)
    (tmp_path / "broken.csv").write_bytes(b'a,b\n1,"2\n')
    check_layout(tmp_path / "broken.csv", Writing(), {"fields": [{}]}, tmp_path)
