"""Series of addresses without end, which the crawl left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault
from publisher.checks.links.referrers import Referrers, link_index
from publisher.checks.links.telling import places_of
from publisher.model.site import Answer, SiteSnapshot
from publisher.net.urls import pattern_of, readable

_TRAP = "trap"


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """One for each kind of address; a place for each that was left out, with the first page that leads there."""
    index = link_index(snapshot, context)
    kinds: dict[str, list[str]] = defaultdict(list)
    for url, target in index.targets.items():
        if target.answer is Answer.NOT_ASKED and target.note == _TRAP:
            kinds[pattern_of(url)].append(url)
    for kind, urls in sorted(kinds.items()):
        referrers = Referrers()
        for url in sorted(urls):
            for source, link in index.troubled.get(url, Referrers()).first[:1]:
                referrers.add(source, link)
        yield from places_of(snapshot, context, referrers, key=kind, params={"url": readable(min(urls))})


CHECK = Check("links.endless-addresses", site=look)
