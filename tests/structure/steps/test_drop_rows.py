from __future__ import annotations

from publisher.model.structuring import DropRows
from publisher.structure.steps.drop_rows import apply
from tests.structure.steps.frames import frame, numbers, refusals

TABLE = frame(
    ["區", "件"],
    ("東", "1"),
    (None, " "),
    ("小計", "1"),
    ("西", None),
    ("合計 ", "1"),
    ("註：本表", None),
    (None, "5"),
)


def test_blank_rows() -> None:
    outcome = apply(TABLE, DropRows(blank=True))
    assert (outcome.changed, numbers(outcome)) == (1, [1, 3, 4, 5, 6, 7])


def test_subtotals_and_footnotes_keep_the_numbers_of_the_other_rows() -> None:
    outcome = apply(TABLE, DropRows(column="區", values=("小計", "合計"), starts_with=("註：",)))
    assert (outcome.changed, numbers(outcome)) == (3, [1, 2, 4, 7])


def test_without_a_column_the_first_one_is_looked_at() -> None:
    assert numbers(apply(TABLE, DropRows(blank=True, starts_with=("註",)))) == [1, 3, 4, 5, 7]


def test_missing_column() -> None:
    outcome = apply(TABLE, DropRows(column="無", values=("x",)))
    assert (outcome.changed, refusals(outcome)) == (0, [("missing-column", "無", ())])
