"""Whole nights, with real processes, files and signals: idempotent, resumable, and one failure stays alone."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from publisher.model.night import Action, NightReport, State
from publisher.pipeline import Settings, plan_night, run_night
from publisher.state import StateStore
from publisher.workspace import load
from tests.pipeline import kill_at
from tests.pipeline.workspaces import make_workspace, tree_hash

NOW = kill_at.NOW
STEPS = {"broken": 7, "cases": 7, "cases-monthly": 7, "counter-visits": 7}


def night(root: Path, now: datetime = NOW, **changes: Any) -> NightReport:
    settings = replace(Settings(now, root / "keys"), **changes)
    return run_night(load(root), settings, lambda: now).report


def states(report: NightReport) -> dict[str, State]:
    return {item.dataset: item.state for item in report.datasets}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, NightReport]:
    root = make_workspace(tmp_path_factory.mktemp("first") / "space")
    return root, night(root)


@pytest.fixture
def done(first: tuple[Path, NightReport], tmp_path: Path) -> Path:
    """A workspace after its first night, to be spoilt."""
    return Path(shutil.copytree(first[0], tmp_path / "space", symlinks=True))


def test_the_first_night_publishes_what_is_proven_and_holds_the_rest(first: tuple[Path, NightReport]) -> None:
    root, report = first
    assert states(report) == {
        "broken": State.HELD,
        "cases": State.PUBLISHED,
        "cases-monthly": State.PUBLISHED,
        "counter-visits": State.PUBLISHED,
    }
    assert report.exit_code == 4
    (portal,) = report.portals
    assert portal.error is None
    assert {receipt.dataset for receipt in portal.receipts} == {"cases", "cases-monthly", "counter-visits"}
    assert all(receipt.verified for receipt in portal.receipts)
    assert (root / ".publisher/portal/current/dataset/cases/cases.csv").is_file()
    assert not (root / ".publisher/work").exists()


def test_a_second_night_without_change_does_nothing(done: Path) -> None:
    before = tree_hash(done / ".publisher" / "portal")
    plan = plan_night(load(done), Settings(NOW, done / "keys"))
    assert (plan.changes, plan.steps) == (False, ())
    events: list[object] = []
    report = night(done, emit=events.append)
    assert states(report) == {
        "broken": State.HELD,
        "cases": State.UNCHANGED,
        "cases-monthly": State.UNCHANGED,
        "counter-visits": State.UNCHANGED,
    }
    assert [portal.writes for portal in report.portals] == [0]
    assert [event.stage for event in events] == ["push"]  # type: ignore[attr-defined]
    assert tree_hash(done / ".publisher" / "portal") == before
    assert report.exit_code == 4


def test_only_what_changed_is_worked_on(done: Path) -> None:
    source = done / "datasets/counter-visits/visits.csv"
    source.write_text(source.read_text(encoding="utf-8") + "115/11/05,綜合櫃檯,99\n", encoding="utf-8")
    plan = plan_night(load(done), Settings(NOW, done / "keys"))
    assert [item.dataset for item in plan.datasets if item.action is Action.PUBLISH] == ["counter-visits"]
    assert states(night(done))["counter-visits"] is State.PUBLISHED
    assert (
        "115"
        not in (done / ".publisher/portal/current/dataset/counter-visits/counter-visits.csv").read_text()[:30]
    )
    assert (
        "2026-11-05" in (done / ".publisher/portal/current/dataset/counter-visits/counter-visits.csv").read_text()
    )


def test_a_held_dataset_keeps_what_was_published(done: Path) -> None:
    page = done / ".publisher/portal/current/dataset/counter-visits"
    before = tree_hash(page)
    source = done / "datasets/counter-visits/visits.csv"
    source.write_text("日期,櫃檯,人次\n115/13/40,綜合櫃檯,12\n", encoding="utf-8")
    report = night(done)
    assert states(report)["counter-visits"] is State.HELD
    assert tree_hash(page) == before
    assert states(report)["cases"] is State.UNCHANGED


def test_a_source_that_is_gone_fails_its_dataset_and_no_other(done: Path) -> None:
    (done / "datasets/counter-visits/visits.csv").unlink()
    report = night(done)
    assert states(report)["counter-visits"] is State.FAILED
    failed = next(item for item in report.datasets if item.dataset == "counter-visits")
    assert failed.error is not None
    assert (done / ".publisher/portal/current/dataset/counter-visits/counter-visits.csv").is_file()
    assert states(report)["cases"] is State.UNCHANGED


def test_a_parent_that_cannot_be_read_holds_back_its_child(done: Path) -> None:
    (done / "datasets/cases/cases.sqlite").write_bytes(b"no database")
    report = night(done)
    assert (states(report)["cases"], states(report)["cases-monthly"]) == (State.FAILED, State.FAILED)
    assert states(report)["counter-visits"] is State.UNCHANGED


def test_a_dataset_waits_for_its_day_and_a_renamed_one_is_found_from_its_old_address(done: Path) -> None:
    shown = done / ".publisher/portal/current"
    (done / "datasets/counter-visits").rename(done / "datasets/visits")
    declared = done / "datasets/visits/dataset.yaml"
    plain = declared.read_text(encoding="utf-8")
    declared.write_text(plain + "publish_on: 2036-01-01\n", encoding="utf-8")
    catalog = done / "catalog.yaml"
    lines = "withdrawals:\n  counter-visits: {zh: 改名。, en: Renamed.}\nsuccessors:\n  counter-visits: [visits]\n"
    catalog.write_text(catalog.read_text(encoding="utf-8") + lines, encoding="utf-8")
    report = night(done, allow_withdrawals=True)
    assert [item.check for item in report.portals[0].findings] == ["portal.waits"]
    assert not (shown / "dataset/visits").exists()
    told = (path.read_bytes() for path in shown.resolve().rglob("*") if path.is_file())
    assert not any(b"dataset/visits" in content for content in told)  # not even as what comes after
    declared.write_text(plain + "publish_on: {\n", encoding="utf-8")  # nobody knows its day any more
    night(done)
    assert not (shown / "dataset/visits").exists()
    declared.write_text(plain + f"publish_on: {NOW.date().isoformat()}\n", encoding="utf-8")
    report = night(done)
    assert report.portals[0].findings == ()
    assert any((shown / "dataset/visits").glob("*.csv"))
    old = (shown / "dataset/counter-visits/index.html").read_text(encoding="utf-8")
    assert 'content="0; url=../../dataset/visits/index.html"' in old and "取代" in old
    assert "dct:replaces <dataset/counter-visits/#dataset>" in (shown / "catalog.ttl").read_text(encoding="utf-8")
    assert "dataset/counter-visits/index.html" in (shown / "dataset/visits/index.html").read_text(encoding="utf-8")


def test_what_waits_for_its_day_leaves_what_stands_watched(done: Path) -> None:
    data = done / ".publisher/portal/current/dataset/counter-visits/counter-visits.csv"
    before = data.read_bytes()
    declared, source = (done / "datasets/counter-visits" / name for name in ("dataset.yaml", "visits.csv"))
    plain = declared.read_text(encoding="utf-8")
    declared.write_text(plain + "publish_on: 2036-01-01\n", encoding="utf-8")
    report = night(done)  # nothing new waits yet
    assert report.portals[0].findings == ()
    assert "counter-visits" in [item.dataset for item in report.portals[0].receipts]
    rows = source.read_bytes().splitlines()
    source.write_bytes(b"\r\n".join(rows[:-1]) + b"\r\n")
    report = night(done)
    assert [item.check for item in report.portals[0].findings] == ["portal.waits"]
    for harm in ("edited", "gone", "all"):
        if harm == "edited":
            data.write_bytes(before + b"x")
        else:
            shutil.rmtree(data.parent if harm == "gone" else done / ".publisher/portal")
        report = night(done)
        checks = {item.check for item in report.portals[0].findings if item.subject == "counter-visits"}
        assert checks == {"portal.overwritten", "portal.waits"}
        assert data.read_bytes() == before
    declared.write_text(plain + "publish_on: {\n", encoding="utf-8")  # nobody knows its day any more
    night(done)
    assert data.read_bytes() == before
    declared.write_text(plain, encoding="utf-8")
    assert night(done).portals[0].findings == ()
    assert data.read_bytes() != before


def test_what_the_store_lost_is_taken_back_from_the_portal(done: Path) -> None:
    store = done / ".publisher/store"
    (kept,) = (store / "counter-visits").iterdir()
    files = {path.name: path.read_bytes() for path in kept.iterdir() if not path.name.startswith(".")}
    source = done / "datasets/counter-visits/visits.csv"
    rows = source.read_bytes().splitlines()
    source.write_bytes(b"\r\n".join(rows[:-1]) + b"\r\n")  # compared with what is lost
    shutil.rmtree(store / "counter-visits")
    assert states(night(done))["counter-visits"] is State.PUBLISHED
    (path,) = (done / ".publisher/portal/current/dataset/counter-visits/version/1").glob("*.csv")
    assert path.read_bytes() == files[path.name]
    shutil.rmtree(store / "counter-visits")
    assert states(night(done))["counter-visits"] is State.UNCHANGED
    assert len(list((store / "counter-visits").iterdir())) == 1


def test_a_dataset_taken_out_is_withdrawn_only_within_the_limit(done: Path) -> None:
    shutil.rmtree(done / "datasets/counter-visits")
    report = night(done)
    assert report.portals[0].error is not None
    assert (done / ".publisher/portal/current/dataset/counter-visits/counter-visits.csv").is_file()
    catalog = done / "catalog.yaml"
    reason = "withdrawals:\n  counter-visits: {zh: 應王大明先生要求下架, en: asked for at 0900-000-012}\n"
    catalog.write_text(catalog.read_text(encoding="utf-8") + reason, encoding="utf-8")
    report = night(done, allow_withdrawals=True)
    assert report.portals[0].error is None
    page = (done / ".publisher/portal/current/dataset/counter-visits/index.html").read_text(encoding="utf-8")
    assert "機關已停止提供此資料集" in page
    assert "王大明" not in page
    assert not (done / ".publisher/portal/current/dataset/counter-visits/counter-visits.csv").exists()
    assert (done / ".publisher/portal/current/dataset/counter-visits/index.html").is_file()
    again = night(done)
    assert [portal.writes for portal in again.portals] == [0]


def snapshot(root: Path) -> dict[str, object]:
    """What must be equal after an undisturbed and a killed and repeated night."""
    state = StateStore(root / ".publisher")
    try:
        return {
            "portal": tree_hash(root / ".publisher" / "portal"),
            "store": tree_hash(root / ".publisher" / "store"),
            "outcomes": {name: replace(item, seconds=0.0) for name, item in state.outcomes().items()},
            "publications": {name: (item.hash, item.modified) for name, item in state.publications().items()},
            "receipts": {
                name: (item.publication, item.page_url, dict(item.files), item.verified, item.verified_files)
                for name, item in state.receipts("open-data").items()
            },
        }
    finally:
        state.close()


def killed_at(boundary: int, fresh: Path, tmp_path: Path) -> Path:
    """A copy of `fresh` after a night that was killed at `boundary` and run again."""
    root = Path(shutil.copytree(fresh, tmp_path / f"killed-{boundary}", symlinks=True))
    killed = subprocess.run(
        [sys.executable, "-m", "tests.pipeline.kill_at", str(root), str(boundary)],
        check=False,
        capture_output=True,
    )
    assert killed.returncode == -signal.SIGKILL
    night(root)
    return root


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_workspace(tmp_path_factory.mktemp("fresh") / "space", records=200)


@pytest.fixture(scope="module")
def undisturbed(fresh: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    root = Path(shutil.copytree(fresh, tmp_path_factory.mktemp("undisturbed") / "space", symlinks=True))
    night(root)
    return snapshot(root)


@pytest.mark.injects("killed")
@pytest.mark.parametrize("boundary", [9, 17, 28])
def test_a_killed_night_ends_like_an_undisturbed_one(
    boundary: int, fresh: Path, undisturbed: dict[str, object], tmp_path: Path
) -> None:
    assert snapshot(killed_at(boundary, fresh, tmp_path)) == undisturbed


@pytest.mark.injects("killed")
@pytest.mark.full
def test_a_night_killed_at_any_boundary_ends_like_an_undisturbed_one(
    fresh: Path, undisturbed: dict[str, object], tmp_path: Path
) -> None:
    root = Path(shutil.copytree(fresh, tmp_path / "count", symlinks=True))
    counted = subprocess.run(
        [sys.executable, "-m", "tests.pipeline.kill_at", str(root), "0"], check=True, capture_output=True
    )
    boundaries = int(counted.stdout)
    assert boundaries >= sum(STEPS.values())
    for boundary in range(1, boundaries + 1):
        assert snapshot(killed_at(boundary, fresh, tmp_path)) == undisturbed, boundary


@pytest.mark.injects("signals")
def test_sigterm_ends_cleanly(tmp_path: Path) -> None:
    root = make_workspace(tmp_path / "space")
    process = subprocess.Popen(
        [sys.executable, "-m", "publisher", "run", "--workspace", str(root), "--now", NOW.isoformat()],
        env={**os.environ, "PUBLISHER_KEYS": str(root / "keys")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    deadline = time.monotonic() + 60
    while not list((root / ".publisher" / "work").glob("*/*/source.parquet")):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.terminate()
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in errors
    assert not (root / ".publisher" / "work").exists()
    assert states(night(root))["cases"] is State.PUBLISHED
