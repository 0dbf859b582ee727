"""Each fault as a person sees it: a picture of the element, its code as it was sent, its line and its words.

All of it is the page's own: it is made when somebody asks, for a folder of theirs, and goes into no report.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from publisher.browser import open_browser
from publisher.checks.accessibility.located import SentPages
from publisher.checks.accessibility.survey import NOT_TESTED, settings_for
from publisher.checks.base import Context
from publisher.model.finding import Finding, Place
from publisher.model.site import SiteResult, SiteSnapshot
from publisher.net.source_lines import SourcePlace

_EACH = 3
"""Places of one finding that are shown; the others look alike."""


@dataclass(frozen=True, slots=True)
class ElementPortrait:
    """One place of a finding. `picture` is a PNG, None of what cannot be seen; `source` is None where scripts have
    made or changed the element."""

    finding: Finding
    place: Place
    picture: bytes | None
    source: SourcePlace | None


def portraits(result: SiteResult, snapshot: SiteSnapshot, context: Context) -> Iterator[ElementPortrait]:
    """The first places of every accessibility finding on a page. MissingPartError without a browser."""
    sent = SentPages(snapshot)
    wanted: dict[str, list[tuple[Finding, Place]]] = {}
    for finding in result.findings:
        if finding.check.startswith(f"{NOT_TESTED.partition('.')[0]}."):
            for place in [item for item in finding.places if item.url and item.selector][:_EACH]:
                wanted.setdefault(str(place.url), []).append((finding, place))
    if not wanted:
        return
    with open_browser(settings_for(context.site, context)) as browser:
        for url, places in wanted.items():
            pictures = browser.portraits(url, tuple(str(place.selector) for _, place in places))
            for (finding, place), picture in zip(places, pictures, strict=True):
                yield ElementPortrait(
                    finding, place, picture, sent.find(place) if place.line is not None else None
                )
