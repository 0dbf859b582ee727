from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from publisher.model.errors import SourceError
from publisher.model.sources import FileSource
from publisher.model.structuring import Header
from publisher.model.workspace import Dataset
from publisher.source import fingerprint, found, read
from tests.source.building import dataset, rows_of, services


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")


def read_all(made: Dataset) -> list[tuple[str | None, ...]]:
    return rows_of(read(made, services(made.folder), {}).table)


def test_files_of_a_pattern_stand_under_each_other_by_name(tmp_path: Path) -> None:
    write(tmp_path, **{"10408": "區,件\n東,1\n", "10409": "區,件\n西,2,多\n", "10407": "區,件\n北,0\n"})
    made = dataset(tmp_path, FileSource("104*.csv", name_column="年月"))
    result = read(made, services(tmp_path), {})
    assert rows_of(result.table) == [
        ("年月", "區", "件", None),
        ("10407", "北", "0", None),
        ("10408", "東", "1", None),
        ("10409", "西", "2", "多"),
    ]
    assert result.counters == {"rows": 4, "files": 3}


def test_all_heading_rows_of_later_files_are_dropped(tmp_path: Path) -> None:
    write(tmp_path, a="7月統計\n車,,\n大,小,\n1,2\n", b="8月統計\n車,\n大,小\n3,4\n")
    made = dataset(tmp_path, FileSource("*.csv", name_column="檔"), [Header(rows=2, skip=1)])
    assert read_all(made) == [
        (None, "7月統計", None, None),
        ("檔", "車", None, None),
        ("檔", "大", "小", None),
        ("a", "1", "2", None),
        ("b", "3", "4", None),
    ]


@pytest.mark.parametrize("other", ["件,區\n1,東\n", "區\n東\n", "區,件,多\n東,1,2\n", "\n"])
def test_a_file_with_other_headings_is_refused_by_name(tmp_path: Path, other: str) -> None:
    write(tmp_path, a="區,件\n東,1\n", b=other)
    with pytest.raises(SourceError, match="headings of this file") as caught:
        read_all(dataset(tmp_path, FileSource("*.csv")))
    assert caught.value.where is not None
    assert caught.value.where.file.endswith("b.csv")


def test_files_of_several_formats_may_be_mixed(tmp_path: Path) -> None:
    write(tmp_path, a="區,件\n東,1\n")
    (tmp_path / "b.json").write_text('[{"區": "西", "件": 2}]', encoding="utf-8")
    assert read_all(dataset(tmp_path, FileSource("[ab].*"))) == [("區", "件"), ("東", "1"), ("西", "2")]


@pytest.mark.parametrize("path", ["../secret.csv", "/etc/passwd", "a/../../secret.csv", ""])
def test_a_path_out_of_the_folder_is_refused(tmp_path: Path, path: str) -> None:
    folder = tmp_path / "dataset"
    folder.mkdir()
    (tmp_path / "secret.csv").write_text("a\n1\n")
    made = dataset(folder, FileSource(path))
    for ask in (read_all, fingerprint):
        with pytest.raises(SourceError):
            ask(made)


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "dataset"
    folder.mkdir()
    (tmp_path / "secret.csv").write_text("a\n1\n")
    (folder / "data.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(SourceError, match="link"):
        read_all(dataset(folder))


def test_a_missing_file_says_what_where_and_what_to_do(tmp_path: Path) -> None:
    made = dataset(tmp_path, FileSource("cases.csv"))
    with pytest.raises(SourceError) as caught:
        fingerprint(made)
    assert "cases.csv" in str(caught.value)
    assert str(caught.value.where).endswith("/cases.csv")
    assert "dataset.yaml" in str(caught.value.hint)


def test_an_unknown_ending_asks_for_the_format(tmp_path: Path) -> None:
    (tmp_path / "data.dat").write_text("a\tb\n1\t2\n")
    with pytest.raises(SourceError, match="ending"):
        read_all(dataset(tmp_path, FileSource("data.dat")))
    assert read_all(dataset(tmp_path, FileSource("data.dat", format="csv"))) == [("a", "b"), ("1", "2")]


def test_a_file_that_vanishes_while_it_is_read(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be opened") as caught:
        found.file_hash(tmp_path / "data.csv", "datasets/x/data.csv")
    assert str(caught.value.where) == "datasets/x/data.csv"


def test_fingerprint_covers_names_contents_and_settings(tmp_path: Path) -> None:
    write(tmp_path, a="x\n1\n", b="x\n2\n")
    made = dataset(tmp_path, FileSource("*.csv"))
    first = fingerprint(made)
    assert fingerprint(made) == first
    assert fingerprint(dataset(tmp_path, FileSource("*.csv", encoding="utf-8"))) != first
    (tmp_path / "b.csv").rename(tmp_path / "c.csv")
    renamed = fingerprint(made)
    write(tmp_path, c="x\n3\n")
    assert len({first, renamed, fingerprint(made)}) == 3


def test_a_database_in_a_file_is_called_one(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "monuments.sqlite")) as connection:
        connection.execute("CREATE TABLE t (a TEXT)")
        connection.commit()
    with pytest.raises(SourceError) as caught:
        read(dataset(tmp_path, FileSource("monuments.sqlite")), services(tmp_path), {})
    assert "SQLite" in str(caught.value.message)
    assert "sqlite:///monuments.sqlite" in str(caught.value.hint)
