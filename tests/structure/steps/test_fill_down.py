from __future__ import annotations

from publisher.model.structuring import FillDown
from publisher.structure.steps.fill_down import apply
from tests.structure.steps.frames import frame, refusals, rows


def test_blanks_take_the_value_above() -> None:
    before = frame("ab", (None, "1"), ("東", None), (" ", "2"), (None, "3"), ("西", "4"))
    outcome = apply(before, FillDown(("a", "c")))
    assert [row[0] for row in rows(outcome)] == [None, "東", "東", "東", "西"]
    assert (outcome.changed, refusals(outcome)) == (2, [("missing-column", "c", ())])
    assert rows(outcome)[1] == ("東", None)
