"""Series of addresses without end, which the crawl left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault
from publisher.checks.links.referrers import Referrers, link_index
from publisher.checks.links.telling import places_of
from publisher.model.site import Answer, SiteSnapshot
from publisher.net.urls import family_of, readable

_TRAP = "trap"


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """One for each place that makes them, whatever parameters it combines; a place for each that was left out.

    With it stands the first page that leads there.
    """
    index = link_index(snapshot, context)
    kinds: dict[str, list[str]] = defaultdict(list)
    for url, target in index.targets.items():
        if target.answer is Answer.NOT_ASKED and target.note == _TRAP:
            kinds[_where(url)].append(url)
    for kind, urls in sorted(kinds.items()):
        referrers = Referrers()
        for url in sorted(urls):
            for source, link in index.troubled.get(url, Referrers()).first[:1]:
                referrers.add(source, link)
        yield from places_of(snapshot, context, referrers, key=kind, params={"url": readable(min(urls))})


def _where(url: str) -> str:
    """The path without its numbers, and without what comes after the first of its names that comes again."""
    family = family_of(url)
    head, parts = family.split("/")[:3], family.split("/")[3:]
    again = next((at for at, name in enumerate(parts) if name not in ("", "0") and name in parts[at + 1 :]), None)
    return family if again is None else "/".join([*head, *parts[:again]]) + "/"


CHECK = Check("links.endless-addresses", site=look)
