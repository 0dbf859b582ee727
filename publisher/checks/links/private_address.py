"""Links into a network that the public cannot reach."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault
from publisher.checks.links.telling import REASONS, faults_of
from publisher.model.site import Answer, SiteSnapshot, Target
from publisher.net.urls import is_internal


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """Addresses like 10.x.x.x and 192.168.x.x, names that lead there, and names like host.local."""
    return faults_of(snapshot, context, leads_inside, params=lambda _: {"reason": REASONS[Answer.PRIVATE_ADDRESS]})


def leads_inside(target: Target) -> bool:
    """Whether a link leads into a private network, whatever became of asking for it."""
    return target.answer is Answer.PRIVATE_ADDRESS or (not target.own and is_internal(target.url))


CHECK = Check("links.private-address", site=look)
