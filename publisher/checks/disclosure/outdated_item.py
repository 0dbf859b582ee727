"""Yearly papers of article 7 of which the newest is of a year long over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from publisher.checks.article7 import item_words
from publisher.checks.base import Check, Context, Fault
from publisher.checks.disclosed import DisclosureSurvey, survey
from publisher.checks.lines import PageLine, content_lines
from publisher.checks.naming import Words, squash
from publisher.checks.navigation import Navigation, navigation
from publisher.checks.standing import document_years
from publisher.model.finding import Place
from publisher.model.site import SiteSnapshot
from publisher.model.text import LocalText, Param

_EPOCH = 1911


@dataclass(frozen=True, slots=True)
class _Paper:
    """A paper that comes out every year; the newest may be `behind` years older than the current one."""

    id: str
    item: str
    title: LocalText
    behind: int


_PAPERS = (
    _Paper("plan", "FOI-7-1-5", LocalText("施政（工作）計畫", "policy plan"), 1),
    _Paper("budget", "FOI-7-1-6", LocalText("預算書", "budget"), 1),
    _Paper("accounts", "FOI-7-1-6", LocalText("決算書", "final accounts"), 2),
)


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """Entries of the section that offer a paper and name a year: none of them names a year that is near enough.

    A paper that is named without any year, or nowhere, is left to other checks.
    """
    seen, found = navigation(snapshot, context), survey(snapshot, context)
    current = context.now.year - _EPOCH
    for paper in _PAPERS:
        words = item_words(context)[f"{paper.item}-{paper.id}"]
        others = [
            item_words(context)[f"{other.item}-{other.id}"]
            for other in _PAPERS
            if other is not paper and other.item == paper.item
        ]
        years = [item for item in _years(paper, words, others, seen, found, snapshot) if item[0] <= current + 1]
        if years and max(years)[0] < current - paper.behind:
            newest, source = max(years)
            params: dict[str, Param] = {"paper": paper.title, "year": newest, "current": current}
            yield Fault(Place(url=source), key=paper.id, params=params)


def _years(
    paper: _Paper,
    words: Words,
    others: list[Words],
    seen: Navigation,
    found: DisclosureSurvey,
    snapshot: SiteSnapshot,
) -> Iterator[tuple[int, str]]:
    """Years of the lines that name the paper, and of all lines of a page that is about it alone."""
    about = {
        seen.end(mention.leads_to.partition("#")[0])
        for mention in found.mentions.get(paper.item, ())
        if _names(words, mention.words) and not any(_names(other, mention.words) for other in others)
    }
    led_to = {seen.end(some.leads_to.partition("#")[0]) for some in found.mentions.get(paper.item, ())}
    below = {url: page for url in led_to - set(seen.pages) if (page := snapshot.source.page(url)) is not None}
    for url, lines in (*seen.pages.items(), *((url, content_lines(page)) for url, page in below.items())):
        alone = url in about or _titled(url, words, others, seen)
        for line in lines:
            if _offers(line, words) or (alone and not any(_names(other, line.text) for other in others)):
                yield from ((year, url) for year in document_years(line, 10_000))
    if not seen.is_there:
        for spoken in seen.spoken:
            line = PageLine(spoken.words, [(spoken.words, spoken.leads_to)])
            if _names(words, spoken.words):
                yield from ((year, spoken.page) for year in document_years(line, 10_000))


def _names(words: Words, text: str) -> bool:
    return bool(words.spans(squash(text)))


def _offers(line: PageLine, words: Words) -> bool:
    return bool(line.links) and _names(words, line.text)


def _titled(url: str, words: Words, others: list[Words], seen: Navigation) -> bool:
    titles = seen.titles.get(url, ())
    return any(_names(words, title) and not any(_names(other, title) for other in others) for title in titles)


CHECK = Check("disclosure.outdated-item", site=look, whole=True)
