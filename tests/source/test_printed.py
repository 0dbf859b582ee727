"""Texts without separators: ruled columns, columns that stand still, words, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher.model.errors import SourceError
from publisher.model.sources import FileSource
from publisher.source import read
from tests.source.building import dataset, rows_of, services

Rows = list[tuple[str | None, ...]]


def rows(folder: Path, text: str, encoding: str = "utf-8") -> Rows:
    (folder / "a.txt").write_bytes(text.encode(encoding))
    source = FileSource("a.txt", encoding=None if encoding == "utf-8" else encoding)
    found = rows_of(read(dataset(folder, source), services(folder), {}).table)
    return [row for row in found if any(row)]


def test_a_ruler_says_where_columns_are(tmp_path: Path) -> None:
    text = "Fees\n\nno  the name   fee\n=== ========== ===\n001 A B            \n002 C           1,5\n\n2 rows selected.\n"
    assert rows(tmp_path, text) == [
        ("Fees", None, None),
        ("no", "the name", "fee"),
        ("001", "A B", None),
        ("002", "C", "1,5"),
        ("2 rows selected.", None, None),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "cp950"])
def test_columns_stand_still_in_places_of_two(tmp_path: Path, encoding: str) -> None:
    text = (
        "測站清冊\n\n站號   站名        海拔    備註\n"
        "0101   竹子湖     607.1\n0102   鞍部       825.8    山 區\n0103   臺北                市區\n"
    )
    assert rows(tmp_path, text, encoding) == [
        ("測站清冊", None, None, None),
        ("站號", "站名", "海拔", "備註"),
        ("0101", "竹子湖", "607.1", None),
        ("0102", "鞍部", "825.8", "山 區"),
        ("0103", "臺北", None, "市區"),
    ]


def test_as_many_words_in_every_line_are_cells(tmp_path: Path) -> None:
    assert rows(tmp_path, "a bb c\n1 2 3\n44  5 6\n") == [("a", "bb", "c"), ("1", "2", "3"), ("44", "5", "6")]


@pytest.mark.parametrize(
    "text",
    [
        # a value that runs into the next column, at the end and in the middle
        "no   name    fee\n---- ------- ---\n0001 a       1\n0002 too long a name 2\n",
        "no   name    fee\n---- ------- ---\n0001 too long a name 2\n0002 a       1\n",
        # headings that do not stand above their columns
        "no name fee\n0001    a         1\n0002    b         2\n0003    c\n",
        # columns that move from page to page
        "no    name      fee\n1     a         22\n2               3\nno  nm  fee\n3   c   4\n4   dd  5\n",
    ],
)
def test_what_does_not_stand_still_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(SourceError):
        rows(tmp_path, text)


def test_prose_and_separators_are_read_as_before(tmp_path: Path) -> None:
    assert rows(tmp_path, "name, first\nA  B,C\nD,E\n") == [("name", " first"), ("A  B", "C"), ("D", "E")]
    assert rows(tmp_path, "a;b\n1   2;3\n4;5\n") == [("a", "b"), ("1   2", "3"), ("4", "5")]
    assert rows(tmp_path, "name\nA B\nC\nD E F\n") == [("name",), ("A B",), ("C",), ("D E F",)]


PAGE = """RUN A7   SALES BY PORT       PAGE {page}
PRINTED 0{page}/03/2026

PORT  NAME      TONS
----  -------  -----
"""


def test_the_head_of_later_pages_is_no_record(tmp_path: Path) -> None:
    first, second = PAGE.format(page=1), PAGE.format(page=2)
    text = f"{first}0001  NORTH      1,2\n0002  SOUTH      8,0\n\n\f{second}0003  WEST       4,4\n               -----\nSUM             13,6\n"
    found = [row for row in rows(tmp_path, text + "*** THE END\n") if row[1]]
    assert found == [
        ("PORT", "NAME", "TONS"),
        ("0001", "NORTH", "1,2"),
        ("0002", "SOUTH", "8,0"),
        ("0003", "WEST", "4,4"),
    ]
    other = second.replace("NAME   ", "CLASS  ")
    (tmp_path / "b").mkdir()
    with pytest.raises(SourceError):  # another table is not taken for a page
        rows(tmp_path / "b", f"{first}0001  NORTH      1,2\n\n{other}0003  WEST       4,4\n")
