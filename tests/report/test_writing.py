"""The two files of a report, and the lines for a terminal."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from publisher import report
from publisher.model.finding import Finding, Outcome, Place, Severity
from publisher.model.night import NightReport
from publisher.report.reading.views import group_places, link, portal_link
from tests.report import nights


def write(night: NightReport, folder: Path) -> tuple[Path, Path]:
    return report.write(night, nights.WORKSPACE, nights.publications(), folder)


def test_the_files_are_there_and_nothing_else(tmp_path: Path) -> None:
    night = nights.full_night()
    html, machine = write(night, tmp_path / "a" / "b")
    records = [f"certificate-{item.dataset}.html" for item in night.datasets if item.certificate]
    assert len(records) > 1
    assert (html, machine) == (tmp_path / "a/b/report.html", tmp_path / "a/b/report.json")
    assert {item.name for item in (tmp_path / "a/b").iterdir()} == {
        *records,
        "findings.csv",
        "findings.junit.xml",
        "findings.ods",
        "findings.sarif",
        "report.html",
        "report-en.html",
        "report.css",
        "report.js",
        "report.json",
        "summary.json",
        "whole.html",
        "en",
        "zh",
    }


def test_the_same_night_gives_the_same_bytes(tmp_path: Path) -> None:
    first = [path.read_bytes() for path in write(nights.full_night(), tmp_path / "1")]
    shuffled = replace(nights.full_night(), versions=dict(reversed(nights.full_night().versions.items())))
    assert [path.read_bytes() for path in write(shuffled, tmp_path / "2")] == first


def test_json_is_strict_and_has_its_documented_shape(tmp_path: Path) -> None:
    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    path = write(nights.full_night(), tmp_path)[1]
    content = json.loads(path.read_text(encoding="utf-8"), parse_constant=refuse)
    assert list(content) == [
        "format", "agency", "title", "verdict", "summary", "findings", "publications", "night",
    ]  # fmt: skip
    assert content["format"] == "publisher-report/1"
    assert content["summary"] == {
        "datasets": {"total": 11, "published": 5, "unchanged": 2, "held": 2, "failed": 1, "withdrawn": 1},
        "findings": {
            "error": 5,
            "warning": 1,
            "advice": 1,
            "new": 4,
            "open": 3,
            "accepted": 0,
            "fixed": 2,
            "fixed_by_area": {"dataset": 1, "portal": 0, "website": 1, "inventory": 0, "measure": 0},
        },
        "portals": {"total": 2, "with_trouble": 1, "writes": 15},
        "exit_code": 4,
    }
    assert content["verdict"]["en"].startswith("11 datasets: 5 published, 2 unchanged, 2 held")
    assert content["night"]["run"] == 412
    assert "folder" not in content["publications"]["case-log"]
    assert "/srv/agency" not in path.read_text(encoding="utf-8")
    assert all(len(item["sha256"]) == 64 for item in content["publications"]["case-log"]["artifacts"])


def test_json_findings_are_flat_and_complete(tmp_path: Path) -> None:
    content = json.loads(write(nights.full_night(), tmp_path)[1].read_text(encoding="utf-8"))
    findings = {item["fingerprint"]: item for item in content["findings"]}
    leak = findings[nights.LEAK.fingerprint]
    assert leak["status"] == "open"
    assert leak["first_seen"] == "2026-11-20T01:30:00+08:00"
    assert leak["outcome"] == "cantTell"
    assert leak["message"]["en"] == "Field “案情摘要” seems to hold 行動電話, places: 2."
    assert leak["evidence"] == [{"kind": "mobile", "shape": "12 characters"}] * 2
    assert leak["places"][1]["cell"] == "F18"
    assert findings[nights.ROW_COUNT.fingerprint]["status"] == "new"
    assert findings[nights.UNKNOWN.fingerprint]["title"] is None


def test_passed_checks_are_no_findings(tmp_path: Path) -> None:
    night = nights.calm_night()
    fine = replace(nights.STALE, outcome=Outcome.PASSED)
    night = replace(night, datasets=(replace(night.datasets[0], findings=(fine,)), *night.datasets[1:]))
    content = json.loads(write(night, tmp_path)[1].read_text(encoding="utf-8"))
    assert content["findings"] == []


def test_a_raw_value_cannot_be_written(tmp_path: Path) -> None:
    class Row:
        """Stands for anything that was not made to be written."""

    night = nights.full_night()
    leaking = Finding(
        "schema.type-error",
        Outcome.FAILED,
        Severity.ERROR,
        "case-log",
        params={"field": Row()},  # type: ignore[dict-item]
        evidence=(b"0900-000-012",),  # type: ignore[arg-type]
    )
    for broken in (leaking, replace(leaking, params={})):
        held = replace(night.datasets[0], findings=(broken,))
        with pytest.raises(TypeError, match="is not a value that may be written"):
            write(replace(night, datasets=(held,)), tmp_path / "report")
    assert not (tmp_path / "report").exists()


def test_a_text_is_no_evidence(tmp_path: Path) -> None:
    night = nights.full_night()
    leaking = replace(nights.LEAK, evidence=("0900-000-012",))  # type: ignore[arg-type]
    held = replace(night.datasets[0], findings=(leaking,))
    with pytest.raises(TypeError):
        write(replace(night, datasets=(held,)), tmp_path / "report")
    assert not (tmp_path / "report").exists()


def test_an_older_report_stays_whole_when_the_new_one_cannot_be_written(tmp_path: Path) -> None:
    html, machine = write(nights.calm_night(), tmp_path)
    before = html.read_bytes(), machine.read_bytes()
    with pytest.raises(TypeError):
        write(replace(nights.full_night(), versions={"x": object()}), tmp_path)  # type: ignore[dict-item]
    assert (html.read_bytes(), machine.read_bytes()) == before


def test_the_terminal_hears_of_held_datasets_first() -> None:
    lines = report.render_text(nights.full_night(), nights.WORKSPACE, "zh-TW").splitlines()
    assert lines[0].startswith("11 個資料集：5 個已發布、2 個無變動、2 個暫停發布")
    expected = ("【暫停發布】民眾", "【無法處理】服務滿意度", "本次發布：", "入口網「本站", "【入口網未正常完成】")
    starts = [next(index for index, line in enumerate(lines) if line.startswith(text)) for text in expected]
    assert starts == sorted(starts)
    text = "\n".join(lines)
    assert "k-anonymity 未達門檻：要求 k ≥ 5，實測 2。 (privacy.model-not-met)" in text
    assert "  https://open.example.gov.tw/" in text


def test_the_terminal_hears_little_of_a_calm_night() -> None:
    text = report.render_text(nights.calm_night(), nights.WORKSPACE, "en")
    assert text.splitlines()[0] == "7 datasets: 7 unchanged. Nothing was written to a portal."
    assert len(text.splitlines()) <= 3


def test_the_terminal_is_told_when_there_is_more() -> None:
    night = nights.full_night()
    many = tuple(replace(nights.TYPE_ERROR, key=str(n)) for n in range(9))
    held = next(item for item in night.datasets if item.dataset == "vehicle-registrations")
    text = report.render_text(replace(night, datasets=(replace(held, findings=many),)), nights.WORKSPACE, "en")
    assert "  - and more, see the report: 4" in text


@pytest.mark.parametrize(
    ("places", "rows", "cells"),
    [
        ([Place(row=3), Place(row=1), Place(row=2), Place(row=9)], "1–3, 9", ""),
        ([Place(row=4, cell="AB5"), Place(row=5, cell="AB6"), Place(row=5, cell="表1")], "4–5", "AB5:AB6, 表1"),
        ([Place(field="x")], "", ""),
    ],
)
def test_places_are_written_as_ranges(places: list[Place], rows: str, cells: str) -> None:
    (group,) = group_places(places)
    assert (group.rows, group.cells) == (rows, cells)


def test_only_pages_and_files_become_links() -> None:
    assert link("https://a.example/", "dataset/x/") == "https://a.example/dataset/x/"
    assert link("", "dataset/x/") is None
    assert link("https://a.example/", "javascript:alert(1)") is None
    assert link("https://[", "x") is None
    assert link("file:///srv/portal/", "x") == "file:///srv/portal/x"
    assert portal_link("file:///srv/portal/") == "file:///srv/portal/index.html"
    assert portal_link("https://open.example.gov.tw/") == "https://open.example.gov.tw/"
    assert portal_link("") is None
