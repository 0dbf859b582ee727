from __future__ import annotations

from publisher.model.structuring import HalfWidth
from publisher.structure.steps.half_width import apply
from tests.structure.steps.frames import frame, refusals, rows


def test_digits_letters_and_punctuation() -> None:
    before = frame("a", ("臺南市東區１２３號（Ａ棟），５樓",), ("臺灣台北",), (None,))
    outcome = apply(before, HalfWidth(("a", "x")))
    assert rows(outcome) == [("臺南市東區123號(A棟),5樓",), ("臺灣台北",), (None,)]
    assert (outcome.changed, refusals(outcome)) == (1, [("missing-column", "x", ())])
