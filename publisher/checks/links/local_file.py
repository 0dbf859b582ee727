"""Links to files on the disk of whoever wrote the page."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault
from publisher.checks.links.telling import faults_of
from publisher.model.site import Answer, SiteSnapshot


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """`file:///C:/…` and `C:\\…`: they work for the author alone."""
    return faults_of(snapshot, context, lambda target: target.answer is Answer.LOCAL_FILE)


CHECK = Check("links.local-file", site=look)
