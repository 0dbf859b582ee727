"""Whole nights with the state on a real PostgreSQL, as an operator has them: the same ends, the same words."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from publisher.state import StateStore, hold_lock
from publisher.workspace import load
from tests.crawl.sites import page
from tests.net.server import Answer, Asked, serving
from tests.state.places import VARIABLE, Call, StateServers

NIGHTS = [f"2026-11-{20 + night}T03:00+08:00" for night in range(5)]


def on_server(root: Path, server: StateServers, **changes: str) -> str:
    """Let the workspace keep its state on the server; returns the schema."""
    there = server.named()
    keys = {"address": there.address, "account": there.account, "schema": there.schema, "password_env": VARIABLE}
    lines = [f"  {key}: {value}" for key, value in {**keys, **changes}.items()]
    catalog = root / "catalog.yaml"
    text = catalog.read_text(encoding="utf-8").partition("\nstate:\n")[0].rstrip()
    catalog.write_text("\n".join([text, "", "state:", *lines, ""]), encoding="utf-8")
    return there.schema


def in_file(root: Path) -> None:
    catalog = root / "catalog.yaml"
    catalog.write_text(catalog.read_text(encoding="utf-8").partition("\nstate:\n")[0] + "\n", encoding="utf-8")


def test_a_workspace_moves_to_a_server_and_back(root: Path, server: StateServers, publisher: Call) -> None:
    def quiet(night: str) -> None:
        code, out, _ = publisher("run", "-j", "1", "--now", night, "--format", "json")
        said = json.loads(out)["summary"]
        assert (code, said["datasets"]["unchanged"], said["portals"]["writes"]) == (0, 1, 0)

    moved = str(root.parent / "state.jsonl")
    assert publisher("run", "-j", "1", "--now", NIGHTS[0])[0] == 0
    assert publisher("state", "export", moved)[0] == 0
    schema = on_server(root, server)
    code, out, err = publisher("run", "-j", "1", "--now", NIGHTS[1])
    assert code == 2
    assert "the state is gone, though earlier runs have published from here" in out + err
    assert publisher("status")[0] == 0  # makes the schema; that is no state yet
    assert publisher("run", "-j", "1", "--now", NIGHTS[1])[0] == 2
    assert publisher("state", "import", moved)[0] == 0
    quiet(NIGHTS[1])
    code, out, _ = publisher("status")
    assert code == 0
    assert "last run: 2" in out
    code, out, _ = publisher("state", "check")
    assert code == 0
    assert f"postgresql://127.0.0.1:{server.address.rpartition(':')[2]} ({schema}): whole" in out
    assert publisher("state", "rebuild")[0] == 2
    assert (
        f"✓ state on postgresql://127.0.0.1:{server.address.rpartition(':')[2]} ({schema})"
        in publisher("doctor")[1]
    )
    code, out, _ = publisher("state", "backup")
    assert out.strip().endswith(".jsonl")
    server.run("update receipts set receipt = replace(receipt, 'counter', 'kounter')", schema=schema)
    assert publisher("state", "check")[0] == 1
    code, out, err = publisher("run", "-j", "1", "--now", NIGHTS[2])
    assert code == 2
    assert "what the state keeps of counter-visits (receipts) is not as it was written" in out + err
    assert publisher("state", "import")[0] == 0
    quiet(NIGHTS[2])
    assert publisher("state", "export", moved)[0] == 0
    in_file(root)
    code, out, err = publisher("run", "-j", "1", "--now", NIGHTS[3])
    assert code == 2  # and not with the file that was left lying there
    assert "the state was kept in another place up to now" in out + err
    assert publisher("state", "import", moved)[0] == 0
    quiet(NIGHTS[3])
    said = "".join(
        path.read_text(encoding="utf-8", errors="replace")
        for path in (root / ".publisher").rglob("*")
        if path.is_file() and path.suffix in (".json", ".html", ".md", ".jsonl", ".log", ".txt", ".place")
    )
    assert server.password not in said


@pytest.mark.injects("state-lost")
def test_a_lost_state_is_rebuilt_on_the_server(root: Path, server: StateServers, publisher: Call) -> None:
    schema = on_server(root, server)
    assert publisher("run", "-j", "1", "--now", NIGHTS[0])[0] == 0
    assert not (root / ".publisher" / "state.sqlite").exists()
    server.run(f"drop schema {schema} cascade")
    code, out, err = publisher("run", "-j", "1", "--now", NIGHTS[1])
    assert (code, "the state is gone" in out + err) == (2, True)
    assert publisher("state", "check")[0] == 1
    code, out, _ = publisher("state", "rebuild", "--format", "json")
    assert (code, json.loads(out)["taken"]) == (0, ["counter-visits"])
    code, out, _ = publisher("run", "-j", "1", "--now", NIGHTS[1], "--format", "json")
    said = json.loads(out)["summary"]
    assert (code, said["datasets"]["unchanged"], said["portals"]["writes"]) == (0, 1, 0)


@pytest.mark.injects("server-refused")
@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"address": "postgresql://127.0.0.1:1/x"}, "the server of the state cannot be reached"),
        ({"account": "stranger"}, "refuses the account or its password"),
        ({"schema": "pg_mine"}, "cannot be the name of the workspace's own schema"),
        ({"schema": "public"}, "cannot be the name of the workspace's own schema"),
        ({"address": "mysql://127.0.0.1/x"}, "not the address of a database on a PostgreSQL server"),
        ({"address": "postgresql://127.0.0.1"}, "not the address of a database on a PostgreSQL server"),
        ({"address": "postgresql://a/x?password=Sesam"}, "not the address of a database on a PostgreSQL server"),
        ({"address": "postgresql://a:Sesam@a/x"}, "the address has a user or a password in it"),
        ({"address": "''"}, "the address of the server is missing"),
    ],
)
def test_a_night_that_cannot_begin_says_why(
    changes: dict[str, str], word: str, root: Path, server: StateServers, publisher: Call
) -> None:
    on_server(root, server, **changes)
    code, out, err = publisher("run", "-j", "1", "--now", NIGHTS[0])
    assert code == 2
    assert word in out + err
    assert "Sesam" not in out + err
    assert server.password not in out + err
    reports = list((root / ".publisher" / "reports").glob("*/report.html"))
    assert all(server.password not in path.read_text(encoding="utf-8") for path in reports)
    assert bool(reports) is (("the server" in word and "missing" not in word) or "refuses" in word)


@pytest.mark.injects("two-runs")
def test_two_nights_at_once_have_one_word(
    root: Path, server: StateServers, publisher: Call, tmp_path: Path
) -> None:
    """The other one is a copy of the workspace, as on a second machine."""
    on_server(root, server)
    copy = load(Path(shutil.copytree(root, tmp_path / "copy")))
    with hold_lock(copy.state_place):
        code, out, err = publisher("run", "-j", "1", "--now", NIGHTS[0])
        assert code == 2
        assert f"another run (process {os.getpid()}@" in out + err
    assert publisher("run", "-j", "1", "--now", NIGHTS[0])[0] == 0


@pytest.mark.injects("server-lost")
def test_a_night_whose_connection_is_lost_ends_with_a_report(
    root: Path, server: StateServers, publisher: Call
) -> None:
    """While a website is looked at: what came before is kept, what comes after is not, and the next night mends it."""
    lost: list[object] = []

    def first(_asked: Asked) -> Answer:
        if not lost:
            lost.extend(
                server.asked(
                    "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'publisher %%'"
                )
            )
        return page("/a", title="首頁")

    schema = on_server(root, server)
    with serving({"/": first, "/a": page("/", title="甲")}) as site:
        with (root / "catalog.yaml").open("a", encoding="utf-8") as file:
            one = {
                "id": "www",
                "title": {"zh": "網站", "en": "Site"},
                "start": [f"{site.url}/"],
                "allow_private": True,
            }
            file.write(f"websites: {json.dumps([one], ensure_ascii=False)}\n")
        entry = root / "checks" / "accessibility" / "page-not-tested"
        entry.mkdir(parents=True)
        (entry / "check.yaml").write_text("params: {most_pages: 0}\n", encoding="utf-8")
        code, out, err = publisher("run", "-j", "1", "--now", NIGHTS[0])
        assert lost
        assert code == 4
        assert "the connection to the server of the state was lost" in out + err
        assert "a fault of the program" not in out + err
        report = (root / ".publisher" / "reports" / "latest" / "report.html").read_text(encoding="utf-8")
        assert "與存放狀態資料的伺服器之連線中斷" in report
        assert server.asked(f"select count(*) from {schema}.publications") == [(1,)]
        assert publisher("state", "check")[0] == 0
        code, out, _ = publisher("run", "-j", "1", "--now", NIGHTS[1], "--format", "json")
        said = json.loads(out)
        assert (code, said["summary"]["datasets"]["unchanged"]) != (4, 0)
        assert said["summary"]["portals"]["writes"] == 0


def test_without_the_driver_one_line_says_so(
    root: Path, server: StateServers, publisher: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_server(root, server)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    for command in (("run", "-j", "1"), ("status",), ("state", "check"), ("state", "backup")):
        code, out, err = publisher(*command)
        assert code == 2
        assert "needs an extra that is not installed" in out + err
        assert "publisher[sql]" in out + err


@pytest.mark.injects("killed")
@pytest.mark.full
def test_a_night_that_is_killed_anywhere_goes_on(root: Path, server: StateServers, publisher: Call) -> None:
    schema = on_server(root, server)
    ended = False
    for boundary in range(1, 40):
        done = subprocess.run(
            [sys.executable, "-m", "tests.pipeline.kill_at", str(root), str(boundary)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode in (0, -signal.SIGKILL), done.stderr
        assert publisher("state", "check")[0] == 0
        if done.returncode == 0:
            ended = True
            break
    assert ended
    code, out, _ = publisher("run", "-j", "1", "--now", NIGHTS[1], "--format", "json")
    said = json.loads(out)["summary"]
    assert (code, said["datasets"]["unchanged"], said["portals"]["writes"]) == (0, 1, 0)
    assert server.asked(f"select count(*) from {schema}.publications") == [(1,)]


def test_a_run_on_another_machine_is_at_work_and_not_killed(
    root: Path, server: StateServers, publisher: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_server(root, server)
    place = load(root).state_place
    assert publisher("run", "-j", "1", "--now", NIGHTS[0])[0] == 0
    store = StateStore(place)
    store.begin_run(datetime.fromisoformat(NIGHTS[1]))
    store.close()
    assert "it was killed before its end" in publisher("status")[1]
    with monkeypatch.context() as patch:
        patch.setattr("publisher.state.server_home._our_name", lambda: "publisher 77@night-two")
        elsewhere = hold_lock(replace(place, folder=root.parent / "elsewhere"))
        elsewhere.__enter__()
    try:
        assert "it is at work on night-two, and cannot be seen from here" in publisher("status")[1]
        said = json.loads(publisher("status", "--format", "json")[1])
        assert said["at_work"] == {"process": "77", "host": "night-two"}
    finally:
        elsewhere.__exit__(None, None, None)
    assert "it was killed before its end" in publisher("status")[1]
