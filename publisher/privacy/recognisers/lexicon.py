"""How much more likely a stretch of Chinese text is a name of a person than the words that it could be instead.

A sentence is read as words in the likeliest way (the words of a dictionary, each with its frequency), once with
the stretch as a name and once without: the difference of their costs is what speaks for the name. So 石破天 in
石破天驚 is no name, and 粟憶萱 is one though its surname is rare. The tables are made by `scripts/lexicon.py` from
jieba's dictionary and tagger (MIT); this is the word lattice of C. Huang and others, as in ICTCLAS and jieba.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np

from publisher.privacy.recognisers.name_words import (
    ENDING_LIKE_SURNAMES,
    LABEL_WORDS,
    MAY_GO_ON,
    NO_GIVEN,
    NO_NAMES,
    OFFICES,
    SPEECH,
    TITLES,
)
from publisher.privacy.recognisers.surnames import (
    COMPOUND_SURNAMES,
    GIVEN,
    GIVEN_TOO,
    JAPANESE_SURNAMES,
    RARE,
    SURNAMES,
    USUAL_SURNAMES,
    VIETNAMESE_MIDDLE,
)

LONGEST = 4
_TABLES = "lexicon.npz"
_STEPS = 8
_UNKNOWN = 15.0
"""Cost (nats) of a character that is no word."""
_A_NAME = 5.0
"""Cost of saying that there is a name at all: about one word in 150."""
_GIVEN, _GIVEN_TOO, _NO_GIVEN = 7.0, 8.0, 11.5
_USUAL_SURNAME, _SURNAME, _RARE_SURNAME, _NO_SURNAME = 5.0, 7.5, 9.0, 14.0
_COMPOUND, _MIDDLE = 8.0, 4.0
_SHORT = 1.5
"""Names of two characters are that much rarer than those of three."""
_KNOWN = 11.0
_RATHER_A_NAME = 2.0
"""Nats that speak for a name against a word that the dictionary lacks."""
_NEVER_THERE = 12.0
"""Cost of a character that no word of three has in its place."""
_ENDS_MANY = 8.4
"""Cost of a last character that at least one word in 4,400 ends with."""
_OF_NEW_WORDS = 3
_AROUND = 5
_FIRST, _LAST = "\u4e00", "\u9fff"


@cache
def _words() -> dict[int, tuple[list[int], bytes]]:
    """Packed words, sorted, by their length, with their costs."""
    with (files(__package__) / _TABLES).open("rb") as file, np.load(file) as tables:
        words, costs = tables["words"], tables["costs"]
        found = {}
        for length in range(1, LONGEST + 1):
            inside = (words >> np.uint64(16 * (length - 1))) > 0
            inside &= words < np.uint64(1 << 16 * length) if length < LONGEST else True
            found[length] = (words[inside], costs[inside].tobytes())
        return found


@cache
def _characters() -> dict[str, dict[str, float]]:
    """Costs of characters as a surname and in given names."""
    with (files(__package__) / _TABLES).open("rb") as file, np.load(file) as tables:
        return {
            name: dict(
                zip(map(chr, tables[name].tolist()), (tables[f"{name}_costs"] / _STEPS).tolist(), strict=True)
            )
            for name in ("firsts", "middles", "lasts", *_PLACES)
        }


_PLACES = ("word_firsts", "word_middles", "word_lasts")


@cache
def _english() -> Mapping[str, bool]:
    """Words of English, and whether each is a name as well."""
    with (files(__package__) / _TABLES).open("rb") as file, np.load(file) as tables:
        words, names = (tables[name].tobytes().decode().split("\n") for name in ("english", "english_names"))
    return dict.fromkeys(words, False) | dict.fromkeys(names, True)


def is_english_word(word: str) -> bool:
    """Whether a word in Latin letters is one of English, which may be a name as well (Rose, Green)."""
    return word.casefold() in _english()


def is_only_a_word(word: str) -> bool:
    """Whether a word in Latin letters is one of English that is no name (quay, ferry)."""
    return _english().get(word.casefold()) is False


@cache
def _known() -> frozenset[str]:
    """Words of Taiwan's offices that the dictionary lacks: those that the recognisers name elsewhere."""
    lists = (TITLES, OFFICES, LABEL_WORDS, SPEECH)
    listed = (word for words in lists for word in words.split("|"))
    return frozenset((*listed, *NO_NAMES, *MAY_GO_ON, *ENDING_LIKE_SURNAMES, *NO_GIVEN))


