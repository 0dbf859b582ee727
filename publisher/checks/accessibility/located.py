"""The line of the sent page on which each element at fault begins, where what was sent still tells it."""

from __future__ import annotations

from collections.abc import Sequence

from publisher.model.finding import Place
from publisher.model.redacted import Redacted
from publisher.model.site import SiteSnapshot
from publisher.net.html import HostileMarkupError, parse
from publisher.net.source_lines import PageSource, SourcePlace

_MOST_PAGES = 300
"""Pages that are read once more for it: those whose faults are named first."""
_FRAME = " >>> "


class SentPages:
    """The pages of a crawl as they were sent, each read once."""

    def __init__(self, snapshot: SiteSnapshot) -> None:
        self._snapshot = snapshot
        self._read: dict[str, PageSource | None] = {}

    def line_of(self, place: Place, evidence: Sequence[Redacted]) -> int | None:
        """The line of a place, where it is known."""
        found = self.find(place, evidence)
        return None if found is None else found.line

    def find(self, place: Place, evidence: Sequence[Redacted] = ()) -> SourcePlace | None:
        """The element of a place; None in a frame, and where scripts have made or changed the element."""
        if place.url is None or not place.selector or _FRAME in place.selector:
            return None
        source = self._source(place.url)
        if source is None:
            return None
        shape = next((item.shape for item in evidence if item.kind == "element"), "")
        shown = tuple(part.partition("=")[0] for part in shape.strip("<>").split()[1:])
        return source.find(place.selector, shown if shape else None)

    def _source(self, url: str) -> PageSource | None:
        if url not in self._read:
            page = self._snapshot.source.page(url) if len(self._read) < _MOST_PAGES else None
            try:
                self._read[url] = (
                    PageSource(page.html, parse(page.html)) if page is not None and page.packed else None
                )
            except HostileMarkupError:
                self._read[url] = None
        return self._read[url]
