"""The declared services of a site with the pages that explain them."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.model.site import Page, Service, SiteSnapshot
from publisher.net.urls import resolve


def service_pages(snapshot: SiteSnapshot) -> Iterator[tuple[Service, str, Page | None]]:
    """Each declared service with the address of its page, and the page when the crawl has seen it."""
    finals = {target.url: target.final for target in snapshot.targets() if target.final}
    for service in snapshot.site.services:
        reference = resolve(snapshot.site.start[0], service.page)
        address = reference.key if reference is not None else service.page
        yield service, address, snapshot.source.page(finals.get(address, address))
