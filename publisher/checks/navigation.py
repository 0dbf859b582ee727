"""Where a site discloses: its section for article 7, the pages of it, and how far they are from the home page.

The section is what a menu calls by its name with what hangs below, and what the content of its pages leads to;
what the site's own template links to from everywhere is not a part of it.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from publisher.checks.article7 import ITEMS, item_words, section_words
from publisher.checks.base import Context
from publisher.checks.lines import PageLine, content_lines, hanging_below
from publisher.checks.naming import LOOSE, STRICT, Vocabulary, Words, squash, units, vocabulary
from publisher.model.site import Link, Page, SiteSnapshot, Target, Verdict

_MOST_LEVELS = 4
_MOST_PAGES = 400
_SHARE = 0.5
_FEWEST = 3
_TITLE_PARTS = re.compile(
    r"\s*[-\uff0d\ufe58\ufe63\u2010-\u2015\u2212\u2500-\u2502|｜∣丨:：_<＜>＞«»‹›]+\s*|\s+[/／•·]\s+"
)
_MENU_ENTRIES = 3
FEWEST_ITEMS = 4
"""Items of article 7 that a start page's links name, from which it is the section although nothing says so."""
_LABEL_UNITS = 12


@dataclass(frozen=True, slots=True)
class Spoken:
    """A link of the site, each words and target once: `page` is where it was seen first."""

    page: str
    words: str
    leads_to: str


@dataclass(frozen=True)
class Navigation:
    """`pages` of the section with the lines of their contents, `menu` the lines that hang below its name in menus.

    `entrance` are the pages that bear the section's name, `distance` clicks from a start page (only near ones).
    """

    words: Vocabulary
    starts: tuple[Page, ...]
    spoken: tuple[Spoken, ...]
    titles: Mapping[str, tuple[str, ...]]
    entrance: tuple[str, ...]
    menu: tuple[PageLine, ...]
    menu_page: str
    pages: Mapping[str, tuple[PageLine, ...]]
    distance: Mapping[str, int]
    targets: Mapping[str, Target]
    template: frozenset[tuple[str, str]] = frozenset()
    by_items: bool = False
    """Whether nothing bears the section's name, and `menu` is that of a start page that names the items."""

    @property
    def is_there(self) -> bool:
        """Whether the site has a section at all: a page of that name, or a menu with entries."""
        return bool(self.entrance) or len(self.menu) >= _MENU_ENTRIES

    def works(self, url: str) -> bool:
        """Whether what a link leads to is there, as far as we know."""
        target = self.targets.get(url)
        return target is None or target.verdict not in (Verdict.BROKEN, Verdict.PROBABLY_BROKEN)

    def end(self, url: str) -> str:
        """Where an address leads to after redirects."""
        return _end(url, self.targets)

    def is_document(self, url: str) -> bool:
        """Whether an address is a file that is no page."""
        target = self.targets.get(url)
        return target is not None and bool(target.media_type) and "html" not in target.media_type

    @cached_property
    def _often(self) -> Counter[str]:
        return Counter(text for titles in self.titles.values() for text in titles)

    def heading(self, page: Page) -> str:
        """What a page itself is called: its first heading that is not the template's, else its title."""
        own = (text for _, text in page.headings if text and self._often[text] < _FEWEST)
        return next(own, next((part for part in title_parts(page.title)[1:] if part), page.title))

    def clicks(self, url: str) -> int | None:
        """Clicks from a start page; None for a page that is far away or not linked."""
        return self.distance.get(url)


@dataclass(slots=True)
class _NavigationPass:
    """What one pass over all pages gives."""

    starts: list[Page] = field(default_factory=list)
    spoken: dict[tuple[str, str], Spoken] = field(default_factory=dict)
    graph: dict[str, tuple[str, ...]] = field(default_factory=dict)
    titles: dict[str, tuple[str, ...]] = field(default_factory=dict)
    heard: Counter[tuple[str, str]] = field(default_factory=Counter)


def navigation(snapshot: SiteSnapshot, context: Context) -> Navigation:
    """The navigation of this crawl, shared by the checks of a run."""
    return context.once("navigation", lambda: _navigation(snapshot, context))


def _navigation(snapshot: SiteSnapshot, context: Context) -> Navigation:
    targets = {target.url: target for target in snapshot.targets()}
    seen = _look_through(snapshot, targets)
    template = _template(seen)
    words = vocabulary(context, _site_names(seen.starts))
    wanted, of_items = section_words(context), item_words(context)
    entrance = _entrances(seen, words, wanted, targets)
    shown = [*seen.starts, *(page for page in (snapshot.source.page(url) for url in entrance) if page)]
    items = [of_items[item.id] for item in ITEMS]
    menu_page, menu = _menu(shown, words, wanted, items)
    by_items = not entrance and not menu
    if by_items:
        menu_page, menu = _menu_of_items(seen.starts, words, items)
    pages = _section_pages(snapshot, entrance, template, targets)
    starts = [_end(page.url, targets) for page in seen.starts]
    return Navigation(
        words,
        tuple(seen.starts),
        tuple(seen.spoken.values()),
        seen.titles,
        entrance,
        menu,
        menu_page,
        pages,
        _distances(starts, seen.graph),
        targets,
        template,
        by_items and bool(menu),
    )


