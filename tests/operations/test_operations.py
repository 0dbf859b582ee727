"""A night is started, logged, told of and watched over, also when it did not happen."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from publisher.cli import main
from publisher.model.catalog import Notification
from publisher.model.errors import UserError
from publisher.operations import telling
from publisher.operations.overview import WorkspaceCondition, overview
from publisher.operations.schedule import Schedule, cron, units
from tests.net.hostile import dripping
from tests.pipeline.workspaces import STARTER, make_workspace

NIGHT = "2026-11-20T03:00+08:00"


@pytest.fixture
def receiver() -> Iterator[tuple[str, list[dict[str, object]]]]:
    """A real server that takes what apprise sends, and what it took."""
    taken: list[dict[str, object]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"json://user:Secret55@127.0.0.1:{server.server_port}", taken
    server.shutdown()
    server.server_close()


def call(*arguments: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr("sys.argv", ["publisher", *arguments])
    with pytest.raises(SystemExit) as ended:
        main.main()
    return int(ended.value.code or 0)


def test_a_night_is_logged_counted_and_told_of_once(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    receiver: tuple[str, list[dict[str, object]]],
) -> None:
    address, taken = receiver
    root = make_workspace(tmp_path / "ws", records=60)
    monkeypatch.setenv("PUBLISHER_KEYS", str(root / "keys"))
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setenv("PUBLISHER_NOTIFY_URL", address)
    catalog = root / "catalog.yaml"
    told = "notifications: [{id: duty, language: en}, {id: owner, language: zh-TW, datasets: [counter-visits]}]\n"
    catalog.write_text(catalog.read_text(encoding="utf-8") + told, encoding="utf-8")
    for night in (NIGHT, "2026-11-21T03:00+08:00"):
        call("run", "-w", str(root), "-j", "1", "--now", night, monkeypatch=monkeypatch)
    own = root / ".publisher"
    assert len(taken) == 1, "the second night has nothing new, and the owner's dataset is fine"
    assert "[broken]" in str(taken[0]["message"])
    health = json.loads((own / "health.json").read_text(encoding="utf-8"))
    assert health["held"] + health["failed"] >= 1
    assert health["proven"] >= 1
    metrics = (own / "metrics.prom").read_text(encoding="utf-8")
    assert 'publisher_exit_code{workspace="ws"} 4' in metrics
    assert (own / "metrics.prom").stat().st_mode & 0o777 == 0o644
    capsys.readouterr()
    assert call("logs", "-w", str(root), "--nights", "2", "--format", "json", monkeypatch=monkeypatch) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {row["what"] for row in rows} >= {"start", "dataset", "portal", "end"}
    assert len({row["log"] for row in rows}) == 2
    everything = b"".join(path.read_bytes() for path in own.rglob("*") if path.is_file())
    assert b"Secret55" not in everything


@pytest.mark.injects("receiver-away")
def test_a_receiver_that_is_away_ends_no_night(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = Path(shutil.copytree(STARTER, tmp_path / "ws"))
    monkeypatch.setenv("PUBLISHER_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setenv("PUBLISHER_NOTIFY_URL", "json://me:Secret55@127.0.0.1:9")
    catalog = root / "catalog.yaml"
    catalog.write_text(
        catalog.read_text(encoding="utf-8") + "notifications: [{id: duty, on: [always]}]\n", encoding="utf-8"
    )
    assert call("run", "-w", str(root), "-j", "1", "--now", NIGHT, monkeypatch=monkeypatch) == 0
    said = capsys.readouterr()
    assert "the notification duty was not taken by its receiver" in said.err
    assert "Secret55" not in said.err + said.out


def test_many_workspaces_have_one_line_each(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    receiver: tuple[str, list[dict[str, object]]],
) -> None:
    address, taken = receiver
    for name in ("one", "two"):
        shutil.copytree(STARTER, tmp_path / "all" / name)
    monkeypatch.setenv("PUBLISHER_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setenv("PUBLISHER_NOTIFY_URL", address)
    catalog = tmp_path / "all" / "two" / "catalog.yaml"
    catalog.write_text(catalog.read_text(encoding="utf-8") + "notifications: [{id: duty}]\n", encoding="utf-8")
    for name in ("one", "two"):
        call("run", "-w", str(tmp_path / "all" / name), "-j", "1", "--now", NIGHT, monkeypatch=monkeypatch)
    lines = overview([tmp_path / "all"], datetime.fromisoformat(NIGHT) + timedelta(hours=5), 26)
    assert [(line.workspace.name, line.condition) for line in lines] == [
        ("one", WorkspaceCondition.FINE),
        ("two", WorkspaceCondition.FINE),
    ]
    arguments = ("status", "--all", str(tmp_path / "all"), "--now")
    assert call(*arguments, "2026-11-20T08:00+08:00", monkeypatch=monkeypatch) == 0
    assert call(*arguments, "2026-11-22T08:00+08:00", "--notify", monkeypatch=monkeypatch) == 4
    assert len(taken) == 1
    assert "did not run" in str(taken[0]["message"]) or "未執行" in str(taken[0]["message"])


def test_units_are_whole_and_systemd_takes_them(tmp_path: Path) -> None:
    space = tmp_path / "監理站 100%"
    space.mkdir()
    made = units(Schedule(space, "03:05", tmp_path / "keys", (tmp_path / "portal",)))
    night = made["publisher-100.service"]
    assert "OnFailure=publisher-100-watch.service" in night
    assert "ProtectSystem=strict" in night
    assert "100%%" in night
    assert "OnCalendar=*-*-* 03:05:00\nPersistent=true" in made["publisher-100.timer"]
    if shutil.which("systemd-analyze"):
        for name, text in made.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        paths = [str(tmp_path / name) for name in made]
        done = subprocess.run(["systemd-analyze", "verify", "--man=no", *paths], capture_output=True, text=True)
        assert "Unknown" not in done.stderr


def test_cron_lines_quote_what_they_name(tmp_path: Path) -> None:
    lines = cron(Schedule(tmp_path / "a b", "3:05", tmp_path / "keys"))
    assert lines.startswith("5 3 * * * PUBLISHER_KEYS=")
    assert f"'{tmp_path}/a b'" in lines


@pytest.mark.parametrize("at", ["24:00", "3", "03:60", "noon"])
def test_a_time_that_is_none_is_refused(at: str, tmp_path: Path) -> None:
    with pytest.raises(UserError):
        units(Schedule(tmp_path, at, tmp_path))


@pytest.mark.injects("dripping")
def test_a_receiver_that_drips_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "_SECONDS", 1.0)
    with dripping([b"HTTP/1.1 200 OK\r\nX-Long: "]) as url:
        monkeypatch.setenv("PUBLISHER_NOTIFY_URL", url.replace("http:", "json:"))
        with pytest.raises(telling.NotTold, match="was not taken by its receiver"):
            telling.send(Notification("duty"), "subject", "body")
