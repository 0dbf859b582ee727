from __future__ import annotations

from publisher.model.structuring import Constant
from publisher.structure.steps.constant import apply
from tests.structure.steps.frames import frame, refusals, rows


def test_a_column_with_one_value() -> None:
    outcome = apply(frame("a", ("1",), ("2",)), Constant("站", "本站"))
    assert (rows(outcome), outcome.changed) == ([("1", "本站"), ("2", "本站")], 2)


def test_a_taken_name_is_refused() -> None:
    outcome = apply(frame("a", ("1",)), Constant("a", "x"))
    assert (rows(outcome), refusals(outcome)) == ([("1",)], [("duplicate-column", "a", ())])
