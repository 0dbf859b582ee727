"""A night that is ended early: by a signal, anywhere, or killed. What it did is kept, and what it did not is named."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

import publisher.pipeline.ending
import publisher.state.opening
from publisher.cli import main as entry
from publisher.model.catalog import Notification
from publisher.model.event import Event
from publisher.model.exits import Exit
from publisher.model.night import State
from publisher.operations.logs import open_log
from publisher.operations.overview import WorkspaceCondition, overview
from publisher.operations.telling import of_night
from publisher.pipeline import Settings
from publisher.pipeline.ending import FinishedNight
from publisher.pipeline.night import run_night
from publisher.state import StateStore, hold_lock
from publisher.workspace import load
from tests.pipeline.kill_at import NOW
from tests.pipeline.test_border import add_second, words
from tests.pipeline.workspaces import STARTER

SITE = '{id: www, title: {zh: 網站, en: Site}, start: ["http://127.0.0.1:9/"], allow_private: true}'
KILLED = """
import os, signal, sys
from dataclasses import replace
from pathlib import Path
from publisher.cli.aftermath import logged
from publisher.pipeline import Settings, run_night
from publisher.workspace import load
from tests.pipeline.kill_at import NOW

root = Path(sys.argv[1])
space = load(root)

def emit(event):
    if event.kind == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)

with logged(space, emit, lambda: NOW) as told:
    run_night(space, Settings(NOW, root / "keys", jobs=1, emit=told), lambda: NOW)
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(STARTER, tmp_path / "ws")
    add_second(tmp_path / "ws")
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    return tmp_path / "ws"


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    before = signal.signal(signal.SIGTERM, entry._terminate)
    yield
    signal.signal(signal.SIGTERM, before)


def night(root: Path, emit: Callable[[Event], None] = lambda _: None, days: int = 0) -> FinishedNight:
    now = NOW + timedelta(days=days)
    return run_night(load(root), Settings(now, root / "keys", jobs=1, emit=emit), lambda: now)


def end(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def killed(root: Path, kind: str) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(root), kind], check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr


