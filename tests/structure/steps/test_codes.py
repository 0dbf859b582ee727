from __future__ import annotations

from publisher.model.structuring import Codes
from publisher.structure.steps.codes import apply
from tests.structure.steps.frames import frame, refusals, rows


def test_labels_and_unknown_codes() -> None:
    before = frame("ab", ("1", "x"), (" 2 ", "y"), (None, "z"), ("9", "z"), ("9", "z"))
    outcome = apply(before, Codes("a", {"1": "汽車", "2": "機車"}))
    assert [row[0] for row in rows(outcome)] == ["汽車", "機車", None, None, None]
    assert (outcome.changed, refusals(outcome)) == (2, [("unknown-code", "a", (4, 5))])


def test_missing_column() -> None:
    assert refusals(apply(frame("a", ("1",)), Codes("x", {"1": "一"}))) == [("missing-column", "x", ())]
