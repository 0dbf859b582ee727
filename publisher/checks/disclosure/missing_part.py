"""Agencies that publish their organisation and do not say how to reach them."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault
from publisher.checks.disclosed import CONTACT_TITLES, survey
from publisher.model.finding import Place
from publisher.model.site import SiteSnapshot
from publisher.model.text import LocalText, Param

_ID = "disclosure.missing-part"
_NUMBER = 3


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """Neither the pages of item 3 nor a start page give address, telephone or mail: nobody can reach the agency.

    Single parts that are missing stand in the report beside the item; those of other items an agency may not have.
    """
    item = next(some for some in survey(snapshot, context).items if some.number == _NUMBER)
    missing = [part.title for part in item.parts if part.url is None]
    if not item.state.counts or not set(missing) >= CONTACT_TITLES:
        return
    parts = LocalText("、".join(title.zh for title in missing), ", ".join(title.en for title in missing))
    params: dict[str, Param] = {"parts": parts}
    url = item.leads_to or item.page or snapshot.site.start[0]
    yield Fault(Place(url=url), item.id, params=params)


CHECK = Check(_ID, site=look, whole=True)
