from __future__ import annotations

import random
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from publisher.model.structuring import Number
from publisher.structure.numbers import read_number
from publisher.structure.steps.number import apply
from tests.structure.steps.frames import frame, refusals, rows


def test_plain_grouped_and_special_numbers_and_refusals() -> None:
    values = ["12", "1,234", "△5", "１２", None, " ", "1,23", "百", "1.50"]
    outcome = apply(frame("a", *[(value,) for value in values]), Number(("a", "x")))
    assert [row[0] for row in rows(outcome)] == ["12", "1234", "-5", "12", None, None, None, None, "1.50"]
    assert refusals(outcome) == [("missing-column", "x", ()), ("unreadable-value", "a", (7, 8))]
    assert {str(shape) for shape in outcome.refusals[1].shapes} == {"⟨value: 9,99⟩", "⟨value: 字⟩"}
    assert outcome.refusals[1].count == 2


def test_numerals_are_read_where_they_are_written_out_only() -> None:
    texts = ["12", "一", "○", "十", "廿", "三○五", "一一", "二〇四", "○十", "十二", "一千零五", "負二十"]
    outcome = apply(frame("a", *[(text,) for text in texts]), Number(("a",)))
    assert [row[0] for row in rows(outcome)] == ["12", *[None] * 8, "12", "1005", "-20"]
    assert outcome.refusals[0].count == 8
    assert rows(apply(frame("a", ("十二人",), ("三人",)), Number(("a",), unit="人"))) == [("12",), (None,)]


def test_unit() -> None:
    outcome = apply(frame("a", ("1,200 輛",), ("3",), ("4人",)), Number(("a",), unit="輛"))
    assert rows(outcome) == [("1200",), ("3",), (None,)]
    assert refusals(outcome) == [("unreadable-value", "a", (3,))]


def test_the_quick_way_agrees_with_the_slow_one() -> None:
    random.seed(7)
    texts = ["".join(random.choices("0123459,.-+△( ", k=random.randint(1, 7))) for _ in range(4000)]
    texts += ["1,234", "-1,234.50", "0,123", "01", "-0", "0.0", "-0.00", "1.10", "-0.5", "012,345", "1" * 40]
    outcome = apply(frame("a", *[(text,) for text in texts]), Number(("a",)))
    for text, (value,) in zip(texts, rows(outcome), strict=True):
        assert value == (read_number(text) if text.strip() else None), text


def test_units_are_worth_what_was_declared_and_counted() -> None:
    before = frame("a", ("1,234千元",), ("2.5 萬",), ("１２％",), ("△3千元",), ("7",), ("8公噸",), (None,))
    outcome = apply(before, Number(("a",), units={"千元": 1000, "萬": 10000, "％": 0.01, "元": 1}))
    values = ["1234000", "25000", "0.12", "-3000", "7", None, None]
    assert [row[0] for row in rows(outcome)] == values
    assert outcome.also == {"千元": 2, "萬": 1, "％": 1}
    assert refusals(outcome) == [("unreadable-value", "a", (6,))]


def test_a_factor_is_for_every_number_without_a_unit_of_its_own() -> None:
    before = frame("a", ("1,234",), ("0.1",), ("0",), ("5元",), ("x",))
    outcome = apply(before, Number(("a",), factor=1000, units={"元": 1}))
    assert [row[0] for row in rows(outcome)] == ["1234000", "100", "0", "5", None]
    assert outcome.also == {"factor": 3, "元": 1}


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9))
def test_a_factor_is_exact(number: Decimal) -> None:
    outcome = apply(frame("a", (format(number, "f"),)), Number(("a",), factor=0.001))
    assert Decimal(rows(outcome)[0][0] or "") == number / 1000


def test_marks_of_notes_behind_a_number() -> None:
    table = frame(["數"], ("5*",), ("1,234(r)",), ("7 *(r)",), ("8x",))
    outcome = apply(table, Number(columns=("數",), marks=("*", "(r)")))
    assert rows(outcome) == [("5",), ("1234",), ("7",), (None,)]
