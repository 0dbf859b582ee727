"""The crawl at work: one asyncio loop that asks, reads, and hands batches to the store.

Every address is asked once, redirects too: each hop is an address of its own, and the chains are put together when
the snapshot is read. What comes is committed in batches, answers together with the addresses they led to, so a
crawl that is killed goes on where it was.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from publisher.crawl import asking
from publisher.crawl.asking import Ask
from publisher.crawl.frontier import Frontier
from publisher.crawl.hosts import Host, RobotsUnreadableError
from publisher.crawl.packing import VERSION
from publisher.crawl.reading import Read, body_hash, inspected, read
from publisher.crawl.record import Record
from publisher.documents.inspecting import Inspection, inspect
from publisher.executors import LocalPool
from publisher.model.site import GUESSED, Answer, Site
from publisher.net import urls
from publisher.net.client import Client, Failure, Outcome, Reply
from publisher.state.crawl import CrawlRun, CrawlStore, Known

_PREFETCH = 200
_EVERY = 3.0
"""Seconds after which progress is told at the latest."""
_OUTSIDE_AT_ONCE = 24
_DOCUMENT_SECONDS = 60.0
_RETRIES = {
    Answer.TIMEOUT: (8.0,),
    Answer.REFUSED: (3.0,),
    Answer.NO_SUCH_HOST: (3.0,),
    Answer.DROPPED: (2.0, 6.0),
    Answer.BAD_ANSWER: (3.0,),
    Answer.SERVER_ERROR: (2.0, 8.0),
    Answer.BUSY: (4.0, 20.0),
}
"""Seconds before an address that failed is asked again, within one night."""

_LONGEST_WAIT = 120.0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a crawl is: addresses done and still waiting."""

    site: str
    done: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Ended:
    """What the loop counted. `stopped` is empty when everything that was found was asked for."""

    stopped: str
    requests: int
    unchanged: int
    received: int
    outside_unreachable: bool


