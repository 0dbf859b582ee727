"""A state of an earlier version is brought up to date, and says the same afterwards."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

import publisher.state
from publisher.model.table import Night
from publisher.state import StateStore
from publisher.state.sealing import mark
from publisher.state.tables import metadata

MIGRATIONS = Path(publisher.state.__file__).parent / "migrations"


def state_of(version: str, folder: Path) -> Path:
    """An empty state as that version made it."""
    path = folder / "state.sqlite"
    engine = create_engine(f"sqlite:///{path}")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)
    engine.dispose()
    return path


def test_0006_takes_facts_and_nights_out_of_the_counters(tmp_path: Path) -> None:
    path = state_of("0005", tmp_path)
    counters = {
        "deidentify": {"records_in": 9, "level:行政區": 2},
        "validate": {"rows": 9, "fallback": 1, "why:no rows": 1, "fresh_until": date(2026, 12, 1).toordinal()},
        "nights": {"2026-11-02T19:00:00+00:00": 8, "2026-11-04T03:00:00+08:00": 9},
        "held-nights": {"2026-11-03T20:00:00+00:00": 70},
    }
    outcome = json.dumps(
        {"dataset": "a", "state": "published", "fingerprint": "f", "counters": counters}, ensure_ascii=False
    )
    with closing(sqlite3.connect(path)) as connection, connection:
        rows = [("a", "f", "published", outcome, mark(outcome)), ("b", "f", "published", "{}", 1)]
        connection.executemany(
            "insert into outcomes (dataset, fingerprint, state, outcome, mark) values (?, ?, ?, ?, ?)", rows
        )
    StateStore(tmp_path).close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("delete from outcomes where dataset = 'b'")
    store = StateStore(tmp_path)
    try:
        moved = store.outcomes()["a"]
    finally:
        store.close()
    assert moved.counters == {"deidentify": {"records_in": 9}, "validate": {"rows": 9, "fallback": 1}}
    assert moved.facts["deidentify"].levels == {"行政區": 2}
    assert moved.facts["validate"].fresh_until == date(2026, 12, 1)
    assert moved.facts["validate"].judged_because == "no rows"
    assert moved.nights == (Night(date(2026, 11, 3), 8), Night(date(2026, 11, 4), 70, held=True))


def test_0006_leaves_a_damaged_outcome_as_it_is(tmp_path: Path) -> None:
    path = state_of("0005", tmp_path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("insert into outcomes values ('b', 'f', 'published', '{]', 1)")
    StateStore(tmp_path).close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("select outcome, mark from outcomes").fetchall() == [("{]", 1)]


ADDED: dict[str, dict[str, set[str]]] = {
    "0001": {
        "runs": {"id", "started", "finished", "exit_code"},
        "outcomes": {"dataset", "fingerprint", "state", "outcome"},
        "publications": {"dataset", "hash", "fingerprint", "rows", "publication"},
        "publication_hashes": {"hash", "dataset"},
        "receipts": {"portal", "dataset", "receipt"},
        "findings": {"fingerprint", "check_id", "subject", "first_seen", "last_seen", "fixed"},
    },
    "0002": {
        "crawl_runs": {"id", "site", "started", "finished", "coverage", "spent"},
        "crawl_targets": {
            *("site", "url", "run", "done", "address", "origin", "answer", "status", "location", "media_type"),
            *(
                "found_type",
                "note",
                "text_hash",
                "body_hash",
                "etag",
                "last_modified",
                "first_seen",
                "last_worked",
            ),
            *("failed_on", "nights"),
        },
        "crawl_contents": {"site", "url", "kind", "facts", "links", "body"},
    },
    "0003": {"crawl_notes": {"site", "kind", "url", "key", "note"}},
    "0004": {"outcomes": {"mark"}, "publications": {"mark"}, "receipts": {"mark"}},
    "0005": {"withdrawn": {"dataset", "publication", "mark"}},
    "0006": {},
    "0007": {"spendings": {"dataset", "release", "spending", "mark"}},
}
"""What each migration adds; what it does to rows has a test of its own above."""
BEFORE = dict(pairwise(["base", *sorted(ADDED)]))


def columns_of(path: Path) -> dict[str, set[str]]:
    """The tables of a state and their columns."""
    with closing(sqlite3.connect(path)) as connection:
        names = connection.execute("select name from sqlite_master where type = 'table'").fetchall()
        return {
            name: {row[1] for row in connection.execute(f"pragma table_info({name})")}
            for (name,) in names
            if name != "alembic_version"
        }


def test_every_migration_is_tested_here() -> None:
    assert sorted(ADDED) == sorted(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


@pytest.mark.parametrize(("before", "version"), BEFORE.items())
def test_a_migration_adds_what_it_says_and_takes_nothing(before: str, version: str, tmp_path: Path) -> None:
    earlier = columns_of(state_of(before, tmp_path)) if before != "base" else {}
    path = state_of(version, tmp_path)
    after = columns_of(path)
    added = {name: columns - earlier.get(name, set()) for name, columns in after.items()}
    assert {name: columns for name, columns in added.items() if columns} == ADDED[version]
    assert all(columns <= after[name] for name, columns in earlier.items())


@pytest.mark.parametrize("version", BEFORE.values())
def test_what_a_version_wrote_is_there_after_all_later_ones(version: str, tmp_path: Path) -> None:
    path = state_of(version, tmp_path)
    wrote = {}
    with closing(sqlite3.connect(path)) as connection, connection:
        for name in columns_of(path):
            columns = connection.execute(f"pragma table_info({name})").fetchall()
            row = {column: _value(column, kind) for _, column, kind, *_ in columns}
            marks = ", ".join("?" * len(row))
            connection.execute(f"insert into {name} ({', '.join(row)}) values ({marks})", [*row.values()])
            wrote[name] = row
    StateStore(tmp_path).close()
    assert columns_of(path) == {table.name: set(table.columns.keys()) for table in metadata.sorted_tables}
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        for name, row in wrote.items():
            (found,) = connection.execute(f"select * from {name}").fetchall()
            given = {column: found[column] for column in row}
            if name == "outcomes" and version < "0006":
                assert json.loads(given["outcome"]) == {"counters": {}, "facts": {}, "nights": []}
                row, given = ({**item, "outcome": "", "mark": 0} for item in (row, given))
            assert {column: given[column] for column in row} == row


_TEXT = '{"counters":{}}'


def _value(column: str, kind: str) -> str | int | float | bytes:
    if column == "mark":
        return mark(_TEXT)
    if column in ("outcome", "publication", "receipt", "spending"):
        return _TEXT
    if kind.startswith(("INT", "BIGINT")):
        return 1
    return 0.5 if kind == "FLOAT" else b"x" if kind == "BLOB" else column
