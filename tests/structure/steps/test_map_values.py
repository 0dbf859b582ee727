from __future__ import annotations

from publisher.model.structuring import MapValues
from publisher.structure.steps.map_values import apply
from tests.structure.steps.frames import frame, refusals, rows


def test_listed_values_change_and_others_stay() -> None:
    table = frame(["性別"], ("M",), (" F ",), ("其他",), (None,))
    outcome = apply(table, MapValues(columns=("性別", "無"), values={"M": "男", "F": "女"}))
    assert (outcome.changed, rows(outcome)) == (2, [("男",), ("女",), ("其他",), (None,)])
    assert refusals(outcome) == [("missing-column", "無", ())]
