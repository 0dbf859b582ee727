"""Websites that do not show the rule by which their pages are kept up to date."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault
from publisher.checks.naming import Words, lines_of, squash
from publisher.checks.navigation import navigation
from publisher.model.finding import Outcome, Place
from publisher.model.site import SiteSnapshot

_ID = "content.no-update-rule"


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """No link and no title names such a rule. It may be a paper of the house: a person has to tell."""
    seen = navigation(snapshot, context)
    rule = Words(lines_of(context, _ID, "names"))
    named = (item.words for item in seen.spoken if seen.works(item.leads_to))
    titled = (title for titles in seen.titles.values() for title in titles)
    if not any(rule.spans(squash(words)) for some in (named, titled) for words in some):
        yield Fault(Place(url=snapshot.site.start[0]), outcome=Outcome.CANT_TELL)


CHECK = Check(_ID, site=look, whole=True)
