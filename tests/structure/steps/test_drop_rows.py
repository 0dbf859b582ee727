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


NOTED = frame(
    ["區", "類", "件"],
    ("單位：件", None, None),
    ("東", "甲", "1"),
    ("西", "乙", "2"),
    ("南", None, "3"),
    ("北", "甲", "4"),
    ("合　計", None, "10"),
    ("※本表不含離島", None, None),
    (None, None, None),
    ("資料來源：監理站", None, None),
    ("113年3月編", None, None),
)


def test_notes_and_totals_are_no_records() -> None:
    outcome = apply(NOTED, DropRows(notes=True, totals=True))
    assert numbers(outcome) == [2, 3, 4, 5, 8]
    assert outcome.also == {"notes": 4, "totals": 1}


def test_in_a_sparse_table_a_lone_cell_is_a_record() -> None:
    sparse = frame(["站", "電話", "傳真"], ("東站", None, None), ("西站", "1", None), ("南站", None, None))
    assert numbers(apply(sparse, DropRows(notes=True, totals=True))) == [1, 2, 3]


def test_names_that_begin_as_a_total_does_are_records() -> None:
    names = frame(["站", "數"], ("總統府站", "1"), ("合計路站", "2"), ("小計", "3"))
    assert numbers(apply(names, DropRows(totals=True))) == [1, 2]
