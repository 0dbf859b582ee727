"""Addresses without end: calendars, filters that combine, paths that grow, and visits that look like pages.

They give themselves away by repetition: page after page of one pattern (or of one path with ever other parameters)
with the same words, the numbers of their own address aside, and leading to nothing but each other. An archive has
other words, other figures or other pictures on each page.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from publisher.net import urls

_LONGEST_CHAIN = 15
"""Pages of one pattern that lead to the next one, without anything new, before the chain is left."""

_FEWEST = 40
_SHARE = 0.9
"""Of so many pages of one pattern such a share without anything new makes it a trap."""

_MOST_SEEN = 2_000
_MOST_VALUES = 3
"""Values of one token-like parameter that all gave the same page, before it is taken for the name of a visit."""

_EPOCH = 1911
_NUMBER = re.compile(r"[0-9]+")
_TOKEN = re.compile(
    r"(?<![0-9A-Za-z_-])(?=[A-Za-z_-]*[0-9])(?:[0-9a-fA-F]{16,}|[0-9A-Za-z_-]{24,})(?![0-9A-Za-z_-])"
)
_GROWING = re.compile(r"(/[^/?]+(?:/[^/?]+){0,2})\1{2,}(?:/|\Z)")


@dataclass(slots=True)
class _Kind:
    """Pages that look alike by their address."""

    seen: set[str] = field(default_factory=set)
    pages: int = 0
    dull: int = 0
    streak: int = 0
    is_trap: bool = False

    def add(self, dull_hash: str, *, news: bool) -> None:
        dull = dull_hash in self.seen and not news
        self.pages += 1
        self.dull += dull
        self.streak = self.streak + 1 if dull else 0
        if len(self.seen) < _MOST_SEEN:
            self.seen.add(dull_hash)
        self.is_trap = self.is_trap or (self.pages >= _FEWEST and self.dull >= _SHARE * self.pages)


class Traps:
    """Remembers what the crawl has met."""

    def __init__(self) -> None:
        self._kinds: dict[str, _Kind] = defaultdict(_Kind)
        self._visits: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        self._visit_names: dict[str, set[str]] = defaultdict(set)

    def looked_at(self, url: str, dull_hash: str, *, news: bool, sure: bool = False) -> None:
        """A page was read; `news` says that it led to something new of another kind that is no trap.

        `sure` is false for a page that may not be there at all.
        """
        if sure:
            self._learn_visits(url, dull_hash)
        for name in {urls.pattern_of(url), urls.family_of(url)}:
            self._kinds[name].add(dull_hash, news=news)

    def is_trap(self, url: str) -> bool:
        """Whether pages of this kind have turned out to repeat themselves."""
        return any(
            name in self._kinds and self._kinds[name].is_trap
            for name in (urls.pattern_of(url), urls.family_of(url))
        )

    def is_endless(self, url: str, generation: int) -> bool:
        """Whether this address is one more of an endless series."""
        if _GROWING.search(url.partition("?")[0][8:]) or self.is_trap(url):
            return True
        pattern = urls.pattern_of(url)
        return (
            generation > _LONGEST_CHAIN
            and pattern in self._kinds
            and self._kinds[pattern].streak >= _LONGEST_CHAIN
        )

    def without_visit(self, url: str) -> str:
        """`url` without parameters that turned out to name a visit."""
        names = urls.tokens(url)
        known = self._visit_names.get(urls.host_of(url), set()).intersection(names) if names else set()
        return urls.without_parameters(url, known) if known else url

    def _learn_visits(self, url: str, dull_hash: str) -> None:
        """Another value of a token-like parameter gave the same page again: it names a visit, no article."""
        known = self._visit_names[urls.host_of(url)]
        for name in urls.tokens(url):
            pages = self._visits[urls.without_parameters(url, [name]), name]
            if len(pages) <= _MOST_VALUES:
                pages[url] = dull_hash
            if len(pages) > _MOST_VALUES and len(set(pages.values())) == 1:
                known.add(name)


def dulled(words: str, address: str) -> str:
    """The words without what a page repeats of its own address: its numbers, their neighbours, days and months.

    Nor do random tokens count, which are other ones for each visitor.
    """
    words = _TOKEN.sub("0", words)
    own = {int(number[:9]) for number in _NUMBER.findall(address.split("/", 3)[-1])}
    near = {number + step for number in own for step in (-1, 0, 1)}
    near |= {number - _EPOCH for number in near} | {number + _EPOCH for number in near}
    return _NUMBER.sub(lambda found: "0" if len(found[0]) <= 2 or int(found[0][:9]) in near else found[0], words)
