"""A fault anywhere in the parent becomes the item it belongs to; the night goes on, and its report is written."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

import publisher.pipeline.desk
import publisher.pipeline.ending
import publisher.pipeline.night
import publisher.pipeline.plan
import publisher.pipeline.pushing
import publisher.workspace.loading
from publisher.model.exits import Exit
from publisher.model.night import Action, NightReport, State
from publisher.model.site import Site
from publisher.model.text import LocalText
from publisher.model.workspace import Dataset, Workspace
from publisher.pipeline import Settings, checked, plan_night
from publisher.pipeline.ending import FinishedNight
from publisher.pipeline.night import run_night
from publisher.state import PublicationStore, StateStore
from publisher.workspace import load
from tests.pipeline.kill_at import NOW
from tests.pipeline.workspaces import STARTER, write_dataset

SECRET = "A value of a cell"


def full(*_arguments: object, **_named: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def odd(*_arguments: object, **_named: object) -> None:
    raise KeyError(SECRET)


def add_second(root: Path) -> None:
    folder = root / "datasets" / "second"
    write_dataset(
        folder,
        21,
        {"source": {"file": {"path": "data.csv"}}},
        [("項目", "string"), ("數量", "integer")],
        {"fields": {"項目": {"role": "insensitive"}, "數量": {"role": "insensitive"}}},
    )
    (folder / "data.csv").write_text("項目,數量\n臨櫃,12\n網路,15\n", encoding="utf-8")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(STARTER, tmp_path / "ws")
    add_second(tmp_path / "ws")
    return tmp_path / "ws"


def night(root: Path, workspace: Workspace | None = None, **settings: object) -> FinishedNight:
    chosen = replace(Settings(NOW, root / "keys", jobs=1), **settings)  # type: ignore[arg-type]
    done = run_night(workspace or checked(load(root)), chosen, lambda: NOW)
    for file in (done.html, done.json):
        assert file is not None
        assert SECRET not in file.read_text(encoding="utf-8")
    return done


def states(report: NightReport) -> dict[str, State]:
    return {item.dataset: item.state for item in report.datasets}


def words(report: NightReport) -> str:
    return " ".join(str(item.message) for item in report.troubles)


BOTH = {"counter-visits": State.PUBLISHED, "second": State.PUBLISHED}


@pytest.mark.injects("our-fault")
@pytest.mark.parametrize("fault", [odd, full])
@pytest.mark.parametrize(
    ("where", "name"),
    [
        (StateStore, "begin_run"),
        (StateStore, "record_findings"),
        (StateStore, "finish_run"),
        (PublicationStore, "prune"),
    ],
)
def test_a_fault_of_the_state_costs_no_dataset(
    where: type, name: str, fault: Callable[..., None], root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(where, name, fault)
    done = night(root)
    assert states(done.report) == BOTH
    assert done.report.exit_code == Exit.SOME_STOPPED


@pytest.mark.injects("our-fault")
def test_a_dataset_whose_outcome_cannot_be_kept_has_failed_alone(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = PublicationStore.keep

    def keep_some(self: PublicationStore, publication: object) -> object:
        return full() if publication.dataset == "second" else keep(self, publication)  # type: ignore[attr-defined,func-returns-value,arg-type]

    monkeypatch.setattr(PublicationStore, "keep", keep_some)
    done = night(root)
    assert states(done.report) == {**BOTH, "second": State.FAILED}
    (failed,) = [item for item in done.report.datasets if item.dataset == "second"]
    assert "no space left" in str(failed.error)
    assert failed.troubles[0].where
    monkeypatch.undo()
    assert states(night(root).report)["second"] is State.PUBLISHED


@pytest.mark.injects("our-fault")
@pytest.mark.parametrize("fault", [odd, full])
def test_without_a_plan_there_is_a_report_all_the_same(
    fault: Callable[..., None], root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    night(root)
    monkeypatch.setattr(publisher.pipeline.night, "build_plan", fault)
    done = night(root)
    assert done.report.exit_code == Exit.OUR_FAULT
    assert words(done.report)
    assert done.html is not None
    for page in (done.html, *done.html.parent.rglob("*.html")):
        assert "There are no datasets in this workspace" not in page.read_text(encoding="utf-8")
        assert "本工作區沒有資料集" not in page.read_text(encoding="utf-8")
    monkeypatch.undo()
    assert set(states(night(root).report).values()) == {State.UNCHANGED}


@pytest.mark.injects("our-fault")
def test_one_source_that_cannot_be_asked_stops_itself_only(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ask = publisher.pipeline.plan.source.fingerprint

    def asked(dataset: Dataset) -> str:
        if dataset.id == "second":
            raise RecursionError(SECRET)
        return ask(dataset)

    monkeypatch.setattr(publisher.pipeline.plan.source, "fingerprint", asked)
    assert states(night(root).report) == {**BOTH, "second": State.FAILED}


@pytest.mark.injects("silent-source")
def test_a_source_that_hangs_stops_itself_only(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    ask, never = publisher.pipeline.plan.source.fingerprint, threading.Event()

    def asked(dataset: Dataset) -> str:
        if dataset.id == "second":
            never.wait(60)
        return ask(dataset)

    monkeypatch.setattr(publisher.pipeline.plan.source, "fingerprint", asked)
    report = night(root, patience=1.0).report
    never.set()
    assert states(report) == {**BOTH, "second": State.FAILED}
    (failed,) = [item for item in report.datasets if item.dataset == "second"]
    assert "did not answer" in str(failed.error)


@pytest.mark.injects("our-fault")
@pytest.mark.parametrize("fault", [odd, full])
def test_a_portal_that_makes_us_fail_is_in_trouble(
    fault: Callable[..., None], root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publisher.pipeline.pushing.push, "open_portal", fault)
    report = night(root).report
    assert states(report) == BOTH
    assert [bool(item.error) for item in report.portals] == [True]
    assert report.exit_code == Exit.SOME_STOPPED


@pytest.mark.injects("our-fault")
@pytest.mark.parametrize("name", ["crawl.crawl", "checks.check_site"])
def test_a_crawl_that_makes_us_fail_is_a_site_not_looked_at(
    name: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    space = checked(load(root))
    site = Site("site", LocalText("網站", "Site"), ("http://127.0.0.1:9/",), allow_private=True)
    space = replace(space, catalog=replace(space.catalog, websites=(site,)))
    module, function = name.split(".")
    monkeypatch.setattr(import_module(f"publisher.{module}"), function, odd)
    report = night(root, space).report
    assert states(report) == BOTH
    (seen,) = report.sites
    assert not seen.coverage.complete
    assert seen.coverage.untested[0].url == "http://127.0.0.1:9/"
    assert not seen.ran
    assert report.exit_code == Exit.SOME_STOPPED
    assert "KeyError" in words(report)


@pytest.mark.injects("disk-full-during")
def test_a_report_that_finds_no_room_is_written_elsewhere(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = publisher.pipeline.ending.report.write

    def somewhere(*arguments: object) -> object:
        return full() if str(arguments[-1]).startswith(str(root)) else write(*arguments)  # type: ignore[arg-type,func-returns-value]

    monkeypatch.setattr(publisher.pipeline.ending.report, "write", somewhere)
    done = night(root)
    assert done.html is not None
    assert not done.html.is_relative_to(root)
    assert "no space left" in words(done.report)
    assert "本次作業未能完成全部工作" in done.html.read_text(encoding="utf-8")
    assert states(done.report) == BOTH
    shutil.rmtree(done.html.parent.parent)


def test_what_stands_in_the_place_of_the_newest_report_costs_no_report(root: Path) -> None:
    (root / ".publisher/reports/latest").mkdir(parents=True)
    done = night(root)
    assert done.html is not None
    assert done.html.is_relative_to(root)
    assert done.report.exit_code == Exit.SOME_STOPPED
    assert "something else stands" in words(done.report)
    assert states(done.report) == BOTH


@pytest.mark.parametrize("name", ["lock", "work", "state.sqlite", "state.sqlite-wal"])
def test_what_stands_in_the_place_of_a_file_of_ours_is_said_and_reported(name: str, root: Path) -> None:
    (root / ".publisher").mkdir()
    os.mkfifo(root / ".publisher" / name)
    done = night(root)
    assert done.report.exit_code == Exit.USAGE
    assert name in " ".join(item.where for item in done.report.troubles)
    assert "fault of the program" not in words(done.report)


def test_a_declaration_that_makes_us_fail_stops_itself_only(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = publisher.workspace.loading._policy

    def fail_at_second(path: Path, name: str) -> object:
        if "second" in name:
            odd()
        return read(path, name)

    monkeypatch.setattr(publisher.workspace.loading, "_policy", fail_at_second)
    done = night(root)
    assert states(done.report) == {"counter-visits": State.PUBLISHED, "second": State.FAILED}


BROKEN: dict[str, Callable[[Path], object]] = {
    "a misspelt key": lambda folder: spoil(folder, "frequency", "frequncy"),
    "no YAML": lambda folder: (folder / "dataset.yaml").write_text("{", encoding="utf-8"),
    "no UTF-8": lambda folder: (folder / "policy.yaml").write_bytes(b"\xa4\xa4: {"),
    "a circle": lambda folder: spoil(folder, '"frequency"', '"from": ["second"], "frequency"'),
    "a missing parent": lambda folder: spoil(folder, '"frequency"', '"from": ["nobody"], "frequency"'),
    "no policy": lambda folder: (folder / "policy.yaml").unlink(),
    "a schema that is deep": lambda folder: (folder / "schema.json").write_text("[" * 100_000, encoding="utf-8"),
    "a field whose name is a list": lambda folder: spoil(folder, '"項目"', '["項目"]', "schema.json"),
    "a type that is an object": lambda folder: spoil(folder, '"type": "string"', '"type": {}', "schema.json"),
    "a technique without a key": lambda folder: spoil(
        folder, '"insensitive"', '"direct-identifier", "technique": "pseudonym"', "policy.yaml"
    ),
}


def spoil(folder: Path, old: str, new: str, name: str = "dataset.yaml") -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("what", BROKEN)
def test_a_slip_in_one_dataset_stops_that_dataset_alone_and_what_stood_stays(what: str, root: Path) -> None:
    first = night(root)
    assert states(first.report) == BOTH
    BROKEN[what](root / "datasets" / "second")
    done = night(root)
    assert states(done.report) == {"counter-visits": State.UNCHANGED, "second": State.FAILED}
    assert done.report.exit_code == Exit.SOME_STOPPED
    (failed,) = [item for item in done.report.datasets if item.dataset == "second"]
    assert failed.why
    assert failed.publication is not None
    shown = json.loads((root / ".publisher/portal/current/data.json").read_text(encoding="utf-8"))
    assert "A00000000X-000021" in json.dumps(shown)


def test_a_folder_whose_name_is_no_text_stops_itself_only(root: Path) -> None:
    for name in (b"\xb4\xfa\xb8\xd5", b"new\nline", "\u202eabc".encode(), b"a" * 101):
        shutil.copytree(root / "datasets" / "second", root / "datasets" / os.fsdecode(name))
    done = night(root)
    named = states(done.report)
    assert {name for name, state in named.items() if state is State.FAILED} == {
        "\\xb4\\xfa\\xb8\\xd5",
        "new\\nline",
        "\\u202eabc",
        "a" * 101,
    }
    assert {name: named[name] for name in BOTH} == BOTH
    assert not words(done.report)


def test_what_is_derived_from_a_broken_dataset_is_not_worked_on(root: Path) -> None:
    spoil(root / "datasets" / "second", "frequency", "frequncy")
    third = root / "datasets" / "third"
    write_dataset(
        third,
        22,
        {"from": ["second"], "source": {"derived": {"query": "query.sql"}}},
        [("數量", "integer")],
        {"fields": {"數量": {"role": "insensitive"}}},
    )
    (third / "query.sql").write_text("select 數量 from second order by 1\n", encoding="utf-8")
    plan = plan_night(checked(load(root)), Settings(NOW, root / "keys"))
    assert {item.dataset: item.action for item in plan.datasets} == {
        "counter-visits": Action.PUBLISH,
        "second": Action.CANNOT,
        "third": Action.CANNOT,
    }
    assert states(night(root).report) == {
        "counter-visits": State.PUBLISHED,
        "second": State.FAILED,
        "third": State.FAILED,
    }
