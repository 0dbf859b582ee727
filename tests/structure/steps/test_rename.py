from __future__ import annotations

from publisher.model.structuring import Rename
from publisher.structure.columns import visible
from publisher.structure.steps.rename import apply
from tests.structure.steps.frames import frame, refusals

TABLE = frame("abc", ("1", "2", "3"))


def test_two_columns_change_names() -> None:
    outcome = apply(TABLE, Rename({"a": "b", "b": "a", "c": "丙"}))
    assert (visible(outcome.frame), outcome.changed) == (["b", "a", "丙"], 3)


def test_taken_and_missing_names_are_refused() -> None:
    outcome = apply(TABLE, Rename({"a": "c", "x": "y"}))
    assert refusals(outcome) == [("missing-column", "x", ()), ("duplicate-column", "c", ())]
    assert visible(outcome.frame) == ["a", "b", "c"]
    both = apply(TABLE, Rename({"a": "z", "b": "z"}))
    assert refusals(both) == [("duplicate-column", "z", ())]
