"""The crawl at work: one asyncio loop that asks, reads, and hands batches to the store.

Every address is asked once, redirects too: each hop is an address of its own, and the chains are put together when
the snapshot is read. What comes is committed in batches, answers together with the addresses they led to, so a
crawl that is killed goes on where it was.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from publisher.crawl import asking, visiting
from publisher.crawl.answers import BY_SCRIPT, Read, body_hash, inspected, is_block_page, read, resolve_all
from publisher.crawl.asking import Ask
from publisher.crawl.frontier import Frontier
from publisher.crawl.hosts import Host
from publisher.crawl.opening import Openers
from publisher.crawl.packing import VERSION, pack_links, unpack_links
from publisher.crawl.record import PASSING, CrawlRecord
from publisher.crawl.rendering import RENDERED, rendered, runs_scripts
from publisher.crawl.signs import FIREWALL, SIGN_IN
from publisher.executors import Executor, LostError
from publisher.model.site import GUESSED, Answer, Rendered, Searched, Site
from publisher.net import html, urls
from publisher.net.client import Client, Failure, Outcome, Reply
from publisher.state.crawl import CrawlRun, CrawlStore, KnownAddress
from publisher.state.faults import STATE_FAULTS

_PREFETCH = 200
_EVERY = 3.0
"""Seconds after which progress is told at the latest."""
_OUTSIDE_AT_ONCE = 24
_FEWEST_OUTSIDE = 3
"""Hosts of others that do not answer, all of them, from which it is our line that is down."""
_DOCUMENTS_WAITING = 50
"""Documents that lie ready to be opened; more wait with their host."""
_TICK = 0.1
_MOST_RENDERED = 60
_RENDERED_AT_ONCE = 12
_BY_SCRIPTS = 100_000
"""From here on the links are counted that stand in no markup, so that none is looked for there."""
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
        self,
        site: Site,
        store: CrawlStore,
        crawl_run: CrawlRun,
        emit: Callable[[Progress], None],
        executor: Executor,
        grid: str,
    ) -> None:
        self.site = site
        self.store = store
        self.crawl_run = crawl_run
        agent_contact = site.contact or (site.start[0] if site.start else "")
        self.agent = f"publisher/0.1 (nightly check of public information; +{agent_contact})"
        self.record = CrawlRecord(store, crawl_run)
        self.frontier = Frontier(site, self.agent, self.record, self._pump)
        self._emit = emit
        self._tasks: set[asyncio.Task[None]] = set()
        self._known: dict[str, KnownAddress | None] = {}
        self._has_history = store.has_history(crawl_run)
        self._outside = asyncio.Semaphore(_OUTSIDE_AT_ONCE)
        self._documents = asyncio.Semaphore(_DOCUMENTS_WAITING)
        self._openers = Openers(executor)
        self._grid = grid
        self._changed = asyncio.Event()
        self._fault: BaseException | None = None
        self._stopped = ""
        self._done = 0
        self._own_pages = 0
        self._unchanged = 0
        self.searched = Searched()

    async def run(self, after: Callable[[Crawler], Awaitable[None]]) -> Ended:
        """Ask for everything; `after` has a second look when the frontier is empty."""
        polite = self.site.polite
        connections = _OUTSIDE_AT_ONCE + polite.concurrency * max(len(self.frontier.scope.hosts), 1)
        self.client = Client(
            self.agent,
            timeout=polite.timeout,
            connections=connections,
            allow_private=self.site.allow_private,
            ca_file=self.site.ca_file,
        )
        async with self.client:
            await self._seed()
            await self._until_empty()
            await self._through_browser()
            if not self._stopped:
                await after(self)
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
        for origin in sorted({urls.origin_of(start) for start in self.site.start}):
            self._spawn(self._seed_sitemaps(origin))
        self.record.flush()

    async def _seed_sitemaps(self, origin: str) -> None:
        """The sitemaps of a host of the site, when it is met first."""
        if not self.site.include:
            return
        rules = await self.frontier.host(urls.host_of(origin)).rules(self.client, origin)
        by = "sitemap-file" if rules.sitemaps else "sitemap-guess"
        for address in rules.sitemaps or (f"{origin}/sitemap.xml",):
            reference = urls.resolve(origin, address)
            if reference is not None and urls.host_of(reference.url) in self.frontier.scope.hosts:
                self.frontier.found(Ask(reference.key, reference.url, own=True, crawl=True, by=by))

    # ---- the loop

    def _pump(self, host: Host) -> None:
        while host.queue and host.active < host.room and not self._stopped:
            if host.own and self._own_pages >= self.site.budget.pages:
                self._stop("pages")
                return
            ask = host.queue.popleft()
            host.active += 1
            self._spawn(self._work(host, ask))

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (fault := task.exception()) is not None:
            self._fault = self._fault or fault
        if self._fault is not None or not self.frontier.waiting or self._stopped:
            self._changed.set()

    def _stop(self, why: str) -> None:
        self._stopped = self._stopped or why
        for task in self._tasks:
            task.cancel()
        self._changed.set()

    async def _until_empty(self) -> None:
        while (self.frontier.waiting or self._tasks) and not self._stopped and self._fault is None:
            left = self.site.budget.minutes * 60 - self.record.spent
            if left <= 0:
                self._stop("time")
                break
            self._changed.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), min(left, _TICK))
            if self.record.flush_when_due():
                self._emit(Progress(self.site.id, self._done, self.frontier.waiting))
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._fault is not None:
            raise self._fault

    # ---- what scripts make

    async def _through_browser(self) -> None:
        """Let the browser look at pages that scripts make, and go on with the links that it saw."""
        seen: set[str] = set()
        while not self._stopped and len(seen) < _MOST_RENDERED:
            self.record.flush()
            rows = self.store.of_run(self.crawl_run, done=True)
            made = [item for item in rows if item.url not in seen and self._needs_browser(item)]
            if not made:
                return
            made = made[: min(_RENDERED_AT_ONCE, _MOST_RENDERED - len(seen))]
            seen.update(item.url for item in made)
            addresses = {item.address: item for item in made}
            looking = rendered(self.site, self.frontier.scope, self._grid, [*addresses])
            looks = await asyncio.to_thread(list, looking)
            for look in looks:
                if not look.untested:
                    self._take_rendered(addresses[look.url], look)
            await self._until_empty()

    def _needs_browser(self, known: KnownAddress) -> bool:
        """Whether scripts make the page, or may add a menu to it: where the site begins that is worth a look."""
        if known.note in (BY_SCRIPT, RENDERED):
            return True
        if known.origin["by"] != "start" or known.answer != Answer.OK or known.found_type != "html" or known.note:
            return False
        content = self.store.content(self.site.id, known.url, body=True)
        return content is not None and runs_scripts(content)

    def _take_rendered(self, known: KnownAddress, look: Rendered) -> None:
        """Keep the links of a page beside those that stand in its markup, and ask for them."""
        content = self.store.content(self.site.id, known.url, body=True)
        if content is None:
            return
        before = unpack_links(content.links)
        rows = [html.RawLink("script a", address, words) for address, words in look.links]
        links, addresses = resolve_all(known.address, rows)
        there = {link.url for link in before}
        pairs = [(link, address) for link, address in zip(links, addresses, strict=True) if link.url not in there]
        if not pairs and known.note not in (BY_SCRIPT, RENDERED):
            return
        ask = Ask.restored(known)
        fresh = tuple(link._replace(number=_BY_SCRIPTS + number) for number, (link, _) in enumerate(pairs))
        found = Read("html", fresh, tuple(address for _, address in pairs))
        self.frontier.discover(ask, found)
        self.record.rendered(ask, known, replace(content, links=pack_links([*before, *fresh])), RENDERED)

    # ---- one address

    async def _work(self, host: Host, ask: Ask) -> None:
        finished = False
        try:
            if ask.own:
                finished = await self._guarded(ask, self._ask(host, ask))
            else:
                async with self._outside:
                    finished = await self._guarded(ask, self._ask(host, ask))
        finally:
            host.active -= 1
            if finished:
                self._finish()
            self._pump(host)

    def _finish(self) -> None:
        self.frontier.waiting -= 1
        self._done += 1

    async def _guarded(self, ask: Ask, look: Coroutine[None, None, bool]) -> bool:
        """Carry out one look. Whatever it meets is the matter of its address alone."""
        try:
            return await look
        except (OSError, LostError, *STATE_FAULTS):
            raise  # the disk, the state or the cluster: nothing could be kept of any address
        except Exception as fault:  # noqa: BLE001 - the border: an answer that our reading cannot stand ends itself only
            self.record.answered(ask, Answer.NOT_READ, note=type(fault).__name__, gone=False)
            return True

    async def _ask(self, host: Host, ask: Ask) -> bool:
        """Ask, and record what came; False when it is to be asked again."""
        traps = self.frontier.traps
        if ask.crawl and ask.by == "link" and (traps.is_trap(ask.url) or traps.is_idle(ask.under)):
            self.record.left_out(ask, "trap")
            return True
        if host.failure is None:
            rules = await host.rules(self.client, urls.origin_of(ask.address))
            if host.failure is None and not rules.allows(ask.address):
                self.record.answered(ask, Answer.ROBOTS)
                return True
        if host.failure is not None:
            self._failed(ask, host.failure.answer, self._history_of(host, ask), note=host.failure.note)
            return True
        known = self._history_of(host, ask)
        headers = asking.conditions(known, self.crawl_run.id, VERSION) if ask.crawl else {}
        async with host.throttle.turn():
            outcome = await self.client.get(ask.address, asking.room_for(ask, self.site.budget), headers)
        return await self._judge(host, ask, outcome, known)

    async def _judge(self, host: Host, ask: Ask, outcome: Outcome, known: KnownAddress | None) -> bool:
        if isinstance(outcome, Failure):
            host.note(outcome.answer)
            if self._retry(host, ask, outcome.answer, 0.0):
                return False
            if outcome.answer is Answer.NO_SUCH_HOST:
                host.failure = outcome
            self._failed(ask, outcome.answer, known, note=outcome.note)
            return True
        if asking.is_redirect(outcome):
            host.note(Answer.REDIRECT)
            host.throttle.answered()
            return await self._redirected(host, ask, outcome)
        if outcome.status == 304 and known is not None:
            self._unchanged += 1
            self._keep(ask, known)
            return True
        if 200 <= outcome.status < 300 or (
            outcome.body and asking.shows_its_body(outcome.status, outcome.headers)
        ):
            if outcome.cut and self._retry(host, ask, Answer.BAD_ANSWER, 0.0):
                return False
            host.note(Answer.OK)
            host.throttle.answered()
            return await self._read(ask, outcome, known)
        walled = asking.is_wall(outcome) or is_block_page(outcome)
        answer = Answer.FORBIDDEN if walled else asking.answer_of(outcome.status)
        host.note(answer)
        if outcome.status in (429, 503):
            # 429 is meant for us; 503 may be the trouble of one page, and closes no others
            host.throttle.overloaded(asking.retry_after(outcome) if outcome.status == 429 else 0.0)
        if self._retry(host, ask, answer, asking.retry_after(outcome)):
            return False
        note = GUESSED if ask.by == "sitemap-guess" else FIREWALL if walled else ""
        kind = asking.media_type(outcome.headers)
        self._failed(ask, answer, known, status=outcome.status, media_type=kind, note=note)
        return True

    def _failed(self, ask: Ask, answer: Answer, known: KnownAddress | None, **said: Any) -> None:
        """Record a failure. A page that fails for one night keeps its links: nothing on it is mended by that."""
        passing = answer in PASSING or said.get("note") in (FIREWALL, SIGN_IN)
        kept = ask.crawl and known is not None and passing and known.nights < 1
        content = self.store.content(self.site.id, ask.url) if kept else None
        if content is not None:
            self.frontier.discover_again(ask, content, None)
        self.record.answered(ask, answer, gone=content is None, **said)

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

    # ---- redirects

    async def _redirected(self, host: Host, ask: Ask, reply: Reply) -> bool:
        reference = urls.resolve(ask.address, reply.header("location").strip())
        if reference is not None and urls.opens_a_program(reference.url):
            self.record.answered(ask, Answer.REDIRECT, status=reply.status, location=reference.key)
            return True
        if reference is None or not urls.is_web(reference.url):
            note = (
                asking.TOO_LONG if reference is None and urls.is_too_long(reply.header("location")) else "location"
            )
            self.record.answered(ask, Answer.BAD_ANSWER, status=reply.status, note=note)
            return True
        if ask.by == "start" and not self.frontier.scope.is_own_host(reference.url):
            self.frontier.widen(reference.url)
            self._spawn(self._seed_sitemaps(urls.origin_of(reference.url)))
        name = self.frontier.traps.without_visit(reference.key)
        circle = name == ask.url or name in ask.chain
        if (circle or host.wants_cookies) and await self._comes_back(host, ask, reply, name):
            return True
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

    async def _comes_back(self, host: Host, ask: Ask, reply: Reply, name: str) -> bool:
        """Whether an address of a circle gives its page to a visitor with cookies; then that is its answer."""
        first: Reply | None = reply
        entered = ask
        if name != ask.url and name in ask.chain:
            entered, first = replace(self.frontier.ask_for(name, name, ask, by=ask.by), depth=ask.depth), None
        ended = await visiting.follow(self._visit, entered.address, first)
        if ended is None or not isinstance(ended[1], Reply) or not 200 <= ended[1].status < 300:
            return False
        if urls.key_of(ended[0]) != entered.url:
            return False
        host.wants_cookies = True
        if entered is ask:
            return await self._read(ask, ended[1], None) or True
        await self._read(entered, ended[1], None)
        return False

    async def _visit(self, address: str, headers: dict[str, str]) -> Outcome | None:
        host = self.frontier.host(urls.host_of(address))
        rules = await host.rules(self.client, urls.origin_of(address))
        if host.failure is not None or not rules.allows(address):
            return None
        ask = Ask(address, address, own=host.own, crawl=host.own)
        async with host.throttle.turn():
            return await self.client.get(address, asking.room_for(ask, self.site.budget), headers)

    # ---- what came

    def _history_of(self, host: Host, ask: Ask) -> KnownAddress | None:
        if not self._has_history:
            return None
        if ask.url not in self._known:
            some = [ask.url, *(item.url for item, _ in zip(host.queue, range(_PREFETCH), strict=False))]
            found = self.store.known(self.site.id, some)
            self._known.update((url, found.get(url)) for url in some)
        return self._known.pop(ask.url)

    def _keep(self, ask: Ask, known: KnownAddress) -> None:
        """Nothing has changed: take the links from the store."""
        content, news = self.store.content(self.site.id, ask.url), False
        if content is not None:
            self._own_pages += content.kind == "page"
            dull = known.origin.get("dull")
            news = self.frontier.discover_again(ask, content, dull)
            self.frontier.looked_at(ask.url, dull, news=news, sure=not known.note, under=ask.under)
        self.record.kept(ask, known, news=news)

    async def _read(self, ask: Ask, reply: Reply, known: KnownAddress | None) -> bool:
        """Read an answer and record it; False for a document, which is opened beside the crawl."""
        checksum = body_hash(reply) if ask.crawl else None
        if checksum is not None and known is not None and known.body_hash == checksum and known.answer:
            content = self.store.content(self.site.id, ask.url)
            if content is not None:
                self._keep(
                    ask, replace(known, etag=reply.header("etag"), last_modified=reply.header("last-modified"))
                )
                return True
        found = read(ask, reply)
        self._own_pages += ask.crawl and found.found_type == "html"
        if found.document is None:
            self._take(ask, reply, found, checksum, known)
            return True
        sha256 = hashlib.sha256(found.document).hexdigest()
        self.store.keep_document(self.site.id, sha256, found.document)
        await self._documents.acquire()
        small = replace(reply, body=b"")
        self._spawn(self._open(ask, small, replace(found, document=None), checksum, known, sha256))
        return False

    async def _open(
        self, ask: Ask, reply: Reply, found: Read, checksum: str | None, known: KnownAddress | None, sha256: str
    ) -> None:
        """Open a document in a process of its own. What was not read in time is asked for again next night."""

        async def look() -> bool:
            path = self.store.document_path(self.site.id, sha256)
            inspection = await self._openers.inspect(path, found.found_type)
            opened = inspected(ask, found, inspection)
            self._take(ask, reply, opened, None if opened.note else checksum, known)
            return True

        try:
            await self._guarded(ask, look())
            self._finish()
        finally:
            self._documents.release()

    def _take(self, ask: Ask, reply: Reply, found: Read, checksum: str | None, known: KnownAddress | None) -> None:
        if found.note == SIGN_IN and ask.by == "start" and self._leads_on(ask, found):
            found = replace(found, note="")  # whatever it says of visits, the site begins here
        if found.note in (FIREWALL, SIGN_IN):
            kind = asking.media_type(reply.headers)
            self._failed(ask, Answer.FORBIDDEN, known, status=reply.status, media_type=kind, note=found.note)
            return
        news = self.frontier.discover(ask, found)
        self.frontier.looked_at(ask.url, found.dull_hash, news=news, sure=not found.note, under=ask.under)
        self.record.read(ask, reply, found, checksum, known=known, news=news)

    def _leads_on(self, ask: Ask, found: Read) -> bool:
        own = (link.url for link in found.links if link.element in ("a", "area"))
        return any(url != ask.url and self.frontier.scope.is_own_host(url) for url in own)

    async def probe(self, address: str) -> Outcome:
        """Ask for an address that is not of the frontier, politely; redirects are not followed."""
        host = self.frontier.host(urls.host_of(address))
        ask = Ask(address, address, own=True, crawl=True)
        async with host.throttle.turn():
            return await self.client.get(address, asking.room_for(ask, self.site.budget))

    async def allowed(self, address: str) -> bool:
        """Whether robots.txt lets us ask for an address of the site."""
        host = self.frontier.host(urls.host_of(address))
        rules = await host.rules(self.client, urls.origin_of(address))
        return host.failure is None and rules.allows(address)

    async def seen_in_browser(self, addresses: list[str]) -> list[Rendered]:
        """The links that the browser sees at some addresses of the site; none without a browser."""
        looking = rendered(self.site, self.frontier.scope, self._grid, addresses)
        return await asyncio.to_thread(list, looking)

    def _outside_is_dead(self) -> bool:
        """Whether no host of others answered at all although several were asked: then it is our line."""
        others = [host for host in self.frontier.hosts.values() if not host.own]
        return len(others) >= _FEWEST_OUTSIDE and not any(host.answered for host in others)
