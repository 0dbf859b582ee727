"""Files of every format that frictionless reads: our list of errors is the one it gives alone.

Excel, ODS, JSON and JSON Lines are compared with frictionless in the same process. Parquet it reads with pandas and
pyarrow, which are not installed here: `cases/parquet.json` was recorded with frictionless 5.21.0, pandas 3.1.1 and
pyarrow 26.0.1 over files that Polars wrote from the same columns.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from datetime import date, datetime
from pathlib import Path
from shutil import which
from typing import Any

import openpyxl
import polars as pl
import pytest
from frictionless import Schema
from frictionless.resources import TableResource
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from publisher.model.errors import UserError
from publisher.tableschema.cell_faults import READING_ERRORS
from publisher.tableschema.formats import FORMATS, Writing
from publisher.tableschema.schema import faults
from publisher.validate import Shown, check_file
from tests.parts import needs_part
from tests.tableschema.test_whole_reports import questions
from tests.tableschema.vocabulary import CELLS, schemas
from tests.validate.building import services_in

Grid = list[list[Any]]
VALUES: list[Any] = [
    0, 1, 2, -5, 1.5, 2.0, 1e20, True, False, None, "", " ", date(2024, 1, 5), datetime.fromisoformat("2024-01-05T08:30"),
    *(text for texts in CELLS.values() for text in texts[:3]),
]  # fmt: skip


@st.composite
def grids(draw: st.DrawFn, schema: dict[str, Any]) -> Grid:
    labels: list[Any] = [field["name"] for field in schema["fields"]]
    labels = draw(
        st.sampled_from([labels] * 6 + [[*labels, "多"], labels[:-1], [None, *labels[1:]], labels[::-1]])
    )
    rows: Grid = [labels]
    for _ in range(draw(st.integers(0, 5))):
        cells = [
            draw(st.one_of(st.sampled_from(VALUES), st.sampled_from(CELLS[field["type"]])))
            for field in schema["fields"]
        ]
        rows.append(draw(st.sampled_from([cells] * 8 + [[*cells, "x"], cells[:-1], [None] * len(cells)])))
    return rows


def write_xlsx(path: Path, rows: Grid) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(path)


def write_ods(path: Path, rows: Grid) -> None:
    document = OpenDocumentSpreadsheet()
    table = Table(name="表")
    for row in rows:
        line = TableRow()
        for value in row:
            line.addElement(ods_cell(value))
        table.addElement(line)
    document.spreadsheet.addElement(table)
    document.save(str(path))


def ods_cell(value: Any) -> Any:
    match value:
        case None | "":
            return TableCell()
        case bool():
            return TableCell(valuetype="boolean", booleanvalue=str(value).lower())
        case int() | float():
            return TableCell(valuetype="float", value=str(value))
        case date():
            return TableCell(valuetype="date", datevalue=value.isoformat())
    cell = TableCell(valuetype="string")
    cell.addElement(P(text=value))
    return cell


def write_json(path: Path, rows: Grid) -> None:
    path.write_text(json.dumps(records(rows), ensure_ascii=False), encoding="utf-8")


def write_lines(path: Path, rows: Grid) -> None:
    lines = [json.dumps(record, ensure_ascii=False) + "\n" for record in records(rows)]
    path.write_text("".join(lines), encoding="utf-8")


def records(rows: Grid) -> list[Any]:
    """Objects; or lists, when two columns have one name."""
    plain = [[value.isoformat() if isinstance(value, date) else value for value in row] for row in rows]
    labels = plain[0]
    if None in labels or len(set(labels)) < len(labels):
        return plain
    return [dict(zip(labels, row, strict=False)) for row in plain[1:]]


WRITERS = {"xlsx": write_xlsx, "ods": write_ods, "json": write_json, "jsonl": write_lines}


def ours(path: Path, schema: dict[str, Any], writing: Writing, work: Path) -> list[tuple[Any, ...]] | str:
    judged = check_file(path, schema, "schema.json", writing, Shown(path.name), services_in(work))
    if not judged.errors and judged.result.findings:
        return judged.result.findings[0].key
    return [(said.type, said.row_number, said.field_number, said.field_name) for said in judged.errors]


def theirs(path: Path, schema: dict[str, Any], **more: Any) -> list[tuple[Any, ...]] | str:
    """The errors of frictionless alone, or the name of what it raises."""
    described = Schema.from_descriptor(json.loads(json.dumps(schema)))
    resource = TableResource(name="table", path=path.name, basepath=str(path.parent), schema=described, **more)
    try:
        report = resource.validate(limit_errors=0)
    except READING_ERRORS as error:
        return type(error).__name__
    found = report.tasks[0].errors
    return [
        (
            error.type,
            getattr(error, "row_number", None),
            getattr(error, "field_number", None),
            getattr(error, "field_name", "") or "",
        )
        for error in found
    ]


def both(ending: str, question: tuple[dict[str, Any], Grid]) -> tuple[Any, Any]:
    """Our answer on a file of this kind, and that of frictionless alone."""
    schema, rows = question
    assume(not list(faults(schema, published=False)))  # a limit that is no value of the field stops frictionless
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"table.{ending}"
        WRITERS[ending](path, rows)
        return ours(path, schema, Writing(format=FORMATS[path.suffix]), Path(folder)), theirs(path, schema)


typed = schemas().flatmap(lambda schema: st.tuples(st.just(schema), grids(schema)))


@pytest.mark.parametrize("ending", sorted(WRITERS))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(question=typed)
def test_some_typed_files(ending: str, question) -> None:
    mine, alone = both(ending, question)
    assert mine == alone


@pytest.mark.full
@pytest.mark.parametrize("ending", sorted(WRITERS))
@settings(max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck))
@given(question=typed)
def test_many_typed_files(ending: str, question) -> None:
    mine, alone = both(ending, question)
    assert mine == alone


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(questions())
def test_a_text_file_by_itself(question) -> None:
    schema, (data, dialect, encoding) = question
    assume(not list(faults(schema, published=False)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        path.write_bytes(data)
        writing = Writing(encoding, dialect)
        alone = theirs(path, schema, encoding=encoding, dialect=writing.as_dialect())
        assert ours(path, schema, writing, Path(folder)) in (alone, "NUL", "declared encoding", "unclosed quote")


RECORDED = json.loads((Path(__file__).parent / "cases/parquet.json").read_text(encoding="utf-8"))
MADE_FROM = {
    "Date": lambda texts: texts.str.to_date(),
    "Datetime": lambda texts: texts.str.to_datetime(time_unit="us"),
    "Time": lambda texts: texts.str.to_time(),
    "Decimal": lambda texts: texts.cast(pl.Decimal(10, 2)),
}


def column(kind: str, values: list[Any]) -> pl.Series:
    made = MADE_FROM.get(kind)
    return pl.Series(values, dtype=getattr(pl, kind)) if made is None else made(pl.Series(values, dtype=pl.String))


def test_parquet_as_it_was_recorded_with_pandas(tmp_path: Path) -> None:
    assert len(RECORDED) >= 100
    for at, case in enumerate(RECORDED):
        path = tmp_path / f"{at}.parquet"
        pl.DataFrame({name: column(kind, values) for name, kind, values in case["columns"]}).write_parquet(path)
        judged = check_file(
            path, case["schema"], "s", Writing(format="parquet"), Shown(path.name), services_in(tmp_path)
        )
        said = [
            [item.type, item.row_number, item.field_number, item.field_name or None, item.note]
            for item in judged.errors
        ]
        assert said == case["errors"], case


@pytest.mark.parametrize("values", [[[1, 2]], [{"a": 1}]], ids=["list", "structure"])
def test_nested_parquet_columns_are_refused_not_guessed(tmp_path: Path, values: list[Any]) -> None:
    path = tmp_path / "x.parquet"
    pl.DataFrame({"a": values}).write_parquet(path)
    schema = {"fields": [{"name": "a", "type": "any"}]}
    assert ours(path, schema, Writing(format="parquet"), tmp_path) == [("source-error", None, None, "")]


def test_a_number_in_a_text_column_is_an_error_here_and_text_to_the_nightly_run(tmp_path: Path) -> None:
    """The nightly run reads every cell as text and publishes CSV; a file by itself is judged as it is stored."""
    write_xlsx(tmp_path / "x.xlsx", [["電話分機"], [123], ["０１２"]])
    schema = {"fields": [{"name": "電話分機", "type": "string"}]}
    found = ours(tmp_path / "x.xlsx", schema, Writing(format="xlsx"), tmp_path)
    assert found == [("type-error", 2, 1, "電話分機")]


def test_a_formatted_but_empty_cell_beside_the_table_is_a_column_to_frictionless(tmp_path: Path) -> None:
    """calamine, with which the nightly run reads, passes over it."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["a"])
    sheet.append([1])
    sheet["C2"].font = openpyxl.styles.Font(bold=True)
    book.save(tmp_path / "x.xlsx")
    schema = {"fields": [{"name": "a", "type": "integer"}]}
    found = ours(tmp_path / "x.xlsx", schema, Writing(format="xlsx"), tmp_path)
    assert found == theirs(tmp_path / "x.xlsx", schema)
    assert {error[0] for error in found} == {"extra-label"}


