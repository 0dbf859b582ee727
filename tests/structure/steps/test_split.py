from __future__ import annotations

from publisher.model.structuring import Split
from publisher.structure.columns import visible
from publisher.structure.steps.split import apply
from tests.structure.steps.frames import frame, refusals, rows


def test_two_columns_at_the_first_separator() -> None:
    before = frame("ab", ("東區-一館", "x"), ("西區-二-三", "y"), (None, "z"), ("南區", "w"))
    outcome = apply(before, Split("a", "-", ("區", "館")))
    assert visible(outcome.frame) == ["區", "館", "b"]
    assert rows(outcome) == [("東區", "一館", "x"), ("西區", "二-三", "y"), (None, None, "z"), (None, None, "w")]
    assert (outcome.changed, refusals(outcome)) == (2, [("unreadable-value", "a", (4,))])


def test_more_columns_at_every_separator() -> None:
    outcome = apply(
        frame("a", ("甲_乙_丙",), ("甲_乙",), ("甲_乙_丙_丁",), ("甲__丙",)), Split("a", "_", ("x", "a", "z"))
    )
    assert rows(outcome) == [("甲", "乙", "丙"), (None,) * 3, (None,) * 3, ("甲", None, "丙")]
    assert refusals(outcome) == [("unreadable-value", "a", (2, 3))]


def test_missing_and_taken_names() -> None:
    table = frame("ab", ("1-2", "x"))
    assert refusals(apply(table, Split("x", "-", ("p", "q")))) == [("missing-column", "x", ())]
    assert refusals(apply(table, Split("a", "-", ("b", "q")))) == [("duplicate-column", "b", ())]
    assert refusals(apply(table, Split("a", "-", ("p", "p")))) == [("duplicate-column", "p", ())]
