"""Expectations that look beyond tonight's table, over several nights of a small workspace."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

from publisher.model.night import DatasetOutcome, NightReport, State
from publisher.pipeline import Settings, run_night
from publisher.pipeline.counterparts import with_nights
from publisher.workspace import load
from tests.pipeline.kill_at import NOW
from tests.pipeline.workspaces import STARTER, write_dataset

CASES = [("東區", "案1"), ("東區", "案2"), ("北區", "案3"), ("北區", "案4"), ("南區", "案5"), ("南區", "案6")]


def space(root: Path) -> Path:
    """`cases` with one row each, and `totals` by district, which must agree with it."""
    shutil.copytree(STARTER, root)
    shutil.rmtree(root / "datasets/counter-visits")
    common = {"structure": ["header"], "exports": ["csv"]}
    rows = {"seasons": False, "min": 1, "least_share_of_last": 0, "least_share_of_median": 0.6}
    cases = {
        "source": {"file": {"path": "cases.csv"}},
        "expectations": {"rows": rows, "known_values": [{"field": "行政區", "of_last": True, "missing": True}]},
    }
    agreement = {"dataset": "cases", "value": "件數", "by": {"行政區": "行政區"}}
    totals = {"source": {"file": {"path": "totals.csv"}}, "expectations": {"agreements": [agreement]}}
    policy = {"fields": {"行政區": {"role": "insensitive"}, "案號": {"role": "insensitive"}}}
    fields = [("行政區", "string"), ("案號", "string")]
    write_dataset(root / "datasets/cases", 21, {**common, **cases}, fields, policy)
    policy = {"fields": {"行政區": {"role": "insensitive"}, "件數": {"role": "insensitive"}}}
    fields = [("行政區", "string"), ("件數", "integer")]
    write_dataset(root / "datasets/totals", 22, {**common, **totals}, fields, policy)
    (root / "datasets/totals/totals.csv").write_text("行政區,件數\n東區,2\n北區,2\n南區,2\n", encoding="utf-8")
    write(root, CASES)
    return root


def write(root: Path, cases: list[tuple[str, str]]) -> None:
    lines = "".join(f"{district},{number}\n" for district, number in cases)
    (root / "datasets/cases/cases.csv").write_text(f"行政區,案號\n{lines}", encoding="utf-8")


def night(root: Path, number: int) -> NightReport:
    now = NOW + timedelta(days=number)
    return run_night(load(root), Settings(now, root / "keys", jobs=1, push=False), lambda: now).report


def states(report: NightReport) -> dict[str, str]:
    return {item.dataset: str(item.state) for item in report.datasets}


def found(report: NightReport) -> list[tuple[str, str, str | None, str | None]]:
    return [
        (item.dataset, finding.check.removeprefix("expectations."), finding.places[0].file, finding.places[0].cell)
        if finding.places
        else (item.dataset, finding.check.removeprefix("expectations."), None, None)
        for item in report.datasets
        for finding in item.findings
    ]


def test_nights_are_compared_with_each_other_and_datasets_among_themselves(tmp_path: Path) -> None:
    root = space(tmp_path / "space")
    assert states(night(root, 0)) == {"cases": "published", "totals": "published"}

    # The totals did not change, but what they have to agree with did.
    write(root, [*CASES[:-1], ("西區", "案6")])
    second = night(root, 1)
    assert states(second) == {"cases": "published", "totals": "held"}
    assert found(second) == [
        ("cases", "new-category", "cases.csv", "A7"),
        ("totals", "disagreeing-totals", "totals.csv", None),
    ]
    (finding,) = [item for outcome in second.datasets for item in outcome.findings if outcome.dataset == "totals"]
    assert finding.params["groups"] == 2

    write(root, CASES)
    third = night(root, 2)
    assert states(third) == {"cases": "published", "totals": "unchanged"}
    assert found(third) == [("cases", "lost-category", "cases.csv", None)]

    write(root, CASES[:3])
    fourth = night(root, 3)
    assert states(fourth)["cases"] == "held"
    assert {check for _, check, *_ in found(fourth)} == {"row-history", "lost-category", "disagreeing-totals"}
    (outcome,) = [item for item in fourth.datasets if item.dataset == "cases"]
    assert [(item.rows, item.held) for item in outcome.nights] == [(6, False)] * 3 + [(3, True)]


def test_a_counterpart_has_to_be_there(tmp_path: Path) -> None:
    root = space(tmp_path / "space")
    shutil.rmtree(root / "datasets/cases")
    (error,) = load(root).broken["totals"]
    assert "no other dataset cases" in str(error.message)


def test_the_row_counts_of_many_nights_are_kept_those_of_held_ones_too() -> None:
    outcome = None
    for number in range(410):
        fresh = DatasetOutcome("x", State.PUBLISHED, "")
        outcome = with_nights(fresh, outcome, number, NOW + timedelta(days=number), proven=number != 405)
    assert outcome is not None
    assert [item.rows for item in outcome.nights] == list(range(10, 410))
    assert [item.rows for item in outcome.nights if item.held] == [405]


def test_of_two_runs_on_one_day_the_last_counts() -> None:
    held = with_nights(DatasetOutcome("x", State.HELD, ""), None, 90, NOW, proven=False)
    mended = with_nights(DatasetOutcome("x", State.PUBLISHED, ""), held, 9, NOW + timedelta(hours=1), proven=True)
    assert [(item.rows, item.held) for item in mended.nights] == [(9, False)]