def _look_through(snapshot: SiteSnapshot, targets: Mapping[str, Target]) -> _NavigationPass:
    seen = _NavigationPass()
    for page in snapshot.pages():
        if page.found_by == "start":
            seen.starts.append(page)
        seen.titles[page.url] = tuple(dict.fromkeys((page.title, *(text for _, text in page.headings[:8]))))
        ends: dict[str, None] = {}
        said: set[tuple[str, str]] = set()
        for link in page.links:
            if link.element not in ("a", "area"):
                continue
            pair = (link.url, words_of(link))
            said.add(pair)
            if link.url == page.url:
                continue
            if pair[1]:
                seen.spoken.setdefault(pair, Spoken(page.url, pair[1], link.url))
            ends[_end(link.url, targets)] = None
        seen.heard.update(said)
        seen.graph[page.url] = tuple(ends)
    seen.starts += _in_frames(seen.starts, snapshot, targets)
    return seen


def _in_frames(starts: Iterable[Page], snapshot: SiteSnapshot, targets: Mapping[str, Target]) -> list[Page]:
    """The pages in the frames of a start page: who opens the site sees them, without a click."""
    shown = {_end(link.url, targets): None for page in starts for link in page.links if link.element == "frame"}
    return [page for url in shown if (page := snapshot.source.page(url)) is not None and page not in starts]


def _template(seen: _NavigationPass) -> frozenset[tuple[str, str]]:
    """Links that stand everywhere: on a start page and most others, or on nearly all."""
    total = len(seen.graph)
    at_start = {(link.url, words_of(link)) for page in seen.starts for link in page.links}
    return frozenset(
        pair
        for pair, times in seen.heard.items()
        if times >= _FEWEST and (times > total * 0.8 or (pair in at_start and times >= total * _SHARE))
    )


def _site_names(starts: Iterable[Page]) -> Iterator[str]:
    """The names that a home page gives to the site: the parts of its title."""
    for page in starts:
        yield from (part for part in _TITLE_PARTS.split(page.title) if len(part) > 1)


def _entrances(
    seen: _NavigationPass, words: Vocabulary, wanted: Words, targets: Mapping[str, Target]
) -> tuple[str, ...]:
    """Pages of the site to which a link of that name leads, or which bear it as their heading."""
    named = {
        _end(item.leads_to, targets) for item in seen.spoken.values() if words.names(item.words, wanted, STRICT)
    }
    for url, titles in seen.titles.items():
        if any(words.names(part, wanted) for title in titles for part in title_parts(title)):
            named.add(url)
    starts = {page.url for page in seen.starts}
    return tuple(sorted(named & set(seen.graph) - (starts if len(seen.graph) > 1 else set())))


def title_parts(title: str) -> tuple[str, ...]:
    """A title and the parts of it: sites write 主動公開資訊-某某監理所, in either order."""
    return (title, *_TITLE_PARTS.split(title))


def _menu(
    pages: Iterable[Page], words: Vocabulary, wanted: Words, items: Iterable[Words]
) -> tuple[str, tuple[PageLine, ...]]:
    """The lines that hang below the section's name in a menu, or in a box of the home page.

    What follows a heading of that name may be the footer: a list that speaks of none of the `items` is no menu.
    """
    for page in pages:
        for below in hanging_below(page, lambda text: words.names(text, wanted), _MENU_ENTRIES):
            labels = [squash(label) for line in below for label, _ in line.links]
            if any(item.spans(label) for label in labels for item in items):
                return page.url, below
    return "", ()


def _menu_of_items(
    starts: Iterable[Page], words: Vocabulary, items: list[Words]
) -> tuple[str, tuple[PageLine, ...]]:
    """The labels of a start page whose links name several items: a site may put them into its main menu."""
    for page in starts:
        lines = tuple(
            line
            for line in content_lines(page, whole=True)
            if max((units(squash(label)) for label, _ in line.links), default=units(squash(line.text)))
            <= _LABEL_UNITS
        )
        labels = {label for line in lines for label, _ in line.links}
        if sum(any(words.names(label, item, LOOSE) for label in labels) for item in items) >= FEWEST_ITEMS:
            return page.url, lines
    return "", ()


def _section_pages(
    snapshot: SiteSnapshot,
    entrance: tuple[str, ...],
    template: frozenset[tuple[str, str]],
    targets: Mapping[str, Target],
) -> dict[str, tuple[PageLine, ...]]:
    """The pages of the section by their distance from its entrance, with their own lines."""

    def leave_out(address: str, words: str) -> bool:
        return (address, words) in template

    outside = {_end(address, targets) for address, _ in template} - set(entrance)
    pages: dict[str, tuple[PageLine, ...]] = {}
    waiting = deque((url, 0) for url in entrance)
    while waiting and len(pages) < _MOST_PAGES:
        url, level = waiting.popleft()
        if url in pages:
            continue
        page = snapshot.source.page(url)
        if page is None:
            continue
        pages[url] = lines = content_lines(page, leave_out)
        if level < _MOST_LEVELS:
            for line in lines:
                for _, address in line.links:
                    below = _end(address, targets)
                    if below not in pages and below not in outside:
                        waiting.append((below, level + 1))
    return pages


def words_of(link: Link) -> str:
    """The words of a link, as they are compared."""
    return " ".join(link.text.split())


def _end(url: str, targets: Mapping[str, Target]) -> str:
    target = targets.get(url)
    return target.final if target is not None and target.final else url


def _distances(starts: list[str], graph: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    distance = dict.fromkeys(starts, 0)
    waiting = deque(starts)
    while waiting:
        at = waiting.popleft()
        for below in graph.get(at, ()):
            if below not in distance:
                distance[below] = distance[at] + 1
                waiting.append(below)
    return distance
