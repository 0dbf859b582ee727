from __future__ import annotations

import datetime as dt
import subprocess
import zipfile
from pathlib import Path
from shutil import which

import openpyxl
import pytest

from publisher.model.errors import SourceError
from publisher.model.sources import FileSource
from publisher.source import limits, read
from tests.parts import needs_part
from tests.source.building import dataset, rows_of, services

Rows = list[tuple[str | None, ...]]


def read_file(folder: Path, name: str, sheet: str | None = None) -> Rows:
    return rows_of(read(dataset(folder, FileSource(name, sheet=sheet)), services(folder), {}).table)


def registrations(path: Path) -> None:
    """Motor vehicles by county and month as offices keep them: three header rows, merged cells, text numbers."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["序號", "統計區", "統計期", "總計"])
    sheet.append([None, None, None, "機動車輛登記數(輛)"])
    sheet.append([None, None, None, "總計", "汽車", "機車"])
    sheet.append([1, "臺北市", "2016/03", "1,759,775", "800,014", "959,761"])
    for area in ("A1:A3", "B1:B3", "C1:C3", "D1:F1", "D2:F2"):
        sheet.merge_cells(area)
    book.create_sheet("說明").append(["資料來源"])
    book.save(path)


def test_merged_header_of_a_real_workbook(tmp_path: Path) -> None:
    registrations(tmp_path / "vehicles.xlsx")
    assert read_file(tmp_path, "vehicles.xlsx") == [
        ("序號", "統計區", "統計期", "總計", None, None),
        (None, None, None, "機動車輛登記數(輛)", None, None),
        (None, None, None, "總計", "汽車", "機車"),
        ("1", "臺北市", "2016/03", "1,759,775", "800,014", "959,761"),
    ]
    assert read_file(tmp_path, "vehicles.xlsx", "說明") == [("資料來源",)]


def test_unknown_sheet_names_the_others(tmp_path: Path) -> None:
    registrations(tmp_path / "vehicles.xlsx")
    with pytest.raises(SourceError) as caught:
        read_file(tmp_path, "vehicles.xlsx", "統計")
    assert "說明" in str(caught.value.hint)


CELLS: list[tuple[object, str | None]] = [
    (1, "1"),
    (123456789012345, "123456789012345"),
    (0.1, "0.1"),
    (1e20, "100000000000000000000"),
    (-2.5, "-2.5"),
    (True, "true"),
    (False, "false"),
    (dt.date(2024, 3, 5), "2024-03-05"),
    (dt.datetime.fromisoformat("2024-03-05T10:29:59"), "2024-03-05T10:29:59"),
    (dt.datetime.fromisoformat("2024-03-05T23:59:59"), "2024-03-05T23:59:59"),
    (dt.time(8, 30), "08:30:00"),
    (dt.timedelta(hours=30), "30:00:00"),
    ("1,234", "1,234"),
    (" 文字 ", " 文字 "),
    (None, None),
    ("=1/0", "#DIV/0!"),
    ("=NA()", "#N/A"),
]


def typed_workbook(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for number, (value, _) in enumerate(CELLS, 1):
        sheet.cell(row=number, column=2, value=value)  # type: ignore[arg-type]
        sheet.cell(row=number, column=1, value=f"r{number}")
    book.save(path)


@pytest.mark.libreoffice
@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_typed_cells_as_written_by_libreoffice(tmp_path: Path, ending: str) -> None:
    needs_part(which("soffice"), "LibreOffice", "apt-get install libreoffice-calc")
    typed_workbook(tmp_path / "in.xlsx")
    arguments = [
        "soffice",
        "--headless",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--convert-to",
        ending,
    ]
    subprocess.run(
        [*arguments, "--outdir", tmp_path / "out", tmp_path / "in.xlsx"], check=True, capture_output=True
    )
    rows = read_file(tmp_path, f"out/in.{ending}")
    # LibreOffice keeps a truth value as a formatted number in ODS.
    replaced = {"true": "1", "false": "0"} if ending == "ods" else {}
    expected = [replaced.get(str(text), text) for _, text in CELLS]
    assert [row[1] for row in rows] == expected


def test_blank_rows_and_columns_around_the_table_keep_their_places(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["B3"] = "a"
    book.save(tmp_path / "x.xlsx")
    assert read_file(tmp_path, "x.xlsx") == [(None, None), (None, None), (None, "a")]


def test_formula_errors_are_taken_from_the_sheet_that_is_read(tmp_path: Path) -> None:
    sheet_xml = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
    book = openpyxl.Workbook()
    book.create_sheet("乙")
    book.save(tmp_path / "plain.xlsx")
    cell = '<row r="2"><c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="C2"><v>7</v></c></row>'
    with zipfile.ZipFile(tmp_path / "plain.xlsx") as old, zipfile.ZipFile(tmp_path / "x.xlsx", "w") as new:
        for item in old.infolist():
            content = old.read(item)
            if item.filename == "xl/worksheets/sheet2.xml":
                content = sheet_xml.format(cell).encode()
            new.writestr(item.filename, content)
    assert read_file(tmp_path, "x.xlsx", "乙")[1] == (None, "#DIV/0!", "7")
    assert read_file(tmp_path, "x.xlsx") == []


def packed(path: Path, member: str, content: bytes) -> None:
    """A workbook whose first sheet (or an ODS whose content) is replaced."""
    book = openpyxl.Workbook()
    book.save(path.with_suffix(".plain"))
    with (
        zipfile.ZipFile(path.with_suffix(".plain")) as old,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for item in old.infolist():
            if item.filename != member:
                new.writestr(item.filename, old.read(item))
        new.writestr(member, content)


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'


@pytest.mark.parametrize(
    ("member", "content"),
    [
        (
            "xl/worksheets/sheet1.xml",
            SHEET
            % b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        ),
        (
            "content.xml",
            b'<office:document-content><table:table table:name="a">'
            b'<table:table-row table:number-rows-repeated="1000000">'
            b'<table:table-cell table:number-columns-repeated="1000" office:value-type="float" office:value="1"/>'
            b"</table:table-row></table:table></office:document-content>",
        ),
    ],
)
def test_a_small_file_with_a_giant_sheet_is_not_opened(tmp_path: Path, member: str, content: bytes) -> None:
    name = "x.ods" if member == "content.xml" else "x.xlsx"
    packed(tmp_path / name, member, content)
    with pytest.raises(SourceError, match="far more than its size"):
        read_file(tmp_path, name)


def test_a_zip_bomb_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "HARMLESS_BYTES", 1024**2)
    packed(tmp_path / "x.xlsx", "xl/worksheets/sheet1.xml", SHEET % (b" " * 8 * 1024**2))
    with pytest.raises(SourceError, match="far more than its size"):
        read_file(tmp_path, "x.xlsx")


def test_a_directory_that_lies_about_sizes_is_seen(tmp_path: Path) -> None:
    packed(tmp_path / "x.xlsx", "xl/worksheets/sheet1.xml", SHEET % b"")
    content = bytearray((tmp_path / "x.xlsx").read_bytes())
    entry = content.rindex(b"xl/worksheets/sheet1.xml") - 46
    content[entry + 16 : entry + 20] = b"\0\0\0\0"  # the CRC of the central directory
    (tmp_path / "x.xlsx").write_bytes(content)
    with pytest.raises(SourceError, match="damaged"):
        read_file(tmp_path, "x.xlsx")


@pytest.mark.parametrize("name", ["x.xlsx", "x.xls", "x.ods"])
@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04broken", b"<html><table></table></html>"])
def test_a_damaged_file_is_a_source_error(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError) as caught:
        read_file(tmp_path, name)
    assert caught.value.hint is not None
    assert str(tmp_path) not in str(caught.value.where)


def test_files_beyond_the_size_limit_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_BYTES", 10)
    (tmp_path / "x.csv").write_text("a,b\n1,2\n3,4\n")
    with pytest.raises(SourceError, match="larger than"):
        read_file(tmp_path, "x.csv")
