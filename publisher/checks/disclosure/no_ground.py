"""Items of article 7 that are withheld, and for which no law is named that allows it."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.article7 import ITEMS
from publisher.checks.base import Check, Context, Fault
from publisher.checks.disclosed import survey
from publisher.model.disclosure import DisclosedState
from publisher.model.finding import Place
from publisher.model.site import SiteSnapshot
from publisher.model.text import Param

_REASONS = 9
"""Article 18, paragraph 1, of the law has nine."""


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """A place that names the item withholds it without naming a law, or by a reason unknown to article 18."""
    found = survey(snapshot, context)
    for item in ITEMS:
        for mention in {some.leads_to: some for some in found.mentions[item.id]}.values():
            content = mention.content
            params: dict[str, Param] = {"number": item.number, "item": item.title}
            if content.state is DisclosedState.WITHHELD and not content.is_by_law:
                yield Fault(Place(url=mention.leads_to), item.id, params=params)
            for ground in content.grounds:
                if ground > _REASONS:
                    place = Place(url=mention.leads_to)
                    yield Fault(place, "unknown", mention.leads_to, {**params, "ground": ground})


CHECK = Check("disclosure.no-ground", site=look, whole=True)
