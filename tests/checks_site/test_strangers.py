"""Websites of different make: nothing is held against one that is right, and what is wrong with one is found."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from publisher.checks import Context, check_site
from publisher.crawl import crawl
from publisher.model.finding import CheckDefinition, Outcome
from publisher.model.site import Politeness, Site, SiteResult
from publisher.model.text import LocalText
from publisher.state.crawl import CrawlStore
from publisher.workspace.rulebook import load_rulebook
from tests.checks_site.agencies import AGENCIES, Fault
from tests.checks_site.strangers import MAKES, Pages, Wish

NOW = datetime.fromisoformat("2026-11-20T03:00:00+08:00")
RULEBOOK = load_rulebook()
NEWS = (
    "立法院三讀通過115年度中央政府總預算",
    "電動機車補助7月開跑",
    "提醒民眾注意網路隱私權保護",
    "Open Data 黑客松報名",
)
EN_NEWS = (
    "Premier Announces 2026 Budget",
    "Privacy Awareness Month Kicks Off",
    "Office Joins Open Data Hackathon",
)

FAULTS: dict[str, tuple[Wish, str, str]] = {
    "budget missing, a headline names it": (
        Wish(without=frozenset({6}), headlines=NEWS),
        "disclosure.missing-item",
        "FOI-7-1-6",
    ),
    "subsidies missing, a headline names them": (
        Wish(without=frozenset({9}), headlines=NEWS),
        "disclosure.missing-item",
        "FOI-7-1-9",
    ),
    "guidance missing": (Wish(without=frozenset({4})), "disclosure.missing-item", "FOI-7-1-4"),
    "appeals under construction": (Wish(empty=frozenset({7})), "disclosure.empty-item", "FOI-7-1-7"),
    "no privacy policy, a headline names it": (
        Wish(pages_without=frozenset({"privacy"}), headlines=NEWS),
        "disclosure.missing-required-page",
        "privacy",
    ),
    "no declaration, a headline names open data": (
        Wish(pages_without=frozenset({"open-data"}), headlines=NEWS),
        "disclosure.missing-required-page",
        "open-data",
    ),
    "no search": (Wish(pages_without=frozenset({"search"})), "disclosure.missing-required-page", "search"),
    "no section": (Wish(section=False), "disclosure.missing-section", "missing"),
    "no badge": (Wish(badge=""), "disclosure.missing-accessibility-badge", "missing"),
    "a badge of a former authority": (
        Wish(badge='<a href="https://www.handicap-free.nat.gov.tw/"><img src="/aa.png" alt="無障礙標章A+"></a>'),
        "disclosure.missing-accessibility-badge",
        "elsewhere",
    ),
    "an old budget": (Wish(budget_year=110), "disclosure.outdated-item", "budget"),
}
IN_CHINESE_ONLY = frozenset({"no section", "no badge", "a badge of a former authority"})
WITHOUT_YEARS = frozenset({"tabs", "wide_table", "definition_list", "english"})


class _Quiet(SimpleHTTPRequestHandler):
    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Say nothing."""

    def log_error(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()


def looked_at(
    pages: Pages, folder: Path, only: tuple[str, ...], rulebook: Mapping[str, CheckDefinition] = RULEBOOK
) -> SiteResult:
    for path, markup in pages.items():
        file = folder / "site" / path.strip("/") / "index.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(markup, encoding="utf-8")
    with served(folder / "site") as address:
        declared = Site(
            "stranger",
            LocalText("某網站", "A website"),
            (address,),
            external_links=False,
            allow_private=True,
            polite=Politeness(rate=0, concurrency=4, timeout=10, patience=0.05),
        )
        store = CrawlStore(folder / "state")
        snapshot = crawl(declared, store, NOW)
        result = check_site(snapshot, Context(declared, NOW, rulebook), only)
        store.close()
    assert not result.crashed
    return result


@pytest.mark.parametrize("make", MAKES)
def test_nothing_is_held_against_a_site_that_is_right(make: str, tmp_path: Path) -> None:
    result = looked_at(MAKES[make](Wish()), tmp_path, ("disclosure",))
    assert [(item.check, item.key, item.params) for item in result.findings] == []


def _combinations() -> Iterator[object]:
    """Every fault on every make; each fault on two of them in the short run."""
    for place, fault in enumerate(FAULTS):
        for number, make in enumerate(MAKES):
            short = (number - place) % len(MAKES) in (0, 3)
            yield pytest.param(make, fault, marks=() if short else pytest.mark.full)


@pytest.mark.parametrize(("make", "fault"), _combinations())
def test_what_is_wrong_is_found_and_nothing_else(make: str, fault: str, tmp_path: Path) -> None:
    wish, check, key = FAULTS[fault]
    if make == "english":
        wish = replace(wish, headlines=EN_NEWS)
    if (make == "english" and fault in IN_CHINESE_ONLY) or (make in WITHOUT_YEARS and fault == "an old budget"):
        pytest.skip("the law asks this of the Chinese website, or nothing on this one names a year")
    result = looked_at(MAKES[make](wish), tmp_path, ("disclosure",))
    found = {(item.check, item.key) for item in result.findings}
    assert (check, key) in found
    failed = {(item.check, item.key) for item in result.findings if item.outcome is Outcome.FAILED}
    follows = {"an old budget": ("disclosure.outdated-item", "accounts")}.get(fault)
    others = failed - {(check, key)} - ({follows} if follows else set())
    assert not others or (fault == "no section" and {name for name, _ in others} == {"disclosure.missing-item"})


def test_an_agency_adds_its_own_words(tmp_path: Path) -> None:
    pages = {path: markup.replace("預算書與決算書", "歲計公告") for path, markup in MAKES["tabs"](Wish()).items()}
    before = looked_at(pages, tmp_path / "before", ("disclosure",))
    assert [(item.check, item.key) for item in before.findings] == [("disclosure.missing-item", "FOI-7-1-6")]
    overlay = tmp_path / "workspace/checks/disclosure/missing-item/check.yaml"
    overlay.parent.mkdir(parents=True)
    overlay.write_text("params:\n  more-FOI-7-1-6: |\n    歲計公告\n", encoding="utf-8")
    rulebook = load_rulebook(tmp_path / "workspace")
    assert looked_at(pages, tmp_path / "after", ("disclosure",), rulebook).findings == ()


@pytest.mark.parametrize("make", AGENCIES)
def test_nothing_is_held_against_pages_like_those_of_real_agencies(make: str, tmp_path: Path) -> None:
    result = looked_at(AGENCIES[make](Fault()), tmp_path, ("disclosure",))
    assert [(item.check, item.key, item.params) for item in result.findings] == []


PLANTED = {
    "law_article": (Fault(empty=5), "disclosure.empty-item", "FOI-7-1-5"),
    "guide": (Fault(drop=8), "disclosure.missing-item", "FOI-7-1-8"),
    "english_article": (Fault(drop=6), "disclosure.missing-item", "FOI-7-1-6"),
    "themes": (Fault(drop=4), "disclosure.missing-item", "FOI-7-1-4"),
}


@pytest.mark.parametrize("make", PLANTED)
def test_what_pages_like_those_of_real_agencies_lack_is_found(make: str, tmp_path: Path) -> None:
    fault, check, key = PLANTED[make]
    result = looked_at(AGENCIES[make](fault), tmp_path, ("disclosure",))
    assert (check, key) in {(item.check, item.key) for item in result.findings}
