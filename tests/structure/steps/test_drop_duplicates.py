from __future__ import annotations

from publisher.model.structuring import DropDuplicates
from publisher.structure.steps.drop_duplicates import apply
from tests.structure.steps.frames import frame, numbers, refusals, rows


def test_the_first_of_equal_rows_stays() -> None:
    before = frame("ab", ("1", None), ("1", ""), ("1", None), ("2", "x"), ("2", "x"))
    outcome = apply(before, DropDuplicates())
    assert rows(outcome) == [("1", None), ("1", ""), ("2", "x")]
    assert (numbers(outcome), outcome.changed) == ([1, 2, 4], 2)


def test_only_the_named_columns_count() -> None:
    before = frame("ab", ("1", "x"), ("1", "y"), ("2", "x"))
    assert rows(apply(before, DropDuplicates(columns=("a",)))) == [("1", "x"), ("2", "x")]
    assert refusals(apply(before, DropDuplicates(columns=("z",)))) == [("missing-column", "z", ())]


def test_rows_of_an_earlier_part_are_remembered() -> None:
    first = apply(frame("a", ("1",), ("2",), ("1",)), DropDuplicates())
    second = apply(frame("a", ("2",), ("3",), ("3",)), DropDuplicates(), first.carry)
    third = apply(frame("a", ("1",), ("4",), ("3",)), DropDuplicates(), second.carry)
    assert [rows(part) for part in (first, second, third)] == [[("1",), ("2",)], [("3",)], [("4",)]]
