"""A night with an end: what was not reached is named, what was published stays, and the report is written."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from publisher.model.night import State
from publisher.model.timing import TimeBudget
from publisher.pipeline import Settings, run_night
from publisher.workspace import load
from tests.pipeline.kill_at import NOW
from tests.pipeline.workspaces import STARTER


def test_what_one_part_leaves_is_the_next_ones() -> None:
    budget = TimeBudget(minutes=10, datasets=50, websites=40)
    assert (budget.until("datasets"), budget.until("websites")) == (300, 540)
    assert TimeBudget(minutes=10, datasets=90, websites=90).until("websites") == 600
    assert TimeBudget().until("datasets") == float("inf")


@pytest.mark.injects("time-budget")
def test_what_was_not_reached_is_named_and_what_was_published_stays(tmp_path: Path) -> None:
    root = tmp_path / "space"
    shutil.copytree(STARTER, root)
    first = run_night(load(root), Settings(NOW, root / "keys", jobs=1), lambda: NOW).report
    (before,) = first.datasets
    assert before.state is State.PUBLISHED
    data = root / "datasets/counter-visits/visits.csv"
    data.write_text(data.read_text(encoding="utf-8").replace("118", "119"), encoding="utf-8")
    site = {
        "id": "site",
        "title": {"zh": "站", "en": "Site"},
        "start": ["http://127.0.0.1:9/"],
        "allow_private": True,
    }
    with (root / "catalog.yaml").open("a", encoding="utf-8") as file:
        file.write(f"websites: {json.dumps([site], ensure_ascii=False)}\ntime_budget: {{minutes: 0.00001}}\n")
    later = NOW + timedelta(days=1)
    night = run_night(load(root), Settings(later, root / "keys", jobs=1), lambda: later)
    (dataset,) = night.report.datasets
    assert (dataset.state, dataset.stage, dataset.publication) == (State.FAILED, "source", before.publication)
    assert "time of the night" in str(dataset.error)
    (seen,) = night.report.sites
    assert not seen.coverage.complete
    assert any("website site" in str(trouble.message) for trouble in night.report.troubles)
    assert night.html is not None
    assert night.html.is_file()
    catalog = root / "catalog.yaml"
    catalog.write_text(catalog.read_text(encoding="utf-8").partition("websites:")[0], encoding="utf-8")
    (again,) = run_night(load(root), Settings(later, root / "keys", jobs=1), lambda: later).report.datasets
    assert again.state is State.PUBLISHED
