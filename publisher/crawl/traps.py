"""Addresses without end: calendars, and names of visits that look like pages."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from publisher.net import urls

_LONGEST_CHAIN = 15
"""Pages of one pattern that lead to the next one, without anything new, before the chain is left."""

_MOST_VALUES = 3
"""Values of one token-like parameter for the same page, before it is taken for the name of a visit."""


@dataclass(slots=True)
class _Pattern:
    seen: set[str] = field(default_factory=set)
    dull: int = 0


class Traps:
    """Remembers what the crawl has met. A chain of pages of one pattern that brings neither new words (numbers
    aside) nor new addresses of another pattern is an endless one."""

    def __init__(self) -> None:
        self._patterns: dict[str, _Pattern] = defaultdict(_Pattern)
        self._visits: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._visit_names: dict[str, set[str]] = defaultdict(set)

    def looked_at(self, url: str, dull_hash: str, *, news: bool) -> None:
        """A page was read; `news` says that it led to something new of another pattern."""
        pattern = self._patterns[urls.pattern_of(url)]
        pattern.dull = 0 if news or dull_hash not in pattern.seen else pattern.dull + 1
        pattern.seen.add(dull_hash)

    def is_endless(self, url: str, generation: int) -> bool:
        """Whether this address is one more of an endless chain."""
        if generation <= _LONGEST_CHAIN:
            return False
        return self._patterns[urls.pattern_of(url)].dull >= _LONGEST_CHAIN

    def without_visit(self, url: str) -> str:
        """`url` without parameters that turned out to name a visit."""
        names = urls.tokens(url)
        if not names:
            return url
        host = urls.host_of(url)
        known = self._visit_names[host]
        for name in names:
            if name in known:
                continue
            rest = urls.without_parameters(url, [name])
            values = self._visits[rest, name]
            values.add(url)
            if len(values) > _MOST_VALUES:
                known.add(name)
        return urls.without_parameters(url, known.intersection(names)) if known.intersection(names) else url
