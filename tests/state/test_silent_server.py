"""A PostgreSQL that stays connected and says nothing more, really: its processes stopped, a line that swallows."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from publisher.model.errors import StateError
from publisher.model.state_place import StatePlace
from publisher.state import StateStore, hold_lock, open_for_run, server_patience
from publisher.state.backups import back_up, export_state, put_back
from publisher.state.crawl import CrawlStore
from publisher.state.home import home_of
from tests.crawl.sites import page
from tests.net.hostile import Swallowing, swallowing_line
from tests.net.server import Answer, Asked, serving
from tests.state.places import VARIABLE, Call, StateServers
from tests.state.test_faults import filled
from tests.state.test_server import NOW

SILENT = "the server of the state does not answer"


@pytest.fixture
def stood(server: StateServers, tmp_path: Path) -> StatePlace:
    place = server.place(tmp_path / "own")
    filled(place.folder)
    export_state(place.folder, tmp_path / "moved.jsonl")
    put_back(place, tmp_path / "moved.jsonl", NOW)
    return place


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_patience, "SILENT_SECONDS", 1.5)
    monkeypatch.setattr(server_patience, "CONNECT_SECONDS", 2)  # the least that libpq takes


@contextmanager
def swallowing(server: StateServers) -> Iterator[tuple[Swallowing, Callable[[StatePlace], StatePlace]]]:
    """The line, and a place as it is reached through it."""
    port = make_url(server.address).port
    assert port is not None

    with swallowing_line(port) as line:

        def through(place: StatePlace) -> StatePlace:
            address = place.server.address.replace(f":{port}/", f":{line.port}/")
            return replace(place, server=replace(place.server, address=address))

        yield line, through


@contextmanager
def stopped(server: StateServers, *, postmaster: bool) -> Iterator[None]:
    """SIGSTOP to all that serves us, and to the one that takes connections."""
    pids = [
        int(str(pid))
        for (pid,) in server.asked(
            "select pid from pg_stat_activity where application_name like 'publisher %%' and pid <> pg_backend_pid()"
        )
    ]
    if postmaster:
        folder = Path(str(server.asked("show data_directory")[0][0]))
        pids.append(int((folder / "postmaster.pid").read_text().split()[0]))
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


@pytest.mark.injects("server-silent")
@pytest.mark.parametrize("postmaster", [False, True])
def test_a_stopped_server_is_given_up_once_for_the_whole_run(
    postmaster: bool, stood: StatePlace, server: StateServers, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hold_lock(stood):
        store = open_for_run(stood, NOW)
        crawl = CrawlStore(stood)
        run = store.begin_run(NOW)
        with stopped(server, postmaster=postmaster):
            with pytest.raises(StateError, match=SILENT):
                store.finish_run(run, NOW, 0)
            monkeypatch.setattr(server_patience, "SILENT_SECONDS", 3600.0)  # nobody waits again
            for ask in (store.runs, lambda: store.begin_run(NOW), lambda: crawl.begin("site", NOW, NOW)):
                with pytest.raises(StateError, match=SILENT):
                    ask()
        with pytest.raises(StateError, match=SILENT):
            store.begin_run(NOW)  # it answers again, but whose the lock is meanwhile nobody knows
        store.close()
        crawl.close()
    with hold_lock(stood):  # the next run goes on
        store = open_for_run(stood, NOW)
        assert len(store.runs()) == 2
        store.close()


ASKED: dict[str, Callable[[StatePlace], object]] = {
    "exists": lambda place: home_of(place).exists(),
    "faults": lambda place: list(home_of(place).faults()),
    "open": StateStore,
    "open for a run": lambda place: open_for_run(place, NOW),
    "back up": lambda place: back_up(place, NOW),
    "hold": lambda place: hold_lock(place).__enter__(),
}


@pytest.mark.injects("server-silent")
@pytest.mark.parametrize("name", ASKED)
def test_whatever_is_asked_of_a_server_that_takes_no_connection_ends(
    name: str, stood: StatePlace, server: StateServers
) -> None:
    with stopped(server, postmaster=True), pytest.raises(StateError, match=SILENT):
        ASKED[name](stood)
    with swallowing(server) as (line, through):
        line.carries = False
        with pytest.raises(StateError, match=SILENT):
            ASKED[name](through(stood))


@pytest.mark.injects("server-silent")
def test_a_line_that_swallows_in_the_middle_of_rows_is_given_up(stood: StatePlace, server: StateServers) -> None:
    with swallowing(server) as (line, through):
        with home_of(through(stood)).reading() as connection:
            rows = connection.execution_options(stream_results=True, yield_per=1).exec_driver_sql(
                "select repeat('x', 1000) from generate_series(1, 1000)"
            )
            next(rows)
            line.carries = False
            with pytest.raises(StateError, match=SILENT):
                rows.all()
        line.carries = True
        assert home_of(through(stood)).exists()


def test_a_slow_answer_is_no_silence(stood: StatePlace, server: StateServers) -> None:
    """Each row comes in time, all of them do not: who still speaks is waited for."""
    with home_of(stood).reading() as connection:
        rows = connection.exec_driver_sql(
            "select repeat('x', 100000), pg_sleep(0.2) from generate_series(1, 5)"
        ).all()
    assert len(rows) == 5


@pytest.mark.injects("server-silent")
def test_another_session_that_holds_a_table_is_the_servers_word(
    stood: StatePlace, server: StateServers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_patience, "SILENT_SECONDS", 30.0)
    session = [("lock_timeout", "300ms"), *server_patience.SESSION[1:]]
    monkeypatch.setattr(server_patience, "SESSION", session)
    store = StateStore(stood)
    engine = server.administrator()
    with engine.connect().execution_options(isolation_level="READ COMMITTED") as holder:
        holder.exec_driver_sql(f"lock table {stood.server.schema}.runs")
        with pytest.raises(StateError, match="too busy, or another session holds what is needed"):
            store.begin_run(NOW)
    engine.dispose()
    store.close()


def state_at(root: Path, place: StatePlace) -> None:
    there = place.server
    keys = {"address": there.address, "account": there.account, "schema": there.schema, "password_env": VARIABLE}
    with (root / "catalog.yaml").open("a", encoding="utf-8") as file:
        file.write("\n".join(["", "state:", *(f"  {key}: {value}" for key, value in keys.items()), ""]))


def one_website(root: Path, address: str) -> None:
    one = {"id": "www", "title": {"zh": "網站", "en": "Site"}, "start": [address], "allow_private": True}
    with (root / "catalog.yaml").open("a", encoding="utf-8") as file:
        file.write(f"websites: {json.dumps([one], ensure_ascii=False)}\n")
    entry = root / "checks" / "accessibility" / "page-not-tested"
    entry.mkdir(parents=True)
    (entry / "check.yaml").write_text("params: {most_pages: 0}\n", encoding="utf-8")


@pytest.mark.injects("server-silent")
def test_a_night_whose_server_falls_silent_ends_with_a_report(
    root: Path, server: StateServers, publisher: Call
) -> None:
    place = server.place(root)
    with swallowing(server) as (line, through):

        def first(_asked: Asked) -> Answer:
            line.carries = False
            return page("/a", title="首頁")

        state_at(root, through(place))
        with serving({"/": first, "/a": page("/", title="甲")}) as site:
            one_website(root, f"{site.url}/")
            code, out, err = publisher("run", "-j", "1", "--now", "2026-11-20T03:00+08:00")
            assert code == 4
            assert SILENT in out + err
            assert "a fault of the program" not in out + err
            report = (root / ".publisher" / "reports" / "latest" / "report.html").read_text(encoding="utf-8")
            assert "存放狀態資料的伺服器沒有回應" in report
            code, out, err = publisher("run", "-j", "1", "--now", "2026-11-21T03:00+08:00")
            assert (code, SILENT in out + err) == (2, True)
            line.carries = True
            code, out, _ = publisher("run", "-j", "1", "--now", "2026-11-21T03:00+08:00", "--format", "json")
    said = json.loads(out)["summary"]
    assert (said["datasets"]["unchanged"], said["portals"]["writes"]) == (1, 0)


@pytest.mark.injects("signals")
def test_a_signal_ends_a_night_that_waits_for_a_silent_server(root: Path, server: StateServers) -> None:
    place = server.place(root)
    with swallowing(server) as (line, through):
        asked = threading.Event()

        def first(_asked: Asked) -> Answer:
            line.carries = False
            asked.set()
            return page("/a", title="首頁")

        state_at(root, through(place))
        with serving({"/": first, "/a": page("/", title="甲")}) as site:
            one_website(root, f"{site.url}/")
            night = subprocess.Popen(
                [sys.executable, "-m", "publisher", "run", "-w", str(root), "-j", "1"],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            assert asked.wait(120)
            threading.Event().wait(5)  # until it waits for the state
            night.terminate()
            said, _ = night.communicate(timeout=120)
    assert night.returncode == 130, said
    report = (root / ".publisher" / "reports" / "latest" / "report.html").read_text(encoding="utf-8")
    assert "中途被中止" in report
