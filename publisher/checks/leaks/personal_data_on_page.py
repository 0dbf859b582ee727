"""Personal data in the words of a page."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from hashlib import blake2b

from publisher.checks.base import Check, Context, Fault, PageView
from publisher.checks.leaks.searching import kind_words, searcher
from publisher.model.finding import Place
from publisher.model.redacted import redact
from publisher.model.site import SiteSnapshot
from publisher.privacy.recognisers import Hit

_MOST = "leaks.personal-data-on-page"
_SHARED = 5
"""Pages on which the same line stands from which it is a template's and not the page's."""


class _Seen:
    """The lines with hits of a crawl, by their checksum, with the pages they stand on."""

    def __init__(self) -> None:
        self.pages: dict[bytes, list[str]] = defaultdict(list)
        self.hits: dict[bytes, tuple[Hit, ...]] = {}


def look(view: PageView, context: Context) -> Iterator[Fault]:
    """Note the lines with hits; what they mean is said when all pages have been read."""
    searching = searcher(context)
    seen = context.once("leaks", _Seen)
    for line, hits in searching.hits(view.lines).items():
        name = blake2b(line.encode(), digest_size=16).digest()
        seen.hits[name] = hits
        seen.pages[name].append(view.url)
    yield from ()


def finish(_snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """One finding for each page and kind; what stands in a template is one finding of the site for each kind."""
    seen = context.once("leaks", _Seen)
    shared = context.param(_MOST, "template_pages", _SHARED)
    for name, pages in seen.pages.items():
        kinds = Counter(hit.kind for hit in seen.hits[name])
        for kind in kinds:
            evidence = tuple(
                redact(kind, "x" * (hit.end - hit.start)) for hit in seen.hits[name] if hit.kind == kind
            )
            for url in pages:
                subject = "" if len(pages) >= shared else url
                yield Fault(Place(url=url), kind, subject, kind_words(kind), evidence)


CHECK = Check("leaks.personal-data-on-page", page=look, site=finish)
