"""One host of a crawl: its queue, its pace, its robots.txt, and whether it answers at all."""

from __future__ import annotations

import asyncio
from collections import deque

from publisher.crawl.asking import Ask, is_redirect
from publisher.model.site import Answer, Politeness
from publisher.net import robots, urls
from publisher.net.client import Client, Failure, Reply, read_all
from publisher.net.throttle import Throttle

_SILENCE = 3
"""Timeouts in a row after which a host of others is left alone for the rest of the crawl."""

_OWN_SILENCE = 12
_ROBOTS_TRIES = 3
_ROBOTS_HOPS = 5
_PAUSE = 2.0


class RobotsUnreadableError(Exception):
    """robots.txt of the site answers with an error of the server: RFC 9309 forbids to ask for anything then."""


class Host:
    """What the crawl knows of one host."""

    def __init__(self, name: str, polite: Politeness, agent: str, *, own: bool) -> None:
        """`name` is host and port as in addresses."""
        self.name = name
        self.own = own
        self.queue: deque[Ask] = deque()
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

    async def rules(self, client: Client, origin: str) -> robots.Rules:
        """The host's robots.txt, fetched once; raises RobotsUnreadableError for a host of the site."""
        if not self._polite.obey_robots and self.own:
            return robots.Open()
        if self._rules is None:
            self._rules = asyncio.create_task(self._fetch_rules(client, origin))
        return await asyncio.shield(self._rules)

    async def _fetch_rules(self, client: Client, origin: str) -> robots.Rules:
        address = f"{origin}/robots.txt"
        for attempt in range(1, _ROBOTS_TRIES + 1):
            outcome = await self._get(client, address)
            if isinstance(outcome, Failure):
                if attempt < (_ROBOTS_TRIES if self.own else 2) and outcome.answer not in _FINAL:
                    await asyncio.sleep(_PAUSE * self._polite.patience)
                    continue
                self.note(outcome.answer)
                if outcome.answer is Answer.NO_SUCH_HOST:
                    self.failure = outcome
                return robots.Open()
            if outcome.status >= 500 or outcome.status == 429:
                if attempt < _ROBOTS_TRIES:
                    await asyncio.sleep(_PAUSE * self._polite.patience)
                    continue
                if self.own:
                    raise RobotsUnreadableError
                return robots.Open()
            if outcome.status == 200:
                rules = robots.read(outcome.body, self._agent)
                self.throttle.slow_to(rules.delay)
                return rules
            return robots.Open()
        return robots.Open()

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
