"""Faults of the machine, injected for real: each with what is promised then (docs/explanation/faults.md)."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from multiprocessing import active_children
from pathlib import Path

import pytest

from publisher import source
from publisher.cli import main as entry
from publisher.model.errors import SourceError
from publisher.model.event import Event
from publisher.model.exits import Exit
from publisher.model.night import State
from publisher.model.workspace import Dataset
from publisher.operations.logs import Log, broke_off, has_end, logs, open_log
from publisher.pipeline import Settings
from publisher.pipeline.ending import FinishedNight
from publisher.pipeline.night import run_night
from publisher.pipeline.settings import services
from publisher.state import StateStore
from publisher.state.backups import KEEP, back_up, backups
from publisher.workspace import load
from tests.parts import missing
from tests.pipeline.kill_at import NOW
from tests.pipeline.workspaces import STARTER, write_dataset


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    spare = tmp_path / "spare"
    spare.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(spare))
    return Path(shutil.copytree(STARTER, tmp_path / "ws"))


@pytest.fixture
def disk(root: Path) -> Iterator[Callable[[str], Path]]:
    """Mounts a disk of a given size in the place of the workspace's own folder."""
    own = root / ".publisher"
    own.mkdir()

    def mount(options: str) -> Path:
        made = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "publisher-test", str(own)], capture_output=True, check=False
        )
        if made.returncode:
            missing("the right to mount a disk", "run the tests as root")
        return own

    yield mount
    subprocess.run(["umount", "-l", str(own)], capture_output=True, check=False)


def night(root: Path, emit: Callable[[Event], None] = lambda _: None, **settings: object) -> FinishedNight:
    chosen = replace(Settings(NOW, root / "keys", jobs=1, emit=emit), **settings)  # type: ignore[arg-type]
    return run_night(load(root), chosen, lambda: NOW)


def words(done: FinishedNight) -> str:
    return " ".join(str(item.message) for item in done.report.troubles)


def written(done: FinishedNight) -> str:
    assert done.html is not None
    assert done.json is not None
    return done.html.read_text(encoding="utf-8")


def fill(folder: Path) -> None:
    """Fill the disk of `folder` to the last byte."""
    with (folder / "filler").open("wb", buffering=0) as file, suppress(OSError):
        for size in (1 << 20, 1 << 10, 1):
            with suppress(OSError):
                while True:
                    file.write(bytes(size))


@pytest.mark.injects("disk-full-before")
@pytest.mark.parametrize("size", ["300k", "8m"])
def test_a_disk_without_room_begins_no_night_and_the_report_lies_elsewhere(
    size: str, root: Path, disk: Callable[[str], Path]
) -> None:
    own = disk(f"size={size}")
    done = night(root)
    assert "too little space left" in words(done)
    assert done.report.exit_code == Exit.USAGE
    assert "本次作業未能完成全部工作" in written(done)
    assert not (own / "state.sqlite").exists()


@pytest.mark.injects("disk-full-before")
def test_a_disk_full_to_the_last_byte_is_said(root: Path, disk: Callable[[str], Path]) -> None:
    fill(disk("size=1m"))
    log = open_log(root / ".publisher", lambda: NOW)
    log.line("start", text="x" * 10_000)  # a log that finds no room ends nothing
    log.file.close()
    done = night(root)
    assert "space left" in words(done)
    assert done.html is not None
    assert not done.html.is_relative_to(root)


@pytest.mark.injects("read-only")
def test_a_read_only_disk_is_said(root: Path, disk: Callable[[str], Path]) -> None:
    disk("size=1m,ro")
    done = night(root)
    assert "read-only" in words(done)
    assert done.report.exit_code == Exit.USAGE
    assert "唯讀" in written(done)


@pytest.mark.injects("disk-full-during")
def test_a_disk_that_fills_during_the_night_costs_what_found_no_room(
    root: Path, disk: Callable[[str], Path]
) -> None:
    own = disk("size=40m")

    def emit(event: Event) -> None:
        if event.stage == "structure":
            fill(own)

    done = night(root, emit)
    (item,) = done.report.datasets
    assert item.state is State.FAILED
    assert "no space left" in str(item.error)
    assert done.report.exit_code == Exit.SOME_STOPPED
    assert "no space left" in words(done) or done.html is not None
    written(done)
    (own / "filler").unlink()
    assert night(root).report.exit_code == Exit.CLEAN


@pytest.mark.injects("worker-killed")
def test_a_worker_that_the_kernel_kills_loses_nothing(root: Path) -> None:
    killed = []

    def emit(event: Event) -> None:
        if event.stage == "source" and not killed:
            for worker in active_children():
                assert Path(f"/proc/{worker.pid}/oom_score_adj").read_text() == "500\n"
                killed.append(worker.pid)
                worker.kill()

    done = night(root, emit)
    assert killed
    assert [item.state for item in done.report.datasets] == [State.PUBLISHED]
    assert done.report.exit_code == Exit.CLEAN


