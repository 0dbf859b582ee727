"""Items of article 7 that cannot be found on the site."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault
from publisher.checks.disclosed import survey
from publisher.checks.navigation import navigation
from publisher.model.disclosure import DisclosedState
from publisher.model.finding import Outcome, Place
from publisher.model.site import SiteSnapshot
from publisher.model.text import Param

_GONE = frozenset({DisclosedState.MISSING, DisclosedState.BROKEN, DisclosedState.UNSURE})


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """Nothing in the disclosure section (of the site, without one) names the item and leads somewhere.

    Items that the agency declares not to have (`not_applicable`) are left out. Where the section has labels that
    name no item, and for item 10 (collegiate bodies only), a person has to look: the outcome is "cannot tell".
    """
    if not _applies(snapshot, context):
        return
    seen = navigation(snapshot, context)
    found = survey(snapshot, context)
    for item in found.items:
        if item.state not in _GONE:
            continue
        place = Place(url=item.page or (seen.entrance[0] if seen.entrance else snapshot.site.start[0]))
        params: dict[str, Param] = {"number": item.number, "item": item.title}
        doubtful = item.state is DisclosedState.UNSURE
        yield Fault(place, key=item.id, params=params, outcome=Outcome.CANT_TELL if doubtful else Outcome.FAILED)


def _applies(snapshot: SiteSnapshot, context: Context) -> bool:
    """The law is written for the agency's Chinese website; one in another language is held to its own section."""
    seen = navigation(snapshot, context)
    return seen.is_there or any(
        page.language.lower().startswith("zh") or not page.language for page in seen.starts
    )


CHECK = Check("disclosure.missing-item", site=look, whole=True)
