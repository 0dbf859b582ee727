"""The start page without the badge of web accessibility, or with one that leads nowhere official."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault
from publisher.checks.navigation import navigation
from publisher.model.finding import Place
from publisher.model.site import Page, SiteSnapshot
from publisher.net import html
from publisher.net.urls import host_of, resolve

_ID = "disclosure.missing-accessibility-badge"
_HOSTS = "accessibility.moda.gov.tw"
_BADGE = re.compile(
    r"無障礙(?:網頁|網站|檢測|標章|優先|a)|(?:通過|a+)\s*(?:等級|優先)?.{0,6}無障礙|accessib|handicap",
    re.IGNORECASE,
)
_WORDS = ("alt", "title", "aria-label", "src", "data-src")


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """A start page, or a page in its frames, has a link to one of the authority's hosts; a picture that names
    accessibility and leads elsewhere is not the badge. A page that scripts make was not seen.

    The badge and its link: 各級機關機構學校網站無障礙檢測及認證標章核發辦法, Art. 6. Whether it is still
    valid (three years) cannot be seen on the page.
    """
    unseen = {item.url for item in snapshot.coverage.untested}
    hosts = {name.lower() for name in context.text_param(_ID, "hosts", _HOSTS).split()}
    starts = navigation(snapshot, context).starts
    framed = [host for page in starts if page.found_by != "start" for host in _badges(page, hosts)]
    for page in starts:
        if page.found_by == "start" and page.language.lower().startswith("zh") and page.url not in unseen:
            leads_to = [*_badges(page, hosts), *framed]
            if hosts.isdisjoint(leads_to):
                key = "elsewhere" if leads_to else "missing"
                host = leads_to[0] or "-" if leads_to else "-"
                yield Fault(Place(url=page.url), key=key, subject=page.url, params={"host": host})


def _badges(page: Page, authorities: set[str]) -> Iterator[str]:
    """The hosts to which links to an authority lead, and pictures that name accessibility."""
    try:
        tree = html.parse(page.html)
    except html.HostileMarkupError:
        return
    for link in tree.css("a[href]"):
        reference = resolve(page.final, link.attributes.get("href") or "")
        host = host_of(reference.url) if reference is not None else ""
        pictures = link.css("img,svg")
        words = " ".join(node.attributes.get(name) or "" for node in (link, *pictures) for name in _WORDS)
        if host in authorities or (pictures and host != host_of(page.final) and _BADGE.search(words)):
            yield host


CHECK = Check(_ID, site=look)
