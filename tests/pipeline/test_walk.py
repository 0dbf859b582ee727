"""A stage run alone says of a dataset what the night says of it: they walk the same way."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from publisher.cli.stages import how_it_ended
from publisher.model.acceptance import Acceptance
from publisher.model.exits import Exit
from publisher.model.finding import Finding
from publisher.model.night import DatasetOutcome, State
from publisher.model.workspace import Workspace
from publisher.pipeline import Settings, checked, run_night
from publisher.pipeline.plan import STAGES, steps_to
from publisher.pipeline.remembered import recall
from publisher.pipeline.settings import services
from publisher.pipeline.walk import Course, Walk
from publisher.privacy import keys
from publisher.workspace import load
from tests.pipeline.kill_at import NOW
from tests.pipeline.workspaces import make_workspace

ROOT = Path(__file__).parents[2]
CODES = {State.PUBLISHED: Exit.CLEAN, State.UNCHANGED: Exit.CLEAN, State.HELD: Exit.SOME_STOPPED}


def alone(space: Workspace, settings: Settings, dataset: str, work: Path) -> Course:
    """As `publisher gate DATASET` does it."""
    steps = steps_to(space.datasets, {dataset: STAGES[-1]})
    walk = Walk(space, steps, lambda name: services(space, settings, work / name), recall(space))
    return walk.alone(dataset, lambda _event: None)


def said(findings: tuple[Finding, ...]) -> list[tuple[object, ...]]:
    return sorted((item.fingerprint, item.severity, item.accepted, item.holds, item.count) for item in findings)


def same(space: Workspace, outcome: DatasetOutcome, course: Course) -> None:
    """What the night kept of a dataset, and what the stages alone say."""
    assert said(tuple(found for result in course.results.values() for found in result.findings)) == said(
        outcome.findings
    )
    if outcome.state is State.FAILED:
        assert course.error is not None
        assert course.error.message == outcome.error
        return
    assert how_it_ended(course, space) == CODES[outcome.state]
    assert course.stopped_at == outcome.stage
    counters = {stage: dict(result.counters) for stage, result in course.results.items()}
    assert counters == {name: dict(some) for name, some in outcome.counters.items() if name in STAGES}


def test_of_every_sample_dataset(tmp_path: Path) -> None:
    for name in ("catalog.yaml", "allowlist.yaml", "measures.yaml"):
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "datasets", tmp_path / "datasets")
    space = checked(load(tmp_path))
    assert not space.broken
    settings = Settings(NOW, tmp_path / "keys", only=frozenset(space.datasets), push=False)
    for name in space.datasets:
        keys.ensure_key(settings.keys, name)
    # The stages come first: a second look compares with what the first one published.
    courses = {name: alone(space, settings, name, tmp_path / "alone" / name) for name in sorted(space.datasets)}
    report = run_night(space, settings, lambda: NOW).report
    assert len(report.datasets) == len(space.datasets)
    for outcome in report.datasets:
        # Beside its release group's releases of the same night, which one that is alone does not have.
        if space.datasets[outcome.dataset].release_group is None:
            same(space, outcome, courses[outcome.dataset])


@pytest.fixture(scope="module")
def after_a_night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make_workspace(tmp_path_factory.mktemp("walk") / "space", records=60)
    run_night(checked(load(root)), Settings(NOW, root / "keys", jobs=1, push=False), lambda: NOW)
    return root


def test_of_an_accepted_a_held_and_a_failed_one(after_a_night: Path, tmp_path: Path) -> None:
    root = after_a_night
    declaration = root / "datasets" / "counter-visits" / "dataset.yaml"
    text = declaration.read_text(encoding="utf-8")
    assert "rows: {min: 5," in text
    declaration.write_text(text.replace("rows: {min: 5,", "rows: {min: 5000,"), encoding="utf-8")
    (root / "datasets" / "cases" / "cases.sqlite").unlink()
    space = checked(load(root))
    settings = Settings(NOW, root / "keys", jobs=1, push=False)

    def both(workspace: Workspace, dataset: str, folder: str) -> DatasetOutcome:
        course = alone(workspace, settings, dataset, tmp_path / folder)
        report = run_night(workspace, replace(settings, only=frozenset({dataset})), lambda: NOW).report
        (outcome,) = [item for item in report.datasets if item.dataset == dataset]
        same(workspace, outcome, course)
        return outcome

    held = both(space, "counter-visits", "held")
    assert held.state is State.HELD
    assert both(space, "broken", "structure").state is State.HELD
    assert both(space, "cases", "failed").state is State.FAILED
    accepted = tuple(
        Acceptance(item.fingerprint, item.check, item.subject, "x", "x", NOW.date(), date(2027, 1, 1))
        for item in held.findings
        if item.holds
    )
    released = replace(space, accepted=accepted)
    assert both(released, "counter-visits", "accepted").state in (State.PUBLISHED, State.UNCHANGED)
