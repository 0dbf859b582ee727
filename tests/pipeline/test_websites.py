"""The website side of a night: crawled and checked with the data, remembered, and never called clean unseen."""

from __future__ import annotations

import json
import re
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from publisher.browser import AXE_VERSION, missing_parts
from publisher.model.night import NightReport
from publisher.pipeline import Settings, run_night
from publisher.workspace import load
from samples.website import running, write
from tests.pipeline.kill_at import NOW
from tests.pipeline.workspaces import make_workspace


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace with the sample website, of which the browser tests two pages only."""
    root = make_workspace(tmp_path / "space", records=60)
    entry = root / "checks" / "accessibility" / "page-not-tested"
    entry.mkdir(parents=True)
    (entry / "check.yaml").write_text("params: {most_pages: 2}\n", encoding="utf-8")
    return root


def night(root: Path, base_url: str, days: int = 0) -> NightReport:
    workspace = load(root)
    catalog = workspace.root / "catalog.yaml"
    if "websites:" not in catalog.read_text(encoding="utf-8"):
        entry = {
            "id": "station",
            "title": {"zh": "站", "en": "Station"},
            "start": [f"{base_url}/"],
            "allow_private": True,
            "polite": {"rate": 200, "concurrency": 8, "timeout": 5},
            "not_applicable": ["FOI-7-1-10"],
        }
        with catalog.open("a", encoding="utf-8") as file:
            file.write(f"websites: {json.dumps([entry], ensure_ascii=False)}\n")
        workspace = load(root)
    now = NOW + timedelta(days=days)
    return run_night(workspace, Settings(now, root / "keys"), lambda: now).report


def _text_of(path: Path) -> str:
    if path.suffix != ".ods":
        return path.read_text(encoding="utf-8")
    with zipfile.ZipFile(path) as archive:
        return archive.read("content.xml").decode()


def test_a_website_is_crawled_checked_and_remembered(root: Path, tmp_path: Path) -> None:
    write(tmp_path / "site")
    with running(tmp_path / "site") as base_url:
        first = night(root, base_url)
        (site,) = first.sites
        assert site.coverage.pages > 50
        assert {"links.broken", "documents.no-odf-twin", "leaks.personal-data-on-page"} <= {
            finding.check for finding in site.findings
        }
        assert first.exit_code == 4
        assert first.versions.keys() >= {"aiohttp", "selectolax"}
        if not missing_parts():
            assert first.versions["axe-core"] == AXE_VERSION
            assert re.search(r"[0-9]+\.[0-9]+", first.versions["chromium"])
        assert set(first.new) >= {finding.fingerprint for finding in site.findings}
        second = night(root, base_url, days=1)
    (again,) = second.sites
    assert again.coverage.unchanged > 50
    assert again.coverage.bytes < site.coverage.bytes / 10
    kept = {finding.fingerprint for finding in site.findings if not finding.check.startswith("links.probably")}
    assert kept <= {finding.fingerprint for finding in again.findings}
    assert not {item.fingerprint for item in second.fixed} & kept
    assert "links.probably-broken" not in {item.check for item in second.fixed}, "it is broken now, not mended"
    stored = "".join(map(_text_of, (root / ".publisher/reports/latest/").rglob("*.*")))
    assert "測試" in stored
    assert "0900-000-0" not in stored


def test_a_website_that_is_down_is_not_clean_and_nothing_of_it_is_fixed(root: Path, tmp_path: Path) -> None:
    write(tmp_path / "site")
    with running(tmp_path / "site") as base_url:
        first = night(root, base_url)
    down = night(root, base_url, days=1)
    (site,) = down.sites
    assert not site.coverage.complete
    assert down.exit_code == 4
    assert not {item.fingerprint for item in down.fixed} & {
        finding.fingerprint for finding in first.sites[0].findings
    }
    assert replace(site, findings=()).coverage.pages == 0
