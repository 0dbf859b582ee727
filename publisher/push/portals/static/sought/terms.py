"""By what a dataset is found: pairs of Chinese signs, beginnings of words, and its facets, each with its weight.

`assets/search-words.js` takes a question apart in the same way; a test holds the two together.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

_RUNS = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[^\W_\u3400-\u9fff\uf900-\ufaff]+")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_FIELDS = ((1, 6), (2, 6), (0, 4), (5, 4), (6, 4), (7, 2), (13, 1), (3, 1), (4, 1))
"""Positions in `harvest.search_entry` with the weights of what stands there."""
_TITLES = frozenset((1, 2))
_BEGINNINGS, _DIGITS = 4, 9
"""Beginnings of a word, and of a number, that are terms of their own, up to so many signs."""
MEAN = 200
"""Terms of a usual dataset, for BM25: fixed, so that no dataset has a part in the weights of another."""
_LEVELS = (1.05, 1.5, 1.8)
IN_TITLE = 4
"""Classes from this one on say that the term stands in a title; the rest is how much it weighs there."""
FACETS = (("theme", 8), ("format", 9), ("frequency", 10))
"""Names of the search form's fields, with their positions in `harvest.search_entry`."""
ALL = ":all"


class Card(NamedTuple):
    """What is shown of a dataset that was found."""

    id: str
    title_zh: str
    title_en: str
    about_zh: str
    about_en: str
    formats: Sequence[str]
    day: str
    rows: int


def card(item: Sequence[object]) -> Card:
    """Of what `harvest.search_entry` gave."""
    name, title_zh, title_en, about_zh, about_en = (str(item[at]) for at in range(5))
    formats, rows = item[9], item[12]
    assert isinstance(formats, list) and isinstance(rows, int)
    return Card(name, title_zh, title_en, _cut(about_zh), _cut(about_en), formats, str(item[11]), rows)


def plain(text: str) -> str:
    """Full-width letters, upper and lower case, and 台/臺 are the same to a person who searches."""
    return unicodedata.normalize("NFKC", text).lower().replace("台", "臺")


def terms(item: Sequence[object]) -> Mapping[str, int]:
    """The terms of what `harvest.search_entry` gave, each with its class (see `IN_TITLE`)."""
    weights: Counter[str] = Counter()
    titled: set[str] = set()
    length = 0
    for position, weight in _FIELDS:
        for run in _RUNS.findall(plain(str(item[position]))):
            for piece in _pieces(run):
                length += 1
                for term in _beginnings(piece):
                    weights[term] += weight
                    if position in _TITLES:
                        titled.add(term)
    usual = 1.2 * (0.25 + 0.75 * length / MEAN)
    found = {
        term: bisect(_LEVELS, weight * 2.2 / (weight + usual)) + (IN_TITLE if term in titled else 0)
        for term, weight in weights.items()
    }
    for name, position in FACETS:
        value = item[position]
        for one in value if isinstance(value, list) else [value]:
            found[f":{name}:{one}"] = 0
    return {**found, ALL: 0}


def part_of(term: str, parts: int) -> int:
    """The part of the index (of so many, a power of two) in which a term stands; all words with the same beginning
    stand in the same."""
    if not term.startswith(":") and not _HAN.search(term):
        term = term[: _limit(term) + 1]
    return zlib.crc32(term.encode("utf-8", "replace")) & (parts - 1)


def _pieces(run: str) -> Iterator[str]:
    if len(run) == 1 or not _HAN.search(run):
        yield run
        return
    yield from map("".join, pairwise(run))
    yield from run


def _beginnings(piece: str) -> Iterator[str]:
    """A piece with Chinese in it, or the beginnings of a word, and the word itself where it is longer."""
    if _HAN.search(piece):
        yield piece
        return
    limit = _limit(piece)
    yield from (piece[:end] for end in range(1, min(len(piece), limit) + 1))
    if len(piece) > limit:
        yield piece


def _limit(word: str) -> int:
    return _DIGITS if word.isascii() and word.isdigit() else _BEGINNINGS


_MOST_SHOWN = 200


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 1]}…"
