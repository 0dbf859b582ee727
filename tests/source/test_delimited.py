from __future__ import annotations

import csv
import io
import random
from pathlib import Path

import pytest

from publisher.model.errors import SourceError
from publisher.model.sources import FileSource
from publisher.model.structuring import Header
from publisher.source import read
from publisher.source.formats import delimited_scan
from tests.source.building import dataset, rows_of, services

Rows = list[tuple[str | None, ...]]


def read_bytes(folder: Path, content: bytes, source: FileSource | None = None, name: str = "data.csv") -> Rows:
    (folder / name).write_bytes(content)
    result = read(dataset(folder, source or FileSource(name)), services(folder), {})
    return rows_of(result.table)


def fault(folder: Path, content: bytes, source: FileSource | None = None) -> SourceError:
    with pytest.raises(SourceError) as caught:
        read_bytes(folder, content, source)
    assert caught.value.hint is not None
    return caught.value


def test_header_and_blank_cells_stay_in_the_grid(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, "櫃檯,件數\n一號,\n,3\n".encode()) == [
        ("櫃檯", "件數"),
        ("一號", None),
        (None, "3"),
    ]


def test_ragged_rows_keep_every_cell(tmp_path: Path) -> None:
    rows = read_bytes(tmp_path, b"a,b\n1\n1,2,3,4\n\n5,6\n")
    assert rows == [
        ("a", "b", None, None),
        ("1", None, None, None),
        ("1", "2", "3", "4"),
        (None, None, None, None),
        ("5", "6", None, None),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_detected(tmp_path: Path, delimiter: str) -> None:
    lines = ["年,月,區域,備註", "114,1,東區,3;4|5", "114,2,南區,無"]
    text = "\n".join(line.replace(",", delimiter) for line in lines if delimiter not in ";|" or ";" not in line)
    assert read_bytes(tmp_path, text.encode())[0] == ("年", "月", "區域", "備註")


def test_delimiter_is_judged_by_the_heading_line(tmp_path: Path) -> None:
    rows = read_bytes(tmp_path, "區域;比率;件數\n東區;1,5;2,3\n南區;2,5;4,1\n".encode())
    assert rows[1] == ("東區", "1,5", "2,3")


def test_title_rows_do_not_hide_the_delimiter(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("114年統計表\n\n年\t月\t件數\n114\t1\t1,200\n", encoding="utf-8")
    result = read(dataset(tmp_path, structure=[Header(skip=2)]), services(tmp_path), {})
    assert rows_of(result.table)[3] == ("114", "1", "1,200")


def test_declared_delimiter_wins(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, b"a,b;c\n1,2;3\n", FileSource("data.csv", delimiter=";"))[0] == ("a,b", "c")
    assert read_bytes(tmp_path, b"a,b\tc\n", FileSource("data.csv", delimiter="\\t"))[0] == ("a,b", "c")
    assert "delimiter" in str(fault(tmp_path, b"a", FileSource("data.csv", delimiter=";;")))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(tmp_path: Path, end: str) -> None:
    assert read_bytes(tmp_path, f"a,b{end}1,2{end}3,4".encode()) == [("a", "b"), ("1", "2"), ("3", "4")]


def test_quoted_values_with_delimiters_quotes_and_line_breaks(tmp_path: Path) -> None:
    rows = read_bytes(tmp_path, '名稱,說明\n"甲,乙","他說""好""\n第二行"\n丙,""\n'.encode())
    assert rows == [("名稱", "說明"), ("甲,乙", '他說"好"\n第二行'), ("丙", None)]


def test_quote_inside_an_unquoted_value_is_itself(tmp_path: Path) -> None:
    rows = read_bytes(tmp_path, b'size,n\n5" disk,1\n3" pipe,2\n6" tube,3\n')
    assert rows[1:] == [('5" disk', "1"), ('3" pipe', "2"), ('6" tube', "3")]


def test_unclosed_quote_names_the_line_where_it_opens(tmp_path: Path) -> None:
    error = fault(tmp_path, b'a,b\n1,2\n3,"4\n5,6\n7,8\n')
    assert error.where is not None
    assert (error.where.file.endswith("data.csv"), error.where.line) == (True, 3)
    assert "5,6" not in str(error)


def test_unclosed_quote_before_a_quoted_value_is_seen(tmp_path: Path) -> None:
    error = fault(tmp_path, b'a,b\n1,"x\n2,3\n4,"y"\n5,6\n')
    assert error.where is not None
    assert error.where.line == 2


def test_nul_bytes_are_refused_with_their_line(tmp_path: Path) -> None:
    error = fault(tmp_path, b"a,b\n1,2\n3,\x004\n")
    assert error.where is not None
    assert error.where.line == 3


def test_a_file_without_records_is_an_empty_grid(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, b"\xef\xbb\xbf") == []
    assert read_bytes(tmp_path, b"\xef\xbb\xbf") == []


def test_agrees_with_the_csv_module_on_generated_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small blocks, so that records, quotes and line ends fall across their borders."""
    monkeypatch.setattr(delimited_scan, "_CHUNK", 7)
    random.seed(3)
    pieces = ["", "甲", 'x"y', "a,b", "1", "two\nlines", " ", "'"]
    plain = 0
    for _ in range(150):
        table = [
            [random.choice(pieces) for _ in range(random.randint(1, 5))] for _ in range(random.randint(1, 12))
        ]
        text = io.StringIO()
        csv.writer(text, lineterminator=random.choice(["\n", "\r\n"])).writerows(table)
        content = text.getvalue()
        (tmp_path / "x.csv").write_text(content, encoding="utf-8", newline="")
        plain += delimited_scan.scan(tmp_path / "x.csv", ",").plain
        rows = read_bytes(tmp_path, content.encode(), FileSource("data.csv", delimiter=","))
        expected = list(csv.reader(io.StringIO(content, newline="")))
        width = max(len(row) for row in expected)
        padded = [
            tuple((row[i] or None) if i < len(row) else None for i in range(max(width, 1))) for row in expected
        ]
        assert [(*row, *[None] * (max(width, 1) - len(row))) for row in rows] == padded
    assert plain == 150


def test_large_file_is_read_completely(tmp_path: Path) -> None:
    lines = "".join(f'{number},"{number},{number}\n{number}"\n' for number in range(60_000))
    rows = read_bytes(tmp_path, f"a,b\n{lines}".encode())
    assert len(rows) == 60_001
    assert rows[-1] == ("59999", "59999,59999\n59999")


@pytest.mark.parametrize("delimiter", ["^", "~", "\x01", "\x1f"])
def test_rare_delimiters_are_taken_where_every_line_has_them(tmp_path: Path, delimiter: str) -> None:
    text = "縣市,件數\n臺北市,12\n新北市,3\n".replace(",", delimiter)
    assert read_bytes(tmp_path, text.encode()) == [("縣市", "件數"), ("臺北市", "12"), ("新北市", "3")]
    assert read_bytes(tmp_path, "備註\n甲^乙\n丙\n".encode()) == [("備註",), ("甲^乙",), ("丙",)]


def test_the_line_by_which_excel_names_the_delimiter(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, "sep=;\r\n名;值\r\n甲,乙;1,5\r\n".encode())[1:] == [("名", "值"), ("甲,乙", "1,5")]


@pytest.mark.parametrize("cell", ['="00123"', '"=""00123"""'])
def test_a_code_that_was_kept_as_a_formula_is_the_code(tmp_path: Path, cell: str) -> None:
    assert read_bytes(tmp_path, f'碼,式\n{cell},=A1&"x"\n'.encode()) == [("碼", "式"), ("00123", '=A1&"x"')]


@pytest.mark.parametrize("content", [b"\xef\xbb\xbf\xef\xbb\xbfa,b\n1,2\n", b"a,b\r\n1,2\r\n\x1a"])
def test_marks_of_joined_files_and_of_dos_are_no_text(tmp_path: Path, content: bytes) -> None:
    assert read_bytes(tmp_path, content) == [("a", "b"), ("1", "2")]
    assert read_bytes(tmp_path, b"\xef\xbb\xbfa,b\n1,2\n\xef\xbb\xbf3,4\n")[2:] == [("3", "4")]
