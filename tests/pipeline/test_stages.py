"""Which time a dataset covers, by the rows that are published."""

from __future__ import annotations

import polars as pl
import pytest

from publisher.export.coverage import covered

TIMES = {
    "日期": ["2026-03-01", "2024-12-31", "9999-12-31", "", None],
    "年度": ["2021", "2020", "無", "2019", ""],
    "站名": ["甲", "乙", "丙", "丁", "戊"],
}


def schema(*kinds: tuple[str, str], key: str | list[str] = ()) -> dict[str, object]:  # type: ignore[assignment]
    return {"fields": [{"name": name, "type": kind} for name, kind in kinds], "primaryKey": key}


@pytest.mark.parametrize(
    ("declared", "described", "expected"),
    [
        (None, schema(("站名", "string"), ("日期", "date"), ("年度", "year")), ("2024-12-31", "2026-03-01")),
        (None, schema(("日期", "date"), ("年度", "year"), key=["年度", "站名"]), ("2019", "2021")),
        (None, schema(("日期", "date"), ("年度", "year"), key="年度"), ("2019", "2021")),
        ("年度", schema(("日期", "date"), ("年度", "string")), ("2019", "2021")),
        (None, schema(("站名", "date"), ("年度", "year")), ("2019", "2021")),
        (None, schema(("站名", "string")), None),
        (None, {}, None),
    ],
)
def test_the_time_that_the_rows_cover(
    declared: str | None, described: dict[str, object], expected: tuple[str, str] | None
) -> None:
    assert covered(pl.LazyFrame(TIMES), described, declared) == expected
