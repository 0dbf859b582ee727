from __future__ import annotations

import polars as pl
import pytest

from publisher.model.errors import UserError
from publisher.model.structuring import Pad
from publisher.structure.steps.pad import apply
from tests.structure.steps.frames import frame, refusals, rows


def test_zeros_up_to_the_width_and_nothing_is_cut() -> None:
    table = frame(["代碼"], ("45292",), ("00045292",), (None,), ("123456789",), ("4a",), (" 7 ",))
    outcome = apply(table, Pad(columns=("代碼",), width=8))
    assert rows(outcome) == [("00045292",), ("00045292",), (None,), (None,), (None,), ("00000007",)]
    assert refusals(outcome) == [("unreadable-value", "代碼", (4, 5))]


@pytest.mark.parametrize("width", [0, -1, 1_001, 999_999_999_999])
def test_a_width_that_no_code_has_is_the_declarations_fault(width: int) -> None:
    with pytest.raises(UserError, match="width"):
        apply(pl.DataFrame({"代碼": ["7"]}), Pad(columns=("代碼",), width=width))
