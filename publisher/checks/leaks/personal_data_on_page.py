"""Personal data in the words of a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from hashlib import blake2b

from publisher.checks.base import Check, Context, Fault, PageView
from publisher.checks.leaks.searching import Searcher, kind_words, searcher
from publisher.model.finding import Place
from publisher.model.jsonable import Json
from publisher.model.redacted import redact
from publisher.model.site import SiteSnapshot

_MOST = "leaks.personal-data-on-page"
_SHARED = 5
"""Pages on which the same line stands from which it is a template's and not the page's."""


_Hits = tuple[tuple[str, int], ...]
"""Kind and length of each hit in one line."""


class _Seen:
    """The lines with hits of a crawl, by their checksum, with the pages they stand on."""

    def __init__(self) -> None:
        self.pages: dict[str, list[str]] = defaultdict(list)
        self.hits: dict[str, _Hits] = {}


def look(view: PageView, context: Context) -> Iterator[Fault]:
    """Note the lines with hits; what they mean is said when all pages have been read."""
    seen = context.once("leaks", _Seen)
    noted = view.note("leaks", lambda: _lines_with_hits(view, searcher(context)))
    for name, hits in noted.items():
        seen.hits[name] = tuple((kind, length) for kind, length in hits)
        seen.pages[name].append(view.url)
    yield from ()


def _lines_with_hits(view: PageView, searching: Searcher) -> Json:
    """By the checksum of a line, the hits in it: never the line."""
    return {
        blake2b(line.encode(), digest_size=16).hexdigest(): [[hit.kind, hit.end - hit.start] for hit in hits]
        for line, hits in searching.hits(view.lines).items()
    }


def finish(_snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """One finding for each page and kind; what stands in a template is one finding of the site for each kind."""
    seen = context.once("leaks", _Seen)
    shared = context.param(_MOST, "template_pages", _SHARED)
    for name, pages in seen.pages.items():
        for kind in dict.fromkeys(kind for kind, _ in seen.hits[name]):
            evidence = tuple(redact(kind, "x" * length) for other, length in seen.hits[name] if other == kind)
            for url in pages:
                subject = "" if len(pages) >= shared else url
                yield Fault(Place(url=url), kind, subject, kind_words(kind), evidence)


CHECK = Check("leaks.personal-data-on-page", page=look, site=finish)
