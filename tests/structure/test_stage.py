from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from publisher.model import structuring as s
from publisher.model.errors import DatasetError
from publisher.model.finding import CheckDefinition, Finding, Severity
from publisher.model.sources import FileSource, Source, SqlSource
from publisher.model.stage import StageResult
from publisher.model.table import Origin, Piece
from publisher.model.text import LocalText
from publisher.structure import apply
from tests.source.building import dataset, grid, rows_of, services

Row = tuple[str | None, ...]


def structured(
    folder: Path, rows: list[Row], steps: list[s.StructureStep], fields: list[str], source: Source | None = None
) -> StageResult:
    source = source or FileSource("data.csv")
    made = dataset(folder, source, steps, fields)
    above = sum(step.skip + step.rows for step in steps[:1] if isinstance(step, s.Header)) or 1
    pieces = (
        (Piece(source.path, str(source.sheet), 1, above),)
        if isinstance(source, FileSource) and source.path != "x.json"
        else ()
    )
    return apply(made, replace(grid(folder, rows), origin=Origin(pieces)), services(folder))


def found(result: StageResult) -> list[tuple[str, str, int]]:
    return [(finding.check, finding.key, finding.count) for finding in result.findings]


def test_an_implied_header(tmp_path: Path) -> None:
    result = structured(tmp_path, [("a", "b"), ("1", "2")], [s.Trim()], ["b", "a"])
    assert result.table is not None
    assert (result.table.columns, rows_of(result.table)) == (("b", "a"), [("2", "1")])
    assert result.counters == {"0-header": 2, "1-trim": 0, "rows": 1}
    assert (result.findings, result.held) == ((), False)
    assert result.table.path == tmp_path / "work" / "structured.parquet"
    assert pickle.loads(pickle.dumps(result)) == result


def test_the_printed_report_of_an_office_becomes_a_long_table(tmp_path: Path) -> None:
    """Title, three header rows with merged cells, subtotals, footnote, thousands separators, ROC months."""
    rows: list[Row] = [
        ("機動車輛登記數", None, None, None, None),
        ("統計期", "統計區", "總計", None, None),
        (None, None, "機動車輛登記數(輛)", None, None),
        (None, None, "總計", "汽車", "機車"),
        ("105年3月", "臺北市", "1,759,775", "800,014", "959,761"),
        (None, "臺南市", "１，９５２", "△3", "1,955"),
        (None, "合計", "3", "2", "1"),
        ("註：本表不含拖車", None, None, None, None),
    ]
    steps: list[s.StructureStep] = [
        s.Header(rows=3, skip=1),
        s.Trim(),
        s.DropRows(column="統計期", starts_with=("註：",)),
        s.FillDown(("統計期",)),
        s.DropRows(column="統計區", values=("合計",)),
        s.Unpivot(("統計期", "統計區"), "欄位", "輛數"),
        s.Split("欄位", "_", ("總計", "項目", "車種")),
    ]
    labels = ["統計期", "統計區", "總計_機動車輛登記數(輛)", "總計_機動車輛登記數(輛)_汽車"]
    wide = structured(tmp_path, rows, steps[:5], labels)
    assert ("structure.undeclared-column", "總計_機動車輛登記數(輛)_機車", 1) in found(wide)
    steps += [s.DropRows(column="車種", blank=True), s.Number(("輛數",)), s.Date(("統計期",), to="yearmonth")]
    steps[3:3] = [s.Rename({"總計_機動車輛登記數(輛)": "總計_機動車輛登記數(輛)_總計"})]
    long = structured(
        tmp_path,
        rows,
        [*steps, s.Select(("統計期", "統計區", "車種", "輛數"))],
        ["統計期", "統計區", "車種", "輛數"],
    )
    assert rows_of(long.table) == [
        ("2016-03", "臺北市", "總計", "1759775"),
        ("2016-03", "臺北市", "汽車", "800014"),
        ("2016-03", "臺北市", "機車", "959761"),
        ("2016-03", "臺南市", "總計", "1952"),
        ("2016-03", "臺南市", "汽車", "-3"),
        ("2016-03", "臺南市", "機車", "1955"),
    ]
    assert [finding.check for finding in long.findings] == ["expectations.total-row"]  # 車種: 總計


ROWS: list[Row] = [
    ("表頭說明", None, None),
    ("日期", "件數", "類"),
    (None, None, None),
    ("106/06/30", "1,23", "A"),
    ("106/02/29", "5", "C"),
    ("小計", "5", None),
    ("王小明", "x", "B"),
]
STEPS: list[s.StructureStep] = [
    s.Header(skip=1),
    s.DropRows(blank=True, column="日期", values=("小計",)),
    s.Rename({"類": "類別"}),
    s.Date(("日期",)),
    s.Number(("件數",)),
    s.Codes("類別", {"A": "甲", "B": "乙"}),
]


def by_key(result: StageResult) -> dict[str, Finding]:
    return {finding.key: finding for finding in result.findings}


