from __future__ import annotations

from publisher.model.structuring import Unpivot
from publisher.structure.steps.unpivot import apply
from tests.structure.steps.frames import frame, numbers, refusals, rows

TABLE = frame(["區", "汽車", "機車"], ("東", "1", "2"), ("西", "3", None))


def test_wide_to_long_in_the_order_of_the_sheet() -> None:
    outcome = apply(TABLE, Unpivot(("區",), "車種", "輛數"))
    assert rows(outcome) == [("東", "汽車", "1"), ("東", "機車", "2"), ("西", "汽車", "3"), ("西", "機車", None)]
    assert (numbers(outcome), outcome.changed) == ([1, 1, 2, 2], 4)


def test_missing_and_taken_names() -> None:
    assert refusals(apply(TABLE, Unpivot(("區", "x"), "車種", "輛數"))) == [("missing-column", "x", ())]
    assert refusals(apply(TABLE, Unpivot(("區",), "區", "輛數"))) == [("duplicate-column", "區", ())]


def test_nothing_to_unpivot() -> None:
    outcome = apply(frame("a", ("1",)), Unpivot(("a",), "n", "v"))
    assert (rows(outcome), outcome.frame.columns[1:]) == ([], ["a", "n", "v"])
