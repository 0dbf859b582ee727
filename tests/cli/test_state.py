"""`publisher state`: check, copy, move and put back, as an operator calls them."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from publisher.cli import main
from publisher.state.sealing import VERSION
from tests.pipeline.workspaces import STARTER

NIGHTS = ("2026-11-20T03:00+08:00", "2026-11-21T03:00+08:00")


def call(
    *arguments: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> tuple[int, str, str]:
    monkeypatch.setattr("sys.argv", ["publisher", *arguments])
    with pytest.raises(SystemExit) as ended:
        main.main()
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


def test_a_damaged_state_is_put_back_and_nothing_is_published_anew(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = shutil.copytree(STARTER, tmp_path / "ws")
    monkeypatch.setenv("PUBLISHER_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("LANG", "en_US.UTF-8")

    def publisher(*arguments: str) -> tuple[int, str, str]:
        return call(*arguments, "-w", str(root), capsys=capsys, monkeypatch=monkeypatch)

    assert publisher("run", "-j", "1", "--now", NIGHTS[0])[0] == 0
    assert publisher("state", "check")[0] == 0
    assert publisher("state", "export", str(tmp_path / "state.jsonl"))[0] == 0
    assert publisher("state", "backup", str(tmp_path / "copy.sqlite"))[0] == 0
    state = root / ".publisher" / "state.sqlite"
    for way in ((), (str(tmp_path / "copy.sqlite"),), (str(tmp_path / "state.jsonl"),)):
        with sqlite3.connect(state) as connection:
            connection.execute("update receipts set receipt = replace(receipt, 'counter', 'kounter')")
        code, out, err = publisher("run", "-j", "1", "--now", NIGHTS[1])
        assert code == 2
        assert "what the state keeps of counter-visits (receipts) is not as it was written" in out + err
        assert publisher("state", "check")[0] == 1
        assert publisher("state", "import", *way)[0] == 0
        assert publisher("state", "check")[0] == 0
        code, out, err = publisher("run", "-j", "1", "--now", NIGHTS[1], "--format", "json")
        night = json.loads(out)
        assert code == 0
        assert night["summary"]["datasets"]["unchanged"] == 1
        assert night["summary"]["portals"]["writes"] == 0
    assert len(list((root / ".publisher" / "backups").glob("replaced-*.sqlite"))) == 3


def test_a_cut_export_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = shutil.copytree(STARTER, tmp_path / "ws")
    monkeypatch.setenv("PUBLISHER_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    arguments = ("-w", str(root))
    assert call("run", "-j", "1", *arguments, capsys=capsys, monkeypatch=monkeypatch)[0] == 0
    file = tmp_path / "state.jsonl"
    assert call("state", "export", str(file), *arguments, capsys=capsys, monkeypatch=monkeypatch)[0] == 0
    whole = file.read_text(encoding="utf-8")
    for broken in (
        whole[:-50],
        whole.replace("counter-visits", "kounter-visits", 1),
        whole.replace(VERSION, "0003", 1),
    ):
        file.write_text(broken, encoding="utf-8")
        code, _, err = call("state", "import", str(file), *arguments, capsys=capsys, monkeypatch=monkeypatch)
        assert code == 2
        assert "the export" in err
    assert call("state", "check", *arguments, capsys=capsys, monkeypatch=monkeypatch)[0] == 0


def test_a_lost_state_is_rebuilt_from_the_portal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = shutil.copytree(STARTER, tmp_path / "ws")
    monkeypatch.setenv("PUBLISHER_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("LANG", "en_US.UTF-8")

    def publisher(*arguments: str) -> tuple[int, str, str]:
        return call(*arguments, "-w", str(root), capsys=capsys, monkeypatch=monkeypatch)

    assert publisher("run", "-j", "1", "--now", NIGHTS[0])[0] == 0
    own = root / ".publisher"
    assert publisher("state", "rebuild")[0] == 2
    for path in own.glob("state.sqlite*"):
        path.unlink()
    shutil.rmtree(own / "store")
    shutil.rmtree(own / "backups")
    code, out, _ = publisher("state", "rebuild", "--format", "json")
    assert (code, json.loads(out)["taken"]) == (0, ["counter-visits"])
    before = (own / "portal" / "current").readlink()
    code, out, _ = publisher("run", "-j", "1", "--now", NIGHTS[1], "--format", "json")
    night = json.loads(out)
    assert code == 0
    assert night["summary"]["datasets"]["unchanged"] == 1
    assert night["summary"]["portals"]["writes"] == 0
    assert (own / "portal" / "current").readlink() == before
    victim = own / "portal" / "current" / "dataset" / "counter-visits" / "counter-visits.csv"
    victim.write_bytes(b"x")
    (own / "state.sqlite").unlink()
    assert publisher("state", "rebuild")[0] == 4
    code, out, _ = publisher("run", "-j", "1", "--now", NIGHTS[1], "--format", "json")
    assert (code, json.loads(out)["summary"]["datasets"]["failed"]) == (4, 1)  # held, and its release stays
    assert not (own / "store" / "counter-visits").is_dir()
    assert publisher("run", "-j", "1", "--now", NIGHTS[1], "--only", "counter-visits")[0] == 0
    assert publisher("run", "-j", "1", "--now", NIGHTS[1])[0] == 0
