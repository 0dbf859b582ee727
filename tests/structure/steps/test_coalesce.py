from __future__ import annotations

from publisher.model.structuring import Coalesce
from publisher.structure.steps.coalesce import apply
from tests.structure.steps.frames import frame, refusals, rows

TABLE = frame(["甲", "乙", "丙"], ("1", "2", "x"), (None, "3", "y"), (" ", None, "z"))


def test_the_first_value_stands_where_the_first_column_stood() -> None:
    outcome = apply(TABLE, Coalesce(columns=("乙", "甲"), into="值"))
    assert outcome.frame.columns[1:] == ["值", "丙"]
    assert rows(outcome) == [("2", "x"), ("3", "y"), (None, "z")]


def test_the_columns_may_stay_and_no_name_is_taken_twice() -> None:
    outcome = apply(TABLE, Coalesce(columns=("甲", "乙"), into="值", keep=True))
    assert sorted(outcome.frame.columns[1:]) == sorted(["值", "甲", "乙", "丙"])
    clashed = apply(TABLE, Coalesce(columns=("甲", "無"), into="丙"))
    assert refusals(clashed) == [("missing-column", "無", ()), ("duplicate-column", "丙", ())]
