"""Pages that every agency's site has, and to which no link leads."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault
from publisher.checks.disclosure.items import REQUIRED_PAGES
from publisher.checks.disclosure.navigation import navigation
from publisher.model.finding import Place
from publisher.model.site import SiteSnapshot
from publisher.model.text import Scalar
from publisher.net import html

_SEARCH = (
    "input[type=search],[role=search] input,form[action*='search' i] input,"
    "input[name='q'],input[name*='keyword' i]"
)


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """No link on the site has the page's name in its words and leads somewhere; for the search a form will do."""
    if not snapshot.coverage.complete:
        return
    seen = navigation(snapshot, context)
    for wanted in REQUIRED_PAGES:
        found = any(
            wanted.words.search(spoken.words) and seen.works(spoken.leads_to)
            for spoken in seen.spoken
            if spoken.leads_to != spoken.source
        )
        if not found and not (wanted.id == "search" and _has_search_form(snapshot)):
            params: dict[str, Scalar] = {"page_zh": wanted.title.zh, "page_en": wanted.title.en}
            yield Fault(Place(url=snapshot.site.start[0]), key=wanted.id, params=params)


def _has_search_form(snapshot: SiteSnapshot) -> bool:
    for page in snapshot.pages():
        if page.found_by == "start":
            return bool(html.parse(page.html).css_matches(_SEARCH))
    return False


CHECK = Check("disclosure.missing-required-page", site=look, whole=True)
