"""The queue of one host: kinds of addresses take turns, so that no long series keeps the others waiting.

What was found on pages that only repeat others waits until nothing else does.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import chain, zip_longest

from publisher.crawl.asking import Ask
from publisher.net import urls


class FairQueue:
    """First in, first out among addresses of one kind; one of each kind in turn."""

    def __init__(self) -> None:
        self._kinds: dict[str, deque[Ask]] = {}
        self._last: deque[Ask] = deque()
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Ask]:
        """In the order in which they will come, unless more are put in."""
        yield from (ask for ask in chain.from_iterable(zip_longest(*self._kinds.values())) if ask is not None)
        yield from self._last

    @property
    def only_repeats(self) -> bool:
        """Whether nothing waits but what was found on pages that repeat others."""
        return not self._kinds

    def append(self, ask: Ask) -> None:
        """Put one in."""
        self._count += 1
        if ask.under:
            self._last.append(ask)
        else:
            self._kinds.setdefault(urls.family_of(ask.url), deque()).append(ask)

    def popleft(self) -> Ask:
        """Take the next one; raises IndexError from an empty queue."""
        self._count -= 1
        if not self._kinds:
            return self._last.popleft()
        kind = next(iter(self._kinds))
        waiting = self._kinds.pop(kind)
        ask = waiting.popleft()
        if waiting:
            self._kinds[kind] = waiting
        return ask
