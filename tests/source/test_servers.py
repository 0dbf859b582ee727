"""SQL sources on real servers: types as text, large results as a stream, and no way to write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from publisher.model.errors import SourceError
from publisher.model.sources import SqlSource
from publisher.source import fingerprint, read
from tests.parts import needs_part
from tests.source import servers
from tests.source.building import dataset, rows_of, services

SERVERS = {"postgresql": servers.postgresql, "mariadb": servers.mariadb}
TABLE = """CREATE TABLE visits (
    id integer PRIMARY KEY, district varchar(20), amount numeric(10, 2),
    day date, at timestamp NULL, share double precision
)"""


@pytest.fixture(scope="module", params=SERVERS)
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    driver = {"postgresql": "psycopg", "mariadb": "pymysql"}[request.param]
    needs_part(find_spec(driver), f"the Python driver {driver}", "pip install publisher[sql]")
    server: AbstractContextManager[str] = SERVERS[request.param]()
    with server as address:
        engine = create_engine(address)
        with engine.begin() as connection:
            connection.execute(text(TABLE))
            insert = text("INSERT INTO visits VALUES (:id, :district, :amount, :day, :at, :share)")
            first = {
                "id": 1,
                "district": "中正區",
                "amount": "12.50",
                "day": "2026-08-03",
                "at": "2026-08-03 08:05:00",
            }
            empty = {"district": None, "amount": None, "day": None, "at": None, "share": None}
            connection.execute(insert, [{**first, "share": 0.1}, {"id": 2, **empty}])
        engine.dispose()
        yield address


def rows(folder: Path, url: str, query: str) -> list[tuple[str | None, ...]]:
    return rows_of(read(dataset(folder, SqlSource(url, query)), services(folder), {}).table)


def test_each_type_has_one_spelling(tmp_path: Path, url: str) -> None:
    assert rows(tmp_path, url, "SELECT * FROM visits ORDER BY id") == [
        ("id", "district", "amount", "day", "at", "share"),
        ("1", "中正區", "12.50", "2026-08-03", "2026-08-03T08:05:00", "0.1"),
        ("2", None, None, None, None, None),
    ]


def test_a_percent_sign_and_a_colon_are_themselves(tmp_path: Path, url: str) -> None:
    query = "SELECT district FROM visits WHERE district LIKE '中%' AND district <> ':x'"
    assert rows(tmp_path, url, query)[1:] == [("中正區",)]


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM visits",
        "INSERT INTO visits (id) VALUES (9)",
        "UPDATE visits SET district = 'x'",
        "DROP TABLE visits",
        "CREATE TABLE other (a integer)",
    ],
)
def test_nothing_can_be_written(tmp_path: Path, url: str, query: str) -> None:
    with pytest.raises(SourceError) as error:
        rows(tmp_path, url, query)
    assert "loopback-only" not in str(error.value)
    assert rows(tmp_path, url, "SELECT count(*) AS n, min(district) AS d FROM visits")[1:] == [("2", "中正區")]


def test_a_result_of_many_batches_comes_whole(tmp_path: Path, url: str) -> None:
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900)"
    query = f"{numbers} SELECT a.i * 1000 + b.i AS v FROM n a, n b WHERE a.i <= 150 ORDER BY v"
    found = rows(tmp_path, url, query)
    assert len(found) == 1 + 150 * 900
    assert found[-1] == ("150900",)


def test_the_fingerprint_follows_the_rows(tmp_path: Path, url: str) -> None:
    made = dataset(tmp_path, SqlSource(url, "SELECT id, district FROM visits ORDER BY id"))
    before = fingerprint(made)
    assert fingerprint(made) == before
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO visits (id, district) VALUES (3, 'x')"))
    assert fingerprint(made) != before
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM visits WHERE id = 3"))
    engine.dispose()
    assert fingerprint(made) == before


def test_a_wrong_query_or_password_does_not_quote_anything(tmp_path: Path, url: str) -> None:
    with pytest.raises(SourceError) as error:
        rows(tmp_path, url, "SELECT 'secret-value' FROM no_such_table")
    assert "secret-value" not in str(error.value)
    assert "tester" not in str(error.value)
    wrong = url.replace("loopback-only", "not-the-password")
    assert wrong != url
    with pytest.raises(SourceError, match="did not answer") as refused:
        rows(tmp_path, wrong, "SELECT 1")
    assert refused.value.hint is not None
    assert "not-the-password" not in f"{refused.value} {refused.value.where} {refused.value.hint}"
