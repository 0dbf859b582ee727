"""A state that cannot be used says what is wrong with it, and a backup of last night is at hand."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

import publisher.state
from publisher.model.disk import disk_fault
from publisher.model.errors import DiskError, StateError, UserError
from publisher.model.night import DatasetOutcome, State
from publisher.model.portal import PushAction, Receipt
from publisher.state import PublicationStore, StateStore, open_for_run
from publisher.state.backups import KEEP, back_up, backups, export_state, faults, put_back
from publisher.state.sealing import VERSION
from publisher.state.space import require_space
from tests.push.publications import make_publication

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)


def filled(folder: Path) -> Path:
    """A state in which something of every kind stands; returns the file."""
    store = StateStore(folder)
    run = store.begin_run(NOW)
    work = folder / "work"
    publication = make_publication(work, "case-log")
    publication = PublicationStore(folder).keep(publication)
    store.record_outcome(DatasetOutcome(publication.dataset, State.PUBLISHED, "f" * 64), publication)
    store.record_receipt(
        Receipt(
            "open-data",
            publication.dataset,
            PushAction.CREATE,
            "h",
            "id",
            "p/",
            {"a.csv": "a"},
            NOW,
            verified=True,
        )
    )
    store.finish_run(run, NOW, 0)
    store.close()
    return folder / "state.sqlite"


def _sql(*statements: str) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        with sqlite3.connect(path) as connection:
            for statement in statements:
                connection.execute(statement)

    return change


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:9000])


def _flip_pages(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for at in range(4096, len(data), 4096):
        data[at] ^= 0xFF  # the kind of every page but the first
    path.write_bytes(data)


BROKEN: dict[str, tuple[Callable[[Path], None], str]] = {
    "a letter": (lambda path: path.write_bytes(b"a letter, no database" * 500) and None, "not a database"),
    "cut off": (_cut, "damaged"),
    "pages": (_flip_pages, "damaged|lacks a part|not a database"),
    "newer": (_sql("update alembic_version set version_num = '9999_from_the_future'"), "newer version"),
    "no version": (_sql("delete from alembic_version"), "alembic_version"),
    "no receipts": (_sql("drop table receipts"), "lacks a part that belongs into it: receipts"),
    "no findings": (_sql("drop table findings"), "lacks a part that belongs into it: findings"),
    "no column": (_sql("alter table runs drop column exit_code"), "lacks a part.*runs.exit_code"),
    "a digit": (_sql("update outcomes set outcome = replace(outcome, 'fff', 'ffe')"), "what the state keeps of"),
    "a brace": (_sql("update publications set publication = '[' || publication"), "what the state keeps of"),
    "a verdict": (
        _sql("update receipts set receipt = replace(receipt, 'true', 'false')"),
        "what the state keeps of",
    ),
    "bytes": (_sql("update receipts set receipt = x'ff00'"), "what the state keeps of"),
}


@pytest.mark.injects("state-broken")
@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_named_and_last_nights_backup_mends_it(name: str, tmp_path: Path) -> None:
    path = filled(tmp_path)
    damage, word = BROKEN[name]
    for part in ("-wal", "-shm"):
        path.with_name(path.name + part).unlink(missing_ok=True)
    damage(path)
    with pytest.raises(StateError, match=word) as caught:
        open_for_run(tmp_path, NOW)
    assert caught.value.hint is not None
    aside = put_back(tmp_path, backups(tmp_path)[0], NOW)
    assert aside is not None
    assert aside.exists()
    store = open_for_run(tmp_path, NOW)
    assert [item.verified for item in store.receipts("open-data").values()] == [True]
    assert len(store.outcomes()) == len(store.publications()) == 1
    store.close()


@pytest.mark.injects("state-broken")
def test_a_locked_state_is_called_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = filled(tmp_path)
    holder = sqlite3.connect(path)
    holder.execute("pragma locking_mode = exclusive")
    holder.execute("begin exclusive")
    with pytest.raises(StateError, match="another program has locked"):
        open_for_run(tmp_path, NOW)
    holder.rollback()
    holder.close()
    open_for_run(tmp_path, NOW).close()


@pytest.mark.injects("state-broken")
def test_a_folder_in_the_place_of_the_state_is_said(tmp_path: Path) -> None:
    (tmp_path / "state.sqlite").mkdir()
    with pytest.raises(StateError, match="cannot be opened"):
        open_for_run(tmp_path, NOW)


def test_an_export_replaces_no_device(tmp_path: Path) -> None:
    StateStore(tmp_path).close()
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UserError, match="is no file"):
        export_state(tmp_path, tmp_path / "pipe")
    assert (tmp_path / "pipe").is_fifo()


def test_the_declared_version_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(publisher.state.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == VERSION


def test_a_backup_is_whole_while_a_run_writes(tmp_path: Path) -> None:
    path = filled(tmp_path)
    writer = sqlite3.connect(path)
    writer.execute("insert into runs (started) values ('half')")  # not committed
    copy = back_up(tmp_path, NOW)
    assert copy is not None
    assert list(faults(copy)) == []
    with sqlite3.connect(copy) as reading:
        assert reading.execute("select count(*) from runs").fetchone() == (1,)
        assert reading.execute("select count(*) from crawl_targets").fetchone() == (0,)
    writer.rollback()
    writer.close()
    assert copy.stat().st_mode & 0o777 == 0o600


def test_old_backups_go_and_a_quiet_night_makes_none(tmp_path: Path) -> None:
    filled(tmp_path)
    for night in range(KEEP + 5):
        back_up(tmp_path, NOW + timedelta(days=night + 1))
    names = [path.name for path in backups(tmp_path)]
    assert len(names) == KEEP
    assert names[0] == f"state-{NOW + timedelta(days=KEEP + 5):%Y%m%d-%H%M%S}.sqlite"
    open_for_run(tmp_path, NOW).close()
    assert [path.name for path in backups(tmp_path)] == names


@pytest.mark.injects("two-versions")
def test_a_state_of_an_earlier_version_is_copied_before_it_is_brought_up_to_date(tmp_path: Path) -> None:
    path = filled(tmp_path)
    _sql(
        "alter table outcomes drop column mark",
        "alter table publications drop column mark",
        "alter table receipts drop column mark",
        "drop table withdrawn",
        "drop table spendings",
        "update alembic_version set version_num = '0003'",
    )(path)
    shutil.rmtree(tmp_path / "backups")
    store = open_for_run(tmp_path, NOW)
    assert len(store.outcomes()) == 1
    store.close()
    (copy,) = backups(tmp_path)
    with sqlite3.connect(copy) as reading:
        assert reading.execute("select version_num from alembic_version").fetchone() == ("0003",)
    put_back(tmp_path, copy, NOW)
    open_for_run(tmp_path, NOW).close()
    assert list(faults(path)) == []


@pytest.mark.injects("state-broken")
def test_a_damaged_backup_is_not_put_back(tmp_path: Path) -> None:
    path = filled(tmp_path)
    copy = backups(tmp_path)[0]
    _sql("update receipts set receipt = '{}'")(copy)
    before = path.read_bytes()
    with pytest.raises(StateError, match="what the state keeps of"):
        put_back(tmp_path, copy, NOW)
    assert path.read_bytes() == before


@pytest.mark.injects("disk-full-before")
def test_too_little_space_is_said_before_the_night(tmp_path: Path) -> None:
    with pytest.raises(DiskError, match="too little space left on"):
        require_space(tmp_path, 10**15)
    require_space(tmp_path, 1)


@pytest.mark.parametrize(
    ("number", "word"),
    [(28, "no space left on /x/y"), (122, "no space left"), (30, "read-only"), (5, "failed"), (2, None)],
)
def test_a_disks_errors_are_told_from_others(number: int, word: str | None) -> None:
    fault = disk_fault(OSError(number, "said by the system", "/x/y/file"))
    assert (fault is None) if word is None else (word in str(fault))
