"""One title for many pages that are about different things."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault
from publisher.model.finding import Place
from publisher.model.site import SiteSnapshot

_ID = "metadata.repeated-title"
_FEWEST = 5


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """At least `pages` pages with different main headings have the same title, mostly that of the template."""
    pages: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for page in snapshot.pages():
        heading = next((text for _, text in page.headings if text and text != page.title), "")
        if page.title and heading:
            pages[page.title].append((heading, page.url))
    fewest = context.param(_ID, "pages", _FEWEST)
    for title, some in sorted(pages.items()):
        if len({heading for heading, _ in some}) >= fewest:
            for _, url in some:
                yield Fault(Place(url=url, selector="title"), title[:100], params={"title": title[:100]})


CHECK = Check(_ID, site=look)
