from __future__ import annotations

import pytest

from publisher.model.structuring import Rename, Split, Unpivot
from publisher.structure.addresses import Sheet, column_letter, follow


@pytest.mark.parametrize(("position", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_column_letter(position: int, letter: str) -> None:
    assert column_letter(position) == letter


def test_columns_are_followed_through_new_names() -> None:
    sheet = Sheet("x.xlsx", None, 3, {"a": 0, "b": 1, "c": 2})
    sheet = follow(sheet, Rename({"a": "b", "b": "a"}))
    assert sheet.place(1, "b").cell == "A4"
    sheet = follow(sheet, Split("c", "-", ("c1", "c2")))
    assert sheet.place(2, "c2").cell == "C5"
    long = follow(sheet, Unpivot(("a",), "n", "v"))
    assert (long.place(1, "a").cell, long.place(1, "v").cell, long.place(None, "a").cell) == ("B4", None, None)
