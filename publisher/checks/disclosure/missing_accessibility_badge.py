"""The start page without the badge of web accessibility, or with one that leads nowhere official."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from publisher.checks.base import Check, Context, Fault, PageView
from publisher.net.urls import resolve

_ID = "disclosure.missing-accessibility-badge"
_HOSTS = "accessibility.moda.gov.tw"
_BADGE = re.compile("無障礙|accessib|handicap", re.IGNORECASE)


def look(view: PageView, context: Context) -> Iterator[Fault]:
    """A start page has a picture that names accessibility inside a link to one of the authority's hosts.

    The badge and its link: 各級機關機構學校網站無障礙檢測及認證標章核發辦法, Art. 6. Whether it is still
    valid (three years) cannot be seen on the page.
    """
    if view.page.found_by != "start" or not view.page.language.lower().startswith("zh"):
        return
    hosts = {name.lower() for name in context.text_param(_ID, "hosts", _HOSTS).split()}
    leads_to: list[str] = []
    for image in view.tree.css("a[href] img"):
        attributes = image.attributes
        if not _BADGE.search(" ".join(attributes.get(name) or "" for name in ("alt", "title", "src"))):
            continue
        link = image.parent
        while link is not None and link.tag != "a":
            link = link.parent
        reference = resolve(view.page.final, (link.attributes.get("href") or "") if link is not None else "")
        leads_to.append((urlsplit(reference.url).hostname or "") if reference is not None else "")
    if not leads_to:
        yield Fault(view.place(), key="missing", subject=view.url, params={"host": "-"})
    elif hosts.isdisjoint(leads_to):
        yield Fault(view.place(), key="elsewhere", subject=view.url, params={"host": leads_to[0] or "-"})


CHECK = Check(_ID, page=look)