class Crawler:
    """One crawl. `run` is called once."""

    def __init__(
        self, site: Site, store: CrawlStore, crawl_run: CrawlRun, emit: Callable[[Progress], None]
    ) -> None:
        self.site = site
        self.store = store
        self.crawl_run = crawl_run
        agent_contact = site.contact or (site.start[0] if site.start else "")
        self.agent = f"publisher/0.1 (nightly check of public information; +{agent_contact})"
        self.record = Record(store, crawl_run)
        self.frontier = Frontier(site, self.agent, self.record, self._pump)
        self._emit = emit
        self._start_hosts = {urls.host_of(url) for url in site.start}
        self._tasks: set[asyncio.Task[None]] = set()
        self._known: dict[str, Known | None] = {}
        self._has_history = store.has_history(crawl_run)
        self._outside = asyncio.Semaphore(_OUTSIDE_AT_ONCE)
        self._pool: LocalPool | None = None
        self._pool_lock = asyncio.Lock()
        self._stopped = ""
        self._done = 0
        self._own_pages = 0
        self._unchanged = 0

    async def run(self, after: Callable[[Crawler], Awaitable[None]]) -> Ended:
        """Ask for everything; `after` has a second look when the frontier is empty."""
        polite = self.site.polite
        connections = _OUTSIDE_AT_ONCE + polite.concurrency * max(len(self.frontier.scope.hosts), 1)
        self.client = Client(
            self.agent,
            timeout=polite.timeout,
            connections=connections,
            allow_private=self.site.allow_private,
        )
        try:
            async with self.client:
                await self._seed()
                await self._until_empty()
                if not self._stopped:
                    await after(self)
        finally:
            if self._pool is not None:
                self._pool.kill()
        self.record.flush()
        return Ended(
            self._stopped, self.client.requests, self._unchanged, self.client.received, self._outside_is_dead()
        )

    # ---- where it begins

    async def _seed(self) -> None:
        if self.crawl_run.resumed:
            before = list(self.store.of_run(self.crawl_run))
            self.frontier.restore(before)
            for known in before:
                self._own_pages += known.done and known.found_type == "html" and bool(known.origin["crawl"])
                if not known.done:
                    self.frontier.put(Ask.restored(known))
        for start in self.site.start:
            reference = urls.resolve(start, start)
            if reference is not None:
                self.frontier.found(Ask(reference.key, reference.url, own=True, crawl=True, by="start"))
        for host in sorted(self.frontier.scope.hosts) if self.site.include else ():
            await self._seed_sitemaps(host)
        self.record.flush()

    async def _seed_sitemaps(self, name: str) -> None:
        origin = next((urls.origin_of(start) for start in self.site.start if urls.host_of(start) == name), None)
        if origin is None:
            return
        try:
            rules = await self.frontier.host(name).rules(self.client, origin)
        except RobotsUnreadableError:
            self._stop("robots")
            return
        by = "sitemap-file" if rules.sitemaps else "sitemap-guess"
        for address in rules.sitemaps or (f"{origin}/sitemap.xml",):
            reference = urls.resolve(origin, address)
            if reference is not None and urls.host_of(reference.url) in self.frontier.scope.hosts:
                self.frontier.found(Ask(reference.key, reference.url, own=True, crawl=True, by=by))

    # ---- the loop

    def _pump(self, host: Host) -> None:
        while host.queue and host.active < host.most and not self._stopped:
            if host.own and self._own_pages >= self.site.budget.pages:
                self._stop("pages")
                return
            ask = host.queue.popleft()
            host.active += 1
            task = asyncio.create_task(self._work(host, ask))
            self._tasks.add(task)

    def _stop(self, why: str) -> None:
        self._stopped = self._stopped or why
        for task in self._tasks:
            task.cancel()

    async def _until_empty(self) -> None:
        while self.frontier.waiting and not self._stopped:
            left = self.site.budget.minutes * 60 - self.record.spent
            if left <= 0:
                self._stop("time")
                break
            if not self._tasks:
                await asyncio.sleep(0.05)  # only retries are waiting
                continue
            done, _ = await asyncio.wait(
                self._tasks, timeout=min(left, _EVERY), return_when=asyncio.FIRST_COMPLETED
            )
            for task in done:
                self._tasks.discard(task)
                if not task.cancelled():
                    task.result()
            if self.record.flush_when_due():
                self._emit(Progress(self.site.id, self._done, self.frontier.waiting))
        for task in self._tasks:
            with suppress(asyncio.CancelledError):
                await task
        self._tasks.clear()

    # ---- one address

    async def _work(self, host: Host, ask: Ask) -> None:
        finished = False
        try:
            if ask.own:
                finished = await self._ask(host, ask)
            else:
                async with self._outside:
                    finished = await self._ask(host, ask)
        except RobotsUnreadableError:
            self._stop("robots")
        finally:
            host.active -= 1
            if finished:
                self.frontier.waiting -= 1
                self._done += 1
            self._pump(host)

    async def _ask(self, host: Host, ask: Ask) -> bool:
        """Ask, and record what came; False when it is to be asked again."""
        if host.failure is None:
            rules = await host.rules(self.client, urls.origin_of(ask.address))
            if not rules.allows(ask.address):
                self.record.answered(ask, Answer.ROBOTS)
                return True
        if host.failure is not None:
            self.record.answered(ask, host.failure.answer, note=host.failure.note)
            if host.name in self._start_hosts:
                self._stop("unreachable")
            return True
        known = self._history_of(host, ask)
        headers = asking.conditions(known, self.crawl_run.id, VERSION) if ask.crawl else {}
        async with host.throttle.turn():
            outcome = await self.client.get(ask.address, asking.room_for(ask, self.site.budget), headers)
        return await self._judge(host, ask, outcome, known)

    async def _judge(self, host: Host, ask: Ask, outcome: Outcome, known: Known | None) -> bool:
        if isinstance(outcome, Failure):
            host.note(outcome.answer)
            if self._retry(host, ask, outcome.answer, 0.0):
                return False
            if outcome.answer is Answer.NO_SUCH_HOST:
                host.failure = outcome
            self.record.answered(ask, outcome.answer, note=outcome.note)
            return True
        if asking.is_redirect(outcome):
            host.note(Answer.REDIRECT)
            host.throttle.answered()
            return self._redirected(ask, outcome)
        if outcome.status == 304 and known is not None:
            self._unchanged += 1
            self._keep(ask, known)
            return True
        if 200 <= outcome.status < 300:
            host.note(Answer.OK)
            host.throttle.answered()
            await self._read(ask, outcome, known)
            return True
        answer = asking.answer_of(outcome.status)
        host.note(answer)
        if outcome.status in (429, 503):
            host.throttle.overloaded(min(asking.retry_after(outcome), _LONGEST_WAIT))
        if self._retry(host, ask, answer, asking.retry_after(outcome)):
            return False
        note = GUESSED if ask.by == "sitemap-guess" else ""
        kind = asking.media_type(outcome.headers)
        self.record.answered(ask, answer, status=outcome.status, media_type=kind, note=note)
        return True

    def _retry(self, host: Host, ask: Ask, answer: Answer, wait: float) -> bool:
        pauses = _RETRIES.get(answer, ())
        if ask.tries >= len(pauses) or wait > _LONGEST_WAIT or host.failure is not None:
            return False
        again = ask.again()

        def put_back() -> None:
            self.frontier.waiting -= 1
            self.frontier.put(again)

        asyncio.get_running_loop().call_later(max(pauses[ask.tries] * self.site.polite.patience, wait), put_back)
        return True

    def _redirected(self, ask: Ask, reply: Reply) -> bool:
        reference = urls.resolve(ask.address, reply.header("location").strip())
        if reference is None or not urls.is_web(reference.url):
            self.record.answered(ask, Answer.BAD_ANSWER, status=reply.status, note="location")
            return True
        if ask.by == "start" and not self.frontier.scope.is_own_host(reference.url):
            self.frontier.widen(reference.url)
        name = self.frontier.traps.without_visit(reference.key)
        if name == ask.url:
            if reference.url != ask.address and ask.turns < 3:
                self.frontier.waiting -= 1
                self.frontier.put(ask.again(reference.url))
                return False
            self.record.answered(ask, Answer.REDIRECT_LOOP, status=reply.status)
            return True
        self.frontier.redirected(ask, reference.url, name)
        self.record.answered(
            ask, Answer.REDIRECT, status=reply.status, location=name, note=reference.fragment or ""
        )
        return True

    # ---- what came

    def _history_of(self, host: Host, ask: Ask) -> Known | None:
        if not self._has_history:
            return None
        if ask.url not in self._known:
            some = [ask.url, *(item.url for item, _ in zip(host.queue, range(_PREFETCH), strict=False))]
            found = self.store.known(self.site.id, some)
            self._known.update((url, found.get(url)) for url in some)
        return self._known.pop(ask.url)

    def _keep(self, ask: Ask, known: Known) -> None:
        """Nothing has changed: take the links from the store."""
        content, news = self.store.content(self.site.id, ask.url), False
        if content is not None:
            self._own_pages += content.kind == "page"
            news = self.frontier.discover_again(ask, content)
            self.frontier.looked_at(ask.url, known.origin.get("dull"), news=news)
        self.record.kept(ask, known, news=news)

    async def _read(self, ask: Ask, reply: Reply, known: Known | None) -> None:
        checksum = body_hash(reply) if ask.crawl else None
        if checksum is not None and known is not None and known.body_hash == checksum and known.answer:
            content = self.store.content(self.site.id, ask.url)
            if content is not None:
                self._keep(
                    ask, replace(known, etag=reply.header("etag"), last_modified=reply.header("last-modified"))
                )
                return
        found = read(ask, reply)
        self._own_pages += ask.crawl and found.found_type == "html"
        if found.document is not None:
            found = await self._look_into(ask, found)
        news = self.frontier.discover(ask, found)
        self.frontier.looked_at(ask.url, found.dull_hash, news=news)
        self.record.read(ask, reply, found, checksum, known=known is not None, news=news)

    async def _look_into(self, ask: Ask, found: Read) -> Read:
        """Keep a document, and open it in a process of its own, for a limited time."""
        assert found.document is not None
        sha256 = hashlib.sha256(found.document).hexdigest()
        path = self.store.keep_document(self.site.id, sha256, found.document)
        return inspected(ask, found, await self._inspect(path, found.found_type))

    async def _inspect(self, path: Path, kind: str) -> Inspection:
        async with self._pool_lock:
            if self._pool is None:
                self._pool = LocalPool(1)
            try:
                future = self._pool.submit(inspect, path, kind)
                return await asyncio.wait_for(asyncio.wrap_future(future), _DOCUMENT_SECONDS)
            except TimeoutError:
                self._pool.renew()
                return Inspection(readable=False, problem="slow")
            except BrokenProcessPool:
                self._pool.renew()
                return Inspection(readable=False, problem="damaged")

    async def probe(self, address: str) -> Outcome:
        """Ask for an address that is not of the frontier, politely."""
        host = self.frontier.host(urls.host_of(address))
        ask = Ask(address, address, own=True, crawl=True)
        async with host.throttle.turn():
            return await self.client.get(address, asking.room_for(ask, self.site.budget))

    def _outside_is_dead(self) -> bool:
        """Whether no host of others answered at all although several were asked: then it is our line."""
        others = [host for host in self.frontier.hosts.values() if not host.own]
        return len(others) >= 5 and not any(host.answered for host in others)
