"""A night computes the measures from what stands published, and publishes them as a dataset of their own."""

from __future__ import annotations

import csv
import json
from datetime import timedelta
from pathlib import Path

from publisher.model.finding import Finding
from publisher.model.measures import PointState
from publisher.model.night import NightReport, State
from publisher.pipeline import Settings, run_night
from publisher.report.reading.plan_view import ItemState, item_views
from publisher.workspace import load
from tests.pipeline.kill_at import NOW
from tests.pipeline.workspaces import write_dataset

CATALOG = {
    "agency": {
        "code": "A00000000X",
        "title": {"zh": "測試機關", "en": "Test agency"},
        "parent": {"zh": "上級機關", "en": "Agency above"},
        "homepage": "https://www.example.gov.tw/",
        "contact": {
            "name": {"zh": "窗口", "en": "Desk"},
            "phone": "06-000-0000",
            "email": "service@mail.example.gov.tw",
        },
    },
    "title": {"zh": "開放資料", "en": "Open data"},
    "description": {"zh": "測試", "en": "Test"},
    "portals": [],
    "defaults": {"exports": ["csv"]},
}
OWN = [
    {
        "kind": kind,
        "value": value,
        "reason": {"zh": "機關聯絡資訊", "en": "the agency's contact"},
        "reviewed_by": "測試員",
        "reviewed_on": "2026-11-01",
    }
    for kind, value in (("landline", "06-000-0000"), ("email", "service@mail.example.gov.tw"))
]
FIELDS = [("季", "string"), ("線上", "integer"), ("全部", "integer")]
RULE = {
    "id": "online",
    "measure": "M-online",
    "title": {"zh": "線上申辦比率", "en": "Share applied for online"},
    "dataset": "online",
    "figure": "share",
    "numerator": {"columns": ["線上"]},
    "denominator": {"columns": ["全部"]},
    "period": {"columns": ["季"], "every": "quarter"},
    "target": {"at_least": 50},
}


def declare(root: Path, rows: str, *rules: dict[str, object]) -> None:
    """A workspace with one table by quarters, and a dataset of the measures computed from it."""
    (root / "catalog.yaml").write_text(json.dumps(CATALOG), encoding="utf-8")
    (root / "allowlist.yaml").write_text(json.dumps({"allow": OWN}), encoding="utf-8")
    (root / "measures.yaml").write_text(json.dumps({"measures": rules}), encoding="utf-8")
    plain = {"fields": {name: {"role": "insensitive"} for name, _ in FIELDS}}
    source = {"source": {"file": {"path": "table.csv"}}, "structure": ["header"], "measures": ["M-online"]}
    write_dataset(root / "datasets/online", 1, source, FIELDS, plain)
    (root / "datasets/online/table.csv").write_text(f"季,線上,全部\n{rows}", encoding="utf-8")
    sample = Path(__file__).resolve().parents[2] / "datasets/service-measures"
    folder = root / "datasets/service-measures"
    folder.mkdir()
    for name in ("schema.json", "policy.yaml"):
        (folder / name).write_bytes((sample / name).read_bytes())
    text = (sample / "dataset.yaml").read_text(encoding="utf-8")
    head = text[: text.index("from:")].replace("A99000000X", "A00000000X")
    (folder / "dataset.yaml").write_text(
        f"{head}from: [online]\nsource: measures\nstructure: [header]\n", encoding="utf-8"
    )


def night(root: Path) -> NightReport:
    return run_night(load(root), Settings(NOW, root / "keys", jobs=1), lambda: NOW).report


def test_measures_are_computed_published_and_read_by_the_report(tmp_path: Path) -> None:
    declare(tmp_path, "115年第1季,10,40\n115年第3季,30,50\n115年第4季,1,90\n", RULE)
    done = night(tmp_path)
    assert {item.dataset: item.state for item in done.datasets} == {
        "online": State.PUBLISHED,
        "service-measures": State.PUBLISHED,
    }
    assert done.measures is not None
    (result,) = done.measures.results
    assert [(item.value, item.state) for item in result.points] == [
        (25.0, PointState.MEASURED),
        (None, PointState.NO_RECORDS),
        (60.0, PointState.MEASURED),
        (None, PointState.UNFINISHED),
    ]
    assert [found.check for found in done.measures.findings if found.subject == "online"] == [
        "measures.period-missing"
    ]
    (published,) = (tmp_path / ".publisher/store/service-measures").glob("*/service-measures.csv")
    with published.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["期別"], row["數值"], row["是否達成"], row["狀態"]) for row in rows] == [
        ("2026-Q1", "25.0", "否", "已計算"),
        ("2026-Q2", "", "", "無資料"),
        ("2026-Q3", "60.0", "是", "已計算"),
    ]
    views = {view.item.id: view for view in item_views(done, load(tmp_path), {}, {})}
    assert views["M-online"].state is ItemState.FINDINGS
    assert views["M-wait"].state is ItemState.PERSON


def test_a_dataset_past_its_update_frequency_is_so_many_days_late(tmp_path: Path) -> None:
    declare(tmp_path, "115年第3季,30,50\n", RULE)
    assert not any(found.check == "expectations.update-overdue" for found in _of(night(tmp_path), "online"))
    later = NOW + timedelta(days=60)
    done = run_night(load(tmp_path), Settings(later, tmp_path / "keys", jobs=1), lambda: later).report
    (found,) = [item for item in _of(done, "online") if item.check == "expectations.update-overdue"]
    assert found.params["days"] == 20, "a month of 31 days and a fifth, and three days"
    assert found.fingerprint in done.new


def _of(done: NightReport, dataset: str) -> tuple[Finding, ...]:
    return next(item.findings for item in done.datasets if item.dataset == dataset)


def test_one_wrong_rule_stops_itself_and_the_dataset_that_would_lack_it(tmp_path: Path) -> None:
    odd = {**RULE, "id": "odd", "period": {"columns": ["全部"], "every": "quarter"}}
    declare(tmp_path, "115年第3季,30,50\n", RULE, odd)
    done = night(tmp_path)
    assert done.measures is not None
    good, bad = done.measures.results
    assert good.latest is not None and good.latest.value == 60.0
    assert bad.fault is not None
    states = {item.dataset: item.state for item in done.datasets}
    assert states == {"online": State.PUBLISHED, "service-measures": State.FAILED}


def test_a_file_of_rules_with_errors_is_told_and_stops_no_dataset(tmp_path: Path) -> None:
    declare(tmp_path, "115年第3季,30,50\n", {**RULE, "dataset": "nowhere"})
    done = night(tmp_path)
    assert done.measures is None
    assert any("nowhere" in str(trouble.message) for trouble in done.troubles)
    assert {item.dataset: item.state for item in done.datasets}["online"] is State.PUBLISHED
