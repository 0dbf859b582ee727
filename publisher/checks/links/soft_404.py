"""Links to pages that are not there although the server says 200."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault
from publisher.checks.links.telling import faults_of
from publisher.model.site import Answer, SiteSnapshot


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """What the crawl saw two signs of: see publisher.crawl.second_look."""
    return faults_of(snapshot, context, lambda target: target.answer is Answer.SOFT_404)


CHECK = Check("links.soft-404", site=look)
