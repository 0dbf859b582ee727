"""A look at the state says what opening it says, makes nothing, and leaves what is odd to whoever has the words."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from publisher.model.errors import StateError
from publisher.model.jsonable import to_json
from publisher.model.night import DatasetOutcome, State
from publisher.model.portal import PushAction, Receipt
from publisher.model.state_place import StatePlace
from publisher.model.text import msg
from publisher.state import StateStore, hold_lock, server_home
from publisher.state.glance import Glance, glance
from publisher.state.holder import Holder, holder_of

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
OUTCOMES = (
    DatasetOutcome("bus-stops", State.PUBLISHED, "f1", publication="h1", worked_on=NOW),
    DatasetOutcome("路燈", State.HELD, "f2", error=msg("a {b}", b=1), held_since=NOW),
)


def receipt(portal: str, dataset: str) -> Receipt:
    return Receipt(portal, dataset, PushAction.CREATE, "h1", "id", "dataset/", {"a.csv": "a"}, NOW, verified=True)


@pytest.fixture
def kept(place: StatePlace) -> StatePlace:
    """A place where a run ended and another has begun."""
    store = StateStore(place)
    store.finish_run(store.begin_run(NOW), NOW, 0)
    store.begin_run(NOW)
    for outcome in OUTCOMES:
        store.record_outcome(outcome)
    for portal in ("ours", "theirs"):
        store.record_receipt(receipt(portal, "bus-stops"))
    store.close()
    return place


def test_it_says_what_opening_the_state_says(kept: StatePlace) -> None:
    seen = glance(kept, ["theirs", "nowhere"])
    store = StateStore(kept)
    assert seen.run == store.runs(1)[0]
    assert seen.outcomes == to_json(store.outcomes())
    assert seen.receipts == {"theirs": to_json(store.receipts("theirs")), "nowhere": {}}
    store.close()


def test_a_file_is_read_without_what_writes(kept: StatePlace, monkeypatch: pytest.MonkeyPatch) -> None:
    if kept.server.address:
        pytest.skip("of a file only")
    monkeypatch.setitem(sys.modules, "publisher.state.store", None)
    assert set(glance(kept, []).outcomes) == {"bus-stops", "路燈"}


def test_nothing_is_made_where_nothing_is(tmp_path: Path) -> None:
    assert glance(StatePlace(tmp_path / "own"), ["ours"]) == Glance()
    assert not (tmp_path / "own").exists()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("update outcomes set outcome = replace(outcome, 'f1', 'g1')", "is not as it was written"),
        ("update receipts set receipt = 'no JSON', mark = null", "is not as it was written"),
        ("update alembic_version set version_num = '9999'", "newer version"),
        ("delete from alembic_version", "alembic_version"),
        ("drop table receipts", "receipts"),
    ],
)
def test_what_is_odd_has_the_words_of_the_state(kept: StatePlace, statement: str, said: str) -> None:
    if kept.server.address:
        pytest.skip("of a file only")
    with closing(sqlite3.connect(kept.folder / "state.sqlite")) as connection, connection:
        connection.execute(statement)
    with pytest.raises(StateError) as caught:
        glance(kept, ["ours"])
    assert said in f"{caught.value.message.template} {caught.value.message.params}".replace("_value", "")


def test_whoever_is_at_work_is_named(place: StatePlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert holder_of(place) is None
    with hold_lock(place):
        found = holder_of(place)
    assert found is not None
    assert (found.process.isdigit(), found.host) == (True, "")
    if not place.server.address:
        return
    with monkeypatch.context() as patch:
        patch.setattr(server_home, "_our_name", lambda: "publisher 77@night-two")
        elsewhere = hold_lock(replace(place, folder=tmp_path / "elsewhere"))
        elsewhere.__enter__()
    try:
        assert holder_of(place) == Holder("77", "night-two")
        with monkeypatch.context() as patch:  # a copy of the workspace on this machine
            patch.setattr("socket.gethostname", lambda: "night-two")
            assert holder_of(place) == Holder("77")
    finally:
        elsewhere.__exit__(None, None, None)
    assert holder_of(place) is None
