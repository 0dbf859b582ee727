"""The checks on the sample website: everything planted is found, nothing is made up, and a second night agrees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from publisher.checks import FAMILIES, Context, check_site
from publisher.crawl import asking, crawl
from publisher.model.finding import Finding
from publisher.model.site import Site, SiteResult, SiteSnapshot
from publisher.state.crawl import CrawlStore
from publisher.workspace import load
from samples import website

NOW = datetime.fromisoformat(f"{website.TODAY}T02:00:00+08:00")
WITHOUT_BROWSER = tuple(family for family in FAMILIES if family != "accessibility")
WORKSPACE = load(Path(__file__).resolve().parents[2])


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, website.Truth, CrawlStore]]:
    folder = tmp_path_factory.mktemp("sample")
    truth = website.write(folder / "website")
    with website.running(folder / "website") as address:
        site = website.site(address)
        store = CrawlStore(folder / "state")
        yield replace(site, polite=replace(site.polite, patience=0.1)), truth, store
        store.close()


def checked(site: Site, snapshot: SiteSnapshot) -> SiteResult:
    context = Context(site, snapshot.taken, WORKSPACE.checks, WORKSPACE.allowlist)
    result = check_site(snapshot, context, WITHOUT_BROWSER)
    assert result.crashed == ()
    return result


def names(findings: tuple[Finding, ...]) -> set[tuple[str, str, str]]:
    return {(finding.check, finding.subject, finding.key) for finding in findings}


def test_two_nights_on_the_sample_website(
    served: tuple[Site, website.Truth, CrawlStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    # whose turn it is to be sent whole hangs on the address, and here that on the port of the server
    monkeypatch.setattr(asking, "is_asked_anew", lambda url, run: False)
    site, truth, store = served
    first = crawl(site, store, NOW)
    result = checked(site, first)
    score = website.score(result.findings, truth, checks=WITHOUT_BROWSER, has=["external"])
    assert score.missed == ()
    assert score.false_on_clean == ()
    assert score.false_elsewhere == ()
    assert first.coverage.complete
    before = {page.url: page.checksum for page in first.pages()}

    second = crawl(site, store, NOW + timedelta(days=1))
    again = checked(site, second)
    certain_now = {item for item in names(result.findings) if item[0] == "links.probably-broken"}
    assert names(again.findings) == (names(result.findings) - certain_now) | {
        ("links.broken", subject, key) for _, subject, key in certain_now
    }
    assert second.coverage.bytes < first.coverage.bytes / 20
    assert all(page.checksum == before[page.url] for page in second.pages() if "/events/" not in page.url)
