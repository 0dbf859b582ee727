"""How often one host is asked: so many requests at once, so many a second, and a pause when it says so."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

_SLOWEST = 16.0
_RECOVERY = 0.9
_LONGEST_PAUSE = 120.0
_FIRST_PAUSE = 5.0
_MOST_PAUSES = 600.0
"""Seconds of all pauses of one host together."""


class Throttle:
    """The gate in front of one host. Slows down when the host is overloaded, and recovers bit by bit."""

    def __init__(self, rate: float, concurrency: int) -> None:
        """`rate` in requests per second (0: no limit)."""
        self._interval = 1.0 / rate if rate > 0 else 0.0
        self._slots = asyncio.Semaphore(concurrency)
        self._factor = 1.0
        self._next = 0.0
        self._closed_until = 0.0
        self._pauses_left = _MOST_PAUSES
        self._refused = False

    def slow_to(self, interval: float) -> None:
        """Leave at least `interval` seconds between two requests (Crawl-delay)."""
        self._interval = max(self._interval, interval)

    def overloaded(self, retry_after: float) -> None:
        """The host answered 429 or 503: ask half as often, and not at all for `retry_after` seconds.

        Both within limits: a host that always wants more time would use up the whole night, and one address that
        is always refused while the others open is no word of the host, which is left alone for a moment only.
        """
        self._factor = min(self._factor * 2, _SLOWEST)
        longest = _LONGEST_PAUSE if self._refused else _FIRST_PAUSE
        self._refused = True
        now = asyncio.get_running_loop().time()
        until = now + min(retry_after, longest, self._pauses_left)
        if until > self._closed_until:
            self._pauses_left -= until - max(self._closed_until, now)
            self._closed_until = until

    def answered(self) -> None:
        """The host answered: come back to the normal rate slowly."""
        self._refused = False
        self._factor = max(self._factor * _RECOVERY, 1.0)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for one's turn, and hold one of the host's connections for the block."""
        async with self._slots:
            loop = asyncio.get_running_loop()
            interval = self._interval * self._factor
            at = max(loop.time(), self._next, self._closed_until)
            self._next = at + interval
            if at > loop.time():
                await asyncio.sleep(at - loop.time())
            yield
