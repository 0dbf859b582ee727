from __future__ import annotations

from publisher.model.structuring import Missing
from publisher.structure.steps.missing import apply
from tests.structure.steps.frames import frame, refusals, rows


def test_spellings_of_no_value() -> None:
    before = frame("ab", ("-", "N/A"), (" … ", "-1"), (None, "無"))
    outcome = apply(before, Missing(("-", "…", "N/A")))
    assert rows(outcome) == [(None, None), (None, "-1"), (None, "無")]
    assert outcome.changed == 3


def test_named_columns_only() -> None:
    outcome = apply(frame("ab", ("-", "-")), Missing(("-",), columns=("b", "x")))
    assert rows(outcome) == [("-", None)]
    assert refusals(outcome) == [("missing-column", "x", ())]
