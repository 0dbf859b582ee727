"""A finding accepted for a time: written with comments kept, without effect on the exit code, open again when over."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.test_commands import publisher
from tests.pipeline.workspaces import make_workspace

NIGHTS = [f"2026-11-{day}T03:00:00+08:00" for day in (20, 21, 22, 23)]
WORDS = ("--reason", "併站後筆數本來就少", "--by", "企劃股王課長", "--until", "2026-11-22")


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with one dataset that has fewer rows than it should, after a night; broken and cases are left out."""
    root = make_workspace(tmp_path_factory.mktemp("accept") / "space", records=60)
    for name in ("cases", "cases-monthly"):
        shutil.rmtree(root / "datasets" / name)
    path = root / "datasets" / "counter-visits" / "dataset.yaml"
    text = path.read_text(encoding="utf-8")
    assert "rows: {min: 5," in text
    path.write_text(text.replace("rows: {min: 5,", "rows: {min: 9999,"), encoding="utf-8")
    assert publisher("run", "--now", NIGHTS[0], root=root).code == 4
    return root


@pytest.fixture
def root(held: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(held, tmp_path / "space", symlinks=True))


def report(root: Path) -> dict:
    path = root / ".publisher" / "reports" / "latest" / "report.json"
    return dict(json.loads(path.read_text(encoding="utf-8")))


def fingerprint(root: Path, check: str) -> str:
    (found,) = {item["fingerprint"] for item in report(root)["findings"] if item["check"] == check}
    return str(found)


def test_an_accepted_finding_lets_its_dataset_go_until_its_time_is_over(root: Path) -> None:
    name = fingerprint(root, "expectations.row-count")
    (root / "checks").mkdir(exist_ok=True)
    path = root / "checks" / "accepted.yaml"
    path.write_text("# reviewed every quarter by the data desk\naccepted:\n  # none yet\n", encoding="utf-8")
    done = publisher("accept", name[:8], *WORDS, "--now", NIGHTS[0], root=root)
    assert done.code == 0, done.err
    written = path.read_text(encoding="utf-8")
    assert written.startswith("# reviewed every quarter by the data desk\n")
    assert "reason: 併站後筆數本來就少" in written

    publisher("run", "--now", NIGHTS[1], "--only", "counter-visits", root=root)
    now = report(root)
    assert {item["dataset"]: item["state"] for item in now["night"]["datasets"]}["counter-visits"] == "published"
    (entry,) = now["accepted"]
    assert (entry["state"], entry["entry"]["by"]) == ("standing", "企劃股王課長")
    (found,) = [item for item in now["findings"] if item["fingerprint"] == name]
    assert (found["status"], found["holds"]) == ("accepted", False)
    assert now["summary"]["findings"]["accepted"] == 1
    page = (root / ".publisher/reports/latest/zh/accepted.html").read_text(encoding="utf-8")
    assert "暫時接受的發現事項" in page
    assert "併站後筆數本來就少" in page

    ran = publisher("run", "--now", NIGHTS[3], "--only", "counter-visits", root=root)
    later = report(root)
    assert {item["dataset"]: item["state"] for item in later["night"]["datasets"]}["counter-visits"] == "held"
    assert [item["state"] for item in later["accepted"]] == ["expired"]
    assert ran.code == 4
    assert "time of accepted findings is over" in ran.out
    assert "曾經接受，期限已過而恢復計列" in (root / ".publisher/reports/latest/zh/accepted.html").read_text(
        encoding="utf-8"
    )


def test_accepting_again_replaces_the_entry(root: Path) -> None:
    name = fingerprint(root, "expectations.row-count")
    for until in ("2026-12-01", "2027-01-01"):
        words = ("--reason", "x", "--by", "y", "--until", until, "--ground", "某法第1條")
        assert publisher("accept", name, *words, "--now", NIGHTS[0], root=root).code == 0
    text = (root / "checks" / "accepted.yaml").read_text(encoding="utf-8")
    assert text.count("finding:") == 1
    assert "2027-01-01" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("0123456789abcdef", *WORDS), "not exactly one finding"),
        (("abc", *WORDS), "not exactly one finding"),
        (("ROW", *WORDS[:4], "--until", "2026-11-01"), "already over"),
        (("ROW", *WORDS[:4], "--until", "soon"), "not a day"),
        (("ROW", "--reason", " ", *WORDS[2:]), "needs a reason and a person"),
        (("VALUE", *WORDS), "cannot be accepted"),
    ],
)
def test_what_cannot_be_accepted_is_said(root: Path, words: tuple[str, ...], said: str) -> None:
    checks = {"ROW": "expectations.row-count", "VALUE": "structure.unreadable-value"}
    name = fingerprint(root, checks[words[0]]) if words[0] in checks else words[0]
    done = publisher("accept", name, *words[1:], "--now", NIGHTS[0], root=root)
    assert done.code == 2
    assert said in done.err
    assert not (root / "checks" / "accepted.yaml").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("accepted:\n  - {finding: xyz, check: a.b, subject: s, reason: r, by: b, on: 2026-11-01, until: 2026-12-01}\n", "not a fingerprint"),
        ("accepted:\n  - {finding: '0123456789abcdef', check: a.b, subject: s, reason: r, by: b, on: 2026-11-01, until: 2026-10-01}\n", "ends before it begins"),
        ("accepted:\n  - {finding: '0123456789abcdef', check: a.b, subject: s, reason: '', by: b, on: 2026-11-01, until: 2026-12-01}\n", "needs a reason"),
        ("accepted:\n  - {finding: '0123456789abcdef'}\n", "accepted.yaml"),
    ],
)  # fmt: skip
def test_a_faulty_file_is_named_with_its_line(root: Path, text: str, said: str) -> None:
    (root / "checks").mkdir(exist_ok=True)
    (root / "checks" / "accepted.yaml").write_text(text, encoding="utf-8")
    done = publisher("plan", root=root)
    assert done.code == 2
    assert said in done.err
    assert "checks/accepted.yaml:2" in done.err
