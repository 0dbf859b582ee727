"""Pages that every agency's site has, and to which no link leads."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publisher.checks.article7 import REQUIRED_PAGES, page_words
from publisher.checks.base import Check, Context, Fault
from publisher.checks.disclosed import CONTACT_TITLES, survey
from publisher.checks.lines import content_lines
from publisher.checks.naming import Words, squash, units
from publisher.checks.navigation import Navigation, navigation
from publisher.model.finding import Outcome, Place
from publisher.model.site import SiteSnapshot
from publisher.net import html

_SEARCH = (
    "input[type=search],[role=search],form[action*='search' i],form[id*='search' i],form[class*='search' i],"
    "input[name='q'],input[name*='keyword' i],input[name*='search' i],input[id*='search' i],"
    "input[placeholder*='搜尋'],input[placeholder*='查詢'],input[placeholder*='檢索'],"
    "input[placeholder*='search' i],"
    "input[placeholder*='關鍵字'],input[title*='搜尋'],input[title*='關鍵字'],input[aria-label*='搜尋'],"
    "input[aria-label*='search' i],button[aria-label*='搜尋'],button[title*='搜尋'],.gcse-search,.gcse-searchbox"
)

_FIELDS = "input:not([type]),input[type=text],input[type=search]"
_SAYING = ("value", "title", "alt", "placeholder", "aria-label")
_MOST_FIELDS = 2
_LONGEST_NAME = 12
_CLAUSES = re.compile(r"[。；;，,、]")
_LABEL = re.compile(r"[:：]")
_FULL_NAME = 6
"""Chinese characters (or Latin words) of a name that is no passing mention."""
_CONTACT_PARTS = 2
"""Ways to reach an agency (address, telephone, mail) that stand somewhere, from which a person has to tell."""


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """No link on the site has the page's name as its words and leads somewhere; for the search a form will do.

    Words that only mention it (a headline on privacy) are no link to it. Where another page has a part of that
    name, or the start page a place that a link on it leads to, a person has to tell whether that will do.
    """
    seen = navigation(snapshot, context)
    words = page_words(context)
    for wanted in REQUIRED_PAGES:
        if _is_linked(seen, words[wanted.id]) or (
            wanted.id == "search" and _has_search_form(snapshot, seen, words[wanted.id])
        ):
            continue
        within = _part_of_that_name(snapshot, seen, words[wanted.id])
        if wanted.id == "contact":
            within = within or _reached(snapshot, context)
        outcome = Outcome.CANT_TELL if within else Outcome.FAILED
        place = Place(url=within or snapshot.site.start[0])
        yield Fault(place, key=wanted.id, params={"page": wanted.title}, outcome=outcome)


def _reached(snapshot: SiteSnapshot, context: Context) -> str:
    """A page that says how to reach the agency, whatever it is called."""
    for item in survey(snapshot, context).items:
        if urls := [part.url for part in item.parts if part.title in CONTACT_TITLES and part.url]:
            return urls[0] if len(urls) >= _CONTACT_PARTS else ""
    return ""


def _part_of_that_name(snapshot: SiteSnapshot, seen: Navigation, words: Words) -> str:
    """The page of which a heading, or the label at the beginning of a clause, is such a name; empty without one.

    The full name of a declaration in the text is one, too. Links are headlines, or name other pages.
    """
    for page in snapshot.pages():
        for line in content_lines(page, whole=page.found_by == "start"):
            if line.links:
                within = any(
                    address.startswith("#") and seen.words.names(said, words) for said, address in line.links
                )
            else:
                clauses = _CLAUSES.split(line.text)
                labels = (
                    [line.text]
                    if line.level
                    else [_LABEL.split(some)[0] for some in clauses if _LABEL.search(some)]
                )
                within = any(seen.words.names(label, words) for label in labels) or any(
                    units(squash(some)[start:end]) >= _FULL_NAME
                    for some in clauses
                    for start, end in words.spans(squash(some))
                )
            if within:
                return page.url
    return ""


def _is_linked(seen: Navigation, words: Words) -> bool:
    return any(seen.words.names(item.words, words) and seen.works(item.leads_to) for item in seen.spoken)


def _has_search_form(snapshot: SiteSnapshot, seen: Navigation, words: Words) -> bool:
    pages = [*seen.starts, *(page for page in map(snapshot.source.page, list(seen.titles)[:3]) if page)]
    trees = [html.parse(page.html) for page in pages]
    return any(tree.css_matches(_SEARCH) or _says_search(tree, seen, words) for tree in trees)


def _says_search(tree: html.Tree, seen: Navigation, words: Words) -> bool:
    """A form with one field for words whose label, button or picture says that it searches."""
    for form in tree.css("form"):
        fields = form.css(_FIELDS)
        if 0 < len(fields) <= _MOST_FIELDS:
            marks = (node.attributes.get(name) or "" for node in form.css("*") for name in _SAYING)
            said = [
                *(node.text(deep=True) for node in form.css("label,button,legend,span")),
                *marks,
                _before(form),
            ]
            if any(seen.words.names(text, words) for text in said if text):
                return True
    return False


def _before(form: html.Node) -> str:
    """The words right before a form: its name, where a menu writes it above the field."""
    node = form.prev
    while node is not None:
        if words := html.squeeze(node.text(deep=True)):
            return words if len(words) <= _LONGEST_NAME else ""
        node = node.prev
    return ""


CHECK = Check("disclosure.missing-required-page", site=look, whole=True)
