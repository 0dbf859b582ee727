"""Pages that only the sitemap knows."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault
from publisher.checks.links.referrers import link_index
from publisher.model.finding import Place
from publisher.model.site import SiteSnapshot, Verdict
from publisher.net.urls import readable


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """In the sitemap, there, and linked from no page, document or style sheet that was read."""
    if not snapshot.coverage.complete:
        return
    index = link_index(snapshot, context)
    reached = index.linked | {
        hop for url in index.linked if url in index.targets for hop in index.targets[url].hops
    }
    for page in snapshot.pages():
        target = index.targets.get(page.url)
        if page.found_by != "sitemap" or page.url in reached:
            continue
        if target is not None and target.verdict is Verdict.WORKS:
            yield Fault(Place(url=page.url), subject=page.url, params={"url": readable(page.url)})


CHECK = Check("links.orphan-page", site=look, whole=True)
