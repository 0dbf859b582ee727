"""A whole crawl through the browser: faults of a template are said once, what was not tested is said too."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from publisher.browser import Element
from publisher.checks import check_site
from publisher.checks.accessibility import CHECKS
from publisher.checks.accessibility.grouping import key_of
from publisher.checks.base import Context, Fault
from publisher.model.finding import Outcome, Severity
from publisher.model.site import Coverage, Document, Link, Page, Site, SiteSnapshot, Target
from publisher.model.text import LocalText
from publisher.workspace import load_rulebook
from tests.browser.axe import needs_browser
from tests.browser.site import PAGE, Website, serve

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
NOW = datetime.fromisoformat("2026-11-20T02:00:00+08:00")
TEMPLATE = '<nav aria-label="選單"><ul class="menu m-{n}"><li><a href="#a{n}" id="a{n}"></a></li></ul></nav>{more}'


@dataclass(frozen=True)
class _Source:
    """A crawl held in memory."""

    all: tuple[Page, ...]

    def pages(self) -> Iterator[Page]:
        return iter(self.all)

    def page(self, url: str) -> Page | None:
        return next((page for page in self.all if page.url == url), None)

    def link_lists(self) -> Iterator[tuple[str, tuple[Link, ...]]]:
        return iter(())

    def ids(self, url: str) -> frozenset[str] | None:
        return None

    def documents(self) -> Iterator[Document]:
        return iter(())

    def targets(self) -> Iterator[Target]:
        return iter(())

    def marks(self) -> Mapping[str, str]:
        return {}


@pytest.fixture(scope="module")
def site() -> Iterator[Website]:
    pages = {
        f"/p{n}": PAGE.format(
            head="", body=TEMPLATE.format(n=n, more="<p style='color:#999'>淺色的文字說明</p>" * n)
        )
        for n in range(3)
    }
    with serve(pages) as server:
        yield server


def _snapshot(site: Website, paths: list[str]) -> SiteSnapshot:
    declared = Site("station", LocalText("監理站", "Station"), (site.base + "/",), allow_private=True)
    pages = tuple(
        Page(site.base + path, site.base + path, "", "zh-TW", "utf-8", b"", "", (), (), (), frozenset(), depth)
        for depth, path in enumerate(paths)
    )
    return SiteSnapshot(declared, NOW, Coverage(complete=True), _Source(pages))


def _run(snapshot: SiteSnapshot, **params: int) -> dict[str, list[Fault]]:
    needs_browser()
    definitions = dict(load_rulebook())
    entry = definitions["accessibility.page-not-tested"]
    definitions[entry.id] = replace(entry, params={**entry.params, **params})
    context = Context(snapshot.site, NOW, definitions)
    found = {check.id: list(check.site(snapshot, context)) for check in CHECKS if check.site is not None}
    return {name.partition(".")[2]: faults for name, faults in found.items() if faults}


def test_a_fault_of_the_template_has_one_key_and_a_place_on_each_page(site: Website) -> None:
    found = _run(_snapshot(site, ["/p0", "/p1", "/p2", "/gone"]), browsers=2)
    assert set(found) == {"link-name", "color-contrast", "colours-half-set", "page-not-tested"}
    links = found["link-name"]
    assert {fault.key for fault in links} == {"main > nav > ul > li > a"}
    assert {urlsplit(fault.place.url or "").path for fault in links} == {"/p0", "/p1", "/p2"}
    assert {fault.params["pages"] for fault in links} == {3}
    contrast = found["color-contrast"]
    assert {fault.key for fault in contrast} == {"#999999 on #ffffff"}
    assert len(contrast) == 3
    assert "2.8" in str(contrast[0].evidence[1])
    (lost,) = found["page-not-tested"]
    assert (lost.key, lost.outcome, lost.params["reason"]) == ("status", Outcome.UNTESTED, "status")


def test_places_bear_the_line_of_the_page_as_it_was_sent(site: Website) -> None:
    markup = PAGE.format(head="", body=TEMPLATE.format(n=1, more="\n\n<p style='color:#999'>淺色的文字說明</p>"))
    page = replace(next(_snapshot(site, ["/p1"]).pages()), packed=zlib.compress(markup.encode()))
    snapshot = replace(_snapshot(site, []), source=_Source((page,)))
    found = _run(snapshot)
    expected = next(number for number, line in enumerate(markup.splitlines(), 1) if "淺色" in line)
    assert [fault.place.line for fault in found["color-contrast"]] == [expected]


def test_pages_beyond_the_budget_are_untested_the_deepest_first(site: Website) -> None:
    found = _run(_snapshot(site, ["/p0", "/p1", "/p2"]), most_pages=1)
    assert [urlsplit(fault.place.url or "").path for fault in found["page-not-tested"]] == ["/p1", "/p2"]
    assert {fault.params["pages"] for fault in found["link-name"]} == {1}


def test_an_incomplete_look_mends_nothing_and_doubt_is_advice(site: Website) -> None:
    needs_browser()
    for paths, complete in ((["/frames"], True), (["/frames", "/gone"], False)):
        snapshot = _snapshot(site, paths)
        context = Context(snapshot.site, NOW, load_rulebook())
        result = check_site(snapshot, context, ["accessibility"])
        assert result.crashed == ()
        assert ("accessibility.image-alt" in result.ran) == complete
        severities = {(item.check, item.outcome): item.severity for item in result.findings}
        assert severities["accessibility.image-alt", Outcome.FAILED] is Severity.ERROR
        assert severities["accessibility.frame-tested", Outcome.CANT_TELL] is Severity.ADVICE
        assert {item.subject for item in result.findings} == {"station"}


def test_without_a_browser_every_page_is_untested(
    site: Website, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    snapshot = _snapshot(site, ["/p0", "/p1"])
    result = check_site(snapshot, Context(snapshot.site, NOW, load_rulebook()), ["accessibility"])
    (finding,) = result.findings
    assert (finding.key, finding.outcome, finding.count) == ("no-browser", Outcome.UNTESTED, 2)
    assert result.ran == ()


def test_keys_do_not_follow_numbers_and_keep_doubt_apart() -> None:
    one = Element(("html > body > main > ul:nth-child(2) > li:nth-child(4)",), "<li>", ("menu",))
    two = Element(("html > body > main > ul:nth-child(3) > li",), "<li>", ("menu",))
    assert key_of("listitem", Outcome.FAILED, one) == key_of("listitem", Outcome.FAILED, two)
    assert key_of("listitem", Outcome.CANT_TELL, one) != key_of("listitem", Outcome.FAILED, one)
