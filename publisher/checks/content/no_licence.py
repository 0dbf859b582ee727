"""Pages that offer publications and say nothing of their rights."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.article7 import page_words
from publisher.checks.base import Check, Context, Fault
from publisher.checks.naming import Words, lines_of
from publisher.checks.navigation import navigation, title_parts
from publisher.checks.standing import judge_page
from publisher.model.finding import Outcome, Place
from publisher.model.site import SiteSnapshot
from publisher.net import html

_ID = "content.no-licence"


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """A page of publications offers files, and no words of copyright or licence stand on it.

    Whether the declaration that its template links to holds for its publications, too, is for a person to tell.
    """
    seen = navigation(snapshot, context)
    publications, rights = (Words(lines_of(context, _ID, name)) for name in ("publications", "rights"))
    declaration = page_words(context)["open-data"]
    declared = any(seen.words.names(words, declaration) for _, words in seen.template)
    for page in snapshot.pages():
        titles = [part for title in seen.titles.get(page.url, ())[:4] for part in title_parts(title)]
        if page.found_by == "start" or not any(seen.words.names(part, publications) for part in titles):
            continue
        if not judge_page(page, seen, context).documents:
            continue
        if not rights.pattern.search(f"{page.main_text}\n{_own_links(page.html)}".lower()):
            outcome = Outcome.CANT_TELL if declared else Outcome.FAILED
            yield Fault(Place(url=page.url), "", page.url, outcome=outcome)


def _own_links(markup: str) -> str:
    """What the links and pictures of the content say without words: a badge of Creative Commons."""
    try:
        tree = html.parse(markup)
    except html.HostileMarkupError:
        return ""
    said = []
    for node in tree.css("a[rel~=license],a[href*='creativecommons.org'],img[alt]"):
        said += [node.attributes.get(name) or "" for name in ("rel", "href", "alt")]
    return "\n".join(said)


CHECK = Check(_ID, site=look, whole=True)
