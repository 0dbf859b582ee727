from __future__ import annotations

from publisher.model.structuring import Pad
from publisher.structure.steps.pad import apply
from tests.structure.steps.frames import frame, refusals, rows


def test_zeros_up_to_the_width_and_nothing_is_cut() -> None:
    table = frame(["代碼"], ("45292",), ("00045292",), (None,), ("123456789",), ("4a",), (" 7 ",))
    outcome = apply(table, Pad(columns=("代碼",), width=8))
    assert rows(outcome) == [("00045292",), ("00045292",), (None,), (None,), (None,), ("00000007",)]
    assert refusals(outcome) == [("unreadable-value", "代碼", (4, 5))]
