"""The website side of a night: crawl each site of the catalogue, and check what was seen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from publisher import checks, crawl
from publisher.model.site import Site, SiteResult
from publisher.model.workspace import Workspace
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
        context = checks.Context(site, now, workspace.checks, workspace.allowlist, memory=memory)
        result = checks.check_site(snapshot, context)
    finally:
        store.close()
    emit(Event("stage", "check", site.id, outcome="ok" if result.coverage.complete else "failed"))
    return result
