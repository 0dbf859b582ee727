"""Addresses without end: calendars, filters that combine, paths that grow, and visits that look like pages.

They give themselves away by repetition: page after page of one pattern (or of one path with ever other parameters)
with the same title and words, the numbers of their own address aside, and leading to nothing but each other. An
archive has other words, other figures or other pictures on each page. Where addresses have no pattern (random
names), it is the page on which they stand that repeats itself: what is found on such pages waits behind everything
else (`repeats`), and is left when it has brought nothing but more of the same (`is_idle`).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from publisher.net import urls

_LONGEST_CHAIN = 15
"""Pages of one pattern that lead to the next one, without anything new, before the chain is left: as many as
there were different ones, for figures of an archive come again, too."""

_FEWEST = 40
_SHARE = 0.9
"""Of so many pages of one pattern such a share without anything new makes it a trap."""

_FEWEST_BELOW = 12
"""Pages found on pages of the same words, all of them without anything new, after which the rest is left."""

_FEWEST_MIXED = 100
_MIXED = 5
"""Pages of one path without anything new, and how many for each value of its parameters: they are combined."""

_MOST_SEEN = 2_000
_MOST_MARKS = 200_000
_MOST_VALUES = 3
"""Values of one token-like parameter that all gave the same page, before it is taken for the name of a visit."""

_EPOCH = 1911
_NUMBER = re.compile(r"[0-9]+")
_TOKEN = re.compile(
    r"(?<![0-9A-Za-z_-])(?=[A-Za-z_-]*[0-9])(?:[0-9a-fA-F]{16,}|[0-9A-Za-z_-]{24,})(?![0-9A-Za-z_-])"
)
_DAY_IN_WORDS = re.compile(
    r"(?:星期|週|禮拜)[一二三四五六日天]|(?:農曆)?(?:閏)?[正一二三四五六七八九十冬臘]{1,2}月"
    r"(?:初[一二三四五六七八九十]|[十廿卅二三][一二三四五六七八九十]{1,2})日?"
    r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
    r"|\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b",
    re.IGNORECASE,
)
_GROWING = re.compile(r"(/[^/?]+(?:/[^/?]+){0,2})\1{2,}(?:/|\Z)")
_DEEP = 5
_AGAIN = 3
_BETWEEN = re.compile(r"[,;|]|%2C|%7C|%3B", re.IGNORECASE)


@dataclass(slots=True)
class _Kind:
    """Pages that look alike by their address."""

    seen: set[str] = field(default_factory=set)
    pages: int = 0
    dull: int = 0
    idle: int = 0
    streak: int = 0
    is_trap: bool = False

    def add(self, dull_hash: str, *, news: bool) -> None:
        dull = dull_hash in self.seen and not news
        self.pages += 1
        self.dull += dull
        self.idle += not news
        self.streak = self.streak + 1 if dull else 0
        if len(self.seen) < _MOST_SEEN:
            self.seen.add(dull_hash)
        self.is_trap = self.is_trap or (self.pages >= _FEWEST and self.dull >= _SHARE * self.pages)


@dataclass(slots=True)
class _Below:
    """What came of addresses that were found on pages of the same words."""

    pages: int = 0
    dull: int = 0


class Traps:
    """Remembers what the crawl has met."""

    def __init__(self) -> None:
        self._kinds: dict[str, _Kind] = defaultdict(_Kind)
        self._values: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._marks: set[int] = set()
        self._below: dict[int, _Below] = defaultdict(_Below)
        self._visits: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        self._visit_names: dict[str, set[str]] = defaultdict(set)

    def repeats(self, dull_hash: str | None) -> int:
        """The mark of a page whose words stood on another one before; 0 for one with words of its own."""
        mark = _mark(dull_hash) if dull_hash else 0
        return mark if mark in self._marks else 0

    def looked_at(self, url: str, dull_hash: str, *, news: bool, sure: bool = False, under: int = 0) -> None:
        """A page was read; `news` says that it led to something new of another kind that is no trap.

        `sure` is false for a page that may not be there at all; `under` is the mark of the page on which it was
        found, when that one repeated another.
        """
        if sure:
            self._learn_visits(url, dull_hash)
        if under:
            below = self._below[under]
            below.pages += 1
            below.dull += not news
        if len(self._marks) < _MOST_MARKS:
            self._marks.add(_mark(dull_hash))
        for name in {urls.pattern_of(url), urls.family_of(url)}:
            self._kinds[name].add(dull_hash, news=news)
        if "?" in url and not news:
            self._learn_values(url)

    def is_trap(self, url: str) -> bool:
        """Whether pages of this kind have turned out to repeat themselves."""
        return any(
            name in self._kinds and self._kinds[name].is_trap
            for name in (urls.pattern_of(url), urls.family_of(url))
        )

    def is_idle(self, under: int) -> bool:
        """Whether what is found on pages with this mark has brought nothing new, time and again."""
        below = self._below.get(under) if under else None
        if below is None or below.pages < _FEWEST_BELOW:
            return False
        return below.dull == below.pages or (below.pages >= _FEWEST and below.dull >= _SHARE * below.pages)

    def is_endless(self, url: str, generation: int) -> bool:
        """Whether this address is one more of an endless series."""
        if is_growing(url) or self.is_trap(url):
            return True
        pattern = urls.pattern_of(url)
        return (
            generation > _LONGEST_CHAIN
            and pattern in self._kinds
            and self._kinds[pattern].streak >= max(_LONGEST_CHAIN, len(self._kinds[pattern].seen))
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

    def _learn_values(self, url: str) -> None:
        """Many more pages of one path than any parameter has values, and nothing new: filters are combined."""
        family = urls.family_of(url)
        kind = self._kinds[family]
        if kind.is_trap or kind.idle > _MOST_SEEN:
            return
        values = self._values[family]
        for part in url.partition("?")[2].split("&"):
            name, _, value = part.partition("=")
            values[name].update(_BETWEEN.split(value))
        most = max(map(len, values.values()))
        if kind.idle >= _FEWEST_MIXED and kind.idle >= _SHARE * kind.pages and kind.idle >= _MIXED * most:
            kind.is_trap = True


def is_growing(url: str) -> bool:
    """Whether a path repeats itself: the same parts three times in a row, or one name three times in a long path.

    So does a query that repeats a parameter with the same value.
    """
    path, _, query = url.partition("?")
    if _GROWING.search(path[8:]):
        return True
    names = [name for name in path.split("/")[3:] if name and not name.isdigit()]
    if len(names) >= _DEEP and max(Counter(names).values()) >= _AGAIN:
        return True
    return bool(query) and max(Counter(query.split("&")).values()) >= _AGAIN


def _mark(dull_hash: str) -> int:
    return int(dull_hash[:15], 16)


def dulled(words: str, address: str) -> str:
    """The words without what a page repeats of its own address: its numbers, their neighbours, days and months.

    Nor do random tokens count, which are other ones for each visitor.
    """
    words = _DAY_IN_WORDS.sub("0", _TOKEN.sub("0", words))
    own = {int(number[:9]) for number in _NUMBER.findall(address.split("/", 3)[-1])}
    near = {number + step for number in own for step in (-1, 0, 1)}
    near |= {number - _EPOCH for number in near} | {number + _EPOCH for number in near}
    words = _CLOCK.sub("0", words)
    return _NUMBER.sub(
        lambda found: "0" if (value := int(found[0][:9])) <= _DAYS or value in near else found[0], words
    )


_CLOCK = re.compile(r"\b[0-9]{1,2}\s*[:：時]\s*[0-9]{2}(?:\s*[:：分]\s*[0-9]{2}秒?)?")
_DAYS = 31
