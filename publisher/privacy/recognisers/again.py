"""Persons named once more by a part of their name: who is named in full is known by the part, too.

Where a text has 陳測試 or Amy Sample, then 陳小姐, 測試 or Amy near it is the same person; alone, none of them
would be more than worth a look.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from publisher.privacy.recognisers.kinds import Hit
from publisher.privacy.recognisers.latin_names import latin_words
from publisher.privacy.recognisers.lexicon import is_english_word, word_cost
from publisher.privacy.recognisers.name_words import NO_GIVEN, NO_NAMES, TITLES
from publisher.privacy.recognisers.subject import SEPARATOR
from publisher.privacy.recognisers.surnames import COMPOUND_SURNAMES, GIVEN, SURNAMES

_REACH = 300
_LEAST_LATIN, _WHOLE = 4, 3
_HAN = re.compile(r"[\u4e00-\u9fff]{3,4}")
_LETTERS = "A-Za-zÀ-ɏḀ-ỿ"
_LATIN = re.compile(rf"[{_LETTERS}][{_LETTERS}' .,-]+")
_TITLE = re.compile(TITLES)
_TITLED = re.compile(rf"[\u4e00-\u9fff]{{1,2}}(?:{TITLES})")
_GOES_ON = re.compile(rf"[{_LETTERS}0-9_@-]|\.[A-Za-z0-9]")
_BEFORE = re.compile(rf"[{_LETTERS}0-9._@-]")


def named_again(text: str, hits: Sequence[Hit]) -> Iterator[Hit]:
    """Parts of the names among `hits` that stand near them (medium); `hits` are in order."""
    for hit in hits:
        if hit.kind != "name" or not hit.blocks:
            continue
        first = text.rfind(SEPARATOR, max(0, hit.start - _REACH), hit.start) + 1 or max(0, hit.start - _REACH)
        stop = text.find(SEPARATOR, hit.end, hit.end + _REACH)
        last = stop if stop >= 0 else min(len(text), hit.end + _REACH)
        for part, stands in _parts(text[hit.start : hit.end]):
            place = text.find(part, first, last)
            while place >= 0:
                end = stands(text, place, place + len(part))
                if end and (end <= hit.start or place >= hit.end):
                    yield Hit("name", place, end, "medium")
                place = text.find(part, place + len(part), last)


_Stands = Callable[[str, int, int], int]
"""Where the name ends that a part of it at these places is; 0 where it is none."""


@lru_cache(maxsize=4096)
def _parts(name: str) -> tuple[tuple[str, _Stands], ...]:
    """The parts of a name, and how each has to stand to be the same person's."""
    if _HAN.fullmatch(name):
        surname = name[:2] if name[:2] in COMPOUND_SURNAMES or len(name) > _WHOLE else name[0]
        given = name[len(surname) :]
        said = surname if surname in COMPOUND_SURNAMES else surname[0]
        usual = len(given) == 2 and set(given) <= GIVEN and given not in NO_GIVEN | NO_NAMES
        alone = ((given, _given),) if usual and word_cost(given) is None else ()
        return ((said, _titled), *alone)
    words = latin_words(name) if _LATIN.fullmatch(name) else []
    return tuple((word, _says if is_english_word(word) else _latin) for word in words if len(word) >= _LEAST_LATIN)


def _titled(text: str, _start: int, end: int) -> int:
    match = _TITLE.match(text, end)
    return match.end() if match else 0


def _given(text: str, start: int, end: int) -> int:
    return 0 if text[start - 1 : start] in SURNAMES or text[end : end + 1] in GIVEN else end


def _latin(text: str, start: int, end: int) -> int:
    return 0 if _BEFORE.match(text, max(0, start - 1), start) or _GOES_ON.match(text, end) else end


def _says(text: str, start: int, end: int) -> int:
    """A word of English, where it speaks: Rose: …."""
    return _latin(text, start, end) if text[end : end + 1] == ":" else 0


def titled_beside(text: str, hit: Hit) -> bool:
    """Whether a hit is a surname before a title, which beside a number of its person is that person's name."""
    return hit.kind == "name" and _TITLED.fullmatch(text, hit.start, hit.end) is not None
