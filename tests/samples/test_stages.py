"""The sample agency through the data stages: two datasets are held, each for the fault that was planted in it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from publisher import deidentify, source, structure, validate
from publisher.model.policy import KAnonymity, MinimumCellCount, Role
from publisher.model.stage import Services, StageResult
from publisher.model.table import Table
from publisher.model.workspace import Dataset, Workspace
from publisher.pipeline.counterparts import known_of
from publisher.privacy.keys import ensure_key
from publisher.workspace import load
from samples.make import mended

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime.fromisoformat("2026-11-20T03:00:00+08:00")
_PERSONAL = re.compile(r"[A-Z][12]\d{8}|09\d{2}[- ]?\d{3}|[A-Z]{3}-\d{4}|@|[姓車陳聯申][^，。]{1,4}：[^【]")


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return load(ROOT)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("night")


@pytest.fixture(scope="module")
def results(workspace: Workspace, folder: Path) -> dict[str, StageResult]:
    """The last result of each dataset: of the stage that held it, or of validate."""
    parents: dict[str, Table] = {}
    tonight: dict[str, StageResult] = {}
    last: dict[str, StageResult] = {}
    for dataset in sorted(
        workspace.datasets.values(), key=lambda item: (bool(item.derived_from), item.source.type == "measures")
    ):
        last[dataset.id] = _through(dataset, workspace, folder, parents, tonight)
    return last


def _through(
    dataset: Dataset,
    workspace: Workspace,
    folder: Path,
    parents: dict[str, Table],
    tonight: dict[str, StageResult],
) -> StageResult:
    work = folder / dataset.id
    work.mkdir(mode=0o700)
    ensure_key(folder / "keys", dataset.id)
    services = Services(work, NOW, folder / "keys", "zh-TW", workspace.checks, workspace.allowlist)
    published = {name: item.table for name, item in tonight.items() if item.table is not None}
    result = source.read(dataset, services, published if dataset.source.type == "measures" else parents)
    assert result.table is not None
    result = structure.apply(dataset, result.table, services)
    assert result.table is not None
    parents[dataset.id] = result.table
    if result.held:
        return result
    changed = deidentify.apply(dataset, result.table, services)
    if changed.held or changed.table is None:
        return changed
    tonight[dataset.id] = changed
    proven = validate.check(dataset, changed.table, None, services, known_of(dataset, {}, {}, tonight))
    return proven if proven.held else changed


def test_exactly_the_two_planted_faults_hold(results: dict[str, StageResult]) -> None:
    held = {
        name: {finding.check for finding in result.findings if finding.holds}
        for name, result in results.items()
        if result.held
    }
    assert held == {
        "road-test-daily": {"structure.unreadable-value"},
        "accident-involved-persons": {"privacy.suppression-over-limit"},
    }


def test_the_others_pass_without_a_remark(results: dict[str, StageResult]) -> None:
    remarks = {name: result.findings for name, result in results.items() if not result.held and result.findings}
    assert remarks == {}


def test_the_published_tables_meet_their_models(workspace: Workspace, results: dict[str, StageResult]) -> None:
    """Counted here with three lines of Polars, not with the product's own measures."""
    for name, result in results.items():
        if result.held:
            continue
        assert result.table is not None
        frame = pl.read_parquet(result.table.path)
        policy = workspace.datasets[name].policy
        for model in policy.models:
            if isinstance(model, KAnonymity):
                keys = policy.published_with_role(Role.QUASI_IDENTIFIER)
                assert frame.group_by(keys).len()["len"].min() >= model.k, name  # type: ignore[operator]
            elif isinstance(model, MinimumCellCount):
                counts = frame.select(pl.col(model.fields).cast(pl.Float64))
                assert not counts.select((pl.all() > 0) & (pl.all() < model.at_least)).to_numpy().any(), name


def test_little_is_suppressed(results: dict[str, StageResult]) -> None:
    for name, result in results.items():
        if not result.held:
            share = result.counters["records_suppressed"] / result.counters["records_in"]
            assert share < 0.05, name


def test_no_person_is_left_in_the_texts_of_the_complaints(results: dict[str, StageResult]) -> None:
    table = results["complaints"].table
    assert table is not None
    texts = pl.read_parquet(table.path)["陳情要旨"]
    assert texts.str.contains("【").sum() > 300
    assert texts.filter(texts.map_elements(lambda text: bool(_PERSONAL.search(text)), pl.Boolean)).to_list() == []


def test_the_mended_road_tests_pass(workspace: Workspace, tmp_path: Path) -> None:
    arrived = tmp_path / "road-test-daily"
    arrived.mkdir()
    (content,) = mended().values()
    (arrived / "road-tests.csv").write_bytes(content)
    dataset = replace(workspace.datasets["road-test-daily"], folder=arrived)
    work = tmp_path / "work"
    work.mkdir()
    result = _through(dataset, workspace, work, {}, {})
    assert result.findings == ()
    assert result.table is not None
    assert result.table.rows > 2000


@pytest.mark.parametrize("name", ["case-time-monthly", "online-quarterly", "complaint-monthly"])
def test_no_cell_is_hidden_that_could_be_counted_in_the_published_records(
    name: str, workspace: Workspace, results: dict[str, StageResult]
) -> None:
    assert workspace.datasets[name].policy.suppression_limit == 0
    assert results[name].counters["records_suppressed"] == 0
