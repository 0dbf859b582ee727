from __future__ import annotations

from publisher.model.structuring import Combine
from publisher.structure.columns import visible
from publisher.structure.steps.combine import apply
from tests.structure.steps.frames import frame, refusals, rows


def test_parts_stand_in_the_place_of_the_first() -> None:
    before = frame(
        ["區", "年", "件", "月"], ("東", "113", "5", " 01"), ("西", "113", "6", None), ("北", " ", "7", "2")
    )
    outcome = apply(before, Combine(("年", "月"), "年月", join="/"))
    assert visible(outcome.frame) == ["區", "年月", "件"]
    assert rows(outcome) == [("東", "113/01", "5"), ("西", None, "6"), ("北", None, "7")]
    assert (outcome.changed, outcome.refusals) == (1, ())


def test_the_new_name_may_be_one_of_the_old_ones_but_no_other() -> None:
    before = frame("ab", ("1", "2"))
    assert visible(apply(before, Combine(("b", "a"), "a")).frame) == ["a"]
    assert rows(apply(before, Combine(("b", "a"), "a"))) == [("21",)]
    taken = apply(frame("abc", ("1", "2", "3")), Combine(("a", "b"), "c"))
    assert refusals(taken) == [("duplicate-column", "c", ())]
    assert refusals(apply(before, Combine(("a", "x"), "c"))) == [("missing-column", "x", ())]
