"""The state survives kills, gives back what went in, and never calls fixed what was not looked at."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import inspect

from publisher.model.errors import BusyError, PublisherError, StateError
from publisher.model.finding import Finding, Outcome, Place, Severity
from publisher.model.night import DatasetOutcome, State
from publisher.model.portal import PushAction, Receipt
from publisher.model.redacted import redact
from publisher.model.state_place import StatePlace
from publisher.model.text import msg
from publisher.state import PublicationStore, StateStore, hold_lock
from publisher.state.home import home_of
from publisher.state.tables import metadata
from tests.push.publications import ROWS, make_publication

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
FINDING = Finding(
    "structure.unreadable-value",
    Outcome.FAILED,
    Severity.ERROR,
    "case-log",
    key="日期",
    params={"count": 3},
    places=(Place(row=3, field="日期", cell="B4"),),
    count=3,
    evidence=(redact("national_id", "whatever"),),
)


def test_what_goes_in_comes_back(place: StatePlace) -> None:
    store = StateStore(place)
    outcome = DatasetOutcome(
        "case-log",
        State.HELD,
        "f1",
        findings=(FINDING,),
        error=msg("a {b}", b=1),
        counters={"source": {"rows": 3}},
        held_since=NOW,
    )
    receipt = Receipt(
        "open-data", "case-log", PushAction.CREATE, "h", "id", "dataset/", {"a.csv": "a"}, NOW, verified=True
    )
    store.record_outcome(outcome)
    store.record_receipt(receipt)
    store.close()
    again = StateStore(place)
    assert again.outcomes() == {"case-log": outcome}
    assert again.receipts("open-data") == {"case-log": receipt}
    assert again.receipts("ckan") == {}
    again.close()


def test_a_receipt_of_an_earlier_version_is_still_one(tmp_path: Path) -> None:
    """Written before receipts told the portal's mark and the rows of tables."""
    store = StateStore(tmp_path)
    receipt = Receipt(
        "ckan", "case-log", PushAction.CREATE, "0" * 64, "1", "p", {"a.csv": "u"}, NOW, verified=True
    )
    store.record_receipt(receipt)
    with sqlite3.connect(tmp_path / "state.sqlite") as connection:
        connection.execute(
            "update receipts set receipt = json_remove(receipt, '$.tables', '$.revision'), mark = null"
        )
        (kept,) = connection.execute("select receipt from receipts").fetchone()
    assert "tables" not in kept
    assert store.receipts("ckan") == {"case-log": receipt}
    store.close()


def test_a_publication_moves_with_its_workspace(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    made = make_publication(tmp_path / "made", "case-log")
    kept = PublicationStore(folder).keep(made)
    store = StateStore(folder)
    store.record_outcome(DatasetOutcome("case-log", State.PUBLISHED, "f"), kept)
    store.close()
    folder.rename(tmp_path / "b")
    moved = StateStore(tmp_path / "b").publications()["case-log"]
    assert moved == replace(kept, folder=tmp_path / "b" / "store" / "case-log" / kept.hash)
    assert PublicationStore(tmp_path / "b").is_whole(moved)
    (moved.folder / moved.artifacts[0].path).write_bytes(b"")
    assert not PublicationStore(tmp_path / "b").is_whole(moved)


def test_only_the_current_publications_stay(tmp_path: Path) -> None:
    store = PublicationStore(tmp_path)
    first = store.keep(make_publication(tmp_path / "one", "case-log", rows=ROWS[:2]))
    second = store.keep(make_publication(tmp_path / "two", "case-log", rows=ROWS[:3]))
    assert first.folder != second.folder
    store.prune([second])
    assert not first.folder.exists()
    assert second.folder.exists()


def test_a_finding_is_fixed_only_when_it_was_looked_for(place: StatePlace) -> None:
    store = StateStore(place)
    later = NOW + timedelta(days=1)
    mark = FINDING.fingerprint

    def yes(_check: str, _subject: str) -> bool:
        return True

    assert store.record_findings([FINDING], yes, NOW) == ({mark: NOW}, (mark,), ())
    assert store.record_findings([], lambda _check, _subject: False, later) == ({mark: NOW}, (), ())
    assert store.record_findings([FINDING], yes, later) == ({mark: NOW}, (), ())
    assert store.record_findings([], yes, later) == ({}, (), ((mark, FINDING.check, FINDING.subject),))
    assert store.record_findings([FINDING], yes, later) == ({mark: later}, (mark,), ())
    store.close()


def test_the_fingerprint_stays_when_rows_move() -> None:
    assert FINDING.fingerprint == replace(FINDING, places=(Place(row=9),), count=1).fingerprint
    assert FINDING.fingerprint != replace(FINDING, key="時間").fingerprint


def test_migrations_lead_to_the_declared_tables(place: StatePlace) -> None:
    StateStore(place).close()
    with home_of(place).reading() as connection:
        found = inspect(connection)
        for table in metadata.sorted_tables:
            assert {column["name"] for column in found.get_columns(table.name)} == {
                column.name for column in table.columns
            }
            keys = found.get_pk_constraint(table.name)["constrained_columns"]
            if not (place.server.address and "url" in table.primary_key):  # there a key is a hash of the address
                assert set(keys) == {column.name for column in table.primary_key}


def test_the_state_is_for_its_owner_alone(tmp_path: Path) -> None:
    StateStore(tmp_path).close()
    assert (tmp_path / "state.sqlite").stat().st_mode & 0o077 == 0


def test_a_foreign_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "state.sqlite").write_bytes(b"a letter, not a database" * 100)
    with pytest.raises(PublisherError, match="not a database of this program"):
        StateStore(tmp_path)
    assert (tmp_path / "state.sqlite").read_bytes().startswith(b"a letter")


def test_an_outcome_of_another_version_is_an_error_not_a_guess(tmp_path: Path) -> None:
    StateStore(tmp_path).close()
    with sqlite3.connect(tmp_path / "state.sqlite") as connection:
        connection.execute("insert into outcomes values ('a', 'f', 'held', '{\"unknown\": 1}', null)")
    with pytest.raises(StateError, match="what the state keeps of a"):
        StateStore(tmp_path).outcomes()


def _hold(
    place: StatePlace, held: multiprocessing.synchronize.Event, end: multiprocessing.synchronize.Event
) -> None:
    with hold_lock(place):
        held.set()
        end.wait(30)


@pytest.mark.injects("two-runs")
def test_the_lock_goes_with_its_holder(place: StatePlace, tmp_path: Path) -> None:
    """With a server also for a copy of the workspace on another machine, which has a folder of its own."""
    other = replace(place, folder=tmp_path / "elsewhere") if place.server.address else place
    context = multiprocessing.get_context("spawn")
    held, end = context.Event(), context.Event()
    holder = context.Process(target=_hold, args=(place, held, end))
    holder.start()
    assert held.wait(30)
    with pytest.raises(BusyError, match="another run") as caught, hold_lock(other):
        pass
    assert str(holder.pid) in str(caught.value)
    holder.kill()
    holder.join()
    _soon(lambda: _takes(other))


def _takes(place: StatePlace) -> bool:
    try:
        with hold_lock(place):
            return (place.folder / "lock").read_text() == str(os.getpid())
    except BusyError:  # the server has not seen yet that the process is gone
        return False


def _soon(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 30
    while not true():
        assert time.monotonic() < until
        time.sleep(0.05)
