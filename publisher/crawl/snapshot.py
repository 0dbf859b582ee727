"""A finished crawl as the checks see it: redirects put together, verdicts given, pages read one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from publisher.crawl.answers import BY_SCRIPT
from publisher.crawl.asking import MOST_HOPS, TOO_LONG
from publisher.crawl.packing import as_packed, unpack, unpack_links
from publisher.crawl.rendering import RENDERED
from publisher.crawl.signs import FIREWALL, SIGN_IN
from publisher.model.site import Answer, Document, Link, Page, Target, Verdict
from publisher.model.state_place import StatePlace
from publisher.state.crawl import CrawlRun, CrawlStore, KnownAddress, StoredContent
from publisher.state.home import home_of

_LINKED_KINDS = ("page", "sheet", "document", "sitemap", "feed")
_SURE = frozenset(
    {
        Answer.NOT_FOUND,
        Answer.GONE,
        Answer.SOFT_404,
        Answer.REDIRECT_LOOP,
        Answer.TOO_MANY_REDIRECTS,
        Answer.NO_SUCH_HOST,
        Answer.REFUSED,
        Answer.MALFORMED,
        Answer.LOCAL_FILE,
        Answer.PRIVATE_ADDRESS,
    }
)
_DOUBTFUL = frozenset(
    {Answer.SERVER_ERROR, Answer.TIMEOUT, Answer.DROPPED, Answer.BAD_ANSWER, Answer.CLIENT_ERROR}
)
_ONLY_US = frozenset({FIREWALL, SIGN_IN, TOO_LONG, "http2-only", "encoding"})
"""Notes on answers that a browser would not get, or could read."""
_OUR_LINE = frozenset({Answer.NO_SUCH_HOST, Answer.REFUSED, Answer.TIMEOUT, Answer.DROPPED})
_ENOUGH_NIGHTS = 2


def verdict_of(
    answer: Answer, status: int | None, nights: int, *, own: bool, our_line_is_down: bool, note: str = ""
) -> Verdict:
    """What an answer means. One bad night of a server proves nothing; one of a missing page does.

    A host of others that forbids or delays us may open in a browser, so it is unverifiable, and so is what asks to
    sign in or to come back. An answer that our library cannot read at all may be one that browsers take: it stays
    in doubt. A page of the site that answers 403 while others open is in doubt, and stays so: it
    may be closed to everybody, or to programs.
    """
    if answer in (Answer.OK, Answer.REDIRECT):
        return Verdict.WORKS
    if answer in (Answer.ROBOTS, Answer.NOT_ASKED):
        return Verdict.SKIPPED
    if note in _ONLY_US or (not own and our_line_is_down and answer in _OUR_LINE):
        return Verdict.UNVERIFIABLE
    if answer in _SURE:
        return Verdict.BROKEN
    if answer is Answer.BAD_ANSWER and status is None:
        return Verdict.PROBABLY_BROKEN
    if answer in _DOUBTFUL and (own or answer is not Answer.CLIENT_ERROR):
        return Verdict.BROKEN if nights >= _ENOUGH_NIGHTS else Verdict.PROBABLY_BROKEN
    if not own or answer in (Answer.BUSY, Answer.NOT_READ) or status == _NOT_BY_ASKING:
        return Verdict.UNVERIFIABLE
    return Verdict.PROBABLY_BROKEN if status == _CLOSED else Verdict.UNVERIFIABLE


_OWN_WORDS = 120
"""As many signs in the markup of a page make it more than a frame for its scripts."""
_NOT_BY_ASKING = 405
"""A place that takes forms and gives no page."""
_CLOSED = 403


def _reader(where: Path | StatePlace) -> CrawlStore:
    """One open store for each state of this process: opening one costs more than reading a page."""
    return _open(where, home_of(where).stamp())


@lru_cache(maxsize=2)
def _open(where: Path | StatePlace, _stamp: object) -> CrawlStore:
    return CrawlStore(where, migrate=False)


@dataclass(frozen=True, slots=True)
class StoredSnapshot:
    """Reads one run of one site from the state at `where`. Picklable."""

    where: Path | StatePlace
    run: CrawlRun
    our_line_is_down: bool = False

    def pages(self) -> Iterator[Page]:
        """Every page, in the order of their names."""
        store = _reader(self.where)
        listed = self._listed(store)
        for known, content in store.contents(self.run, ["page"], body=True):
            if known.answer == Answer.OK:
                yield _page(known, content, listed.get(known.url))

    def _listed(self, store: CrawlStore) -> Mapping[str, str]:
        """The day of the last change of each address that a sitemap gives."""
        days: dict[str, str] = {}
        for _, content in store.contents(self.run, ["sitemap"], body=False):
            days.update(unpack(content.facts).get("changed", {}))
        return days

    def page(self, url: str) -> Page | None:
        """One page by its name."""
        store = _reader(self.where)
        content = store.content(self.run.site, url, body=True)
        known = store.known(self.run.site, [url]).get(url)
        return None if content is None or known is None or content.kind != "page" else _page(known, content)

    def link_lists(self) -> Iterator[tuple[str, tuple[Link, ...]]]:
        """The links of pages, style sheets, documents and sitemaps; a page that is not there has none."""
        store = _reader(self.where)
        for known, content in store.contents(self.run, _LINKED_KINDS, body=False):
            if known.answer == Answer.SOFT_404:
                continue
            yield known.url, unpack_links(content.links)

    def ids(self, url: str) -> frozenset[str] | None:
        """What a fragment can point to on a page."""
        store = _reader(self.where)
        content = store.content(self.run.site, url)
        if content is None or content.kind not in ("page", "outside"):
            return None
        known = store.known(self.run.site, [url]).get(url)
        facts = unpack(content.facts)
        if known is None or known.note == BY_SCRIPT:
            return None  # what scripts make has ids, too
        if known.note == RENDERED and len(facts["main"]) < _OWN_WORDS:
            return None
        return frozenset(facts["ids"])

    def documents(self) -> Iterator[Document]:
        """Every document, in the order of their names."""
        store = _reader(self.where)
        for known, content in store.contents(self.run, ["document"], body=False):
            yield _document(store, self.run.site, known, content)

    def targets(self) -> Iterator[Target]:
        """Every address with what became of it, redirects followed to their end."""
        store = _reader(self.where)
        rows = {known.url: known for known in store.of_run(self.run)}
        for known in rows.values():
            yield target_of(known, rows, our_line_is_down=self.our_line_is_down)

    def marks(self) -> Mapping[str, str]:
        """A mark for the content of each address."""
        rows = {known.url: known for known in _reader(self.where).of_run(self.run)}
        return {url: mark for url, known in rows.items() if (mark := mark_of(known, rows))}


def mark_of(known: KnownAddress, rows: Mapping[str, KnownAddress]) -> str:
    """What an address gave, as far as it can be told apart: checksum, else the server's own marks.

    Empty when nothing is known that would change with the content: then nobody may rely on it.
    """
    at = known
    for _ in range(MOST_HOPS):
        below = rows.get(at.location or "")
        if not at.done or at.answer != Answer.REDIRECT or below is None:
            break
        at = below
    if not at.done or at.answer is None:
        return ""
    if at.answer in (Answer.NOT_FOUND, Answer.GONE):
        return f"{at.url} {at.answer}"
    if at.answer not in (Answer.OK, Answer.SOFT_404):
        return ""
    if at.body_hash:
        return f"{at.url} {at.body_hash}"
    return f"{at.url} {at.etag} {at.last_modified}" if at.etag or at.last_modified else ""


def target_of(known: KnownAddress, rows: Mapping[str, KnownAddress], *, our_line_is_down: bool = False) -> Target:
    """One address, its chain of redirects followed through `rows`."""
    hops: list[str] = []
    statuses: list[int] = []
    at = known
    answer: Answer | None = None
    while at.done and at.answer == Answer.REDIRECT and at.location is not None:
        statuses.append(at.status or 0)
        if at.location in hops or at.location == known.url:
            answer = Answer.REDIRECT_LOOP
            break
        if len(hops) >= MOST_HOPS:
            answer = Answer.TOO_MANY_REDIRECTS
            break
        hops.append(at.location)
        below = rows.get(at.location)
        if below is None:
            answer = Answer.TOO_MANY_REDIRECTS if len(hops) >= MOST_HOPS else Answer.NOT_ASKED
            break
        at = below
    if answer is None:
        answer = Answer(at.answer) if at.done and at.answer is not None else Answer.NOT_ASKED
    own = bool(at.origin.get("own"))
    return Target(
        url=known.url,
        answer=answer,
        verdict=verdict_of(
            answer, at.status, at.nights, own=own, our_line_is_down=our_line_is_down, note=at.note or ""
        ),
        own=bool(known.origin.get("own")),
        status=at.status,
        final=at.url,
        hops=tuple(hops),
        statuses=tuple(statuses),
        media_type=at.media_type or "",
        found_type=at.found_type or "",
        nights=at.nights,
        note=at.note or "",
    )


def _page(known: KnownAddress, content: StoredContent, listed: str | None = None) -> Page:
    facts = unpack(content.facts)
    return Page(
        url=known.url,
        final=known.address,
        title=facts["title"],
        language=facts["language"],
        encoding=facts["encoding"],
        packed=as_packed(content.body or b""),
        main_text=facts["main"],
        headings=tuple((level, text) for level, text in facts["headings"]),
        metas=tuple((name, text) for name, text in facts["metas"]),
        links=unpack_links(content.links),
        ids=frozenset(facts["ids"]),
        depth=int(known.origin.get("depth", 0)),
        modified=_moment(known.last_modified),
        found_by=str(known.origin.get("by", "link")),
        checksum=known.body_hash or "",
        listed=_day(listed),
        changed=_day(known.origin.get("changed")),
    )


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        return None


def _document(store: CrawlStore, site: str, known: KnownAddress, content: StoredContent) -> Document:
    facts: Mapping[str, Any] = unpack(content.facts)
    path = store.document_path(site, facts["sha256"])
    return Document(
        url=known.url,
        media_type=facts["media_type"],
        found_type=facts["found_type"],
        bytes=facts["bytes"],
        sha256=facts["sha256"],
        path=path if path.exists() else None,
        links=unpack_links(content.links),
        modified=_moment(known.last_modified),
        truncated=facts["truncated"],
        problem=facts["problem"],
        name=facts["name"],
        pages=facts["pages"],
        tagged=facts["tagged"],
        has_text=facts["has_text"],
        language=facts["language"],
        title=facts["title"],
        link_pages=tuple(facts["link_pages"]),
    )


def _moment(written: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(written) if written else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment is None or moment.tzinfo is not None else moment.replace(tzinfo=UTC)
