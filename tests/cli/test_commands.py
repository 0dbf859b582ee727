"""The command as a person or a cron job uses it: a real process, its exit code, stdout and stderr."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from tests.pipeline.workspaces import make_workspace

NOW = "2026-11-20T03:00:00+08:00"


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


def publisher(*words: str, root: Path | None = None, language: str = "C.UTF-8") -> Ran:
    environment = {"PATH": os.environ["PATH"], "LANG": language, "HOME": "/nonexistent"}
    if root is not None:
        environment["PUBLISHER_KEYS"] = str(root / "keys")
    done = subprocess.run(
        [sys.executable, "-m", "publisher", *words],
        env=environment,
        cwd=root or "/",
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
        stdin=subprocess.DEVNULL,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def after_a_night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make_workspace(tmp_path_factory.mktemp("cli") / "space", records=200)
    ran = publisher("run", "--now", NOW, root=root)
    assert ran.code == 4, ran.err
    return root


@pytest.fixture
def root(after_a_night: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(after_a_night, tmp_path / "space", symlinks=True))


@pytest.fixture
def untouched(tmp_path: Path) -> Path:
    return make_workspace(tmp_path / "space", records=100)


COMMANDS = [
    ["init"], ["plan"], ["run"], ["crawl"], ["check"], ["structure"], ["deidentify"], ["validate"], ["export"], ["gate"], ["push"],
    ["accept"], ["report"], ["status"], ["serve"], ["convert"], ["inspect"], ["inventory"], ["document"], ["case"], ["cases"], ["logs"], ["schedule"], ["state", "check"], ["keys", "create"], ["keys", "list"], ["explain"], ["schema"], ["doctor"],
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_helps_with_an_example(command: list[str]) -> None:
    ran = publisher(*command, "--help")
    assert ran.code == 0
    assert f"publisher {' '.join(command)}" in ran.out.split("Examples:")[1]


def test_the_list_of_commands_above_is_whole() -> None:
    ran = publisher("--help")
    lines = ran.out.partition("Commands:")[2].splitlines()
    listed = {line.split()[0] for line in lines if line.strip() and not line.startswith("   ")}
    assert listed == {command[0] for command in COMMANDS}


def test_a_first_workspace_in_four_commands(tmp_path: Path) -> None:
    space = tmp_path / "mine"
    assert publisher("init", str(space)).code == 0
    assert publisher("plan", root=space).out.startswith("+ counter-visits")
    ran = publisher("run", "--now", NOW, root=space)
    assert ran.code == 0, ran.err
    assert (space / ".publisher/portal/current/index.html").is_file()
    assert publisher("init", str(space)).code == 2


def test_results_go_to_stdout_and_a_cron_job_hears_nothing_else(untouched: Path) -> None:
    ran = publisher("run", "--now", NOW, root=untouched)
    assert ran.code == 4
    assert ran.err == ""
    assert "broken" in "".join(ran.out.splitlines()[:5])
    assert Path(ran.out.strip().splitlines()[-1]).is_file()


@pytest.mark.parametrize(
    "words",
    [
        ["plan"],
        ["status"],
        ["report"],
        ["keys", "list"],
        ["explain"],
        ["doctor"],
        ["push"],
        ["validate", "counter-visits"],
    ],
    ids=" ".join,
)
def test_json_everywhere(after_a_night: Path, words: list[str]) -> None:
    ran = publisher(*words, "--format", "json", root=after_a_night)
    assert ran.code in (0, 1), ran.err
    assert json.loads(ran.out) is not None


def test_a_run_reports_as_json(root: Path) -> None:
    ran = publisher("run", "--now", NOW, "--format", "json", root=root)
    night = json.loads(ran.out)
    assert ran.code == 4
    assert {item["dataset"]: item["state"] for item in night["night"]["datasets"]} == {
        "broken": "held", "cases": "unchanged", "cases-monthly": "unchanged", "counter-visits": "unchanged",
    }  # fmt: skip
    assert Path(night["html"]).is_file()


def test_the_plan_says_what_would_change_and_changes_nothing(root: Path) -> None:
    calm = json.loads(publisher("plan", "--now", NOW, "--format", "json", root=root).out)
    assert calm["changes"] is False
    with (root / "datasets/counter-visits/visits.csv").open("a", encoding="utf-8") as file:
        file.write("115/11/05,綜合櫃檯,99\n")
    ran = publisher("plan", "--now", NOW, "--format", "json", root=root)
    assert (ran.code, json.loads(ran.out)["changes"]) == (0, True)
    dry = publisher("run", "--dry-run", "--now", NOW, root=root)
    assert dry.code == 0
    assert json.loads(publisher("plan", "--now", NOW, "--format", "json", root=root).out)["changes"] is True


def test_a_plan_in_a_file_is_carried_out_once(root: Path) -> None:
    edit(root / "datasets/counter-visits/dataset.yaml", "zh: ", "zh: 新")
    assert publisher("run", "--dry-run", root=root).code == 0
    night = publisher("run", "--portal", "spare", "--now", NOW, root=root)
    assert night.code == 2, "no such portal yet"
    edit(
        root / "catalog.yaml",
        "portals:",
        "portals:\n  - {id: spare, type: static, path: spare, title: {zh: 備用, en: Spare}}",
    )
    planned = publisher("plan", "--portal", "spare", "--out", "plan.json", "--language", "en", root=root)
    assert (planned.code, "portal spare: of what is proven already, 3 to push, 0 unchanged" in planned.out) == (
        0,
        True,
    )
    assert "add the file cases.csv: " in planned.out
    assert not (root / "spare").exists()
    done = publisher("push", "plan.json", "--now", NOW, "--language", "en", root=root)
    assert (done.code, "spare: 3 datasets shown, 3 verified" in done.out) == (0, True), done.out + done.err
    again = publisher("push", "plan.json", "--now", NOW, "--language", "en", root=root)
    assert again.code == 4
    assert "has moved since the plan was made: cases, cases-monthly, counter-visits" in again.out


def test_one_dataset_alone(root: Path) -> None:
    with (root / "datasets/counter-visits/visits.csv").open("a", encoding="utf-8") as file:
        file.write("115/11/05,綜合櫃檯,99\n")
    shutil.rmtree(root / "datasets/cases-monthly")
    ran = publisher("run", "--only", "counter-visits", "--now", NOW, "--format", "json", root=root)
    states = {item["dataset"]: item["state"] for item in json.loads(ran.out)["night"]["datasets"]}
    assert states["counter-visits"] == "published"
    assert states["cases"] == "unchanged"
    assert (root / ".publisher/portal/current/dataset/cases-monthly/index.html").is_file()


def test_a_stage_alone_hands_over_its_result(root: Path, tmp_path: Path) -> None:
    ran = publisher("deidentify", "cases", "--out", str(tmp_path / "cases.csv"), "--now", NOW, root=root)
    assert ran.code == 0, ran.err
    header = (tmp_path / "cases.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header == "申請人代碼,年齡層,行政區,收件月,業務,備註"
    again = publisher("deidentify", "cases", "--out", str(tmp_path / "cases.csv"), root=root)
    assert (again.code, "already" in again.err) == (2, True)
    ran = publisher("gate", "cases-monthly", "--out", str(tmp_path / "files"), "--now", NOW, root=root)
    assert ran.code == 0, ran.err
    assert {"cases-monthly.csv", "datapackage.json", "certificate.json"} <= {
        item.name for item in (tmp_path / "files").iterdir()
    }
    held = publisher("structure", "broken", root=root)
    assert (held.code, "structure.unreadable-value" in held.out) == (4, True)
    assert "115/13" not in held.out


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


MISTAKES: list[tuple[str, Callable[[Path], object], list[str], list[str]]] = [
    ("broken YAML", lambda root: edit(root / "catalog.yaml", "agency:", "agency: ["), ["plan"], ["catalog.yaml:5"]),
    ("an unknown key", lambda root: edit(root / "catalog.yaml", "language:", "langage:"), ["plan"], ["catalog.yaml:16", "language"]),
    ("a wrong type", lambda root: edit(root / "catalog.yaml", "type: static", "type: static\n    keep_releases: many"), ["plan"], ["catalog.yaml:20", "keep_releases"]),
    ("an unknown dataset", lambda _root: None, ["run", "--only", "nobody"], ["nobody", "publisher status"]),
    ("an unknown portal", lambda _root: None, ["run", "--portal", "nowhere"], ["nowhere", "open-data"]),
    ("an unknown check", lambda _root: None, ["explain", "structure.unreadable-valu"], ["structure.unreadable-value"]),
    ("a time that is none", lambda _root: None, ["plan", "--now", "yesterday"], ["2026-11-20T03:00"]),
    ("no workspace", lambda root: (root / "catalog.yaml").unlink(), ["plan"], ["publisher init"]),
    ("an unknown option", lambda _root: None, ["plan", "--formt", "json"], ["--formt", "--format"]),
    ("an unknown command", lambda _root: None, ["plann"], ["plann", "plan"]),
    ("a missing argument", lambda _root: None, ["structure"], ["publisher structure", "DATASET"]),
    ("a word too many", lambda _root: None, ["report", "here"], ["here"]),
    ("a choice that is none", lambda _root: None, ["plan", "--format", "xml"], ["--format", "text, json"]),
    ("an option without its value", lambda _root: None, ["plan", "--only"], ["--only"]),
    ("a number that is none", lambda _root: None, ["run", "--jobs", "many"], ["--jobs"]),
    ("a plan that is not there", lambda _root: None, ["push", "plan.json"], ["plan.json"]),
    ("a plan that is none", lambda root: (root / "plan.json").write_text("{}"), ["push", "plan.json"], ["plan.json", "--out"]),
]  # fmt: skip


# A slip in one dataset stops that dataset alone.
SLIPS: list[tuple[str, Callable[[Path], object], list[str]]] = [
    ("a missing file", lambda root: (root / "datasets/cases/schema.json").unlink(), ["datasets/cases/schema.json"]),
    ("an unknown column in the policy", lambda root: edit(root / "datasets/cases/policy.yaml", '"at": "收件日"', '"at": "收件天"'), ["datasets/cases/policy.yaml", "收件天"]),
    ("a missing key", lambda root: (root / "keys/cases.key").unlink(), ["keys create"]),
    ("a key that others can read", lambda root: (root / "keys/cases.key").chmod(0o644), ["chmod 600"]),
    ("an unknown export", lambda root: edit(root / "datasets/counter-visits/dataset.yaml", "frequency:", "exports: [pdf]\nfrequency:"), ["datasets/counter-visits/dataset.yaml", "csv"]),
    ("a schema that is none", lambda root: edit(root / "datasets/counter-visits/schema.json", '"type": "integer"', '"type": "whole"'), ["datasets/counter-visits/schema.json"]),
]  # fmt: skip


@pytest.mark.parametrize("language", ["C.UTF-8", "zh_TW.UTF-8"])
@pytest.mark.parametrize(("spoil", "said"), [case[1:] for case in SLIPS], ids=[case[0] for case in SLIPS])
def test_a_slip_in_one_dataset_is_said_with_its_place_and_the_others_are_planned(
    untouched: Path, spoil: Callable[[Path], object], said: list[str], language: str
) -> None:
    spoil(untouched)
    ran = publisher("plan", root=untouched, language=language)
    assert ran.code == 0, ran.err
    for part in said:
        assert part in ran.out
    marks = {line.split()[1]: line[0] for line in ran.out.splitlines() if line[:1] in tuple("+=!-x")}
    (broken,) = [name for name, mark in marks.items() if mark == "x" and name != "cases-monthly"]
    assert broken in ("cases", "counter-visits")
    assert "+" in marks.values()
    alone = publisher("structure", broken, root=untouched, language=language)
    assert alone.code in (0, 2)  # a key is asked for by a later stage only


def test_a_night_with_a_slip_publishes_the_others_and_names_the_place(untouched: Path) -> None:
    edit(untouched / "datasets/cases/policy.yaml", '"at": "收件日"', '"at": "收件天"')
    ran = publisher("run", "--now", NOW, root=untouched)
    assert ran.code == 4
    assert "datasets/cases/policy.yaml" in ran.err
    assert "datasets/cases/policy.yaml" in ran.out
    shown = json.loads((untouched / ".publisher/portal/current/data.json").read_text(encoding="utf-8"))
    assert [item["identifier"] for item in shown["dataset"]] == ["A00000000X-000001"]


@pytest.mark.parametrize("language", ["C.UTF-8", "zh_TW.UTF-8"])
@pytest.mark.parametrize(
    ("spoil", "words", "said"), [case[1:] for case in MISTAKES], ids=[case[0] for case in MISTAKES]
)
def test_a_mistake_is_exit_2_with_its_place_and_nothing_half_written(
    untouched: Path, spoil: Callable[[Path], object], words: list[str], said: list[str], language: str
) -> None:
    spoil(untouched)
    ran = publisher(*words, root=untouched, language=language)
    assert ran.code == 2, ran.err
    for part in said:
        assert part in ran.err
    assert re.search(r"[\u4e00-\u9fff]", ran.err.replace("收件天", "")) if language.startswith("zh") else ran.err
    assert ran.out == ""
    assert not (untouched / ".publisher/portal").exists()
    assert not (untouched / ".publisher/store").exists()


def test_messages_are_in_the_language_of_the_user(untouched: Path) -> None:
    edit(untouched / "catalog.yaml", "language:", "langage:")
    assert "此處不認得鍵 langage" in publisher("plan", root=untouched, language="zh_TW.UTF-8").err
    assert "此處不認得鍵 langage" in publisher("plan", "--language", "zh-TW", root=untouched).err
    assert "the key langage is not known here" in publisher("plan", root=untouched).err


def test_help_is_in_the_language_of_the_user() -> None:
    chinese = publisher("plan", "--help", language="zh_TW.UTF-8").out
    assert "列出執行時會做什麼及其原因" in chinese
    assert "publisher plan --only case-log --format json" in chinese
    assert "Print what a run would do" not in chinese


def test_errors_are_json_when_that_was_asked_for(untouched: Path) -> None:
    edit(untouched / "catalog.yaml", "language:", "langage:")
    ran = publisher("plan", "--format", "json", root=untouched)
    (error,) = json.loads(ran.out)["errors"]
    assert error["where"]["line"] == 16


def test_a_second_run_at_once_is_refused(untouched: Path) -> None:
    from publisher.state import hold_lock

    with hold_lock(untouched / ".publisher"):
        ran = publisher("run", "--now", NOW, root=untouched)
    assert (ran.code, str(os.getpid()) in ran.err) == (2, True)


def test_a_ckan_portal_that_does_not_answer_costs_nothing_else(untouched: Path) -> None:
    with (untouched / "catalog.yaml").open("a", encoding="utf-8") as file:
        file.write("")
    edit(
        untouched / "catalog.yaml",
        "portals:\n",
        "portals:\n  - {id: dead, type: ckan, url: 'http://127.0.0.1:9', organization: x, title: {zh: 無, en: none}}\n",
    )
    environment = os.environ.copy()
    environment.update({"PUBLISHER_CKAN_TOKEN": "some-secret-token", "PUBLISHER_KEYS": str(untouched / "keys")})
    done = subprocess.run(
        [sys.executable, "-m", "publisher", "run", "--now", NOW, "--format", "json"],
        cwd=untouched, env=environment, check=False, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    night = json.loads(done.stdout)
    portals = {portal["portal"]: portal for portal in night["night"]["portals"]}
    assert done.returncode == 4
    assert portals["dead"]["error"] is not None
    assert len(portals["open-data"]["receipts"]) == 3
    assert "some-secret-token" not in done.stdout + done.stderr


def test_keys_are_made_once_and_for_their_owner_alone(untouched: Path) -> None:
    shutil.rmtree(untouched / "keys")
    made = json.loads(publisher("keys", "create", "--format", "json", root=untouched).out)
    again = json.loads(publisher("keys", "create", "--format", "json", root=untouched).out)
    assert (made["made"], again["made"], again["existing"]) == (["cases"], [], ["cases"])
    key = (untouched / "keys/cases.key").read_text().strip()
    assert (untouched / "keys/cases.key").stat().st_mode & 0o077 == 0
    assert key not in publisher("keys", "list", root=untouched).out


@pytest.mark.parametrize(("what", "page"), [("portal", "dataset/cases/"), ("reports", "report.html")])
def test_serve_shows_portal_and_report(after_a_night: Path, what: str, page: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "publisher", "serve", what, "--port", "0"],
        cwd=after_a_night, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        base = process.stdout.readline().strip().removesuffix("report.html")
        assert base.startswith("http://127.0.0.1:")
        answer = requests.get(base + page, timeout=10)
        assert (answer.status_code, "text/html" in answer.headers["Content-Type"]) == (200, True)
        assert requests.get(base + "../../state.sqlite", timeout=10).status_code == 404
    finally:
        process.terminate()
        process.wait(10)


def test_no_personal_data_in_anything_a_night_leaves_but_the_sources(after_a_night: Path) -> None:
    import sqlite3

    with sqlite3.connect(after_a_night / "datasets/cases/cases.sqlite") as connection:
        ids = {row[0].encode() for row in connection.execute("select 證號 from cases")}
        names = {row[0].encode() for row in connection.execute("select 姓名 from cases")}
    for path in (after_a_night / ".publisher").rglob("*"):
        if path.is_file() and not path.is_symlink():
            content = path.read_bytes()
            assert not any(one in content for one in ids | names), path
