from __future__ import annotations

import polars as pl

from publisher.model.structuring import GroupRows
from publisher.structure.columns import visible
from publisher.structure.steps.group_rows import apply
from tests.structure.steps.frames import Cell, frame, refusals

INDENTED = [("總計", "21"), ("東鄉", "9"), ("　甲村", "4"), ("　乙村", "5"), ("西鎮", "12"), ("　甲村", "12")]


def of(**columns: list[Cell]) -> pl.DataFrame:
    return frame(tuple(columns), *zip(*columns.values(), strict=True))


def test_rows_set_in_belong_to_the_row_above() -> None:
    outcome = apply(of(a=[a for a, _ in INDENTED], b=[b for _, b in INDENTED]), GroupRows("a", "鄉", by="indent"))
    assert visible(outcome.frame) == ["鄉", "a", "b"]
    rows = outcome.frame.select("鄉", "a", "b").rows()
    assert rows == [
        (None, "總計", "21"),
        ("東鄉", "　甲村", "4"),
        ("東鄉", "　乙村", "5"),
        ("西鎮", "　甲村", "12"),
    ]
    assert (outcome.changed, outcome.refusals) == (2, ())


def test_rows_with_nothing_but_a_name_are_groups() -> None:
    before = of(a=["North", "x", "y", "South", "z"], b=[None, "1", None, " ", "3"], c=[None, None, "2", None, "4"])
    outcome = apply(before, GroupRows("a", "g"))
    assert outcome.frame["g"].to_list() == ["North", "North", "South"]
    assert outcome.frame["a"].to_list() == ["x", "y", "z"]


def test_a_group_without_rows_is_refused() -> None:
    outcome = apply(of(a=["North", "South", "z", "East"], b=[None, None, "3", None]), GroupRows("a", "g"))
    assert refusals(outcome) == [("unreadable-value", "a", (1, 4))]


def test_groups_go_on_in_the_next_part() -> None:
    first = apply(of(a=["東鄉", "　甲村"], b=["1", "1"]), GroupRows("a", "g", by="indent"))
    later = apply(of(a=["　乙村", "　丙村"], b=["2", "3"]), GroupRows("a", "g", by="indent"), first.carry)
    assert later.frame["g"].to_list() == ["東鄉", "東鄉"]
    ends = apply(of(a=["東鄉", "　甲村", "西鎮"], b=["1", "1", "3"]), GroupRows("a", "g", by="indent"))
    cut = apply(of(a=["　乙村"], b=["3"]), GroupRows("a", "g", by="indent"), ends.carry)
    assert refusals(cut) == [("unreadable-value", "a", (1,))], "西鎮 was taken for a record"


def test_a_column_that_is_not_there_or_twice() -> None:
    before = of(a=["x"], b=["1"])
    assert refusals(apply(before, GroupRows("c", "g"))) == [("missing-column", "c", ())]
    assert refusals(apply(before, GroupRows("a", "b"))) == [("duplicate-column", "b", ())]
    assert apply(before.clear(), GroupRows("a", "g")).changed == 0
