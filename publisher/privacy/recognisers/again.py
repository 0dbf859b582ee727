"""Persons named once more by a part of their name: who is named in full is known by the part, too.

Where a text has 陳測試 or Amy Sample, then 陳小姐, 測試 or Amy near it is the same person; alone, none of them
would be more than worth a look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
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
_TITLED = re.compile(rf"[\u4e00-\u9fff]{{1,2}}(?:{TITLES})")


def named_again(text: str, hits: Sequence[Hit]) -> Iterator[Hit]:
    """Parts of the names among `hits` that stand near them (medium); `hits` are in order."""
    for hit in hits:
        if hit.kind != "name" or not hit.blocks:
            continue
        first = text.rfind(SEPARATOR, max(0, hit.start - _REACH), hit.start) + 1 or max(0, hit.start - _REACH)
        stop = text.find(SEPARATOR, hit.end, hit.end + _REACH)
        last = stop if stop >= 0 else min(len(text), hit.end + _REACH)
        for part in _parts(text[hit.start : hit.end]):
            for match in part.finditer(text, first, last):
                if match.end() <= hit.start or match.start() >= hit.end:
                    yield Hit("name", *match.span(), "medium")


@lru_cache(maxsize=4096)
def _parts(name: str) -> tuple[re.Pattern[str], ...]:
    return tuple(_parts_of(name))


def _parts_of(name: str) -> Iterator[re.Pattern[str]]:
    """What a part of a name looks like where it stands alone."""
    if _HAN.fullmatch(name):
        surname = name[:2] if name[:2] in COMPOUND_SURNAMES or len(name) > _WHOLE else name[0]
        said = surname if surname in COMPOUND_SURNAMES else surname[0]
        yield re.compile(rf"{said}(?:{TITLES})")
        given = name[len(surname) :]
        if (
            len(given) == 2
            and set(given) <= GIVEN
            and given not in NO_GIVEN | NO_NAMES
            and word_cost(given) is None
        ):
            yield re.compile(rf"(?<![{''.join(sorted(SURNAMES))}]){given}(?![{''.join(sorted(GIVEN))}])")
    elif _LATIN.fullmatch(name):
        for word in latin_words(name):
            if len(word) >= _LEAST_LATIN:
                says = ":" if is_english_word(word) else ""  # a word of English, where it speaks
                ends = rf"(?![{_LETTERS}0-9_@-]|\.[A-Za-z0-9])(?={says})"
                yield re.compile(rf"(?<![{_LETTERS}0-9._@-]){re.escape(word)}{ends}")


def titled_beside(text: str, hit: Hit) -> bool:
    """Whether a hit is a surname before a title, which beside a number of its person is that person's name."""
    return hit.kind == "name" and _TITLED.fullmatch(text, hit.start, hit.end) is not None
