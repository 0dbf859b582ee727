from __future__ import annotations

from publisher.model.structuring import Date
from publisher.structure.steps.date import apply
from tests.structure.steps.frames import frame, refusals, rows


def test_spellings_mixed_in_one_column() -> None:
    values = ["106/06/30", "民國元年1月1日", "2017-06-30", None, "106/02/29", " ", "1060630"]
    outcome = apply(frame("a", *[(value,) for value in values]), Date(("a", "x")))
    assert [row[0] for row in rows(outcome)] == [
        *("2017-06-30", "1912-01-01", "2017-06-30", None, None, None, "2017-06-30")
    ]
    assert refusals(outcome) == [("missing-column", "x", ()), ("unreadable-value", "a", (5,))]
    assert [str(shape) for shape in outcome.refusals[1].shapes] == ["⟨value: 999/99/99⟩"]


def test_precision_and_calendar() -> None:
    before = frame("a", ("106/06/30 14:30",), ("2017-06-30 14:30",))
    outcome = apply(before, Date(("a",), calendar="roc", to="datetime"))
    assert rows(outcome) == [("2017-06-30T14:30:00",), (None,)]
    months = apply(frame("a", ("11501",), ("115年2月",), ("115/03/31",)), Date(("a",), to="yearmonth"))
    assert rows(months) == [("2026-01",), ("2026-02",), ("2026-03",)]
    assert months.changed == 3


def test_years_that_do_not_come_first() -> None:
    table = frame(["日"], ("3/5/2024",), ("12/31/2023 14:30",), ("2024/3/5",), ("13/1/2024",), (None,))
    month_first = apply(table, Date(columns=("日",), order="mdy", to="datetime"))
    assert rows(month_first) == [("2024-03-05T00:00:00",), ("2023-12-31T14:30:00",), (None,), (None,), (None,)]
    day_first = apply(table, Date(columns=("日",), order="dmy"))
    assert rows(day_first)[0] == ("2024-05-03",)
