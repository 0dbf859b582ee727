from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from publisher.model.errors import SourceError
from publisher.model.sources import DerivedSource
from publisher.model.table import Table
from publisher.source import fingerprint, read
from tests.source.building import dataset, rows_of, services


@pytest.fixture
def parents(tmp_path: Path) -> dict[str, Table]:
    path = tmp_path / "structured.parquet"
    frame = pl.DataFrame(
        {"月": ["2026-02", "2026-01", "2026-01"], "日數": ["0.2", "0.1", "0.2"], "名": ["甲", None, "乙"]}
    )
    frame.write_parquet(path)
    return {"case-log": Table(path, tuple(frame.columns), 3)}


def derive(folder: Path, parents: dict[str, Table], query: str) -> list[tuple[str | None, ...]]:
    (folder / "query.sql").write_text(query, encoding="utf-8")
    made = dataset(folder, DerivedSource("query.sql"))
    return rows_of(read(made, services(folder), parents).table)


def test_measures_of_a_parent(tmp_path: Path, parents: dict[str, Table]) -> None:
    query = """
        -- monthly measures; ORDER BY in a comment does not count
        SELECT 月, count(*) AS 件數, sum(CAST(日數 AS DOUBLE)) AS 日數, avg(CAST(日數 AS DOUBLE)) AS 平均
        FROM case_log GROUP BY 月
    """
    assert derive(tmp_path, parents, query) == [
        ("月", "件數", "日數", "平均"),
        ("2026-01", "2", "0.3", "0.15"),
        ("2026-02", "1", "0.2", "0.2"),
    ]


def test_the_order_of_the_query_is_kept(tmp_path: Path, parents: dict[str, Table]) -> None:
    rows = derive(tmp_path, parents, "SELECT 月, 名 FROM case_log ORDER BY 月 DESC, 名")
    assert [row[0] for row in rows[1:]] == ["2026-02", "2026-01", "2026-01"]


def test_without_an_order_rows_are_sorted(tmp_path: Path, parents: dict[str, Table]) -> None:
    query = "SELECT 日數, 月, row_number() OVER (ORDER BY 月 DESC) AS n FROM case_log"
    rows = derive(tmp_path, parents, query)
    assert [row[:2] for row in rows[1:]] == [("0.1", "2026-01"), ("0.2", "2026-01"), ("0.2", "2026-02")]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT 無此欄 FROM case_log",
        "SELECT * FROM other_table",
        "SELEC 月 FROM case_log",
        "SELECT CAST(名 AS INTEGER) AS n FROM case_log",
        "SELECT 月, 月 FROM case_log",
        "SELECT 1; SELECT 2",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM scan_parquet ('x')",
        "",
    ],
)
def test_a_query_that_fails_is_said_in_our_words(tmp_path: Path, parents: dict[str, Table], query: str) -> None:
    with pytest.raises(SourceError) as caught:
        derive(tmp_path, parents, query)
    error = caught.value
    assert str(error.where).endswith("/query.sql")
    assert error.hint is not None
    assert "甲" not in f"{error}{error.hint}"
    assert error.__suppress_context__ or error.__cause__ is None


@pytest.mark.parametrize("name", ["missing.sql", "../query.sql"])
def test_a_query_file_that_is_not_there(tmp_path: Path, name: str) -> None:
    made = dataset(tmp_path, DerivedSource(name))
    with pytest.raises(SourceError, match="query file"):
        fingerprint(made)


def test_fingerprint_follows_the_query(tmp_path: Path) -> None:
    made = dataset(tmp_path, DerivedSource("query.sql"))
    (tmp_path / "query.sql").write_text("SELECT 1")
    first = fingerprint(made)
    (tmp_path / "query.sql").write_text("SELECT 2")
    assert fingerprint(made) != first
