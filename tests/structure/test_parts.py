"""A long table, done part by part, gives what it would give in one."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publisher.model import structuring as s
from publisher.model.sources import FileSource
from publisher.structure import apply, parts
from tests.source.building import dataset, grid, rows_of, services

STEPS: list[s.StructureStep] = [
    s.Header(rows=2, skip=1),
    s.Trim(),
    s.DropRows(column="區", values=("小計",)),
    s.FillDown(("月", "不在")),
    s.DropDuplicates(columns=("月", "區")),
    s.Rename({"數_件": "件"}),
    s.Number(("件",)),
    s.Date(("月",), to="yearmonth"),
    s.Constant("站", "南"),
    s.Codes("區", {"1": "東", "2": "西"}),
]
HEADING = [("標題", None, None, None), ("月", "區", "數", None), (None, None, "件", "人")]
FIELDS = ["月", "區", "件", "站"]

cells = st.tuples(
    st.sampled_from([None, "113年1月", "11302", "x", " "]),
    st.sampled_from(["1", "2", "3", "小計", None]),
    st.sampled_from(["1", "1,000", "△3", "?", None]),
    st.sampled_from([None, "9"]),
    st.sampled_from([None, None, None, "多"]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(cells, max_size=12), size=st.integers(1, 13))
def test_parts_of_any_size_give_the_same(tmp_path: Path, rows: list[tuple[str | None, ...]], size: int) -> None:
    made = dataset(tmp_path, FileSource("x.csv"), STEPS, FIELDS)
    table = grid(tmp_path, [*HEADING, *rows])
    whole = apply(made, table, services(tmp_path))
    expected = rows_of(whole.table)
    with patch.object(parts, "PART", size):
        split = apply(made, table, services(tmp_path))
    assert rows_of(split.table) == expected
    assert split.counters == whole.counters
    assert split.findings == whole.findings


@pytest.mark.parametrize("count", [0, 1, 5])
def test_nothing_is_left_of_the_parts(tmp_path: Path, count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "PART", 2)
    made = dataset(tmp_path, FileSource("x.csv"), [], ["a"])
    result = apply(made, grid(tmp_path, [("a",), *[(str(n),) for n in range(count)]]), services(tmp_path))
    assert rows_of(result.table) == [(str(n),) for n in range(count)]
    left = sorted(path.name for path in (tmp_path / "work").iterdir())
    assert left == ["structured-records.parquet", "structured.parquet"]