@pytest.mark.libreoffice
def test_an_old_workbook(tmp_path: Path) -> None:
    needs_part(which("soffice"), "LibreOffice", "apt-get install libreoffice-calc")
    write_xlsx(
        tmp_path / "x.xlsx", [["站名", "件數", "日期"], ["中正", 1, date(2024, 1, 5)], [2, "x", 3.5], [None, 1.0]]
    )
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", "--headless", profile, "--convert-to", "xls", "--outdir", tmp_path, tmp_path / "x.xlsx"]
    subprocess.run(command, check=True, capture_output=True)
    fields = [{"name": "站名"}, {"name": "件數", "type": "integer"}, {"name": "日期", "type": "date"}]
    schema = {"fields": [{"type": "string", **field} for field in fields], "primaryKey": ["站名"]}
    found = ours(tmp_path / "x.xls", schema, Writing(format="xls"), tmp_path)
    assert found == theirs(tmp_path / "x.xls", schema)
    assert ("type-error", 3, 2, "件數") in found


def test_a_library_that_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publisher.tableschema.formats.find_spec", lambda name: None)
    with pytest.raises(UserError) as refused:
        ours(tmp_path / "x.xlsx", {"fields": [{"name": "a"}]}, Writing(format="xlsx"), tmp_path)
    assert "openpyxl" in str(refused.value)
    assert "publisher[tables]" in str(refused.value.hint)
