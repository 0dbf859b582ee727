"""Source and structure together, on files as offices keep them."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from publisher.model import structuring as s
from publisher.model.sources import FileSource
from publisher.source import read
from publisher.structure import apply
from tests.source.building import dataset, rows_of, services

FIELDS = [
    "序號",
    "統計區",
    "統計期",
    "總計_機動車輛登記數(輛)",
    "總計_機動車輛登記數(輛)_汽車",
    "總計_機動車輛登記數(輛)_機車",
]
STEPS: list[s.StructureStep] = [
    s.Header(rows=3),
    s.Trim(),
    s.Number(tuple(FIELDS[3:])),
    s.Date(("統計期",), to="yearmonth"),
]
RECORD = ("1", "臺北市", "2016-03", "1759775", "800014", "959761")


def test_three_header_rows_with_merged_cells_in_excel(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["序號", "統計區", "統計期", "總計"])
    sheet.append([None, None, None, "機動車輛登記數(輛)"])
    sheet.append([None, None, None, "總計", "汽車", "機車"])
    sheet.append([1, "臺北市", "2016/03", "1,759,775", 800014, "９５９，７６１"])
    sheet.append([2, "臺南市", "2016/13", "1,9", 1, 2])
    for area in ("A1:A3", "B1:B3", "C1:C3", "D1:F1", "D2:F2"):
        sheet.merge_cells(area)
    book.save(tmp_path / "vehicles.xlsx")
    made = dataset(tmp_path, FileSource("vehicles.xlsx"), STEPS, FIELDS)
    grid = read(made, services(tmp_path), {}).table
    assert grid is not None
    result = apply(made, grid, services(tmp_path))
    assert rows_of(result.table) == [RECORD, ("2", "臺南市", None, None, "1", "2")]
    assert [(f.key, f.places[0].row, f.places[0].cell) for f in result.findings] == [
        ("總計_機動車輛登記數(輛)", 2, "D5"),
        ("統計期", 2, "C5"),
    ]


def test_the_same_table_as_the_public_file_writes_it_in_cp950(tmp_path: Path) -> None:
    text = (
        "序號,統計區,統計期,總計,總計,總計\r\n"
        ",統計區,統計期,機動車輛登記數(輛),機動車輛登記數(輛),機動車輛登記數(輛)\r\n"
        ",統計區,統計期,總計,汽車,機車\r\n"
        '1,臺北市,2016/03,"1,759,775","800,014","959,761"\r\n'
    )
    (tmp_path / "vehicles.csv").write_bytes(text.encode("cp950"))
    made = dataset(tmp_path, FileSource("vehicles.csv"), STEPS, FIELDS)
    grid = read(made, services(tmp_path), {}).table
    assert grid is not None
    result = apply(made, grid, services(tmp_path))
    assert rows_of(result.table) == [RECORD]
    assert result.findings == ()
