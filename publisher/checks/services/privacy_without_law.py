"""Privacy statements that do not name the law they rest on."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.article7 import page_words
from publisher.checks.base import Check, Context, Fault
from publisher.checks.naming import Words, lines_of
from publisher.checks.navigation import navigation
from publisher.model.finding import Outcome, Place
from publisher.model.site import SiteSnapshot

_ID = "services.privacy-without-law"


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """No page of that name speaks of the law; it may do so on a page behind it, so that a person has to tell."""
    seen = navigation(snapshot, context)
    names, law = page_words(context)["privacy"], Words(lines_of(context, _ID, "law"))
    ends = {seen.end(item.leads_to) for item in seen.spoken if seen.words.names(item.words, names)}
    pages = [page for page in map(snapshot.source.page, sorted(ends)) if page is not None]
    if pages and not any(law.pattern.search(page.main_text.lower()) for page in pages):
        yield Fault(Place(url=pages[0].url), "", pages[0].url, outcome=Outcome.CANT_TELL)


CHECK = Check(_ID, site=look)
