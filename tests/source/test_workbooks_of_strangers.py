"""Workbooks as other programs write them: the standard allows more than one library writes."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest

from publisher.model.errors import SourceError
from publisher.model.sources import FileSource
from publisher.source import read
from tests.source.building import dataset, rows_of, services

Rows = list[tuple[str | None, ...]]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_LINKS = "http://purl.oclc.org/ooxml/officeDocument/relationships"


def rows(path: Path) -> Rows:
    return rows_of(read(dataset(path.parent, FileSource(path.name)), services(path.parent), {}).table)


def workbook(
    path: Path,
    cells: str,
    *,
    prefix: str = "",
    main: str = MAIN,
    links: str = LINKS,
    formats: tuple[str, ...] = (),
    strings: str = "",
    date1904: bool = False,
    separator: str = "/",
) -> Path:
    """A workbook of one sheet; `cells` stand in its sheetData, elements written with `{p}` for the prefix."""
    p = f"{prefix}:" if prefix else ""
    space = f'xmlns{":" + prefix if prefix else ""}="{main}"'
    styles = "".join(f'<{p}numFmt numFmtId="{200 + at}" formatCode="{code}"/>' for at, code in enumerate(formats))
    xfs = "".join(f'<{p}xf numFmtId="{200 + at}"/>' for at in range(len(formats)))
    parts = {
        "_rels/.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="a" Type="{links}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="a" Type="{links}/worksheet" Target="/xl/worksheets/sheet1.xml"/>'
        f'<Relationship Id="b" Type="{links}/styles" Target="styles.xml"/>'
        f'<Relationship Id="c" Type="{links}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/workbook.xml": f'<{p}workbook {space} xmlns:r="{links}"><{p}workbookPr date1904="{int(date1904)}"/>'
        f'<{p}sheets><{p}sheet name="甲" sheetId="1" r:id="a"/></{p}sheets></{p}workbook>',
        "xl/styles.xml": f"<{p}styleSheet {space}><{p}numFmts>{styles}</{p}numFmts>"
        f"<{p}cellStyleXfs><{p}xf/></{p}cellStyleXfs><{p}cellXfs>{xfs}</{p}cellXfs></{p}styleSheet>",
        "xl/sharedStrings.xml": f"<{p}sst {space}>{strings.replace('{p}', p)}</{p}sst>",
        "xl/worksheets/sheet1.xml": f"<{p}worksheet {space}><{p}sheetData>{cells.replace('{p}', p)}</{p}sheetData></{p}worksheet>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("/", separator), '<?xml version="1.0"?>' + content)
    return path


ERROR = '<{p}row r="1"><{p}c r="A1"><{p}v>5</{p}v></{p}c><{p}c r="B1" t="e"><{p}f>1/0</{p}f><{p}v>#DIV/0!</{p}v></{p}c></{p}row>'


@pytest.mark.parametrize(
    "how",
    [
        {},
        {"prefix": "x"},
        {"prefix": "ss_1"},
        {"main": STRICT, "links": STRICT_LINKS},
        {"main": STRICT, "links": STRICT_LINKS, "prefix": "s"},
        {"separator": "\\"},
    ],
)
def test_any_prefix_any_edition_any_separator(tmp_path: Path, how: dict[str, str]) -> None:
    assert rows(workbook(tmp_path / "a.xlsx", ERROR, **how)) == [("5", "#DIV/0!")]  # type: ignore[arg-type]


@pytest.mark.parametrize("prefix", ["", "x"])
def test_a_formula_without_a_result_is_refused_whatever_the_prefix(tmp_path: Path, prefix: str) -> None:
    cells = "<{p}row><{p}c><{p}f>SUM(B1)</{p}f></{p}c></{p}row>"
    with pytest.raises(SourceError, match="cell A1 of sheet 甲"):
        rows(workbook(tmp_path / "a.xlsx", cells, prefix=prefix))


def test_rows_and_cells_that_do_not_say_where_they_stand(tmp_path: Path) -> None:
    cells = (
        "<row><c><v>1</v></c><c/><c t='e'><v>#REF!</v></c></row>"
        "<row r='4'><c r='B4'><v>2</v></c><c><v>3</v></c></row><row><c t='b'><v>1</v></c></row>"
    )
    assert rows(workbook(tmp_path / "a.xlsx", cells)) == [
        ("1", None, "#REF!"),
        (None, None, None),
        (None, None, None),
        (None, "2", "3"),
        ("true", None, None),
    ]


@pytest.mark.parametrize("error", ["#SPILL!", "#GETTING_DATA", "#PYTHON!", "#BLOCKED!", "#NEWER_THAN_US!"])
def test_errors_of_any_kind_are_text(tmp_path: Path, error: str) -> None:
    assert rows(workbook(tmp_path / "a.xlsx", f'<row><c t="e"><v>{error}</v></c></row>')) == [(error,)]


@pytest.mark.parametrize(
    ("code", "value", "text"),
    [
        ("00000000", "45292", "00045292"),
        ("00000000;-00000000", "45292", "00045292"),
        ("000\\-000", "1234", "001-234"),
        ("&quot;A&quot;0000", "7", "A0007"),
        ("0000", "123456", "123456"),
        ("0", "7", "7"),
        ("0.00", "7", "7"),
        ("#,##0", "1234", "1234"),
        ("0%", "0.125", "0.125"),
        ("0&quot;隻&quot;", "7", "7"),
        ("General", "0.30000000000000004", "0.3"),
        ("General", "100.10000000000001", "100.1"),
        ("General", "1234567890123456", "1234567890123456"),
        ("General", "1E+20", "100000000000000000000"),
        ("[$-404]e/m/d;@", "45292", "2024-01-01"),
        ("[$-404]ggge&quot;年&quot;m&quot;月&quot;d&quot;日&quot;", "45292", "2024-01-01"),
        ("[Magenta]0", "45292", "45292"),
        ("&quot;Mon&quot;0", "45292", "45292"),
        ("G/通用格式&quot; 元&quot;", "45292", "45292"),
        ("yyyy/m/d 上午/下午h:mm", "45292.4375", "2024-01-01T10:30:00"),
        ("h:mm", "0.4375", "10:30:00"),
        ("[h]:mm:ss", "1.25", "30:00:00"),
        ("yyyy-mm-dd", "59", "1900-02-28"),
    ],
)
def test_what_a_number_format_says(tmp_path: Path, code: str, value: str, text: str) -> None:
    cells = f'<row><c s="0"><v>{value}</v></c></row>'
    assert rows(workbook(tmp_path / "a.xlsx", cells, formats=(code,))) == [(text,)]


def test_days_of_the_calendar_of_1904(tmp_path: Path) -> None:
    cells = '<row><c s="0"><v>43830</v></c></row>'
    assert rows(workbook(tmp_path / "a.xlsx", cells, formats=("yyyy/m/d",), date1904=True)) == [("2024-01-01",)]


def test_texts_in_pieces_and_with_readings(tmp_path: Path) -> None:
    strings = (
        "<si><r><t>監理</t></r><r><t>站</t></r></si>"
        "<si><t>東京</t><rPh sb='0' eb='2'><t>とうきょう</t></rPh></si>"
        "<si><t xml:space='preserve'> 前後 </t></si><si><t> 不留 </t></si><si><t>換_x000A_行</t></si>"
    )
    cells = "<row>" + "".join(f'<c t="s"><v>{at}</v></c>' for at in range(5)) + "</row>"
    cells += (
        '<row><c t="inlineStr"><is><r><t>甲</t></r><r><t>乙</t></r></is></c><c t="str"><f>A1</f><v></v></c></row>'
    )
    assert rows(workbook(tmp_path / "a.xlsx", cells, strings=strings)) == [
        ("監理站", "東京", " 前後 ", "不留", "換\n行"),
        ("甲乙", None, None, None, None),
    ]


@pytest.mark.parametrize(
    "cells",
    [
        '<row><c t="s"><v>7</v></c></row>',
        '<row><c t="s"><v>-1</v></c></row>',
        '<row r="2"><c><v>1</v></c></row><row r="1"><c><v>1</v></c></row>',
        '<row><c r="ZZZZ1"><v>1</v></c></row>',
        "<row><c><v>one</v></c></row>",
        '<row><c s="x"><v>1</v></c></row>',
    ],
)
def test_what_contradicts_itself_is_refused(tmp_path: Path, cells: str) -> None:
    with pytest.raises(SourceError):
        rows(workbook(tmp_path / "a.xlsx", cells))


def test_declarations_of_entities_are_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", "<row><c><v>1</v></c></row>")
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = b'<!DOCTYPE a [<!ENTITY b "c">]>' + parts[sheet].removeprefix(b'<?xml version="1.0"?>')
    with zipfile.ZipFile(path, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    with pytest.raises(SourceError, match="damaged"):
        rows(path)


def test_one_long_text_in_very_many_cells_is_a_bomb(tmp_path: Path) -> None:
    cells = ("<row>" + '<c t="s"><v>0</v></c>' * 1000 + "</row>") * 100
    with pytest.raises(SourceError, match="far more than its size"):
        rows(workbook(tmp_path / "a.xlsx", cells, strings=f"<si><t>{'長' * 32_000}</t></si>"))


ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
    '<office:body><office:spreadsheet><table:table table:name="甲">{}</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)


def document(path: Path, cells: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS.format(cells))
    return path


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('office:value-type="float" office:value="0" table:formula="of:=1"><text:p>#N/A</text:p>', "#N/A"),
        ('office:value-type="string" calcext:value-type="error" table:formula="of:=1"><text:p>Err:508</text:p>', "Err:508"),
        ('table:formula="of:=1" office:value-type="string" office:string-value=""><text:p>錯誤:502</text:p>', "錯誤:502"),
        ('calcext:value-type="error" office:value-type="string"><text:p>#WERT!</text:p>', "#WERT!"),
        ('office:value-type="float" office:value="45292"><text:p>00045292</text:p>', "00045292"),
        ('office:value-type="float" office:value="0.5"><text:p>0.50</text:p>', "0.5"),
        ('office:value-type="percentage" office:value="0.5"><text:p>050%</text:p>', "0.5"),
        ('office:value-type="date" office:date-value="2024-03-05T00:00:00"><text:p>113/3/5</text:p>', "2024-03-05T00:00:00"),
        ('office:value-type="date" office:date-value="2024-03-05"><text:p>113/3/5</text:p>', "2024-03-05"),
        ('office:value-type="time" office:time-value="PT30H00M00S"><text:p>30:00</text:p>', "30:00:00"),
        ('office:value-type="string"><text:p>一<text:s text:c="2"/>二</text:p><text:p>三</text:p>', "一  二\n三"),
        ('office:value-type="string"><office:annotation><text:p>附註</text:p></office:annotation><text:p>值</text:p>', "值"),
    ],
)  # fmt: skip
def test_what_an_ods_cell_says(tmp_path: Path, cell: str, text: str) -> None:
    row = f"<table:table-row><table:table-cell {cell}</table:table-cell></table:table-row>"
    assert rows(document(tmp_path / "a.ods", row)) == [(text,)]


@pytest.mark.parametrize(
    "row",
    [
        '<table:table-cell office:value-type="string"><text:p><text:s text:c="2000000000"/></text:p></table:table-cell>',
        '<table:table-cell office:value-type="string"><text:p>'
        + '<text:s text:c="60000"/>' * 50
        + "</text:p></table:table-cell>",
        '<table:table-cell office:value-type="string" table:number-columns-repeated="16000"><text:p>'
        + "長" * 30_000
        + "</text:p></table:table-cell>",
        '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="2000000000"/>',
    ],
)
def test_no_count_of_repetition_is_believed(tmp_path: Path, row: str) -> None:
    with pytest.raises(SourceError, match="far more than its size"):
        rows(document(tmp_path / "a.ods", f"<table:table-row>{row}</table:table-row>"))


def test_a_workbook_may_hold_an_archive_without_being_one(tmp_path: Path) -> None:
    """Excel puts its theme, a ZIP archive, into the old format."""
    with zipfile.ZipFile(tmp_path / "a.xls", "w") as archive:
        archive.writestr("theme/theme.xml", "<a/>")
    content = (tmp_path / "a.xls").read_bytes()
    (tmp_path / "a.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + content)
    with pytest.raises(SourceError, match="damaged"):
        rows(tmp_path / "a.xls")


def test_hidden_rows_columns_and_sheets_are_said(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("區", "數"), ("東", 1), ("西", 2), ("南", 3)):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    book.create_sheet("舊").sheet_state = "veryHidden"
    book.save(tmp_path / "a.xlsx")
    result = read(dataset(tmp_path, FileSource("a.xlsx")), services(tmp_path), {})
    (finding,) = result.findings
    assert (finding.check, finding.params) == (
        "structure.hidden-parts",
        {"rows": 1, "columns": 1, "sheets": 1},
    )
    assert len(rows_of(result.table)) == 4


STRANGERS = Path(__file__).parent / "strangers"


@pytest.mark.parametrize("since_1904", [True, False])
def test_times_of_the_day_have_no_day(tmp_path: Path, since_1904: bool) -> None:
    cells = '<row r="1"><c r="A1" s="0"><v>0.9375</v></c></row><row r="2"><c r="A2" s="0"><v>0.25</v></c></row>'
    path = workbook(tmp_path / "a.xlsx", cells, formats=("hh:mm",), date1904=since_1904)
    assert rows(path) == [("22:30:00",), ("06:00:00",)]
    late = '<row r="1"><c r="A1" s="0"><v>-0.0625</v></c></row>'
    assert rows(workbook(tmp_path / "b.xlsx", late, formats=("hh:mm",), date1904=since_1904)) == [("-01:30:00",)]


@pytest.mark.parametrize("name", ["date.xlsb", "date_1904.xlsb"])
def test_binary_workbooks(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes((STRANGERS / name).read_bytes())
    assert rows(tmp_path / name) == [("2021-01-01", "15"), ("2021-01-02", "16"), ("255:10:10", "17")]


def test_binary_workbooks_are_bounded_and_tell_their_errors(tmp_path: Path) -> None:
    """Records of a sheet of our own in a binary workbook of Excel: a number, an error, and a cell very far away."""
    near = [record(0, struct.pack("<I", 0) + bytes(13)), cell(5, 0, struct.pack("<d", 7)), cell(3, 1, b"\x2a")]
    far = [*near, record(0, struct.pack("<I", 1_048_575) + bytes(13)), cell(5, 16_383, struct.pack("<d", 1))]
    assert rows(binary(tmp_path / "near.xlsb", near)) == [("7", "#N/A")]
    with pytest.raises(SourceError, match="far more than its size"):
        rows(binary(tmp_path / "far.xlsb", far))
    with pytest.raises(SourceError):
        rows(binary(tmp_path / "cut.xlsb", [*near, b"\x05\x10"]))


def record(kind: int, body: bytes) -> bytes:
    return bytes([kind, len(body)]) + body


def cell(kind: int, column: int, value: bytes) -> bytes:
    return record(kind, struct.pack("<II", column, 0) + value)


def binary(path: Path, records: list[bytes]) -> Path:
    """The workbook of Excel with other records in its first sheet."""
    begin, end = b"\x91\x01\x00", b"\x92\x01\x00"  # BrtBeginSheetData, BrtEndSheetData
    with zipfile.ZipFile(STRANGERS / "date.xlsb") as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.bin":
                start, stop = content.index(begin) + 3, content.index(end)
                # the extent that the sheet states (BrtWsDim) is left as it is: it may lie
                content = content[:start] + b"".join(records) + content[stop:]
            new.writestr(name, content)
    return path
