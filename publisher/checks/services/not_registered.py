"""Services that do not say under which number the national service portal lists them."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault
from publisher.checks.services.declared import service_pages
from publisher.model.finding import Place
from publisher.model.site import SiteSnapshot


def look(snapshot: SiteSnapshot, _context: Context) -> Iterator[Fault]:
    """A service with a page that can be applied for online is declared without its number on the portal."""
    for service, address, page in service_pages(snapshot):
        if page is not None and service.online and not service.portal_id:
            yield Fault(Place(url=address), service.id, address, {"service": service.title})


CHECK = Check("services.not-registered", site=look)
