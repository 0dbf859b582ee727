"""Personal data on pages: in their words, and in what their markup hides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from publisher.checks.base import Check, Context, Fault, PageView, normal
from publisher.checks.leaks.judging import HIDDEN_KINDS, Meaning, SeenHit, Signs, judged
from publisher.checks.leaks.markup import hidden_texts, table_rows
from publisher.checks.leaks.searching import Searcher, searcher
from publisher.checks.naming import names_contacts
from publisher.model.finding import Outcome, Place
from publisher.model.jsonable import Json
from publisher.model.redacted import redact
from publisher.model.site import SiteSnapshot
from publisher.model.text import LocalText, Param
from publisher.privacy.recognisers import KINDS, Hit

_ID = "leaks.personal-data-on-page"
_OUT_OF_SIGHT = LocalText("（畫面上看不到）", ", out of sight,")
_SHARED = 5
"""Pages on which the same value stands from which it is a template's and not the page's."""
_PAIR = 2
"""Cells of a row that is a label and what it says."""


class Collected:
    """What stands on the pages of a crawl: the hits of each page, and the pages of each value."""

    def __init__(self) -> None:
        self.hits: list[tuple[str, SeenHit]] = []
        self.looked_at: set[str] = set()
        self.pages: dict[str, set[str]] = defaultdict(set)
        self.contacts: set[str] = set()
        """Values on the pages where an agency says how to reach it."""


def collected(context: Context) -> Collected:
    """The hits of this run."""
    return context.once("leaks", Collected)


def look(view: PageView, context: Context) -> Iterator[Fault]:
    """Note the hits; what they mean is said when all pages have been read."""
    seen = collected(context)
    if view.url in seen.looked_at:
        return
    seen.looked_at.add(view.url)
    signs = Signs.of(context)
    noted = view.note("leaks", lambda: _noted(view, searcher(context), signs))
    is_contact = names_contacts(view.page, context)
    for kind, length, mark, meaning, hides_in in noted:
        hit = SeenHit(kind, length, mark, Meaning(meaning), hides_in)
        seen.hits.append((view.url, hit))
        seen.pages[mark].add(view.url)
        if is_contact:
            seen.contacts.add(mark)
    yield from ()


def _noted(view: PageView, searching: Searcher, signs: Signs) -> Json:
    """The hits of a page, each value and place once: kind, length, checksum, meaning, hiding place."""
    titles = " ".join([view.page.title, *(text for _, text in view.page.headings[:3])])
    is_sample = bool(signs.sample.search(normal(titles).lower()))
    rows = list(table_rows(view.tree))
    # a cell under its header says more than the same cell as a line of its own
    cells = {normal(cell) for _, some in rows for cell in some}
    said = _worst(
        _judged(
            [line for line in map(normal, view.lines) if line not in cells], searching, signs, sample=is_sample
        )
    )
    # a row of a table is a record of its own; one of two cells may be a line of a record
    lists = [normal(row) for row, some in rows if len(some) > _PAIR]
    pairs = [normal(row) for row, some in rows if len(some) <= _PAIR]
    searching.hits(lists)
    said |= _worst(_judged(pairs, searching, signs, sample=is_sample))
    said |= _worst([hit for row in lists for hit in _judged([row], searching, signs, sample=is_sample)])
    for element, text in hidden_texts(view.tree, view.markup):
        said |= _worst(_judged(text.split("\n"), searching, signs, element))
    return [[hit.kind, hit.length, hit.mark, str(hit.meaning), hit.hides_in] for hit in said.values()]


def _worst(hits: Sequence[SeenHit]) -> dict[tuple[str, str, str], SeenHit]:
    """Each value and place once, with the worst that it means."""
    order = list(Meaning)
    worst: dict[tuple[str, str, str], SeenHit] = {}
    for hit in hits:
        key = (hit.kind, hit.mark, hit.hides_in)
        if key not in worst or order.index(hit.meaning) < order.index(worst[key].meaning):
            worst[key] = hit
    return worst


def _judged(
    lines: Sequence[str], searching: Searcher, signs: Signs, element: str = "", *, sample: bool = False
) -> list[SeenHit]:
    known = searching.hits(lines)
    hits = {number: known[line] for number, line in enumerate(lines) if line in known}
    if element:
        hits = {number: tuple(hit for hit in some if _is_sure(hit)) for number, some in hits.items()}
    return [hit for _, hit in judged(lines, hits, signs, element, is_sample=sample)]


def _is_sure(hit: Hit) -> bool:
    """Whether a hit counts where program text stands, full of codes: by checksum, or as a mobile number."""
    return hit.kind in HIDDEN_KINDS and (hit.confidence == "high" or (hit.kind == "mobile" and hit.blocks))


def finish(_snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """One finding for each page and kind; what stands in a template is one finding of the site for each kind.

    What stands on many pages, or on the page that says how to reach the agency, is a public contact, unless it is
    of a kind that nobody publishes.
    """
    seen = collected(context)
    shared = shared_from(context)
    for url, hit in seen.hits:
        meaning = meaning_on_site(hit, seen, shared)
        if meaning is Meaning.CONTACT:
            continue
        possible = meaning is Meaning.POSSIBLE
        params: dict[str, Param] = {
            "kind": KINDS[hit.kind].title,
            "where": _OUT_OF_SIGHT if hit.hides_in else "",
        }
        yield Fault(
            Place(url=url, selector=hit.hides_in or None),
            f"{hit.kind}-possible" if possible else hit.kind,
            "" if len(seen.pages[hit.mark]) >= shared else url,
            params,
            (redact(hit.kind, "x" * hit.length),),
            Outcome.CANT_TELL if possible else Outcome.FAILED,
        )


def shared_from(context: Context) -> int:
    """Pages on which a value stands from which it is the template's."""
    return context.param(_ID, "template_pages", _SHARED)


def meaning_on_site(hit: SeenHit, seen: Collected, shared: int) -> Meaning:
    """What a hit means beside all other pages."""
    if hit.kind in HIDDEN_KINDS - {"mobile"} or hit.hides_in:
        return hit.meaning
    public = hit.mark in seen.contacts or len(seen.pages[hit.mark]) >= shared
    return Meaning.CONTACT if public else hit.meaning


CHECK = Check(_ID, page=look, site=finish)
