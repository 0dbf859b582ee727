"""Links into a network that the public cannot reach."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault
from publisher.checks.links.telling import faults_of
from publisher.model.site import Answer, SiteSnapshot


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """Addresses like 10.x.x.x and 192.168.x.x, and names that lead there."""
    return faults_of(snapshot, context, lambda target: target.answer is Answer.PRIVATE_ADDRESS)


CHECK = Check("links.private-address", site=look)
