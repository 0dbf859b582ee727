"""XML spreadsheets of Excel 2003: sheets, places, merged cells, formats, errors; damaged ones are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher import source
from publisher.model.errors import SourceError
from publisher.model.sources import FileSource
from publisher.survey import seen
from tests.source.building import dataset, rows_of, services

BOOK = """<?xml version="1.0" encoding="UTF-8"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:o="urn:schemas-microsoft-com:office:office"
 xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:html="http://www.w3.org/TR/REC-html40">
 <Styles>
  <Style ss:ID="Default"/>
  <Style ss:ID="code"><NumberFormat ss:Format="00000000"/></Style>
  <Style ss:ID="below" ss:Parent="code"/>
  <Style ss:ID="share"><NumberFormat ss:Format="Percent"/></Style>
  <Style ss:ID="day"><NumberFormat ss:Format="Short Date"/></Style>
 </Styles>
 <Worksheet ss:Name="說明"><Table><Row><Cell><Data ss:Type="String">只有說明</Data></Cell></Row></Table></Worksheet>
 <Worksheet ss:Name="診所">
  <Table><Column/><Column ss:Index="5" ss:Hidden="1"/>
   <Row><Cell ss:MergeAcross="1"><Data ss:Type="String">診所</Data></Cell><Cell><Data ss:Type="String">日期</Data></Cell>
    <Cell><Data ss:Type="String">床數</Data></Cell><Cell><Data ss:Type="String">占比</Data></Cell></Row>
   <Row ss:Index="3"><Cell ss:StyleID="code"><Data ss:Type="Number">45292</Data></Cell>
    <Cell ss:MergeDown="1"><Data ss:Type="String" xml:space="preserve"><html:B>仁愛</html:B> 診所</Data></Cell>
    <Cell ss:StyleID="day"><Data ss:Type="DateTime">2026-03-04T00:00:00.000</Data></Cell>
    <Cell ss:Formula="=1+1"><Data ss:Type="Number">2</Data>
     <Comment><Data><html:B>某人：</html:B>備註</Data></Comment></Cell>
    <Cell ss:StyleID="share"><Data ss:Type="Number">0.125</Data></Cell></Row>
   <Row><Cell ss:StyleID="below"><Data ss:Type="Number">7</Data></Cell>
    <Cell ss:Index="3"><Data ss:Type="DateTime">2026-03-05T13:30:00.000</Data></Cell>
    <Cell><Data ss:Type="Error">#N/A</Data></Cell><Cell><Data ss:Type="Boolean">1</Data></Cell></Row>
  </Table>
 </Worksheet>
 <Worksheet ss:Name="舊"><Table/><WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel">
  <Visible>SheetHidden</Visible></WorksheetOptions></Worksheet>
</Workbook>
"""


def read(folder: Path, text: str, asked: FileSource) -> list[tuple[str | None, ...]]:
    (folder / asked.path).write_text(text, encoding="utf-8")
    return rows_of(source.read(dataset(folder, asked), services(folder), {}).table)


@pytest.mark.parametrize("asked", [FileSource("a.xls"), FileSource("a.xml"), FileSource("a.xml", format="xml")])
def test_cells_where_the_program_shows_them(tmp_path: Path, asked: FileSource) -> None:
    sheet = FileSource(asked.path, sheet="診所", format=asked.format)
    assert read(tmp_path, BOOK, sheet) == [
        ("診所", None, "日期", "床數", "占比"),
        (None,) * 5,
        ("00045292", "仁愛 診所", "2026-03-04", "2", "0.125"),
        ("00000007", None, "2026-03-05T13:30:00", "#N/A", "true"),
    ]
    assert read(tmp_path, BOOK, asked) == [("只有說明",)]


def test_a_draft_finds_the_sheet(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_text(BOOK.replace(">7<", ">8<"), encoding="utf-8")
    view = seen(FileSource("a.xls"), tmp_path, "a", services(tmp_path))
    assert (view.sheet, view.others) == ("診所", ("說明",))


@pytest.mark.parametrize(
    "text",
    [
        BOOK.replace('ss:Index="3"><Cell ss:StyleID="code">', 'ss:Index="1"><Cell ss:StyleID="code">'),
        BOOK.replace(">45292<", ">many<"),
        BOOK.replace("</Workbook>", ""),
        BOOK.replace("<Workbook", "<!DOCTYPE x [<!ENTITY y 'z'>]><Workbook", 1),
        BOOK.replace('<Data ss:Type="Number">2</Data>', "", 1),
        BOOK.replace('<Cell ss:Index="3">', '<Cell ss:Index="99999">'),
    ],
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(SourceError):
        read(tmp_path, text, FileSource("a.xls", sheet="診所"))
