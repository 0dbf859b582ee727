"""Looks at a website as a polite visitor: every address once, in batches that survive a kill.

`crawl` asks, `snapshot_of` gives what the last crawl of a site saw. What it means is for the checks.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime, timedelta

from publisher.crawl.answers import BY_SCRIPT, CUT_OFF, UNREADABLE
from publisher.crawl.asking import SITEMAPS
from publisher.crawl.engine import Crawler, Ended, Progress
from publisher.crawl.hosts import UNREADABLE_RULES
from publisher.crawl.packing import unpack
from publisher.crawl.searching import try_search
from publisher.crawl.second_look import second_look
from publisher.crawl.signs import FIREWALL
from publisher.crawl.snapshot import StoredSnapshot
from publisher.executors import Executor, LocalExecutor
from publisher.model.jsonable import to_json
from publisher.model.site import Answer, Coverage, Searched, SearchTry, Site, SiteSnapshot, Untested
from publisher.state.crawl import CrawlRun, CrawlStore, KnownAddress

__all__ = ["Progress", "crawl", "snapshot_of"]

_RESUME_WITHIN = timedelta(hours=20)
_MOST_UNTESTED = 1_000
_RUNS_KEPT = 5
_OPENERS = 2
_FEW = 0.02
"""Share of pages in whose place a firewall may answer before the site counts as not looked at."""


def crawl(
    site: Site,
    store: CrawlStore,
    now: datetime,
    emit: Callable[[Progress], None] = lambda _progress: None,
    executor: Executor | None = None,
    grid: str = "",
) -> SiteSnapshot:
    """Crawl a site, or go on with a crawl of the last 20 hours that was killed; what is seen goes into `store`.

    Documents are opened by `executor`, or by processes of this machine; pages that scripts make are read by a
    browser of the Selenium Grid at the address `grid`, or of this machine.

    Never raises for what a website does: what could not be looked at is in the coverage. Raises LostError when the
    executor can work no more; the next crawl goes on from there.
    """
    began = time.monotonic()
    run = store.begin(site.id, now, now - _RESUME_WITHIN)
    with nullcontext(executor) if executor is not None else LocalExecutor(_OPENERS) as openers:
        crawler = Crawler(site, store, run, emit, openers, grid)
        ended = asyncio.run(crawler.run(_afterwards))
    coverage = _coverage(store, run, ended, time.monotonic() - began + run.spent)
    coverage = replace(coverage, search=crawler.searched)
    note = {"coverage": to_json(coverage), "our_line_is_down": ended.outside_unreachable}
    store.finish(run, now, json.dumps(note, ensure_ascii=False))
    if coverage.complete:
        kept = (unpack(facts)["sha256"] for facts in store.facts_of(site.id, "document"))
        store.prune(run, kept, _RUNS_KEPT)
    return SiteSnapshot(site, run.started, coverage, StoredSnapshot(store.where, run, ended.outside_unreachable))


async def _afterwards(crawler: Crawler) -> None:
    """What is looked at when every address was asked for: which pages are there, and does the search find them."""
    await second_look(crawler)
    crawler.searched = await try_search(crawler)


def snapshot_of(site: Site, store: CrawlStore) -> SiteSnapshot | None:
    """What the last crawl of a site saw; None when there was none, or when it did not end."""
    run, written = store.last_run(site.id) or (None, None)
    if run is None or written is None:
        return None
    note = json.loads(written)
    stored = note["coverage"]
    untested = tuple(Untested(**item) for item in stored.pop("untested"))
    search = stored.pop("search", None) or {}
    tries = tuple(SearchTry(**item) for item in search.pop("tries", ()))
    coverage = Coverage(**stored, untested=untested, search=Searched(**search, tries=tries))
    source = StoredSnapshot(store.where, run, note["our_line_is_down"])
    return SiteSnapshot(site, run.started, coverage, source)


def _coverage(store: CrawlStore, run: CrawlRun, ended: Ended, seconds: float) -> Coverage:
    pages = targets = 0
    untested: list[Untested] = []
    begun: list[KnownAddress] = []
    for known in store.of_run(run):
        targets += 1
        read = known.done and known.answer == Answer.OK and bool(known.origin["crawl"])
        pages += read and known.found_type == "html" and (known.note not in UNREADABLE or known.note == CUT_OFF)
        if known.origin["by"] == "start":
            begun.append(known)
        why = _untested(known)
        if why is not None:
            untested.append(Untested(known.url, why))
    documents = sum(1 for _ in store.contents(run, ["document"], body=False))
    walled = sum(item.reason == FIREWALL for item in untested)
    stopped = ended.stopped or _why_not_begun(begun) or (FIREWALL if walled > pages * _FEW else "")
    return Coverage(
        complete=not stopped,
        stopped=stopped,
        pages=pages,
        documents=documents,
        targets=targets,
        requests=ended.requests,
        unchanged=ended.unchanged,
        bytes=ended.received,
        seconds=round(seconds, 1),
        untested=tuple(untested[:_MOST_UNTESTED]),
        untested_count=len(untested),
    )


def _why_not_begun(begun: Sequence[KnownAddress]) -> str:
    """Why a start of the site leads to nothing that could be read; "" when all of them were."""
    for known in begun:
        if known.answer == Answer.PRIVATE_ADDRESS:
            return "private"
        if known.note == UNREADABLE_RULES:
            return "robots"
        if known.note == FIREWALL:
            return FIREWALL
        if known.answer == Answer.OK and known.note == BY_SCRIPT:
            return "script"
        if known.answer not in (Answer.OK, Answer.REDIRECT) or known.note in UNREADABLE - {CUT_OFF}:
            return "unreachable"
    return "" if begun else "unreachable"


def _untested(known: KnownAddress) -> str | None:
    """Why a part of the site was not looked at; None when it was, or when it is not there to be looked at."""
    if not known.origin["crawl"] or known.origin["by"] in SITEMAPS:
        return None
    if not known.done:
        return "stopped"
    if known.note in (BY_SCRIPT, UNREADABLE_RULES, FIREWALL) or (known.note and known.note in UNREADABLE):
        return known.note
    if known.answer == Answer.NOT_ASKED:
        return known.note or str(known.answer)
    return known.answer if known.answer in _NOT_SEEN else None


_NOT_SEEN: frozenset[str | None] = frozenset(
    {
        Answer.ROBOTS,
        Answer.TIMEOUT,
        Answer.DROPPED,
        Answer.SERVER_ERROR,
        Answer.BAD_ANSWER,
        Answer.FORBIDDEN,
        Answer.BUSY,
        Answer.REFUSED,
        Answer.TLS_ERROR,
        Answer.NOT_READ,
    }
)
