from __future__ import annotations

import pytest

from publisher.model.errors import DatasetError
from publisher.model.structuring import Extract
from publisher.structure.steps.extract import apply
from tests.structure.steps.frames import frame, refusals, rows

TABLE = frame(["傷亡", "地"], ("死亡1;受傷0", "東"), ("死亡10;受傷2 ", "西"), (None, "南"), ("不詳", "北"))


def test_numbers_out_of_a_text() -> None:
    step = Extract(column="傷亡", pattern="死亡([0-9]+);受傷([0-9]+)", into=("死亡", "受傷"))
    outcome = apply(TABLE, step)
    assert outcome.frame.columns[1:] == ["死亡", "受傷", "地"]
    assert rows(outcome) == [("1", "0", "東"), ("10", "2", "西"), (None, None, "南"), (None, None, "北")]
    assert refusals(outcome) == [("unreadable-value", "傷亡", (4,))]


def test_the_column_may_stay_or_be_replaced() -> None:
    kept = apply(TABLE, Extract(column="地", pattern="(.)", into=("方位",), keep=True))
    assert kept.frame.columns[1:] == ["傷亡", "地", "方位"]
    replaced = apply(TABLE, Extract(column="地", pattern="(?:(東|西)|南|北)", into=("地",)))
    assert [row[1] for row in rows(replaced)] == ["東", "西", None, None]


@pytest.mark.parametrize("pattern", ["(", "x", "(a)(b)", r"(a)\1", "(?=a)(b)"])
def test_a_pattern_that_is_none_is_the_datasets_fault(pattern: str) -> None:
    with pytest.raises(DatasetError, match="pattern"):
        apply(TABLE, Extract(column="地", pattern=pattern, into=("乙",)))