def test_refused_values_hold_the_dataset_and_name_their_rows_and_cells(tmp_path: Path) -> None:
    result = structured(tmp_path, ROWS, STEPS, ["日期", "件數", "類別"], FileSource("x.xlsx", sheet="表"))
    assert result.held
    assert rows_of(result.table) == [("2017-06-30", None, "甲"), (None, "5", None), (None, None, "乙")]
    findings = by_key(result)
    assert found(result) == [
        ("structure.unreadable-value", "日期", 2),
        ("structure.unreadable-value", "件數", 2),
        ("structure.unknown-code", "類別", 1),
    ]
    date, code = findings["日期"], findings["類別"]
    assert [(place.row, place.cell, place.sheet, place.file) for place in date.places] == [
        (3, "A5", "表", "x.xlsx"),
        (5, "A7", "表", "x.xlsx"),
    ]
    assert [(place.row, place.cell) for place in code.places] == [(3, "C5")]
    assert date.params == {"field": "日期", "step": "date", "index": 4, "count": 2}
    assert "王" not in repr(result)
    assert [str(shape) for shape in date.evidence] == ["⟨value: 999/99/99⟩", "⟨value: 字字字⟩"]


@pytest.mark.parametrize("source", [FileSource("x.json"), SqlSource("sqlite:///x.db", "SELECT 1")])
def test_without_one_sheet_places_have_no_cell(tmp_path: Path, source: Source) -> None:
    result = structured(tmp_path, ROWS, STEPS, ["日期", "件數", "類別"], source)
    assert {place.cell for finding in result.findings for place in finding.places} == {None}


def test_the_column_of_a_file_name_is_no_column_of_the_sheet(tmp_path: Path) -> None:
    source = FileSource("x.csv", name_column="檔")
    result = structured(
        tmp_path, [("檔", "件"), ("x", "?")], [s.Header(), s.Number(("件",))], ["檔", "件"], source
    )
    assert result.findings[0].places[0].cell == "A2"


def test_columns_against_the_policy(tmp_path: Path) -> None:
    steps: list[s.StructureStep] = [s.Header(), s.Number(("件數", "人數"))]
    result = structured(tmp_path, [("件數", "姓名", None), ("1", "王小明", "多")], steps, ["件數", "日期", "人數"])
    assert sorted(found(result)) == [
        ("structure.missing-column", "人數", 1),
        ("structure.missing-column", "日期", 1),
        ("structure.undeclared-column", "姓名", 1),
        ("structure.uneven-rows", "C", 1),
    ]
    assert result.held
    assert result.table is not None
    assert result.table.columns == ("件數",)
    assert by_key(result)["C"].places[0].cell == "C2"


def test_two_steps_that_refuse_one_field_are_one_finding(tmp_path: Path) -> None:
    steps: list[s.StructureStep] = [s.Header(), s.Number(("a",)), s.Constant("b", "x"), s.Number(("a", "b"))]
    result = structured(tmp_path, [("a",), ("x",), ("1",)], steps, ["a", "b"])
    assert found(result) == [("structure.unreadable-value", "a", 1), ("structure.unreadable-value", "b", 2)]


def test_many_refusals_keep_the_first_places_and_the_whole_count(tmp_path: Path) -> None:
    rows: list[Row] = [("a",), *[("x",)] * 250]
    result = structured(tmp_path, rows, [s.Header(), s.Number(("a",))], ["a"])
    finding = result.findings[0]
    assert (finding.count, len(finding.places), finding.params["count"]) == (250, 100, 250)


def test_a_second_header_is_a_fault_of_the_declaration(tmp_path: Path) -> None:
    with pytest.raises(DatasetError) as caught:
        structured(tmp_path, [("a",)], [s.Trim(), s.Header()], ["a"])
    assert str(caught.value.where).endswith("dataset.yaml (structure)")


@pytest.mark.parametrize("rows", [[], [("a", "b")]])
def test_a_sheet_without_records(tmp_path: Path, rows: list[Row]) -> None:
    steps: list[s.StructureStep] = [s.Header(), s.Trim(), s.FillDown(("a",)), s.Number(("a",)), s.Date(("b",))]
    steps += [s.HalfWidth(("a",)), s.Missing(("-",)), s.Codes("b", {"1": "x"})]
    result = structured(tmp_path, rows, steps, ["a", "b"])
    assert result.table is not None
    assert result.table.rows == 0
    assert result.held is (rows == [])


def test_severity_and_switch_of_the_rulebook(tmp_path: Path) -> None:
    text = LocalText("測試", "Test")
    check = CheckDefinition(
        "structure.unreadable-value", "0.1.0", "dataset", Severity.WARNING, text, text, text, text, ()
    )
    made = dataset(tmp_path, None, [s.Header(), s.Number(("a",))], ["a"])
    table = grid(tmp_path, [("a",), ("x",)])
    overlaid = apply(made, table, replace(services(tmp_path), checks={check.id: check}))
    assert [finding.severity for finding in overlaid.findings] == [Severity.WARNING]
    assert not overlaid.held
    off = replace(check, enabled=False, disabled_reason=text)
    assert apply(made, table, replace(services(tmp_path), checks={check.id: off})).findings == ()


def test_the_hidden_row_numbers_do_not_leave(tmp_path: Path) -> None:
    result = structured(tmp_path, [("a",), ("1",)], [], ["a"])
    assert result.table is not None
    assert pl.read_parquet_schema(result.table.path) == {"a": pl.String}
