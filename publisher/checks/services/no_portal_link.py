"""Websites without a link to the national service portals."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault
from publisher.checks.navigation import navigation
from publisher.model.finding import Outcome, Place
from publisher.model.site import SiteSnapshot
from publisher.net.urls import host_of

_ID = "services.no-portal-link"
_HOSTS = "www.gov.tw"


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """No link leads to one of the portals' hosts; scripts may add it, so that a person has to tell."""
    seen = navigation(snapshot, context)
    hosts = set(context.text_param(_ID, "hosts", _HOSTS).lower().split())
    links = (link.url for page in seen.starts for link in page.links)
    everywhere = (item.leads_to for item in seen.spoken)
    if not any(host_of(url) in hosts for some in (links, everywhere) for url in some):
        yield Fault(Place(url=snapshot.site.start[0]), outcome=Outcome.CANT_TELL)


CHECK = Check(_ID, site=look, whole=True)
