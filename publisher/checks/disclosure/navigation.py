"""What the site's links and headings say, and how far from the home page: worked out in one pass."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from publisher.checks.base import Context
from publisher.checks.disclosure.items import SECTION
from publisher.model.site import Link, Page, SiteSnapshot, Target, Verdict

_NEAR = 2


@dataclass(frozen=True, slots=True)
class Spoken:
    """One place where words lead somewhere: a link, or a page's own title and headings (`link` None)."""

    source: str
    words: str
    leads_to: str


@dataclass(frozen=True, slots=True)
class Navigation:
    """`spoken` are links, titles and headings; `section` the pages of the disclosure section and those below.

    `distance` are clicks from a start page, for near pages; `entrance` are the pages of the section itself.
    """

    spoken: tuple[Spoken, ...]
    section: frozenset[str]
    entrance: tuple[str, ...]
    distance: Mapping[str, int]
    targets: Mapping[str, Target]

    def works(self, url: str) -> bool:
        """Whether what a link leads to is there, as far as we know."""
        target = self.targets.get(url)
        return target is None or target.verdict not in (Verdict.BROKEN, Verdict.PROBABLY_BROKEN)


def navigation(snapshot: SiteSnapshot, context: Context) -> Navigation:
    """The navigation of this crawl, shared by the checks of a run."""
    return context.once("navigation", lambda: _navigation(snapshot))


def _navigation(snapshot: SiteSnapshot) -> Navigation:
    targets = {target.url: target for target in snapshot.targets()}
    spoken: dict[tuple[str, str], Spoken] = {}
    graph: dict[str, tuple[str, ...]] = {}
    starts, named = [], set[str]()
    for page in snapshot.pages():
        if page.found_by == "start":
            starts.append(page.url)
        for words in _own_words(page):
            spoken.setdefault((page.url, words), Spoken(page.url, words, page.url))
        if any(SECTION.search(words) for words in _own_words(page)):
            named.add(page.url)
        graph[page.url] = _links(page, targets, spoken)
    entrance = {_end(item.leads_to, targets) for item in spoken.values() if SECTION.search(item.words)} & (
        set(graph) | named
    )
    section = set(entrance) | named
    for url in entrance:
        section.update(_end(below, targets) for below in graph.get(url, ()))
    return Navigation(
        tuple(spoken.values()),
        frozenset(section),
        tuple(sorted(entrance)),
        _distances([_end(url, targets) for url in starts] or starts, graph),
        targets,
    )


def _own_words(page: Page) -> tuple[str, ...]:
    return (page.title, *(text for _, text in page.headings))


def _links(page: Page, targets: Mapping[str, Target], spoken: dict[tuple[str, str], Spoken]) -> tuple[str, ...]:
    ends: dict[str, None] = {}
    for link in page.links:
        if link.element not in ("a", "area") or link.url == page.url:
            continue
        words = _words(link)
        if words:
            spoken.setdefault((link.url, words), Spoken(page.url, words, link.url))
        ends[_end(link.url, targets)] = None
    return tuple(ends)


def _words(link: Link) -> str:
    return " ".join(link.text.split())


def _end(url: str, targets: Mapping[str, Target]) -> str:
    target = targets.get(url)
    return target.final if target is not None and target.final else url


def _distances(starts: list[str], graph: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    distance = dict.fromkeys(starts, 0)
    waiting = deque(starts)
    while waiting:
        at = waiting.popleft()
        if distance[at] > _NEAR:
            continue
        for below in graph.get(at, ()):
            if below not in distance:
                distance[below] = distance[at] + 1
                waiting.append(below)
    return distance
