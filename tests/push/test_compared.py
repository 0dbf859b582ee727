"""Two versions of a table held against each other: the same answer of a table in memory and of a streamed one."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.model.release import Artifact
from publisher.model.text import LocalText
from publisher.push.portals.static.kept import digests
from publisher.push.portals.static.kept.digests import differing, surplus
from publisher.push.portals.static.kept.table_read_back import TableReading

COLUMNS = ["路線", "站名", "班次"]
ROW = st.tuples(
    st.sampled_from(["1", "2", "紅", None]), st.sampled_from(["甲", "", None]), st.sampled_from(["3", "4"])
)
TABLE = st.lists(ROW, max_size=12)


def reading(rows: list[tuple[str | None, ...]], folder: Path, name: str, *, large: bool) -> TableReading:
    """A table as the portal reads it: whole, or streamed from its file."""
    frame = pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")
    artifact = Artifact(name, "data", "parquet", "application/octet-stream", 1, "", LocalText("", ""), len(rows))
    path = folder / name
    frame.write_parquet(path)
    lazy = pl.scan_parquet(path) if large else frame.lazy()
    return TableReading(artifact, lazy, tuple(COLUMNS), len(rows), large)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("compared")


@pytest.mark.parametrize("large", [False, True])
@settings(max_examples=40, deadline=None)
@given(old=TABLE, new=TABLE)
def test_rows_are_counted_as_python_counts_them(
    large: bool, old: list[tuple[str | None, ...]], new: list[tuple[str | None, ...]], folder: Path
) -> None:
    was, is_ = (reading(rows, folder, f"{at}.parquet", large=large) for at, rows in enumerate((old, new)))
    more, less, added, removed = surplus(was, is_, COLUMNS)
    assert (added, removed) == ((Counter(new) - Counter(old)).total(), (Counter(old) - Counter(new)).total())
    assert more.size == len(Counter(new) - Counter(old)) and less.size == len(Counter(old) - Counter(new))
    found = differing(was, is_, COLUMNS[:2], COLUMNS)
    keys = [[row[:2] for row in rows] for rows in (old, new)]
    if any(len(set(side)) < len(side) for side in keys):
        assert found is None
    else:
        assert found is not None and [side.size for side in found] == [
            len(set(new) - set(old)),
            len(set(old) - set(new)),
        ]


def test_a_table_that_is_all_key_has_rows_that_come_and_go(folder: Path) -> None:
    was, is_ = (
        reading([(str(at), "站", "3") for at in range(start, start + 5)], folder, f"k{start}.parquet", large=True)
        for start in (0, 2)
    )
    found = differing(was, is_, COLUMNS, COLUMNS)
    assert found is not None and [side.size for side in found] == [2, 2]


def test_no_more_than_a_part_is_sorted_at_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[tuple[str | None, ...]] = [(str(at), str(at % 7), "3") for at in range(20_000)]
    was = reading(rows, folder, "old.parquet", large=True)
    is_ = reading(rows[1:], folder, "new.parquet", large=True)
    sizes = []
    true = digests._part

    def watched(columns: tuple[digests.Digests, ...], part: int) -> tuple[digests.Digests, ...]:
        found = true(columns, part)
        sizes.append(found[0].size)
        return found

    monkeypatch.setattr(digests, "_part", watched)
    found = differing(was, is_, COLUMNS[:1], COLUMNS)
    assert found is not None and found[0].size == 0 and found[1].size == 1
    assert max(sizes) < 20_000 / 8 and np.sum(sizes) == 39_999
