"""What we ask of agencies' websites the portal keeps itself: our own checks find nothing on it, and its pages are light.

Accessibility of the other types of pages is tested in tests/accessibility/test_our_own_pages.py.
"""

from __future__ import annotations

import gzip
import re
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from publisher.browser import DESKTOP, PHONE
from publisher.checks import FAMILIES, Context, check_site
from publisher.crawl import crawl
from publisher.model.catalog import Catalog, Defaults, StaticPortalDefinition
from publisher.model.finding import Outcome
from publisher.model.site import Politeness, Site, SiteResult
from publisher.model.text import LocalText
from publisher.model.workspace import AllowedValue
from publisher.push import open_portal, push
from publisher.push.portals.static.served.server import served
from publisher.state.crawl import CrawlStore
from publisher.workspace.rulebook import load_rulebook
from tests.browser.axe import violations
from tests.push.contract import NOW
from tests.push.killed_push import REASON, first_night, second_night
from tests.push.lab_static import ABOUT, TITLE, make_lab
from tests.push.publications import AGENCY
from tests.push.test_rows import with_parquet

MOST_BYTES = 60_000
"""Of a dataset's page with all that it loads by itself, compressed as web servers do."""
ALLOWED = tuple(
    AllowedValue(
        kind, value, LocalText("機關對外聯絡方式", "how to reach the agency"), "資訊室", date(2026, 11, 1)
    )
    for kind, value in (("phone", AGENCY.contact.phone), ("email", AGENCY.contact.email))
)
"""The agency's own public contact, as its allowlist.yaml has it."""
NOT_OF_A_PORTAL = frozenset({"accessibility", "disclosure", "services"})
"""What an agency's website owes as a whole, of which its data portal is a part."""


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every type of page: with and without versions, with a page of all rows, withdrawn."""
    root = tmp_path_factory.mktemp("portal")
    lab = make_lab(root)
    definition = StaticPortalDefinition("static", TITLE, path="portal")
    declared = Defaults(theme="540", cake="B4J")  # as an agency declares them in catalog.yaml
    catalog = Catalog(AGENCY, TITLE, ABOUT, (definition,), defaults=declared)
    frame = pl.DataFrame({"站名": [f"第{n}站" for n in range(40)], "日期": [date(2026, 1, 1)] * 40})
    rows = {"rows": with_parquet(root / "publications", "rows", frame, ["string", "date"])}
    receipts = {}
    for desired, withdraw in ((first_night(root), {}), (second_night(root), {"gamma": REASON})):
        outcome = push(
            open_portal(definition, catalog, root, lab.services),
            desired | rows,
            withdraw,
            receipts,
            NOW,
            allow_withdrawals=True,
            withdrawal_limit=1.0,
            services=lab.services,
        )
        assert outcome.error is None
        receipts = {item.dataset: item for item in outcome.receipts}
    for path in ("dataset/rows/rows.html", "dataset/alpha/version/2/index.html", "dataset/gamma/index.html"):
        assert (lab.current / path).is_file()
    return lab.current


def _looked_at(folder: Path, work: Path) -> SiteResult:
    with served(folder) as address:
        site = Site(
            "portal",
            LocalText("開放資料入口網", "The portal"),
            (address,),
            external_links=False,
            allow_private=True,
            polite=Politeness(rate=0, concurrency=4, timeout=10, patience=0.05),
        )
        store = CrawlStore(work / "state")
        snapshot = crawl(site, store, NOW)
        only = sorted(set(FAMILIES) - NOT_OF_A_PORTAL)
        result = check_site(snapshot, Context(site, NOW, load_rulebook(), ALLOWED), only)
        store.close()
    return result


def test_our_own_checks_find_nothing(portal: Path, tmp_path: Path) -> None:
    result = _looked_at(portal, tmp_path)
    assert not result.crashed
    assert len(result.ran) >= 20
    said = {(item.check, item.outcome, place.url) for item in result.findings for place in item.places}
    # its search is for datasets, and not for pages about them or in the other language: that is for a person to say
    said = {item for item in said if item[:2] != ("content.search-fails", Outcome.CANT_TELL)}
    # archives and Parquet files are not read by a crawl; the gate searched them before they came here
    unread = {item for item in said if item[2] is not None and item[2].endswith((".zip", ".parquet"))}
    assert {outcome for _, outcome, _ in unread} == {Outcome.UNTESTED}
    assert said - unread == set()


@pytest.mark.browser
def test_a_page_of_all_rows_and_one_where_nothing_is_have_no_barrier(portal: Path, tmp_path: Path) -> None:
    with served(portal) as address:
        assert violations([f"{address}dataset/rows/rows.html"], (DESKTOP,)) == []
        assert violations([f"{address}en/dataset/rows/rows.html"], (PHONE,)) == []
    lab = make_lab(tmp_path, url="https://data.example.org/")
    assert list(lab.open().apply([], {}, NOW)) == []
    with served(lab.current) as address:
        assert violations([f"{address}404.html"], (DESKTOP,)) == []
        assert violations([f"{address}en/404.html"], (PHONE,)) == []


@pytest.mark.parametrize("language", ["", "en/"])
@pytest.mark.parametrize("name", ["alpha", "rows"])
def test_a_dataset_page_is_light(name: str, language: str, portal: Path) -> None:
    page = portal / f"{language}dataset/{name}/index.html"
    loaded = re.findall(r'(?:src|href)="([^"#?]+\.(?:js|css|svg|png|ico))"', page.read_text(encoding="utf-8"))
    files = {page, *((page.parent / address).resolve() for address in loaded)}
    assert any(file.suffix == ".css" for file in files)
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) <= MOST_BYTES
