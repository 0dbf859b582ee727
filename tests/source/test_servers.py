"""SQL sources on real servers: types as text, large results as a stream, and no way to write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from publisher.model.errors import SourceError
from publisher.model.sources import SqlSource
from publisher.source import fingerprint, in_database, read, sessions
from tests.net.hostile import swallowing_line
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
            if request.param == "mariadb":  # a timestamp is an instant; we read it by Taiwan's clock
                connection.execute(text("SET time_zone = '+08:00'"))
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
    with pytest.raises(SourceError, match="refuses the account or its password") as refused:
        rows(tmp_path, wrong, "SELECT 1")
    assert refused.value.hint is not None
    assert "not-the-password" not in f"{refused.value} {refused.value.where} {refused.value.hint}"


def test_a_query_that_hangs_is_ended(tmp_path: Path, url: str) -> None:
    sleep = "pg_sleep(60)" if url.startswith("postgresql") else "sleep(60)"
    source = SqlSource(url, f"SELECT {sleep} AS s", timeout=1)
    with pytest.raises(SourceError, match="longer than its time limit"):
        read(dataset(tmp_path, source), services(tmp_path), {})


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT nothing FROM visits", "names a column"),
        ("SELECT * FROM nowhere", "names a table"),
        ("SELECT id FROM visits WHERE", "not SQL"),
        ("SELECT no_such_function(id) FROM visits", "calls a function"),
    ],
)
def test_what_is_wrong_with_a_query_is_said(tmp_path: Path, url: str, query: str, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        rows(tmp_path, url, query)


def test_a_server_or_a_database_that_is_not_there_is_said(tmp_path: Path, url: str) -> None:
    base, _, _ = url.rpartition("/")
    with pytest.raises(SourceError, match=r"no database of that name|may not read"):
        rows(tmp_path, f"{base}/nowhere", "SELECT 1")
    address = base.rpartition(":")[0]
    with pytest.raises(SourceError, match="cannot be reached"):
        rows(tmp_path, f"{address}:{servers.free_port()}/nowhere", "SELECT 1")


POSTGRESQL_VALUES = [
    ("'infinity'::date", "infinity"),
    ("'0044-03-15 BC'::date", "0044-03-15 BC"),
    ("time '24:00'", "24:00:00"),
    ("date '99999-01-01'", "99999-01-01"),
    ("timestamptz '2026-08-03 10:30+08'", "2026-08-03T10:30:00+08:00"),
    ("numeric '1.10'", "1.10"),
    ("'NaN'::numeric", "NaN"),
    ("'NaN'::float8", "NaN"),
    ("ARRAY[1.50, NULL]", "[1.50, null]"),
    ("ARRAY['中','a\"b']", '["中", "a\\"b"]'),
    ('jsonb \'{"a": 1.10, "b": [1, true, null]}\'', '{"a": 1.10, "b": [1, true, null]}'),
    ("'\\xdeadbeef'::bytea", "\\xdeadbeef"),
    ("'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
    ("inet '192.0.2.1/24'", "192.0.2.1/24"),
    ("int4range(1, 5)", "[1,5)"),
    ("true", "true"),
    ("NULL::integer", None),
]


@pytest.mark.parametrize(("expression", "text"), POSTGRESQL_VALUES)
def test_values_of_postgresql_come_as_they_are(
    tmp_path: Path, url: str, expression: str, text: str | None
) -> None:
    if not url.startswith("postgresql"):
        pytest.skip("types of PostgreSQL")
    assert rows(tmp_path, url, f"SELECT {expression} AS v")[1:] == [(text,)]


def test_a_lost_connection_leaves_nothing(tmp_path: Path, url: str) -> None:
    if not url.startswith("postgresql"):
        pytest.skip("a query of PostgreSQL that ends its own session")
    query = (
        "SELECT i, CASE WHEN i = 120000 THEN pg_terminate_backend(pg_backend_pid())::text END AS t "
        "FROM generate_series(1, 200000) AS n(i)"
    )
    with pytest.raises(SourceError, match="lost after"):
        rows(tmp_path, url, query)
    assert list((tmp_path / "work").iterdir()) == []


def test_the_tables_of_a_server_are_listed_with_how_to_read_and_count_them(tmp_path: Path, url: str) -> None:
    (found,) = [item for item in in_database(url, tmp_path).tables if item.name == "visits"]
    assert isinstance(found.source, SqlSource)
    assert found.count is not None
    assert len(rows(tmp_path, url, found.source.query)) == 3
    assert rows(tmp_path, url, found.count.query)[1] == ("2",)


@pytest.mark.injects("silent-source")
@pytest.mark.parametrize("when", ["from the start", "in the query"])
def test_a_server_that_stays_connected_and_says_nothing_is_given_up(
    when: str, tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "_CONNECT_SECONDS", 2)  # the least that libpq takes
    monkeypatch.setattr(sessions, "_GRACE_SECONDS", 1)
    there = make_url(url)
    with swallowing_line(there.port or 0) as line:
        through = there.set(port=line.port).render_as_string(hide_password=False)
        source = SqlSource(through, "SELECT * FROM visits", timeout=1)
        assert len(rows_of(read(dataset(tmp_path, source), services(tmp_path), {}).table)) == 3
        line.carries = when != "from the start"
        if line.carries:
            monkeypatch.setattr(sessions, "prepare", lambda *_: setattr(line, "carries", False))
        for ask in (
            lambda: read(dataset(tmp_path, source), services(tmp_path), {}),
            lambda: fingerprint(dataset(tmp_path, source)),
        ):
            with pytest.raises(SourceError, match=r"longer than its time limit|lost|reached"):
                ask()
