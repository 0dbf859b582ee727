"""Links whose words name one page of the site and that lead to another."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from publisher.checks.agreeing import is_chinese, shared
from publisher.checks.article7 import item_words
from publisher.checks.base import Check, Context, Fault
from publisher.checks.filed import misfiled
from publisher.checks.lines import content_lines
from publisher.checks.naming import lines_of, squash, units, weight
from publisher.checks.navigation import Navigation, Spoken, navigation, title_parts
from publisher.checks.standing import letters
from publisher.model.finding import Outcome, Place
from publisher.model.site import Page, SiteSnapshot
from publisher.model.text import Param

_ID = "content.link-mismatch"
_MOST_SHARED = 0.2
_FEWEST = 3
_MOST_UNITS = 40
_FEWEST_OWN = 4
_A_TEXT = 30
_GENERAL = re.compile(
    r"下載|檢視|附件|檔案|另開新?視窗|詳細|更多|內容|連結|pdf|od[tsp]|docx?|xlsx?|csv|html?|[0-9]+|年度?|月"
)
"""Words of links that name nothing."""
_HAN, _LATIN = re.compile(r"[\u3400-\u9fff]"), re.compile(r"[A-Za-z]{3,}")
_FEW_LATIN = 6
"""Chinese characters for each Latin word from which a page is not in English."""
_LONGEST_NAME = 8
"""Units of words beyond which they are a headline and no name."""


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """A page bears the words of the link as its title or heading, the link leads to one that shares none of them.

    Where no page is called so the words may be another name for what the link leads to (意見信箱 for 聯絡我們),
    and a headline may lead to the list of all news. Words that several pages bear, or that lead from the page of a
    unit to another of the same unit (業務簡介), mean something else on each: a person has to tell.
    """
    seen = navigation(snapshot, context)
    yield from _in_section(snapshot, seen, context)
    yield from _in_language(snapshot, seen, context)
    for found in misfiled(snapshot, seen, context):
        said: dict[str, Param] = {"words": found.name[:60], "title": found.title[:60]}
        yield Fault(Place(url=found.page), f"{squash(found.name)} {found.address}", found.page, said)
    menus = {seen.end(address) for address, _ in seen.template}
    called: dict[str, set[str]] = defaultdict(set)
    for url, titles in seen.titles.items():
        for title in titles[:3]:
            for part in title_parts(title):
                called[squash(part)].add(url)
    wanted: dict[str, list[Spoken]] = defaultdict(list)
    for spoken in seen.spoken:
        squashed = squash(spoken.words)
        end = seen.end(spoken.leads_to)
        if (
            _names_something(squashed)
            and called.get(squashed)
            and end not in called[squashed]
            and end in seen.titles
        ):
            wanted[end].append(spoken)
    for url, links in sorted(wanted.items()):
        page = snapshot.source.page(url)
        if page is None or page.found_by == "start":
            continue
        texts = [page.title, *(text for _, text in page.headings), _own_text(page, seen)]
        for spoken in links:
            is_headline = units(squash(spoken.words)) > _LONGEST_NAME and url in menus
            if not is_headline and shared(spoken.words, texts) <= _MOST_SHARED:
                params = {"words": spoken.words[:60], "title": _title(url, seen)[:60]}
                is_relative = len(called[squash(spoken.words)]) > 1 or _is_below(spoken.page, texts, seen)
                outcome = Outcome.CANT_TELL if is_relative else Outcome.FAILED
                key = f"{squash(spoken.words)} {url}"
                yield Fault(Place(url=spoken.page), key, spoken.page, params, outcome=outcome)


def _in_language(snapshot: SiteSnapshot, seen: Navigation, context: Context) -> Iterator[Fault]:
    """Links that are called by a language (English), to a page of the site that is in Chinese."""
    names = {squash(line) for line in lines_of(context, _ID, "english")}
    for spoken in seen.spoken:
        page = snapshot.source.page(seen.end(spoken.leads_to)) if squash(spoken.words) in names else None
        if page is None or page.found_by == "start":
            continue
        text = _own_text(page, seen)
        if letters(text) >= _A_TEXT and len(_LATIN.findall(text)) * _FEW_LATIN < len(_HAN.findall(text)):
            params: dict[str, Param] = {"words": spoken.words[:60], "title": _title(page.url, seen)[:60]}
            yield Fault(Place(url=spoken.page), f"{squash(spoken.words)} {page.url}", page.url, params)


def _own_text(page: Page, seen: Navigation) -> str:
    """The words of a page's content; a menu in the same block, which names all pages, is none of it."""
    lines = content_lines(page, lambda address, words: (address, words) in seen.template)
    return "\n".join(line.text for line in lines if not line.menu)


def _in_section(snapshot: SiteSnapshot, seen: Navigation, context: Context) -> Iterator[Fault]:
    """Links of the section of disclosed information whose words name an item, to what shares not a word with them.

    The title of a file may be that of the one it was made from: there a person has to tell.
    """
    items = item_words(context)
    files = {document.url: document.title for document in snapshot.documents() if _tells(document.title)}
    for page, lines in sorted(seen.pages.items()):
        for words, address in dict.fromkeys(link for line in lines if not line.menu for link in line.links):
            if not any(item.spans(squash(words)) for item in items.values()):
                continue
            own = _GENERAL.sub(" ", seen.words.own.pattern.sub(" ", squash(words)))
            end = seen.end(address)
            if (
                not is_chinese(own)
                or weight(own) < _FEWEST_OWN
                or (address, words) in seen.template
                or end == page
            ):
                continue
            said, outcome = _said_there(snapshot, end), Outcome.FAILED
            if not said and end in files:
                said, outcome = [files[end]], Outcome.CANT_TELL
            if said and not shared(own, [seen.words.own.pattern.sub(" ", squash(text)) for text in said]):
                title = _title(end, seen) if end in seen.titles else said[0]
                params: dict[str, Param] = {"words": words[:60], "title": title[:60]}
                yield Fault(Place(url=page), f"{squash(words)} {end}", page, params, outcome=outcome)


def _said_there(snapshot: SiteSnapshot, url: str) -> list[str]:
    """What a page says, if it says something in Chinese."""
    page = snapshot.source.page(url)
    if page is None or letters(page.main_text) < _A_TEXT:
        return []
    said = [page.title, *(text for _, text in page.headings), page.main_text]
    return said if is_chinese(" ".join(said)) else []


def _tells(title: str) -> bool:
    return is_chinese(title) and weight(squash(title)) >= _FEWEST_OWN


def _is_below(page: str, said: list[str], seen: Navigation) -> bool:
    """Whether a page that says this bears the own name of `page`: it is one of its section."""
    parts = [part for title in seen.titles.get(page, ()) for part in title_parts(title)[1:] or (title,)]
    own = [part for part in parts if weight(seen.words.own.pattern.sub(" ", squash(part))) >= _FEWEST]
    return any(squash(part) in squash(text) for part in own for text in said[:-1])


def _names_something(squashed: str) -> bool:
    return weight(squashed) >= _FEWEST and units(squashed) <= _MOST_UNITS


def _title(url: str, seen: Navigation) -> str:
    titles = seen.titles[url]
    return titles[1] if len(titles) > 1 else titles[0]


CHECK = Check(_ID, site=look, whole=True)
