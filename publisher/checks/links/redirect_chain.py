"""Links that reach their page only after several redirects."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault
from publisher.checks.links.telling import faults_of
from publisher.model.site import SiteSnapshot, Target, Verdict
from publisher.net.urls import readable

_MOST = 3


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """More redirects in a row than `most_hops`, on the way to a page that works."""
    most = context.param("links.redirect-chain", "most_hops", _MOST)

    def is_long(target: Target) -> bool:
        return target.verdict is Verdict.WORKS and len(target.hops) > most

    return faults_of(
        snapshot,
        context,
        is_long,
        params=lambda target: {"hops": len(target.hops), "final": readable(target.final)},
    )


CHECK = Check("links.redirect-chain", site=look)
