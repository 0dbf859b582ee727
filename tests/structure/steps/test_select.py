from __future__ import annotations

from publisher.model.structuring import Select
from publisher.structure.columns import visible
from publisher.structure.steps.select import apply
from tests.structure.steps.frames import frame, refusals


def test_these_columns_in_this_order() -> None:
    outcome = apply(frame("abc", ("1", "2", "3")), Select(("c", "a", "x")))
    assert (visible(outcome.frame), outcome.changed) == (["c", "a"], 1)
    assert refusals(outcome) == [("missing-column", "x", ())]
