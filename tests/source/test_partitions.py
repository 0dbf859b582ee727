"""Periods in the names of files and sheets: order, repeated and missing ones, and several sheets as one table."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.model.errors import SourceError
from publisher.model.sources import FileSource
from publisher.model.stage import StageResult
from publisher.model.structuring import Header, Number
from publisher.source import read
from publisher.source.partitions import period_of
from publisher.structure import apply
from tests.source.building import dataset, rows_of, services


@pytest.mark.parametrize(
    ("name", "kind", "period"),
    [
        ("10408", "month", "2015-08"),
        ("9912", "month", "2010-12"),
        ("案件統計_114年8月", "month", "2025-08"),
        ("114年08月份", "month", "2025-08"),
        ("cases-2025-08", "month", "2025-08"),
        ("202508", "month", "2025-08"),
        ("１１４０８", "month", "2025-08"),
        ("10413", "month", None),
        ("104", "month", None),
        ("10408-10409", "month", None),
        ("1040801", "month", None),
        ("統計", "month", None),
        ("113年第1季", "quarter", "2024-Q1"),
        ("113年度第四季", "quarter", "2024-Q4"),
        ("2024Q2", "quarter", "2024-Q2"),
        ("113-5", "quarter", None),
        ("113年度", "year", "2024"),
        ("report2024", "year", "2024"),
        ("99", "year", "2010"),
        ("112-113", "year", None),
    ],
)
def test_a_name_holds_one_period_or_none(name: str, kind: str, period: str | None) -> None:
    assert period_of(name, kind) == period


@given(year=st.integers(1970, 2099), month=st.integers(1, 12))
def test_both_calendars_name_the_same_month(year: int, month: int) -> None:
    expected = f"{year}-{month:02}"
    spellings = [
        f"{year - 1911}{month:02}",
        f"{year}{month:02}",
        f"{year}-{month:02}",
        f"{year - 1911}年{month}月",
    ]
    assert [period_of(f"x_{text}", "month") for text in spellings] == [expected] * 4


def monthly(folder: Path, *names: str) -> StageResult:
    for number, name in enumerate(names):
        (folder / f"{name}.csv").write_text(f"件\n{number}\n", encoding="utf-8")
    source = FileSource("*.csv", name_column="月份", partition="month")
    return read(dataset(folder, source), services(folder), {})


def test_files_are_read_in_the_order_of_their_months(tmp_path: Path) -> None:
    result = monthly(tmp_path, "10001", "9912", "9911")
    assert rows_of(result.table) == [("月份", "件"), ("2010-11", "2"), ("2010-12", "1"), ("2011-01", "0")]
    assert result.findings == ()


def test_missing_and_repeated_months_are_found(tmp_path: Path) -> None:
    result = monthly(tmp_path, "11401", "11405", "2025-01", "11402")
    assert [(item.check, item.params["periods"], item.count) for item in result.findings] == [
        ("expectations.repeated-partition", "2025-01", 1),
        ("expectations.missing-partition", "2025-03、2025-04", 2),
    ]
    assert result.held


def test_a_name_without_a_month_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="does not hold one period") as caught:
        monthly(tmp_path, "11401", "合計")
    assert caught.value.where is not None
    assert caught.value.where.file.endswith("合計.csv")


def workbook(path: Path, **sheets: list[list[object]]) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name.lstrip("_"))
        for row in rows:
            sheet.append(row)
        if name.startswith("_"):
            sheet.sheet_state = "hidden"
    book.save(path)


def test_sheets_that_a_pattern_fits_are_one_table(tmp_path: Path) -> None:
    head = ["月報"], ["區", "件"]
    january, february = [*head, ["東", 1], ["西", "壞"]], [*head, ["東", 3], ["西", "壞"]]
    sheets = {"114年2月": february, "說明": [["x"]], "114年1月": january, "_114年3月": january}
    workbook(tmp_path / "年報.xlsx", **sheets)
    source = FileSource("年報.xlsx", sheet="114年*", name_column="月份", partition="month")
    steps = [Header(skip=1), Number(("件",))]
    made = dataset(tmp_path, source, steps, ["月份", "區", "件"])
    grid = read(made, services(tmp_path), {}).table
    assert grid is not None
    assert rows_of(grid)[2:] == [
        ("2025-01", "東", "1"),
        ("2025-01", "西", "壞"),
        ("2025-02", "東", "3"),
        ("2025-02", "西", "壞"),
    ]
    (finding,) = apply(made, grid, services(tmp_path)).findings
    assert [(place.file, place.sheet, place.row, place.cell) for place in finding.places] == [
        ("年報.xlsx", "114年1月", 2, "B4"),
        ("年報.xlsx", "114年2月", 2, "B4"),
    ]


def test_files_under_each_other_keep_their_own_cells(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("區,件\n東,1\n西,2\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("區,件\n東,3\n西,四\n", encoding="utf-8")
    made = dataset(
        tmp_path, FileSource("*.csv", name_column="檔"), [Header(), Number(("件",))], ["檔", "區", "件"]
    )
    grid = read(made, services(tmp_path), {}).table
    assert grid is not None
    (finding,) = apply(made, grid, services(tmp_path)).findings
    assert [(place.file, place.row, place.cell) for place in finding.places] == [("b.csv", 2, "B3")]


@pytest.mark.parametrize(
    ("sheet", "first"),
    [(None, "乙"), ("甲", "甲"), (1, "甲"), (2, "乙"), (3, "114"), (114, "114"), ("1*", "114"), ("乙", "乙")],
)
def test_a_sheet_by_name_number_or_pattern(tmp_path: Path, sheet: str | int | None, first: str) -> None:
    """Without a name the first sheet that is not hidden; a number that is a name means that name."""
    workbook(tmp_path / "x.xlsx", _甲=[["甲"]], 乙=[["乙"]], **{"114": [["114"]]})
    result = read(dataset(tmp_path, FileSource("x.xlsx", sheet=sheet)), services(tmp_path), {})
    assert rows_of(result.table) == [(first,)]


@pytest.mark.parametrize("sheet", ["丙*", "丙", 9, 0])
def test_a_sheet_that_is_not_there(tmp_path: Path, sheet: str | int) -> None:
    workbook(tmp_path / "x.xlsx", 甲=[["a"]])
    with pytest.raises(SourceError, match="no sheet named") as caught:
        read(dataset(tmp_path, FileSource("x.xlsx", sheet=sheet)), services(tmp_path), {})
    assert "甲" in str(caught.value.hint)
