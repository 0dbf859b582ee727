"""Services that do not say under which number the national service portal lists them."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault
from publisher.checks.services.declared import service_pages
from publisher.model.finding import Place
from publisher.model.site import SiteSnapshot
from publisher.model.text import Scalar


def look(snapshot: SiteSnapshot, _context: Context) -> Iterator[Fault]:
    """A service with a page that can be applied for online is declared without its number on the portal."""
    for service, address, page in service_pages(snapshot):
        if page is not None and service.online and not service.portal_id:
            params: dict[str, Scalar] = {"service_zh": service.title.zh, "service_en": service.title.en}
            yield Fault(Place(url=address), service.id, address, params)


CHECK = Check("services.not-registered", site=look)
