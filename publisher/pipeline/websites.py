"""The website side of a night: crawl each site of the catalogue, and check what was seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from pathlib import Path

from publisher import checks, crawl
from publisher.model.site import Site, SiteResult
from publisher.model.text import LocalText
from publisher.model.workspace import Agency, AllowedValue, Workspace
from publisher.pipeline.events import Event
from publisher.state.crawl import CrawlStore


def look_at(
    site: Site, workspace: Workspace, now: datetime, folder: Path, emit: Callable[[Event], None]
) -> SiteResult:
    """Crawl `site` (or go on with a crawl that was killed) and run every check that is switched on.

    A site that cannot be reached, and a check that fails itself, are said in the result; neither raises.
    """

    def tell(progress: crawl.Progress) -> None:
        emit(Event("stage", "crawl", site.id, done=progress.done, total=progress.done + progress.waiting))

    store = CrawlStore(folder, migrate=False)
    try:
        snapshot = crawl.crawl(site, store, now, tell)
        memory = partial(store.notes, site.id)
        allowed = (*workspace.allowlist, *_own_contacts(workspace.catalog.agency))
        context = checks.Context(site, now, workspace.checks, allowed, memory=memory)
        result = checks.check_site(snapshot, context)
    finally:
        store.close()
    emit(Event("stage", "check", site.id, outcome="ok" if result.coverage.complete else "failed"))
    return result


def _own_contacts(agency: Agency) -> Iterator[AllowedValue]:
    """What catalog.yaml says of the agency itself is public: no leak, and nothing to be confirmed."""
    reason = LocalText("catalog.yaml 所載之機關聯絡資訊", "the agency's contact in catalog.yaml")
    for kind, value in (("phone", agency.contact.phone), ("email", agency.contact.email)):
        if value:
            yield AllowedValue(kind, value, reason, "catalog.yaml", date.min)
