"""XML records, safely, and files inside archives, within limits."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest

from publisher.model.errors import SourceError
from publisher.model.sources import FileSource
from publisher.model.structuring import Date, Header
from publisher.source import limits, read
from tests.source.building import dataset, rows_of, services

PLAIN = (
    '<?xml version="1.0" encoding="{}"?>'
    '<站><筆 id="1"><名>碁</名><數>2</數></筆><筆><數/><名>a &lt; b</名></筆></站>'
)


def rows(folder: Path, source: FileSource) -> list[tuple[str | None, ...]]:
    return rows_of(read(dataset(folder, source), services(folder), {}).table)


@pytest.mark.parametrize("encoding", ["utf-8", "cp950", "utf-16"])
def test_children_and_attributes_are_columns(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.xml").write_bytes(PLAIN.format({"cp950": "big5"}.get(encoding, encoding)).encode(encoding))
    declared = None if encoding == "utf-8" else encoding
    assert rows(tmp_path, FileSource("a.xml", encoding=declared)) == [
        ("id", "名", "數"),
        ("1", "碁", "2"),
        (None, "a < b", None),
    ]


def test_a_declared_record_deep_inside_and_nested_values(tmp_path: Path) -> None:
    text = "<r xmlns:n='x'><head><t>1</t></head><list><n:row><p><x>1</x><y>2</y></p></n:row><n:row/></list></r>"
    (tmp_path / "a.xml").write_text(text, encoding="utf-8")
    assert rows(tmp_path, FileSource("a.xml", record="row")) == [
        ("p/x", "p/y"),
        ("1", "2"),
        (None, None),
    ]


BOMB = '<!DOCTYPE r [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;">]><r><i><v>&b;</v></i></r>'
OUTSIDE = '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><r><i><v>&a;</v></i></r>'


@pytest.mark.parametrize(
    "text", [BOMB, OUTSIDE, "<r><i><v>1</v><v>2</v></i></r>", "<r><i>a<b/>c</i></r>", "<r/>", "<r><i>", "x"]
)
def test_what_is_unsafe_or_no_table_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.xml").write_text(text, encoding="utf-8")
    with pytest.raises(SourceError) as error:
        rows(tmp_path, FileSource("a.xml"))
    assert "passwd" not in str(error.value)


def zipped(folder: Path, files: dict[str, bytes]) -> None:
    with ZipFile(folder / "a.zip", "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)


def test_the_only_file_of_an_archive_or_the_one_that_is_named(tmp_path: Path) -> None:
    zipped(tmp_path, {"資料/10408.csv": "甲\n1\n".encode("cp950")})
    assert rows(tmp_path, FileSource("a.zip", encoding="cp950")) == [("甲",), ("1",)]
    zipped(tmp_path, {"讀我.txt": b"x", "資料/10408.csv": b"a\n2\n", "../../evil.json": b"[]"})
    assert rows(tmp_path, FileSource("a.zip", member="*.csv")) == [("a",), ("2",)]
    with pytest.raises(SourceError):
        rows(tmp_path, FileSource("a.zip"))
    assert not (tmp_path.parent / "evil.json").exists()


def test_several_files_of_an_archive_stand_under_each_other(tmp_path: Path) -> None:
    members = {"10408.csv": "甲\n2\n", "10407.csv": "甲\n1\n", "讀我.txt": "x"}
    zipped(tmp_path, {f"資料/{name}": text.encode() for name, text in members.items()})
    several = FileSource("a.zip", member="*.csv", partition="month", name_column="月")
    result = read(dataset(tmp_path, several), services(tmp_path), {})
    assert rows_of(result.table) == [("月", "甲"), ("2015-07", "1"), ("2015-08", "2")]
    assert result.table is not None
    assert result.table.origin is not None
    assert [(piece.file, piece.first) for piece in result.table.origin.pieces] == [
        ("a.zip/10407.csv", 1),
        ("a.zip/10408.csv", 2),
    ]
    zipped(tmp_path, {"a.csv": b"a\n1\n", "b.csv": b"b\n1\n"})
    with pytest.raises(SourceError, match="headings of this file") as error:
        rows(tmp_path, FileSource("a.zip", member="*.csv"))
    assert str(error.value.where).endswith("a.zip/b.csv:1")


def test_a_sheet_of_each_workbook_in_an_archive(tmp_path: Path) -> None:
    for name in ("甲", "乙"):
        book = openpyxl.Workbook()
        assert book.active is not None
        book.active.title = f"統計{name}"
        book.active.append(["區"])
        book.active.append([name])
        book.save(tmp_path / f"{name}.xlsx")
    zipped(tmp_path, {f"{name}.xlsx": (tmp_path / f"{name}.xlsx").read_bytes() for name in ("甲", "乙")})
    source = FileSource("a.zip", member="*.xlsx", sheet="統計*", name_column="表")
    assert rows(tmp_path, source) == [("表", "區"), ("統計乙", "乙"), ("統計甲", "甲")]


def test_bombs_and_broken_archives_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "HARMLESS_BYTES", 1000)
    zipped(tmp_path, {"a.csv": b"0" * 5_000_000})
    with pytest.raises(SourceError):
        rows(tmp_path, FileSource("a.zip"))
    zipped(tmp_path, {"@@": b"a"})
    path = tmp_path / "a.zip"  # a member without a name is no file
    path.write_bytes(path.read_bytes().replace(b"@@", b"\0@"))
    with pytest.raises(SourceError):
        rows(tmp_path, FileSource("a.zip"))
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(SourceError):
        rows(tmp_path, FileSource("a.zip"))


def test_the_roc_month_in_a_files_name_becomes_a_month(tmp_path: Path) -> None:
    from publisher.structure import apply

    for month in ("10407", "10408"):
        (tmp_path / f"{month}.csv").write_text("數\n1\n", encoding="utf-8")
    steps = (Header(), Date(columns=("月份",), to="yearmonth"))
    made = dataset(tmp_path, FileSource("*.csv", name_column="月份"), steps, ("月份", "數"))
    result = apply(made, read(made, services(tmp_path), {}).table, services(tmp_path))  # type: ignore[arg-type]
    assert rows_of(result.table) == [("2015-07", "1"), ("2015-08", "1")]


STATIONS = (
    "<net owner='甲'><issued>2026</issued><area code='07'><label>北</label>"
    "<site no='01'><place><x>1</x><y>2</y></place><val t='1'>5</val><val t='2'/></site>"
    "<site no='02'><val t='1'>6</val><val t='2'>7</val><remark>late</remark></site></area></net>"
)
SDMX = (
    "<Data xmlns='urn:a' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:schemaLocation='x y'>"
    "<Series geo='A' freq='M'><Obs t='1' v='2'/><Obs t='2' v='3' flag='p'/></Series>"
    "<Series geo='B' freq='M'><Obs t='1' v='4'/></Series></Data>"
)


def test_what_stands_around_a_record_is_in_its_columns(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(STATIONS, encoding="utf-8")
    assert rows(tmp_path, FileSource("a.xml", record="val")) == [
        (
            "net/owner",
            "net/issued",
            "area/code",
            "area/label",
            "site/no",
            "site/place/x",
            "site/place/y",
            "site/remark",
            "t",
            "val",
        ),
        ("甲", "2026", "07", "北", "01", "1", "2", None, "1", "5"),
        ("甲", "2026", "07", "北", "01", "1", "2", None, "2", None),
        ("甲", "2026", "07", "北", "02", None, None, "late", "1", "6"),
        ("甲", "2026", "07", "北", "02", None, None, "late", "2", "7"),
    ]


def test_lists_in_lists_are_one_table_where_nothing_is_lost(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(SDMX, encoding="utf-8")
    assert rows(tmp_path, FileSource("a.xml")) == [
        ("Series/geo", "Series/freq", "t", "v", "flag"),
        ("A", "M", "1", "2", None),
        ("A", "M", "2", "3", "p"),
        ("B", "M", "1", "4", None),
    ]
    (tmp_path / "a.xml").write_text(SDMX.replace("<Obs t='1' v='4'/>", ""), encoding="utf-8")
    with pytest.raises(SourceError) as error:
        rows(tmp_path, FileSource("a.xml"))
    assert "Series (2)、Obs (2)" in str(error.value.hint)
    declared = read(dataset(tmp_path, FileSource("a.xml", record="Obs")), services(tmp_path), {})
    assert [dict(finding.params) for finding in declared.findings] == [{"names": "Series (1)"}]
    books = "<r><b><t>x</t><y>1</y><a><n>k</n></a><a><n>l</n></a></b><b><t>z</t><y>2</y><a><n>m</n></a></b></r>"
    (tmp_path / "a.xml").write_text(books, encoding="utf-8")
    with pytest.raises(SourceError):
        rows(tmp_path, FileSource("a.xml"))
    assert rows(tmp_path, FileSource("a.xml", record="b")) == [
        ("t", "y", "a"),
        ("x", "1", '[{"n": "k"}, {"n": "l"}]'),
        ("z", "2", '[{"n": "m"}]'),
    ]


def test_names_that_stand_in_both_ways_lose_nothing(tmp_path: Path) -> None:
    text = (
        "<r xmlns:a='u:a' xmlns:b='u:b'><i id='1'><id>2</id><a:n>3</a:n><b:n>4</b:n></i>"
        "<i id='5'><id>6</id><a:n>7</a:n><b:n/></i></r>"
    )
    (tmp_path / "a.xml").write_text(text, encoding="utf-8")
    assert rows(tmp_path, FileSource("a.xml")) == [
        ("@id", "id", "u:a:n", "u:b:n"),
        ("1", "2", "3", "4"),
        ("5", "6", "7", None),
    ]
    lists = "<r><as><a><k>1</k></a><a><k>2</k></a></as><bs><b><a>1</a><v>3</v></b><b><a>2</a><v>4</v></b></bs></r>"
    (tmp_path / "b.xml").write_text(lists, encoding="utf-8")
    assert rows(tmp_path, FileSource("b.xml", record="a")) == [("k",), ("1",), ("2",)]
    assert rows(tmp_path, FileSource("b.xml", record="bs/b")) == [("a", "v"), ("1", "3"), ("2", "4")]
