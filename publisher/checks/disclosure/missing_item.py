"""Items of article 7 that cannot be found on the site."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault
from publisher.checks.disclosure.items import ITEMS, Item
from publisher.checks.disclosure.navigation import Navigation, navigation
from publisher.model.finding import Place
from publisher.model.site import SiteSnapshot
from publisher.model.text import Scalar


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """No link or heading of the disclosure section (of the site, without one) names the item and leads somewhere.

    Items that the agency declares not to have (`not_applicable`) are left out.
    """
    if not snapshot.coverage.complete:
        return
    seen = navigation(snapshot, context)
    for item in ITEMS:
        if item.id in context.site.not_applicable or _is_published(item, seen):
            continue
        place = Place(url=seen.entrance[0] if seen.entrance else snapshot.site.start[0])
        params: dict[str, Scalar] = {"number": item.number, "item_zh": item.title.zh, "item_en": item.title.en}
        yield Fault(place, key=item.id, params=params)


def _is_published(item: Item, seen: Navigation) -> bool:
    return any(
        item.words.search(spoken.words) and seen.works(spoken.leads_to)
        for spoken in seen.spoken
        if not seen.entrance or spoken.source in seen.section
    )


CHECK = Check("disclosure.missing-item", site=look, whole=True)
