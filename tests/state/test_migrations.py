"""A state of an earlier version is brought up to date, and says the same afterwards."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

import publisher.state
from publisher.model.table import Night
from publisher.state import StateStore
from publisher.state.sealing import mark

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
