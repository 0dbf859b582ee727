"""Expectations of values beyond the cases of the rulebook: groups, gaps, rounding, and the day freshness ends."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from publisher.model.errors import UserError
from publisher.model.expectations import Assertion, Expectations, Freshness, KnownValues, Monotone, Total
from publisher.validate import check
from tests.validate.building import dataset_of, schema_of, services_in, table_of

SCHEMA = schema_of(
    {"name": "區", "type": "string"}, {"name": "數", "type": "number"}, {"name": "半", "type": "number"}
)


def found(folder: Path, expected: Expectations, columns) -> list[tuple[str, list[int | None]]]:
    result = check(dataset_of(SCHEMA, expected), table_of(folder, columns), None, services_in(folder))
    return [(item.check, [place.row for place in item.places]) for item in result.findings]


def test_a_series_of_each_group_goes_its_own_way_over_gaps(tmp_path: Path) -> None:
    columns = {"區": ["甲", "乙", "甲", "乙", "甲"], "數": ["5", "1", None, "2", "4"], "半": ["1"] * 5}
    assert found(tmp_path, Expectations(monotone=(Monotone("數", within="區"),)), columns) == [
        ("expectations.broken-series", [5])
    ]
    assert found(tmp_path, Expectations(monotone=(Monotone("半"),)), columns) == []
    assert found(tmp_path, Expectations(monotone=(Monotone("半", strictly=True),)), columns)[0][1] == [2, 3, 4, 5]


def test_sums_of_decimals_add_up_and_a_tolerance_is_kept(tmp_path: Path) -> None:
    columns = {"區": ["a", "b", "c"], "數": ["0.1", "10", "10"], "半": ["0.1", "9", "8"]}
    assert found(tmp_path, Expectations(totals=(Total("數", ("半",), 1.0),)), columns) == [
        ("expectations.unequal-total", [3])
    ]


def test_a_field_that_is_not_there_and_a_list_that_is_empty_are_refused(tmp_path: Path) -> None:
    columns = {"區": ["a"], "數": ["1"], "半": ["1"]}
    with pytest.raises(UserError):
        found(tmp_path, Expectations(missing_share={"無": 0.1}), columns)
    with pytest.raises(UserError):
        found(tmp_path, Expectations(known_values=(KnownValues("區"),)), columns)


def test_the_day_on_which_freshness_ends_is_counted(tmp_path: Path) -> None:
    schema = schema_of({"name": "日", "type": "date"})
    table = table_of(tmp_path, {"日": ["2026-11-01", "2026-11-10"]})

    def until(days: int) -> date | None:
        dataset = dataset_of(schema, Expectations(freshness=Freshness("日", days)))
        return check(dataset, table, None, services_in(tmp_path)).facts.fresh_until

    assert until(30) == date(2026, 12, 10)
    assert until(10) == date(2026, 11, 20)
    assert until(9) is None
    assert until(99_999_999_999) == date.max


@pytest.mark.parametrize(
    "that",
    [
        "無 > 1",
        "數 +",
        "數 + 1",
        "read_csv('/etc/passwd')",
        "數 IN (SELECT 1)",
        "數 > 1; DROP TABLE x",
        "x" * 3000,
    ],
)
def test_an_assertion_that_cannot_be_asked_is_refused(tmp_path: Path, that: str) -> None:
    with pytest.raises(UserError) as caught:
        found(tmp_path, Expectations(assertions=(Assertion(that),)), {"區": ["a"], "數": ["1"], "半": ["1"]})
    assert caught.value.where is not None
    assert caught.value.where.field == "expectations.assertions.0"


def test_assertions_are_about_values_in_their_types(tmp_path: Path) -> None:
    columns = {"區": ["a", "a", "b"], "數": ["10", "9", ""], "半": ["1", "1", "x"]}
    asked = (Assertion("數 > 半"), Assertion("quantile_cont(數, 0.5) > 9"), Assertion("數 < 10", per=("區",)))
    assert found(tmp_path, Expectations(assertions=asked[:2]), columns)[1:] == []
    held = [name for name, _ in found(tmp_path, Expectations(assertions=asked), columns)]
    assert held == ["schema.type-error", "expectations.assertion"]
