from __future__ import annotations

import pytest

from publisher.model.finding import Place, column_letter
from publisher.model.structuring import Combine, Rename, Split, Unpivot
from publisher.model.table import Origin, Piece
from publisher.structure.addresses import follow


@pytest.mark.parametrize(("position", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_column_letter(position: int, letter: str) -> None:
    assert column_letter(position) == letter


def test_columns_are_followed_through_new_names() -> None:
    columns = follow({"a": 0, "b": 1, "c": 2, "d": 3}, Rename({"a": "b", "b": "a"}))
    assert columns == {"b": 0, "a": 1, "c": 2, "d": 3}
    columns = follow(columns, Split("c", "-", ("c1", "c2")))
    assert columns == {"b": 0, "a": 1, "c1": 2, "c2": 2, "d": 3}
    assert follow(columns, Unpivot(("a",), "n", "v")) == {"a": 1}
    assert follow(columns, Combine(("a", "d"), "x")) == {"b": 0, "c1": 2, "c2": 2, "x": 1}


def test_a_place_names_the_sheet_in_which_its_record_stands() -> None:
    pieces = (Piece("a.xlsx", "一月", 1, 3), Piece("a.xlsx", "二月", 11, 3), Piece("b.json", None, 16, None))
    origin = Origin(pieces, {"件": 2})
    assert origin.place(10, "件") == Place(file="a.xlsx", sheet="一月", row=10, field="件", cell="C13")
    assert origin.place(11, "件") == Place(file="a.xlsx", sheet="二月", row=1, field="件", cell="C4")
    assert origin.place(17, "件") == Place(file="b.json", row=2, field="件")
    assert origin.place(12, None, "E").cell == "E5"
    assert origin.place(12, "別") == Place(file="a.xlsx", sheet="二月", row=2, field="別")
    assert origin.place(None, "件") == Place(field="件")
    assert Origin().place(4, "件") == Place(row=4, field="件")