@pytest.mark.injects("endless-stage")
def test_a_stage_that_never_ends_is_ended(root: Path) -> None:
    done = night(root, step_patience=0.0)
    (item,) = done.report.datasets
    assert item.state is State.FAILED
    assert "not done with source" in str(item.error)


@pytest.mark.injects("signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_night_with_a_report_and_mends_no_finding(number: int, root: Path) -> None:
    before = signal.signal(number, entry._terminate)
    try:
        done = night(root, lambda event: os.kill(os.getpid(), number) if event.stage == "source" else None)
    finally:
        signal.signal(number, before)
    assert done.report.exit_code == Exit.INTERRUPTED
    assert "interrupted" in words(done)
    assert "中途被中止" in written(done)
    assert not done.report.fixed
    with sqlite3.connect(root / ".publisher" / "state.sqlite") as state:
        assert state.execute("select exit_code from runs").fetchall() == [(Exit.INTERRUPTED,)]


@pytest.mark.injects("clock-back")
def test_a_clock_far_behind_the_last_run_begins_no_night(root: Path) -> None:
    own = root / ".publisher"
    state = StateStore(own)
    state.begin_run(NOW + timedelta(days=2))
    state.close()
    done = night(root, by_the_machine=True)
    assert "clock says" in words(done)
    assert done.report.exit_code == Exit.USAGE
    assert not done.report.datasets


@pytest.mark.injects("daylight")
def test_the_hour_that_comes_twice_is_no_clock_set_back(root: Path) -> None:
    """And the one that never comes is none that is missed."""
    nights = [
        "2026-10-25T02:30:00+02:00",
        "2026-10-25T02:10:00+01:00",
        "2027-03-28T01:59:00+01:00",
        "2027-03-28T03:00:00+02:00",
    ]
    for number, now in enumerate(map(datetime.fromisoformat, nights), 1):
        done = night(root, now=now, by_the_machine=True)
        log = open_log(root / ".publisher", lambda now=now: now)  # type: ignore[misc]
        assert done.report.exit_code == Exit.CLEAN
        assert (done.report.run, done.report.started) == (number, now)
        assert logs(root / ".publisher")[0] == Path(log.file.name)
        assert done.html is not None
        assert (root / ".publisher" / "reports" / "latest").resolve() == done.html.parent.resolve()
        log.file.close()
    assert len(set((root / ".publisher" / "reports").glob("2*"))) == len(nights)
    assert backups(root / ".publisher")


@pytest.mark.injects("clock-back")
def test_a_clock_set_back_confuses_neither_backups_nor_logs(tmp_path: Path) -> None:
    StateStore(tmp_path).close()
    for number in range(KEEP + 3):
        back_up(tmp_path, NOW - timedelta(hours=number))
    made = back_up(tmp_path, NOW - timedelta(days=400))
    assert made is not None
    assert backups(tmp_path)[0] == made
    assert len(backups(tmp_path)) == KEEP
    for number in range(70):
        log = open_log(tmp_path, lambda number=number: NOW - timedelta(days=number))  # type: ignore[misc]
        log.line("start")
        log.file.close()
        assert Path(log.file.name).exists()


@pytest.mark.injects("two-runs")
def test_a_run_that_found_another_one_at_work_hides_no_killed_night(tmp_path: Path) -> None:
    killed = open_log(tmp_path, lambda: NOW)
    killed.line("start")
    killed.file.close()
    busy = open_log(tmp_path, lambda: NOW + timedelta(hours=1))
    busy.line("start")
    busy.line("broke-off", kind="BusyError")
    busy.file.close()
    assert broke_off(tmp_path) == Path(killed.file.name)


@pytest.mark.injects("disk-full-during")
def test_a_line_that_found_no_room_spoils_none_behind_it(tmp_path: Path) -> None:
    class Full:
        """Takes some bytes of the first line, and all of the others."""

        def __init__(self) -> None:
            self.taken = b""

        def write(self, text: bytes) -> int:
            some = text if self.taken else text[:10]
            self.taken += some
            return len(some)

    disk = Full()
    log = Log(disk, lambda: NOW)  # type: ignore[arg-type]
    log.line("stage")
    log.line("end")
    (tmp_path / "log.jsonl").write_bytes(disk.taken)
    assert has_end(tmp_path / "log.jsonl")


@pytest.mark.injects("two-versions")
def test_the_state_of_a_newer_program_is_left_alone_and_the_report_says_so(root: Path) -> None:
    own = root / ".publisher"
    StateStore(own).close()
    with sqlite3.connect(own / "state.sqlite") as state:
        state.execute("update alembic_version set version_num = '9999'")
    before = (own / "state.sqlite").read_bytes()
    done = night(root)
    assert "newer version" in words(done)
    assert done.report.exit_code == Exit.USAGE
    assert (own / "state.sqlite").read_bytes() == before
    written(done)


@pytest.mark.injects("state-lost")
def test_a_state_that_is_gone_is_not_begun_anew(root: Path) -> None:
    own = root / ".publisher"
    StateStore(own).close()
    back_up(own, NOW)
    (own / "state.sqlite").unlink()
    done = night(root)
    assert "the state is gone" in words(done)
    assert not (own / "state.sqlite").exists()
    assert "state import" in " ".join(str(item.hint) for item in done.report.troubles)


@pytest.mark.injects("commit-power")
def test_power_lost_while_the_state_is_written_leaves_whole_commits(tmp_path: Path) -> None:
    """The journal torn at any byte: what was committed before is there, half a commit never."""
    store = StateStore(tmp_path)
    for number in range(12):
        store.begin_run(NOW + timedelta(days=number))
    state, journal = tmp_path / "state.sqlite", tmp_path / "state.sqlite-wal"
    torn = tmp_path / "torn"
    size = journal.stat().st_size
    seen = set()
    for cut in range(0, size, 1021):
        shutil.rmtree(torn, ignore_errors=True)
        torn.mkdir()
        shutil.copy(state, torn)
        (torn / journal.name).write_bytes(journal.read_bytes()[:cut])
        with sqlite3.connect(torn / state.name) as reading:
            assert reading.execute("pragma integrity_check").fetchall() == [("ok",)]
            if reading.execute("select 1 from sqlite_master where name = 'runs'").fetchone():
                runs = [number for (number,) in reading.execute("select id from runs order by id")]
                assert runs == list(range(1, len(runs) + 1))
                seen.add(len(runs))
    store.close()
    assert len(seen) > 5


def _dataset(root: Path, definition: dict[str, object]) -> Dataset:
    folder = root / "datasets" / "second"
    fields = {"項目": {"role": "insensitive"}, "數量": {"role": "insensitive"}}
    write_dataset(folder, 21, definition, [("項目", "string"), ("數量", "integer")], {"fields": fields})
    (folder / "data.csv").write_text("項目,數量\n" + "臨櫃,12\n" * 400_000, encoding="utf-8")
    return load(root).datasets["second"]


@pytest.mark.injects("changing-source")
def test_a_source_that_changes_while_it_is_read_is_not_published(root: Path) -> None:
    dataset = _dataset(root, {"source": {"file": {"path": "data.csv"}}})
    at = services(load(root), Settings(NOW, root / "keys"), root / "work")
    at.work.mkdir()
    over = threading.Event()

    def append() -> None:
        while not over.wait(0.001):
            with (dataset.folder / "data.csv").open("a", encoding="utf-8") as file:
                file.write("網路,15\n")

    writer = threading.Thread(target=append)
    writer.start()
    try:
        with pytest.raises(SourceError, match="changed while it was read"):
            source.read(dataset, at, {})
    finally:
        over.set()
        writer.join()
    assert source.read(dataset, at, {}).table is not None


@pytest.mark.injects("no-network")
def test_a_name_that_no_server_has_stops_its_dataset_alone(root: Path) -> None:
    _dataset(root, {"source": {"http": {"url": "https://no-such-host.invalid/a.csv", "format": "csv"}}})
    done = night(root)
    assert {item.dataset: item.state for item in done.report.datasets} == {
        "counter-visits": State.PUBLISHED,
        "second": State.FAILED,
    }
    assert done.report.exit_code == Exit.SOME_STOPPED


@pytest.mark.injects("odd-machine")
@pytest.mark.parametrize(
    ("environment", "redirect", "codes"),
    [
        ({"HOME": None, "LANG": None, "PATH": None, "TMPDIR": "/nowhere"}, "", {0}),
        ({"LANG": "zh_TW.Big5", "PYTHONIOENCODING": "ascii", "TZ": "Nowhere/Land"}, "", {0}),
        ({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, "", {0}),
        ({}, ">/dev/full", {2}),
        ({}, ">&- 2>&-", {0}),
    ],
)
def test_an_odd_surrounding_is_no_fault_of_the_program(
    environment: dict[str, str | None], redirect: str, codes: set[int], root: Path
) -> None:
    surrounding = {**os.environ, "LANG": "zh_TW.UTF-8", **environment}
    given = {key: value for key, value in surrounding.items() if value is not None}
    command = f'"{sys.executable}" -m publisher status -w "{root}" {redirect}'
    done = subprocess.run(["/bin/sh", "-c", command], env=given, capture_output=True, check=False)
    assert done.returncode in codes, done.stderr.decode(errors="replace")
    assert b"Traceback" not in done.stderr
    assert errno.errorcode[errno.ENOSPC].encode() not in done.stderr
