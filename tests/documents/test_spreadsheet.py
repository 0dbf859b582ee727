"""The ODS writer: bounded memory, the same bytes, names and spaces that every program keeps."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import polars as pl
import pytest
import python_calamine

from publisher.documents import sheets
from publisher.documents.spreadsheet import Properties, Sheet, SheetColumn, sheet_names, write_spreadsheet
from publisher.model.errors import DatasetError

PROPERTIES = Properties("題 <&>", "說明", "機關", ("一", "二"))

_FIFTY_THOUSAND = """
import resource, sys
from pathlib import Path
import polars as pl
from publisher.documents.spreadsheet import Properties, Sheet, SheetColumn, write_spreadsheet
def frames(count):
    for start in range(0, count, 5000):
        texts = [f"臺南市第{start + row}列，內容 <{row}>" for row in range(5000)]
        yield pl.DataFrame({f"c{n}": texts for n in range(12)})
columns = [SheetColumn(f"c{n}") for n in range(12)]
path, count = Path(sys.argv[1]), int(sys.argv[2])
write_spreadsheet(path, Properties("題", "", ""), [Sheet("表", columns, frames(count))])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    """Ten times the rows take a few megabytes more at most, as each is written and forgotten."""
    few, many = (_peak_memory(tmp_path / f"{count}.ods", count) for count in (5_000, 50_000))
    assert many - few < 40
    sheet = python_calamine.load_workbook(tmp_path / "50000.ods").get_sheet_by_index(0)
    assert sheet.height == 50_001


def _peak_memory(path: Path, count: int) -> int:
    command = [sys.executable, "-c", _FIFTY_THOUSAND, str(path), str(count)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


@pytest.mark.parametrize(
    "text", ["", " ", "  ", " a", "a ", "a  b", "a b  c   d", "一\n二", "\n", "a\n\n b", "<&>\"'", "]]>"]
)
def test_texts_come_back_as_they_were(tmp_path: Path, text: str) -> None:
    frame = pl.DataFrame({"a": [text, "x"]})
    write_spreadsheet(tmp_path / "a.ods", PROPERTIES, [Sheet("表", [SheetColumn("a")], [frame])])
    sheet = (
        python_calamine.load_workbook(tmp_path / "a.ods").get_sheet_by_index(0).to_python(skip_empty_area=False)
    )
    assert [row[0] for row in sheet] == ["a", text, "x"]


def test_the_same_rows_give_the_same_bytes_however_they_are_cut(tmp_path: Path) -> None:
    frame = pl.DataFrame({"a": [str(number) for number in range(500)]})
    for name, frames in (("a", [frame]), ("b", [frame.head(300), frame.tail(200)])):
        write_spreadsheet(tmp_path / name, PROPERTIES, [Sheet("表", [SheetColumn("a")], frames)])
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_the_package_begins_with_its_type(tmp_path: Path) -> None:
    write_spreadsheet(tmp_path / "a.ods", PROPERTIES, [Sheet("表", [SheetColumn("a")], [])])
    assert (tmp_path / "a.ods").read_bytes()[30:84] == b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(tmp_path / "a.ods") as package:
        styles = package.read("styles.xml").decode()
    for attribute in (
        'fo:language="zh"',
        'fo:country="TW"',
        'style:language-asian="zh"',
        'style:country-asian="TW"',
    ):
        assert attribute in styles


def test_sheet_names_are_legal_and_different() -> None:
    names = sheet_names(["案件/處理:[紀錄]?*", "", "A", "a", "長" * 40, "長" * 40])
    assert names == ["案件_處理__紀錄___", "Sheet", "A", "a 2", "長" * 31, "長" * 29 + " 2"]


def test_more_rows_than_a_sheet_holds_are_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    frame = pl.DataFrame({"a": ["1", "2", "3"]})
    with pytest.raises(DatasetError, match="more rows"):
        write_spreadsheet(tmp_path / "a.ods", PROPERTIES, [Sheet("表", [SheetColumn("a")], [frame])])
