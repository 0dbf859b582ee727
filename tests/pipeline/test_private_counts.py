"""Nights of a table with differential privacy: what is spent is kept, never twice, and a lost state holds it."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from publisher.model.night import NightReport, State
from publisher.pipeline import Settings, run_night
from publisher.privacy.keys import ensure_key
from publisher.workspace import load
from tests.pipeline import kill_at
from tests.pipeline.workspaces import STARTER, write_dataset

NAME = "visits-by-sex"
SHOWN = f".publisher/portal/current/dataset/{NAME}/{NAME}.csv"


def night(root: Path, number: int) -> NightReport:
    now = kill_at.NOW + timedelta(days=number)
    settings = Settings(now, root / "keys", only=frozenset({NAME}))
    return run_night(load(root), settings, lambda: now).report


def make(root: Path) -> Path:
    """A workspace with one table of counts; returns its source."""
    shutil.copytree(STARTER, root)
    ensure_key(root / "keys", NAME)
    folder = root / "datasets" / NAME
    fields = [("區", "string"), ("男", "integer"), ("女", "integer"), ("合計", "integer")]
    private = {
        "fields": ["男", "女", "合計"],
        "epsilon": 0.5,
        "cells_per_person": 1,
        "public": ["區"],
        "budget": {"epsilon": 1, "period": "year"},
    }
    policy = {
        "fields": {name: {"role": "insensitive"} for name, _ in fields},
        "tables": [{"differential-privacy": private}],
    }
    described = {"source": {"file": {"path": "visits.csv"}}, "exports": ["csv"]}
    write_dataset(folder, 31, described, fields, policy)
    write(folder / "visits.csv", 30)
    return folder / "visits.csv"


def write(source: Path, men: int) -> None:
    rows = [("東區", men, 41), ("西區", 12, 0), ("南區", 0, 7)]
    lines = [f"{name},{one},{other},{one + other}" for name, one, other in rows]
    source.write_text("\n".join(["區,男,女,合計", *lines]) + "\n", encoding="utf-8")


def outcome(report: NightReport) -> tuple[State, list[str]]:
    (item,) = (item for item in report.datasets if item.dataset == NAME)
    assert item.error is None, item.error
    return item.state, [found.check for found in item.findings if found.holds]


def test_a_budget_is_spent_release_by_release_and_then_no_more(tmp_path: Path) -> None:
    root = tmp_path / "space"
    source = make(root)
    assert outcome(night(root, 0)) == (State.PUBLISHED, [])
    first = (root / SHOWN).read_bytes()
    assert outcome(night(root, 1)) == (State.UNCHANGED, [])
    words = source.with_name("dataset.yaml")
    words.write_text(words.read_text(encoding="utf-8").replace("每月", "每季"), encoding="utf-8")
    assert outcome(night(root, 2)) == (State.PUBLISHED, [])
    assert (root / SHOWN).read_bytes() == first
    write(source, 31)
    assert outcome(night(root, 3)) == (State.PUBLISHED, [])
    second = (root / SHOWN).read_bytes()
    certificate = json.loads((root / SHOWN).with_name("certificate.json").read_text(encoding="utf-8"))
    private = certificate["tables"][0]["private"]
    assert (private["epsilon"], private["spent_epsilon"], private["budget_epsilon"]) == (0.5, 1.0, 1)
    write(source, 32)
    assert outcome(night(root, 4)) == (State.HELD, ["privacy.budget-spent"])
    assert (root / SHOWN).read_bytes() == second
    with closing(sqlite3.connect(root / ".publisher/state.sqlite")) as state, state:
        state.execute("delete from spendings where spending like '%2026%'")
    write(source, 33)
    assert outcome(night(root, 5)) == (State.HELD, ["privacy.budget-unknown"])
    assert (root / SHOWN).read_bytes() == second