@lru_cache(maxsize=1 << 14)
def word_cost(word: str) -> float | None:
    """What a word of one to four characters costs, in nats; None when it is none."""
    packed = sum(ord(character) << 16 * place for place, character in enumerate(word))
    words, costs = _words()[len(word)]
    place = bisect_left(words, packed)
    if place < len(words) and words[place] == packed:
        return costs[place] / _STEPS
    if len(word) == 1:
        return _UNKNOWN
    return _KNOWN if word in _known() else None


@lru_cache(maxsize=1 << 14)
def name_cost(name: str) -> float:
    """What a name of two to four characters costs, in nats."""
    two = name[:2] in COMPOUND_SURNAMES or name[:2] in JAPANESE_SURNAMES
    surname = 2 if two and len(name) > 2 else 1
    cost = _A_NAME + (_COMPOUND if surname == 2 else surname_cost(name[0]))
    given = name[surname:]
    if len(given) == 3:  # a married name, or a Vietnamese one
        cost += _MIDDLE if given[0] in VIETNAMESE_MIDDLE else surname_cost(given[0]) + _SHORT
        given = given[1:]
    tables = ("lasts",) if len(given) == 1 else ("middles", "lasts")
    cost += sum(_given_cost(character, table) for character, table in zip(given, tables, strict=True))
    return cost + (_SHORT if len(given) == 1 else 0)


_MAY_BE_SURNAME = 11.5


@cache
def first_characters() -> frozenset[str]:
    """The characters that a Chinese name may begin with: known surnames, and those that the tagger has met."""
    met = (one for one, cost in _characters()["firsts"].items() if cost < _MAY_BE_SURNAME)
    compound = {surname[0] for surname in COMPOUND_SURNAMES | JAPANESE_SURNAMES}
    return SURNAMES | RARE | compound | frozenset(met)


def surname_cost(character: str) -> float:
    """What a character costs as a surname."""
    own = (
        _USUAL_SURNAME
        if character in USUAL_SURNAMES
        else _SURNAME
        if character in SURNAMES
        else _RARE_SURNAME
        if character in RARE
        else _NO_SURNAME
    )
    return min(own, _characters()["firsts"].get(character, 99.0) + (own == _NO_SURNAME))


def _given_cost(character: str, table: str) -> float:
    own = _GIVEN if character in GIVEN else _GIVEN_TOO if character in GIVEN_TOO else _NO_GIVEN
    return min(own, _characters()[table].get(character, 99.0))


def ends_words(character: str) -> bool:
    """Whether many words of three characters end with this one (魚, 節, 館)."""
    return _characters()["word_lasts"].get(character, _NEVER_THERE) <= _ENDS_MANY


def name_odds(text: str, start: int, end: int) -> float:
    """How many nats speak for the name `start:end` of a normalised text, against the words in its place."""
    first, last = start, end
    while first > max(0, start - _AROUND) and _FIRST <= text[first - 1] <= _LAST:
        first -= 1
    while last < min(len(text), end + _AROUND) and _FIRST <= text[last] <= _LAST:
        last += 1
    return _odds(text[first:last], start - first, end - first)


@lru_cache(maxsize=1 << 12)
def _odds(clause: str, start: int, end: int) -> float:
    words = _cheapest(clause)
    with_name = _cheapest(clause[:start]) + name_cost(clause[start:end]) + _cheapest(clause[end:])
    return words - with_name


@lru_cache(maxsize=1 << 14)
def is_like_a_word(name: str) -> bool:
    """Whether three characters stand where those of words do rather than those of names: 米食節, and not 粟憶萱.

    No dictionary has every dish and every festival: what words of three begin with, go on and end with (節, 酒,
    魚) is counted over those that are known. Of 1,500 words that were left out of it for a trial four in five are
    told so, of 551 names of Faker none.
    """
    if len(name) != _OF_NEW_WORDS or name[:2] in COMPOUND_SURNAMES:
        return False
    word = sum(_characters()[place].get(one, _NEVER_THERE) for one, place in zip(name, _PLACES, strict=True))
    return word - (name_cost(name) - _A_NAME) < _RATHER_A_NAME


def _cheapest(clause: str) -> float:
    """The cost of the likeliest words of a clause."""
    costs = [0.0]
    for end in range(1, len(clause) + 1):
        best = 1e9
        for start in range(max(0, end - LONGEST), end):
            cost = word_cost(clause[start:end])
            if cost is not None and costs[start] + cost < best:
                best = costs[start] + cost
        costs.append(best)
    return costs[-1]
