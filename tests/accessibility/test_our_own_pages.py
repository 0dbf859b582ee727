"""What we ask of others we keep: the portal and the report have no fault, on desktop and phone, light and dark.

What is folded away is looked at unfolded as well: the engine does not judge what is not shown.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from publisher import report
from publisher.browser import DESKTOP, PHONE
from publisher.certificate import page
from publisher.model.acceptance import Acceptance
from publisher.model.night import NightReport
from publisher.report.pages.page import render
from publisher.workspace.plan_file import load_plan_items
from tests.browser.axe import DARK, DARK_PHONE, EVERY_VIEW, violations
from tests.certificate.made import AGENCY, CERTIFICATE, TITLE
from tests.push.killed_push import run
from tests.report import nights, sites

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def _unfolded(page: Path) -> Path:
    """The same page beside it, with everything open."""
    opened = page.with_name(f"unfolded-{page.name}")
    opened.write_text(page.read_text(encoding="utf-8").replace("<details", "<details open"), encoding="utf-8")
    return opened


def test_the_helper_sees_faults(tmp_path: Path) -> None:
    """A test that finds nothing proves nothing unless it can find something."""
    faulty = tmp_path / "page.html"
    faulty.write_text(
        "<!doctype html><html lang=zh-TW><title>頁</title><style>@media (prefers-color-scheme: dark)"
        "{p{color:#333;background:#000}}</style><main><h1>頁</h1><p>深色模式下看不清楚</p><img src=a.png></main>",
        encoding="utf-8",
    )
    found = violations([faulty], EVERY_VIEW)
    assert sum(": image-alt: " in line for line in found) == len(EVERY_VIEW)
    assert sum(": color-contrast: " in line for line in found) == 2
    assert violations([tmp_path / "missing.html"]) == ["missing.html 1280: not tested: unreachable"]


KINDS = {
    "home": "index.html",
    "about": "about/index.html",
    "list": "browse/all/index.html",
    "theme": "browse/theme/A00/index.html",
    "results of a search": "search/index.html?q=受理",
    "nothing found": "search/index.html?q=沒有這種東西",
    "dataset with a history": "dataset/alpha/index.html",
    "dataset without one": "dataset/delta/index.html",
    "one version": "dataset/alpha/version/2/index.html",
    "withdrawn": "dataset/gamma/index.html",
    "record of de-identification": "dataset/alpha/certificate.html",
}


def test_no_kind_of_page_of_the_portal_has_a_fault(tmp_path: Path) -> None:
    """On the desktop in Chinese, on the phone in English; with everything open in the dark as well."""
    assert run(tmp_path, 1, {}).error is None
    assert run(tmp_path, 2, {}).error is None
    root = tmp_path / "portal" / "current"
    assert "移除 0 筆" in (root / KINDS["dataset with a history"]).read_text(encoding="utf-8")
    assert "已下架" in (root / KINDS["withdrawn"]).read_text(encoding="utf-8")
    for language, view in (("", DESKTOP), ("en/", PHONE)):
        addresses = [f"{root.resolve().as_uri()}/{language}{path}" for path in KINDS.values()]
        assert violations(addresses, (view,)) == []
    unfolded = [_unfolded(root / KINDS[kind]) for kind in ("home", "dataset with a history", "withdrawn")]
    assert violations(unfolded, (DARK_PHONE,)) == []
    assert violations([unfolded[1]], (DARK,)) == []


def _languages(page: Path) -> list[str]:
    """The addresses of both halves: the engine judges what is shown, and a browser shows one at a time."""
    return [f"{page.as_uri()}#{prefix}" for prefix in ("zh", "en")]


def _faults_of_both_halves(page: Path) -> list[str]:
    """Unfolded, in the two views that differ most, one for each language: both halves are one template."""
    chinese, english = _languages(_unfolded(page))
    return [*violations([chinese], (DESKTOP,)), *violations([english], (DARK_PHONE,))]


def _entries(night: NightReport, names: tuple[str, ...]) -> tuple[Acceptance, ...]:
    """One that stands, one whose time is over, one whose finding is gone."""
    today = night.started.date()
    ends = (today, today - timedelta(days=1), today)
    return tuple(
        Acceptance(name, "freshness.stale-page", "station", "改版前保留", "資訊室", today - timedelta(days=9), end)
        for name, end in zip(names, ends, strict=True)
    )


def test_the_report_of_a_website_has_no_fault_in_either_language(tmp_path: Path) -> None:
    night = sites.full_night()
    stale, gone = sites.STALE.fingerprint, "0123456789abcdef"
    entries = _entries(night, (stale, sites.LEAK.fingerprint, gone))
    page = tmp_path / "report.html"
    page.write_text(
        render(replace(night, acceptances=entries), sites.WORKSPACE, nights.publications()), encoding="utf-8"
    )
    assert _faults_of_both_halves(page) == []


@pytest.mark.parametrize("night", ["full", "calm"])
def test_the_report_has_no_fault_in_either_language(tmp_path: Path, night: str) -> None:
    made = nights.full_night() if night == "full" else nights.calm_night()
    written = tmp_path / "report.html"
    written.write_text(render(made, nights.WORKSPACE, nights.publications()), encoding="utf-8")
    assert _faults_of_both_halves(written) == []


def test_the_pages_of_the_report_have_no_fault(tmp_path: Path) -> None:
    workspace = replace(sites.WORKSPACE, plan_items=load_plan_items())
    report.write(sites.full_night(), workspace, nights.publications(), tmp_path)
    names = ("report.html", "en/item-P5-1-5.html", "zh/owner-main-other.html", "zh/pages.html", "zh/site-1.html")
    assert violations([tmp_path / name for name in names], (DESKTOP, DARK_PHONE)) == []


def test_the_record_of_de_identification_has_no_fault(tmp_path: Path) -> None:
    said = tmp_path / "certificate.html"
    said.write_text(page(CERTIFICATE, TITLE, AGENCY, "zh-TW", "2026-11-20"), encoding="utf-8")
    assert violations([said], EVERY_VIEW) == []
