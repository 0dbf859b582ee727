from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from publisher.model.errors import SourceError
from publisher.model.sources import SqlSource
from publisher.model.workspace import Dataset
from publisher.source import database_address, fingerprint, read
from publisher.source.queries import only_reads
from tests.source.building import dataset, rows_of, services

QUERY = "SELECT 編號, 等候, 時間, 備註 FROM 號碼牌 WHERE 備註 IS NOT 'x:y %' ORDER BY 編號"


@pytest.fixture
def made(tmp_path: Path) -> Dataset:
    with sqlite3.connect(tmp_path / "tickets.db") as connection:
        connection.execute("CREATE TABLE 號碼牌 (編號 INTEGER, 等候 REAL, 時間 TEXT, 備註 TEXT, 圖 BLOB)")
        rows = [(1, 2.5, "2026-08-03 08:00", None, b"\x00"), (2, 3.0, "2026-08-03 08:05", "好", None)]
        connection.executemany("INSERT INTO 號碼牌 VALUES (?, ?, ?, ?, ?)", rows)
    connection.close()
    return dataset(tmp_path, SqlSource("sqlite:///tickets.db", QUERY))


def with_source(made: Dataset, url: str, query: str = QUERY) -> Dataset:
    return dataset(made.folder, SqlSource(url, query))


def rows(made: Dataset) -> list[tuple[str | None, ...]]:
    return rows_of(read(made, services(made.folder), {}).table)


def test_sqlite_file_of_the_folder(made: Dataset) -> None:
    assert rows(made) == [
        ("編號", "等候", "時間", "備註"),
        ("1", "2.5", "2026-08-03 08:00", None),
        ("2", "3", "2026-08-03 08:05", "好"),
    ]


def test_full_path(made: Dataset) -> None:
    assert len(rows(with_source(made, f"sqlite:///{made.folder}/tickets.db"))) == 3


def test_a_result_without_rows_keeps_its_heading(made: Dataset) -> None:
    assert rows(with_source(made, "sqlite:///tickets.db", "SELECT 編號 FROM 號碼牌 WHERE 0")) == [("編號",)]


@pytest.mark.parametrize("query", ["DELETE FROM 號碼牌", "DROP TABLE 號碼牌", "CREATE TABLE x (a)"])
def test_the_database_is_opened_read_only(made: Dataset, query: str) -> None:
    with pytest.raises(SourceError):
        rows(with_source(made, "sqlite:///tickets.db", query))
    assert len(rows(made)) == 3


@pytest.mark.parametrize(
    ("url", "query", "said"),
    [
        ("sqlite:///missing.db", QUERY, "no SQLite file"),
        ("sqlite:///../tickets.db", QUERY, "out of the dataset's folder"),
        ("sqlite://", QUERY, "no SQLite file"),
        ("sqlite:///tickets.db", "SELECT nothing FROM 號碼牌", "did not answer"),
        ("sqlite:///tickets.db", "ATTACH 'other.db' AS o", "only reads"),
        ("sqlite:///tickets.db", "SELECT 1; DELETE FROM 號碼牌", "only reads"),
        ("sqlite:///tickets.db", "SELECT 1 FROM pragma_table_info('號碼牌')", "more than read"),
        ("sqlite:///tickets.db", "SELECT 1 FROM 無此表", "does not exist"),
        ("sqlite:///tickets.db", "SELECT FROM WHERE", "not SQL"),
        ("not an address", QUERY, "not the address"),
        ("unknown://host/db", QUERY, "not the address"),
        ("postgresql+nodriver://user:geheim@host/db", QUERY, ""),
        ("sqlite:///${PUBLISHER_TEST_UNSET}", QUERY, "PUBLISHER_TEST_UNSET"),
    ],
)
def test_faults_are_said_without_the_password(made: Dataset, url: str, query: str, said: str) -> None:
    for ask in (rows, fingerprint):
        if ask is fingerprint and url == "sqlite:///tickets.db":
            continue
        with pytest.raises(SourceError) as caught:
            ask(with_source(made, url, query))
        shown = f"{caught.value} {caught.value.where} {caught.value.hint}"
        assert said in shown
        assert "geheim" not in shown
        assert "圖" not in shown


