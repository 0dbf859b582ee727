"""Links whose target is certainly not there."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault
from publisher.checks.links.private_address import leads_inside
from publisher.checks.links.telling import faults_of
from publisher.model.site import Answer, SiteSnapshot, Target, Verdict

_HAVE_THEIR_OWN = frozenset({Answer.SOFT_404, Answer.LOCAL_FILE})


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """404, 410, no such host, refused, a circle of redirects, a malformed address; or two bad nights in a row."""
    return faults_of(snapshot, context, _is_broken)


def _is_broken(target: Target) -> bool:
    has_its_own = target.answer in _HAVE_THEIR_OWN or leads_inside(target)
    return target.verdict is Verdict.BROKEN and not has_its_own


CHECK = Check("links.broken", site=look, worse_than="links.probably-broken")
