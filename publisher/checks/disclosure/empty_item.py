"""Items of article 7 that are named, with nothing behind the name."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault
from publisher.checks.disclosed import survey
from publisher.model.disclosure import DisclosedState
from publisher.model.finding import Place
from publisher.model.site import SiteSnapshot
from publisher.model.text import Param


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """A page to which an item's name leads has hardly a word or file, and no statement that there is none.

    A page that is "under construction" is empty, however politely it says so. Words on one page with nothing
    behind them count when the item stands nowhere else.
    """
    found = survey(snapshot, context)
    for item in found.items:
        empty = {
            some.leads_to.partition("#")[0]
            for some in found.mentions[item.id]
            if some.content.state is DisclosedState.EMPTY
            and (some.leads_to != some.page or item.state is DisclosedState.EMPTY)
        }
        for url in sorted(empty) if item.state is not DisclosedState.NOT_APPLICABLE else ():
            params: dict[str, Param] = {"number": item.number, "item": item.title}
            yield Fault(Place(url=url), key=item.id, subject=url, params=params)


CHECK = Check("disclosure.empty-item", site=look, whole=True)
