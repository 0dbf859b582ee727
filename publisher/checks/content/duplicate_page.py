"""The same page under several addresses, of which one will be forgotten when the other is renewed."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from publisher.checks.agreeing import is_chinese, shared
from publisher.checks.base import Check, Context, Fault
from publisher.checks.lines import content_lines
from publisher.checks.naming import pattern_of, squash, weight
from publisher.checks.navigation import navigation
from publisher.checks.standing import is_about_the_page, letters, lines_everywhere, own_words, without_figures
from publisher.model.finding import Outcome, Place
from publisher.model.site import Page, SiteSnapshot
from publisher.model.text import Param
from publisher.net import html
from publisher.net.urls import resolve

_ID = "content.duplicate-page"
_FEWEST_LETTERS = 60
_INDEX = re.compile(r"(?:index|default|home)\.[a-z]{3,5}$")
"""A folder and its index page are one place."""
_A_LINE = 8
"""Letters from which a line is something that a page says."""
_SPEAKS, _A_NAME = 2 / 3, 4
"""Share of a name's words of which a text speaks when it is the text of that name; letters that name something."""
_MOST = 4
"""Equal pages beyond which they are a template's, with nothing of their own on them yet."""


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """Headings and text are the same, letter for letter, and neither page calls the other the original.

    Of two titles over the same words one is wrong, or one page was forgotten; without a heading the titles count.

    Whether both are wanted is for a person to tell. Views of one page (for printing, sorted, in another session)
    differ in what follows the question mark only. Where the same text stands under two headings, and one of them
    has nothing to do with it, the text of that page may be missing: words for the same need not be alike. It is
    where the text speaks of most of the other heading, and of no word of this one, which names a thing and not the
    kind of what stands below it (最新消息, 常見問答).
    """
    pages: dict[bytes, list[tuple[str, str]]] = defaultdict(list)
    bodies: dict[bytes, list[tuple[str, str]]] = defaultdict(list)
    for page in snapshot.pages():
        if letters(page.main_text) >= context.param(_ID, "letters", _FEWEST_LETTERS):
            pages[_mark(page)].append((page.final or page.url, page.url))
            bodies[_mark_of_text(page)].append((page.final or page.url, page.url))
    for same in bodies.values():
        yield from _under_other_names(sorted(dict(sorted(same)).values()), snapshot, context)
    for held, holder in _held_by_another(snapshot, context):
        for fault in _under_other_names(sorted((held, holder)), snapshot, context):
            if fault.subject == held:
                yield fault
    for some in pages.values():
        different = dict(sorted(some))
        urls = sorted(different.values())
        if 1 < len(urls) <= _MOST and len({_place(url) for url in urls}) > 1:
            original = _originals(urls, snapshot)
            left = [url for url in urls if original.get(url, url) not in set(urls) - {url}]
            for url in left if len(left) > 1 else ():
                others = [other for other in left if other != url]
                params: dict[str, Param] = {"other": others[0], "number": len(left)}
                yield Fault(Place(url=url), left[0], params=params, outcome=Outcome.CANT_TELL)


def _held_by_another(snapshot: SiteSnapshot, context: Context) -> list[tuple[str, str]]:
    """Pairs of pages of which the second says what the first says, and something of its own beside it.

    Only the first can have the text of another page: the second may be the list that shows it, too.
    """
    everywhere = lines_everywhere(snapshot, context)
    said: dict[str, frozenset[str]] = {}
    bearers: dict[str, set[str]] = defaultdict(set)
    for page in snapshot.pages():
        if page.found_by == "start":
            continue
        called = {page.title, *(text for _, text in page.headings[:2])}
        lines = {line.strip() for line in page.main_text.split("\n")} - called
        own = frozenset(
            line
            for line in lines
            if letters(line) >= _A_LINE and not is_about_the_page(line) and without_figures(line) not in everywhere
        )
        if sum(map(letters, own)) >= context.param(_ID, "letters", _FEWEST_LETTERS):
            said[page.url] = own
            for line in own:
                bearers[line].add(page.url)
    pairs = set()
    for url, own in said.items():
        others = set.intersection(*(bearers[line] for line in own)) - {url}
        pairs |= {(url, other) for other in others if said[other] != own} if len(others) < _MOST else set()
    return sorted(pairs)


def _under_other_names(urls: list[str], snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """Of pages with the same text under different headings, those whose heading the text does not speak of."""
    if not 1 < len(urls) <= _MOST:
        return
    found = [page for page in map(snapshot.source.page, urls) if page is not None and page.found_by != "start"]
    seen = navigation(snapshot, context)
    names = {page.url: seen.heading(page) for page in found}
    if len(set(names.values())) < len(found) or not all(map(is_chinese, names.values())):
        return
    template = frozenset(line.text for page in seen.starts for line in content_lines(page))
    sections, fits = pattern_of(context, _ID, "sections"), {}
    for page in found:
        text = own_words(page, template)
        if letters(text) < context.param(_ID, "letters", _FEWEST_LETTERS):
            return
        fits[page.url] = shared(seen.words.own.pattern.sub(" ", squash(names[page.url])), [text])
    best = max(fits, key=lambda some: fits[some])
    for url in [url for url, fit in fits.items() if not fit and fits[best]]:
        params: dict[str, Param] = {
            "number": len(fits),
            "other": best,
            "title": names[url][:60],
            "called": names[best][:60],
        }
        is_sure = fits[best] >= _SPEAKS and weight(squash(names[url])) >= _A_NAME
        is_sure = is_sure and not sections.search(names[url])
        yield Fault(Place(url=url), "text", url, params, outcome=Outcome.FAILED if is_sure else Outcome.CANT_TELL)


def _mark_of_text(page: Page) -> bytes:
    """The page's words without its own titles."""
    called = {page.title, *(text for _, text in page.headings[:2])}
    lines = (line.strip() for line in page.main_text.split("\n"))
    text = "\n".join(line for line in lines if line not in called and not is_about_the_page(line))
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def _mark(page: Page) -> bytes:
    called = [text for _, text in page.headings] or [page.title]
    text = "\n".join([*called, page.main_text, page.language])
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def _place(url: str) -> tuple[object, ...]:
    """What tells one page from another in its address: path, and the values of a query."""
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    return (
        _INDEX.sub("", parts.path.lower()).rstrip("/"),
        tuple(sorted(value for _, value in query if value.isdigit())),
    )


def _originals(urls: list[str], snapshot: SiteSnapshot) -> dict[str, str]:
    """The address that a page calls its own (rel=canonical)."""
    said: dict[str, str] = {}
    for url in urls:
        page = snapshot.source.page(url)
        if page is None:
            continue
        try:
            node = html.parse(page.html).css_first("link[rel=canonical][href]")
        except html.HostileMarkupError:
            continue
        reference = resolve(page.final, node.attributes.get("href") or "") if node is not None else None
        if reference is not None:
            said[url] = reference.key
    return said


CHECK = Check(_ID, site=look)