def call(*arguments: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr("sys.argv", ["publisher", *arguments])
    with pytest.raises(SystemExit) as ended:
        entry.main()
    return int(ended.value.code or 0)


def states(done: FinishedNight) -> dict[str, State]:
    return {item.dataset: item.state for item in done.report.datasets}


@pytest.mark.injects("killed")
@pytest.mark.parametrize("kind", ["stage", "dataset", "portal"])
def test_the_next_night_says_what_a_killed_one_had_done(
    kind: str, root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    killed(root, kind)
    assert call("status", "-w", str(root), monkeypatch=monkeypatch) == 0
    assert "it was killed before its end" in capsys.readouterr().out
    assert call("status", "--all", str(root), monkeypatch=monkeypatch) == Exit.SOME_STOPPED
    assert "THE NIGHT WAS KILLED BEFORE ITS END" in capsys.readouterr().out
    assert call("logs", "-w", str(root), "--format", "json", monkeypatch=monkeypatch) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["what"] == "killed"
    done = night(root, days=1)
    (run,) = done.report.unfinished
    assert (run.run, run.started) == (1, NOW)
    assert len(run.done) == {"stage": 0, "dataset": 1, "portal": 2}[kind]
    assert done.report.exit_code == Exit.CLEAN
    assert set(states(done).values()) <= {State.PUBLISHED, State.UNCHANGED}
    assert done.html is not None
    page = done.html.read_text(encoding="utf-8")
    assert "未執行完畢即被強制終止，未產生報告" in page
    assert all(name in page for name in run.done)
    told = of_night(done.report, load(root), Notification("duty", language="en"))
    assert told is not None
    assert told.startswith("Run 1, begun 2026-11-20 03:00, was killed before its end")
    assert of_night(done.report, load(root), Notification("duty", on=("held",))) is None
    assert night(root, days=2).report.unfinished == ()  # said once


def test_several_killed_nights_are_all_named(root: Path) -> None:
    night(root)
    state = StateStore(load(root).state_place)
    for days in (1, 2):
        state.begin_run(NOW + timedelta(days=days))
    state.close()
    done = night(root, days=3)
    assert [run.run for run in done.report.unfinished] == [2, 3]
    assert all(run.done == () for run in done.report.unfinished)


def test_a_run_that_reported_and_could_not_note_its_end_is_none(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(StateStore, "finish_run", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
        night(root)
    assert night(root, days=1).report.unfinished == ()


def test_a_run_at_work_is_not_called_killed(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    space = load(root)
    with hold_lock(space.state_place):
        state = StateStore(space.state_place)
        state.begin_run(NOW)
        state.close()
        open_log(space.state_folder, lambda: NOW).line("start")
        assert call("status", "-w", str(root), monkeypatch=monkeypatch) == 0
        assert "it is at work" in capsys.readouterr().out
        (line,) = overview([root], NOW, 26.0)
        assert line.condition is WorkspaceCondition.MISSED
        assert call("logs", "-w", str(root), "--format", "json", monkeypatch=monkeypatch) == 0
        assert "killed" not in capsys.readouterr().out
    (line,) = overview([root], NOW, 26.0)
    assert line.condition is WorkspaceCondition.BROKEN_OFF


@pytest.mark.injects("signals")
@pytest.mark.parametrize("kind", ["stage", "dataset", "portal"])
def test_an_interrupted_night_names_what_it_did_not_reach(kind: str, root: Path) -> None:
    with (root / "catalog.yaml").open("a", encoding="utf-8") as file:
        file.write(f"websites: [{SITE}]\n")
    done = night(root, lambda event: end() if event.kind == kind else None)
    assert done.report.exit_code == Exit.INTERRUPTED
    assert "interrupted" in words(done.report)
    assert set(states(done)) == {"counter-visits", "second"}
    failed = [item for item in done.report.datasets if item.state is State.FAILED]
    assert len(failed) == {"stage": 2, "dataset": 1, "portal": 0}[kind]
    assert all("interrupted before this was done" in str(item.error) for item in failed)
    (portal,) = done.report.portals
    assert "interrupted before this was done" in str(portal.error)
    (site,) = done.report.sites
    assert (site.coverage.stopped, site.came_to_end) == ("interrupted", False)
    assert done.html is not None
    pages = "".join(path.read_text(encoding="utf-8") for path in done.html.parent.rglob("*.html"))
    assert "本次作業在完成此項之前被中止" in pages
    after = night(root, days=1)
    assert after.report.unfinished == ()
    assert set(states(after).values()) <= {State.PUBLISHED, State.UNCHANGED}
    assert not after.report.fixed


@pytest.mark.injects("signals")
def test_what_is_held_stays_named_in_an_interrupted_night(root: Path) -> None:
    data = root / "datasets" / "second" / "data.csv"
    whole = data.read_text(encoding="utf-8")
    data.write_text(whole + "臨櫃,many\n", encoding="utf-8")
    before = night(root)
    assert states(before)["second"] is State.HELD
    (root / "datasets" / "counter-visits" / "description.md").write_text("x", encoding="utf-8")
    source = next(root.glob("datasets/counter-visits/*.csv"))
    source.write_bytes(source.read_bytes() + b"\n")
    done = night(root, lambda event: end() if event.kind == "stage" else None, days=1)
    assert states(done) == {"counter-visits": State.FAILED, "second": State.HELD}
    assert {found.check for found in done.report.datasets[1].findings} >= {
        found.check for found in before.report.datasets[1].findings if found.holds
    }
    assert done.report.fixed == ()
    data.write_text(whole, encoding="utf-8")
    assert {item.subject for item in night(root, days=2).report.fixed} == {"second"}


@pytest.mark.injects("signals")
def test_a_signal_while_the_report_is_written_is_too_late(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = publisher.pipeline.ending.report.write

    def ended(*arguments: object) -> object:
        end()
        return write(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(publisher.pipeline.ending.report, "write", ended)
        done = night(root)
    assert done.report.exit_code == Exit.CLEAN
    assert done.html is not None
    assert signal.getsignal(signal.SIGTERM) is entry._terminate
    assert night(root, days=1).report.unfinished == ()


@pytest.mark.injects("signals")
def test_who_insists_is_heeded(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publisher.pipeline.ending.report, "write", lambda *_: (end(), end()))
    with pytest.raises(KeyboardInterrupt):
        night(root)


@pytest.mark.injects("signals")
def test_a_signal_before_the_night_begins_is_reported(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    night(root)
    with monkeypatch.context() as patch:
        patch.setattr(publisher.state.opening, "back_up_if_changed", end)
        done = night(root, days=1)
    assert done.report.exit_code == Exit.INTERRUPTED
    assert done.html is not None
    assert night(root, days=2).report.exit_code == Exit.CLEAN
