"""Titles that name something else than what the page is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from publisher.checks.agreeing import is_chinese, shared
from publisher.checks.base import Check, Context, Fault
from publisher.checks.naming import squash, units
from publisher.checks.navigation import Navigation, navigation, title_parts, words_of
from publisher.model.finding import Place
from publisher.model.site import SiteSnapshot

_ID = "content.title-mismatch"
_MOST_SHARED = 0.2
_FEWEST_UNITS = 3
_TEMPLATE = 3
"""Pages from which a part of their titles is the template's (the agency's name, a section)."""


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """No part of the title, the site's names aside, shares words with the headings or the text of the page.

    A part that stands in many titles is the template's, and the name of a page that lists this one (最新消息) is
    the section's: they name the page truly, if loosely. What is in another language than the page is not judged.
    """
    seen = navigation(snapshot, context)
    often = Counter(part for titles in seen.titles.values() for part in dict.fromkeys(title_parts(titles[0])))
    doubtful: dict[str, tuple[str, str]] = {}
    for page in snapshot.pages():
        if page.found_by == "start" or not page.title:
            continue
        own = [
            part
            for part in title_parts(page.title)[1:]
            if often[part] < _TEMPLATE and not _says_little(part, seen)
        ]
        headings = [text for _, text in page.headings if text and text != page.title]
        if not own or not headings or is_chinese(" ".join(own)) != is_chinese(" ".join(headings)):
            continue
        if max(shared(part, [*headings, page.main_text]) for part in own) <= _MOST_SHARED:
            doubtful[page.url] = (own[0], headings[0])
    for url, (title, heading) in sorted(_without_sections(doubtful, snapshot, seen).items()):
        yield Fault(Place(url=url, selector="title"), "", url, {"title": title[:60], "heading": heading[:60]})


def _says_little(part: str, seen: Navigation) -> bool:
    """Whether hardly anything is left of a part without the site's own names."""
    return units(seen.words.own.pattern.sub(" ", squash(part))) < _FEWEST_UNITS


def _without_sections(
    doubtful: dict[str, tuple[str, str]], snapshot: SiteSnapshot, seen: Navigation
) -> dict[str, tuple[str, str]]:
    """Without the pages that a page of that name lists, its menus aside."""
    left = dict(doubtful)
    for source, links in snapshot.source.link_lists() if doubtful else ():
        names = {squash(part) for title in seen.titles.get(source, ()) for part in title_parts(title)}
        for link in links:
            url = seen.end(link.url)
            if url in left and squash(left[url][0]) in names and (link.url, words_of(link)) not in seen.template:
                del left[url]
    return left


CHECK = Check(_ID, site=look, whole=True)
