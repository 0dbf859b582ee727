"""Every document that the sample agency publishes, judged by the validators of the formats themselves."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from publisher.pipeline import Settings, run_night
from publisher.privacy import keys
from publisher.workspace import load
from tests.validators import odf_errors, verapdf

REPOSITORY = Path(__file__).parents[2]
NOW = datetime.fromisoformat("2026-11-20T03:00:00+08:00")


@pytest.mark.validators
def test_every_pdf_is_pdf_ua_and_every_ods_is_valid_odf(tmp_path: Path) -> None:
    root = tmp_path / "space"
    root.mkdir()
    for name in ("catalog.yaml", "allowlist.yaml", "measures.yaml"):
        shutil.copy(REPOSITORY / name, root)
    shutil.copytree(REPOSITORY / "datasets", root / "datasets")
    workspace = load(root)
    for dataset in workspace.datasets:
        keys.ensure_key(root / "keys", dataset)
    settings = Settings(NOW, root / "keys", only=frozenset(workspace.datasets))
    report = run_night(workspace, settings, lambda: NOW).report
    held = {item.dataset for item in report.datasets if item.state == "held"}
    assert held == {"accident-involved-persons", "road-test-daily"}
    published = root / ".publisher" / "portal" / "current" / "dataset"
    pdfs, sheets = sorted(published.glob("*/*.pdf")), sorted(published.glob("*/*.ods"))
    assert len(pdfs) == len(sheets) == len(workspace.datasets) - len(held)
    assert {path.name: verdict.failures for path, verdict in verapdf(pdfs).items() if not verdict} == {}
    assert {path.name: errors for path, errors in odf_errors(sheets).items() if errors} == {}
