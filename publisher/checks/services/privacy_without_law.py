"""Privacy statements that do not name the law they rest on."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.article7 import page_words
from publisher.checks.base import Check, Context, Fault
from publisher.checks.lines import content_lines
from publisher.checks.naming import Words, lines_of
from publisher.checks.navigation import Navigation, navigation
from publisher.checks.standing import letters
from publisher.model.finding import Outcome, Place
from publisher.model.site import Page, SiteSnapshot

_ID = "services.privacy-without-law"
_A_STATEMENT = 30
"""Letters from which a page is a statement, and not the way to one."""


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """No page of that name speaks of the law; where it may do so on a page behind it, a person has to tell."""
    seen = navigation(snapshot, context)
    names, law = page_words(context)["privacy"], Words(lines_of(context, _ID, "law"))
    ends = {seen.end(item.leads_to) for item in seen.spoken if seen.words.names(item.words, names)}
    pages = [page for page in map(snapshot.source.page, sorted(ends)) if page is not None]
    if pages and not any(law.pattern.search(page.main_text.lower()) for page in pages):
        is_it = Words(lines_of(context, _ID, "statement"))
        says_it = any(is_it.pattern.search(page.main_text.lower()) for page in pages)
        is_open = not says_it or any(_leads_on(page, seen) for page in pages)
        outcome = Outcome.CANT_TELL if is_open else Outcome.FAILED
        yield Fault(Place(url=pages[0].url), "", pages[0].url, outcome=outcome)


def _leads_on(page: Page, seen: Navigation) -> bool:
    """Whether a statement may go on elsewhere: it links to a page or a file, or says next to nothing."""
    lines = content_lines(page, lambda address, words: (address, words) in seen.template)
    links = [address for line in lines if not line.menu for _, address in line.links]
    return letters(page.main_text) < _A_STATEMENT or any(
        address.startswith("http") and seen.end(address) != page.url for address in links
    )


CHECK = Check(_ID, site=look)
