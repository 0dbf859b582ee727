"""Parts of a secure page that are loaded over an open line."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault, PageView
from publisher.model.site import Link
from publisher.net.placing import spots_of
from publisher.net.urls import readable

_LOADED = ("img", "script", "iframe", "frame", "source", "video", "audio", "embed", "object", "track", "css url()")


def look(view: PageView, _context: Context) -> Iterator[Fault]:
    """http: addresses that an https: page loads: browsers block scripts and frames, and warn of the rest."""
    if not view.page.final.startswith("https://"):
        return
    found = [link for link in view.page.links if link.url.startswith("http://") and _is_loaded(link)]
    spots = spots_of(view.page.html, [link.number for link in found]) if found else {}
    for link in found:
        spot = spots.get(link.number)
        place = view.place(spot.selector, spot.line) if spot else view.place()
        yield Fault(place, link.url, params={"url": readable(link.url)})


def _is_loaded(link: Link) -> bool:
    if link.element == "link":
        return not {"stylesheet", "icon", "manifest"}.isdisjoint(link.text.lower().split())
    return link.element.split(" ")[0] in _LOADED or link.element == "css url()"


CHECK = Check("links.mixed-content", page=look)
