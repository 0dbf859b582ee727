"""One host of a crawl: its queue, its pace, its robots.txt, and whether it answers at all."""

from __future__ import annotations

import asyncio

from publisher.crawl.asking import is_redirect
from publisher.crawl.queueing import FairQueue
from publisher.model.site import Answer, Politeness
from publisher.net import robots, urls
from publisher.net.client import Client, Failure, Reply, read_all
from publisher.net.throttle import Throttle

_SILENCE = 3
"""Timeouts in a row after which a host of others is left alone for the rest of the crawl."""

_OWN_SILENCE = 12
_REPEATS_AT_ONCE = 1
_ROBOTS_TRIES = 3
_ROBOTS_HOPS = 5
_PAUSE = 2.0


UNREADABLE_RULES = "robots-unreadable"
"""Note on addresses of a host of the site whose robots.txt cannot be had: RFC 9309 forbids to ask for anything."""


class Host:
    """What the crawl knows of one host."""

    def __init__(self, name: str, polite: Politeness, agent: str, *, own: bool) -> None:
        """`name` is host and port as in addresses."""
        self.name = name
        self.own = own
        self.queue = FairQueue()
        self.active = 0
        self.throttle = Throttle(polite.rate, polite.concurrency)
        self.most = polite.concurrency
        self.failure: Failure | None = None
        """Set when the host cannot be reached whatever is asked for."""
        self._polite = polite
        self._agent = agent
        self._timeouts = 0
        self._rules: asyncio.Task[robots.Rules] | None = None
        self.answered = False
        self.wants_cookies = False
        """Whether it gives pages only to those who bring back the cookie of a redirect."""

    @property
    def room(self) -> int:
        """How many may be asked at once: what was found on pages that repeat others leaves room for the rest."""
        return min(self.most, _REPEATS_AT_ONCE) if self.queue.only_repeats else self.most

    async def rules(self, client: Client, origin: str) -> robots.Rules:
        """The host's robots.txt, fetched once. A host of the site where it cannot be had has a `failure`."""
        if not self._polite.obey_robots and self.own:
            return robots.Open()
        if self._rules is None:
            self._rules = asyncio.create_task(self._fetch_rules(client, origin))
        return await asyncio.shield(self._rules)

    async def _fetch_rules(self, client: Client, origin: str) -> robots.Rules:
        address = f"{origin}/robots.txt"
        for attempt in range(1, _ROBOTS_TRIES + 1):
            outcome = await self._get(client, address)
            if isinstance(outcome, Reply) and outcome.status < 500 and outcome.status != 429:
                return self._rules_of(outcome)
            last = isinstance(outcome, Failure) and outcome.answer in _FINAL
            if last or attempt >= (_ROBOTS_TRIES if self.own else 2):
                break
            await asyncio.sleep(_PAUSE * self._polite.patience)
        if isinstance(outcome, Failure):
            self.note(outcome.answer)
            if outcome.answer is Answer.NO_SUCH_HOST:
                self.failure = outcome
        if self.own and self.failure is None and (isinstance(outcome, Reply) or outcome.answer in _SAYS_NOTHING):
            self.failure = Failure(self.name, Answer.ROBOTS, UNREADABLE_RULES)
        return robots.Open()

    def _rules_of(self, reply: Reply) -> robots.Rules:
        if reply.status != 200:
            return robots.Open()
        rules = robots.read(reply.body, self._agent)
        self.throttle.slow_to(rules.delay)
        return rules

    async def _get(self, client: Client, address: str) -> Reply | Failure:
        for _ in range(_ROBOTS_HOPS):
            async with self.throttle.turn():
                outcome = await client.get(address, read_all(robots.MOST_BYTES))
            if isinstance(outcome, Failure) or not is_redirect(outcome):
                return outcome
            reference = urls.resolve(address, outcome.header("location"))
            if reference is None or not urls.is_web(reference.url):
                return outcome
            address = reference.url
        return outcome

    def note(self, answer: Answer) -> None:
        """Count silence; any answer ends it."""
        if answer is not Answer.TIMEOUT:
            self._timeouts = 0
            self.answered = self.answered or answer in _SPOKEN
            return
        self._timeouts += 1
        limit = _OWN_SILENCE if self.own else _SILENCE
        if self._timeouts >= limit and not self.answered:
            self.failure = Failure(self.name, Answer.TIMEOUT, "silent-host")


_FINAL = frozenset({Answer.TIMEOUT, Answer.PRIVATE_ADDRESS, Answer.MALFORMED})
"""Failures of robots.txt that a second attempt would not change."""

_SAYS_NOTHING = frozenset({Answer.TIMEOUT, Answer.DROPPED, Answer.BAD_ANSWER})
"""The host is there and its rules are not told; where it is not there, its pages say so themselves."""

_SPOKEN = frozenset(Answer) - {
    Answer.TIMEOUT,
    Answer.NO_SUCH_HOST,
    Answer.REFUSED,
    Answer.DROPPED,
    Answer.TLS_ERROR,
    Answer.PRIVATE_ADDRESS,
    Answer.ROBOTS,
    Answer.NOT_ASKED,
}
