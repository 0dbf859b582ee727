"""Where the links to troubled targets stand: worked out in one pass, for all checks of links.

Pages are read once more, and only those with something to report, to find line and selector.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from publisher.checks.base import Context
from publisher.model.finding import MOST_PLACES, Place
from publisher.model.site import Link, SiteSnapshot, Target, Verdict
from publisher.net.placing import Spot, spots_of


@dataclass(slots=True)
class Referrers:
    """The links to one address. `first` are the first places, as page and link; `count` is how many there are."""

    count: int = 0
    first: list[tuple[str, Link]] = field(default_factory=list)

    def add(self, source: str, link: Link) -> None:
        """One more link."""
        self.count += 1
        if len(self.first) < MOST_PLACES:
            self.first.append((source, link))


@dataclass(frozen=True, slots=True)
class LinkIndex:
    """Targets by name, links to those that do not simply work, and links with a fragment by target and fragment.

    `linked` are the names of all targets that stand on some page (not only in a sitemap).
    """

    targets: Mapping[str, Target]
    troubled: Mapping[str, Referrers]
    fragments: Mapping[tuple[str, str], Referrers]
    linked: frozenset[str]


def link_index(snapshot: SiteSnapshot, context: Context) -> LinkIndex:
    """The index of this crawl, shared by the checks of a run."""
    return context.once("links", lambda: _index(snapshot))


def _index(snapshot: SiteSnapshot) -> LinkIndex:
    targets = {target.url: target for target in snapshot.targets()}
    quiet = {url for url, target in targets.items() if target.verdict is Verdict.WORKS and not target.hops}
    troubled: dict[str, Referrers] = defaultdict(Referrers)
    fragments: dict[tuple[str, str], Referrers] = defaultdict(Referrers)
    linked: set[str] = set()
    for source, links in snapshot.source.link_lists():
        for link in links:
            if link.fragment:
                fragments[link.url, link.fragment].add(source, link)
            if link.url == source:
                continue  # a page's links to itself say nothing of whether it can be reached
            if link.url not in quiet:
                troubled[link.url].add(source, link)
            if link.element not in ("sitemap loc", "sitemap sitemap"):
                linked.add(link.url)
    return LinkIndex(targets, dict(troubled), dict(fragments), frozenset(linked))


class Placer:
    """Turns page and link into a place with line and selector; a page is read once for all its links."""

    def __init__(self, snapshot: SiteSnapshot) -> None:
        self._snapshot = snapshot
        self._spots: dict[str, dict[int, Spot]] = {}
        self._pages_of: dict[str, tuple[int | None, ...]] | None = None

    def prepare(self, wanted: Iterator[tuple[str, Link]]) -> None:
        """Read the pages of these links."""
        numbers: dict[str, set[int]] = defaultdict(set)
        for source, link in wanted:
            if link.number not in self._spots.get(source, {}):
                numbers[source].add(link.number)
        for source, some in numbers.items():
            page = self._snapshot.source.page(source)
            if page is not None:
                self._spots.setdefault(source, {}).update(spots_of(page.html, some))

    def place(self, source: str, link: Link) -> Place:
        """Where a link stands."""
        if link.element == "pdf link":
            return Place(url=source, page=self._pdf_page(source, link))
        spot = self._spots.get(source, {}).get(link.number, Spot())
        return Place(url=source, selector=spot.selector, line=spot.line)

    def _pdf_page(self, source: str, link: Link) -> int | None:
        if self._pages_of is None:
            self._pages_of = {item.url: item.link_pages for item in self._snapshot.documents()}
            self._links_of = {item.url: item.links for item in self._snapshot.documents()}
        for other, page in zip(self._links_of.get(source, ()), self._pages_of.get(source, ()), strict=False):
            if other == link:
                return page
        return None


def placer(snapshot: SiteSnapshot, context: Context) -> Placer:
    """The placer shared by the checks of a run."""
    return context.once("placer", lambda: Placer(snapshot))
