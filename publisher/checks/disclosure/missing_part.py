"""Agencies that publish their organisation and do not say how to reach them."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault
from publisher.checks.disclosed import CONTACT_TITLES, survey
from publisher.model.finding import Outcome, Place
from publisher.model.site import SiteSnapshot
from publisher.model.text import LocalText, Param

_ID = "disclosure.missing-part"
_NUMBER = 3


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """Parts of item 3 that neither its pages nor a start page name; those of other items an agency may not have.

    Where address, telephone and mail are all missing nobody can reach it; what else is missing is for a person.
    """
    item = next(some for some in survey(snapshot, context).items if some.number == _NUMBER)
    missing = [part.title for part in item.parts if part.url is None]
    if not item.state.counts or not missing:
        return
    parts = LocalText("、".join(title.zh for title in missing), ", ".join(title.en for title in missing))
    params: dict[str, Param] = {"parts": parts}
    outcome = Outcome.FAILED if set(missing) >= CONTACT_TITLES else Outcome.CANT_TELL
    url = item.leads_to or item.page or snapshot.site.start[0]
    yield Fault(Place(url=url), item.id, params=params, outcome=outcome)


CHECK = Check(_ID, site=look, whole=True)
