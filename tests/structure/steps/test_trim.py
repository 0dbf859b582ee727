from __future__ import annotations

from publisher.model.structuring import Trim
from publisher.structure.steps.trim import apply
from tests.structure.steps.frames import frame, refusals, rows


def test_white_space_and_invisible_characters_go() -> None:
    before = frame("ab", (" 東 區\u3000", "\u200b1\ufeff"), ("\u00a0", "x\n"), (None, "y"))
    outcome = apply(before, Trim())
    assert rows(outcome) == [("東 區", "1"), (None, "x"), (None, "y")]
    assert outcome.changed == 4


def test_named_columns_only() -> None:
    outcome = apply(frame("ab", (" 1", " 2")), Trim(columns=("b", "c")))
    assert rows(outcome) == [(" 1", "2")]
    assert (outcome.changed, refusals(outcome)) == (1, [("missing-column", "c", ())])
