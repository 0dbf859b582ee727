"""Titles that name something else than what the page is about."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from publisher.checks.agreeing import is_chinese, shared
from publisher.checks.article7 import item_words
from publisher.checks.base import Check, Context, Fault, normal
from publisher.checks.naming import squash, weight
from publisher.checks.navigation import Navigation, navigation, title_parts, words_of
from publisher.checks.standing import judge_text, letters
from publisher.model.disclosure import DisclosedState
from publisher.model.finding import Outcome, Place
from publisher.model.site import SiteSnapshot
from publisher.model.text import Param

_ID = "content.title-mismatch"
_MOST_SHARED = 0.2
_FEWEST = 3
_A_TEXT = 40
_TEMPLATE = 3
"""Pages from which a part of their titles is the template's (the agency's name, a section)."""


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """No part of the title, the site's names aside, shares words with the headings or the text of the page.

    A part that stands in many titles is the template's, and the name of a page that lists this one (最新消息) is
    the section's: they name the page truly, if loosely. What is in another language than the page is not judged.
    What links to the page call it decides between title and heading (首長介紹 over the name of the head is right);
    where they do not tell, and the title is not that of another page, a person has to.
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
    yield from _in_section(snapshot, seen, context)
    called = _called(seen) if doubtful else {}
    said_of = _said_of(doubtful, seen)
    for url, (title, heading) in sorted(_without_sections(doubtful, snapshot, seen).items()):
        words = said_of[url]
        if any(shared(title, [some]) > _MOST_SHARED for some in words):
            continue
        is_sure = bool(called.get(squash(title), set()) - {url}) or any(
            shared(some, seen.titles[url][1:]) > _MOST_SHARED for some in words
        )
        params: dict[str, Param] = {"title": title[:60], "heading": heading[:60]}
        outcome = Outcome.FAILED if is_sure else Outcome.CANT_TELL
        yield Fault(Place(url=url, selector="title"), "", url, params, outcome=outcome)


def _in_section(snapshot: SiteSnapshot, seen: Navigation, context: Context) -> Iterator[Fault]:
    """Pages of the section whose heading is an item's, and whose own words and headings speak of none of it."""
    items = item_words(context)
    for url, lines in sorted(seen.pages.items()):
        page = snapshot.source.page(url)
        heading = page.headings[0][1] if page is not None and page.headings else ""
        named = [words for words in items.values() if seen.words.names(heading, words)]
        own = [line for line in lines if not line.menu and squash(line.text) != squash(heading)]
        text = normal("\n".join(line.text for line in own))
        if (
            not named
            or any(line.links for line in own)
            or judge_text(text, context).state is not DisclosedState.PUBLISHED
        ):
            continue
        other = next((line.text for line in own if line.level), "")
        is_apart = not shared(heading, [text]) and not any(words.pattern.search(text.lower()) for words in named)
        if other and is_apart and letters(text) >= _A_TEXT:
            params: dict[str, Param] = {"title": heading[:60], "heading": other[:60]}
            yield Fault(Place(url=url), "content", url, params, outcome=Outcome.CANT_TELL)


def _called(seen: Navigation) -> dict[str, set[str]]:
    """The pages that bear a heading or a part of a title."""
    called: dict[str, set[str]] = defaultdict(set)
    for url, titles in seen.titles.items():
        for title in titles[:3]:
            for part in title_parts(title):
                called[squash(part)].add(url)
    return called


def _said_of(doubtful: Iterable[str], seen: Navigation) -> dict[str, list[str]]:
    """What links to a page call it."""
    said: dict[str, list[str]] = {url: [] for url in doubtful}
    for spoken in seen.spoken:
        end = seen.end(spoken.leads_to)
        if end in said:
            said[end].append(spoken.words)
    return said


def _says_little(part: str, seen: Navigation) -> bool:
    """Whether hardly anything is left of a part without the site's own names."""
    return weight(seen.words.own.pattern.sub(" ", squash(part))) < _FEWEST


def _without_sections(
    doubtful: dict[str, tuple[str, str]], snapshot: SiteSnapshot, seen: Navigation
) -> dict[str, tuple[str, str]]:
    """Without the pages that a page of that name lists, its menus aside."""
    left = dict(doubtful)
    for source, links in snapshot.source.link_lists() if doubtful else ():
        names = {squash(part) for title in seen.titles.get(source, ()) for part in title_parts(title)}
        for link in links:
            url = seen.end(link.url)
            if (
                url != source
                and url in left
                and squash(left[url][0]) in names
                and (link.url, words_of(link)) not in seen.template
            ):
                del left[url]
    return left


CHECK = Check(_ID, site=look, whole=True)