def test_the_address_is_completed_from_the_environment(made: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLISHER_TEST_FILE", "tickets")
    assert len(rows(with_source(made, "sqlite:///${PUBLISHER_TEST_FILE}.db"))) == 3


def test_fingerprint_follows_the_database_and_the_query(made: Dataset) -> None:
    first = fingerprint(made)
    assert fingerprint(made) == first
    assert fingerprint(with_source(made, "sqlite:///tickets.db", "SELECT 1")) != first
    with sqlite3.connect(made.folder / "tickets.db") as connection:
        connection.execute("DELETE FROM 號碼牌 WHERE 編號 = 1")
    connection.close()
    assert fingerprint(made) != first


def test_many_rows_come_in_batches(made: Dataset) -> None:
    query = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 120000) "
    query += "SELECT i, i * 0.5 AS h FROM n"
    found = rows(with_source(made, "sqlite:///tickets.db", query))
    assert (len(found), found[-1]) == (120_001, ("120000", "60000"))


def test_a_query_without_end_is_ended(made: Dataset) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) AS c FROM n"
    source = SqlSource("sqlite:///tickets.db", endless, timeout=0.5)
    with pytest.raises(SourceError, match="longer than its time limit"):
        rows(replace(made, source=source))


@pytest.mark.parametrize(
    ("query", "reads"),
    [
        ("SELECT 1", True),
        ("  -- 說明; x\n(select 'a;b into c' as d)  ;", True),
        ("/* a; b */ WITH n AS (SELECT 1) SELECT * FROM n", True),
        ("SELECT $x$ a; b $x$", True),
        ("VALUES (1)", True),
        ("SELECT 1; SELECT 2", False),
        ("SELECT * INTO OUTFILE '/tmp/x' FROM t", False),
        ("SELECT /*! 1 INTO OUTFILE '/tmp/x' */ FROM t", False),
        ("SELECT '\\'' INTO OUTFILE '/tmp/x'", False),
        ("SELECT * INTO copy FROM t", False),
        ("EXEC sp_who", False),
        ("", False),
    ],
)
def test_which_queries_only_read(query: str, reads: bool) -> None:
    assert only_reads(query, "postgresql") is reads
    assert not only_reads("SELECT 1 DELETE FROM t", "mssql")


@pytest.mark.parametrize("password", ["p@ss/w:rd#1?%", "密碼"])
def test_a_password_may_hold_any_sign(made: Dataset, monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    secret = made.folder / "secret"
    secret.write_text(f"{password}\n", encoding="utf-8")
    secret.chmod(0o600)
    monkeypatch.setenv("VISITS_PASSWORD", password)
    for written in ("${VISITS_PASSWORD}", f"${{file:{secret}}}"):
        source = SqlSource(f"postgresql+psycopg://reader:{written}@db.example/visits", QUERY)
        url = database_address.address(made, source)
        assert (url.username, url.password, url.host, url.database) == ("reader", password, "db.example", "visits")


@pytest.mark.parametrize("mode", [0o640, 0o604, None])
def test_a_file_that_others_may_read_holds_no_password(made: Dataset, mode: int | None) -> None:
    secret = made.folder / "secret"
    if mode is not None:
        secret.write_text("geheim", encoding="utf-8")
        secret.chmod(mode)
    with pytest.raises(SourceError) as refused:
        rows(with_source(made, f"postgresql+psycopg://reader:${{file:{secret}}}@db.example/visits"))
    assert "chmod 600" in str(refused.value.hint)
    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize(("driver", "extra"), [("mssql+pymssql", "mssql"), ("oracle+oracledb", "oracle")])
def test_a_driver_that_is_missing_is_named_with_its_extra(made: Dataset, driver: str, extra: str) -> None:
    with pytest.raises(SourceError) as refused:
        rows(with_source(made, f"{driver}://reader@db.example/visits"))
    assert f"publisher[{extra}]" in str(refused.value.hint)
