"""Links whose target failed tonight; a second night makes it certain."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault
from publisher.checks.links.private_address import leads_inside
from publisher.checks.links.telling import faults_of
from publisher.model.finding import Outcome
from publisher.model.site import SiteSnapshot, Verdict


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """An error of the server, silence, a connection that broke off: for the first time."""
    return faults_of(
        snapshot,
        context,
        lambda target: target.verdict is Verdict.PROBABLY_BROKEN and not leads_inside(target),
        outcome=Outcome.CANT_TELL,
    )


CHECK = Check("links.probably-broken", site=look)
