"""One spelling for many: full-width forms, other dashes and invisible characters, with the way back.

Recognisers see the normalised text; hits point into the text as it was given.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

# Length-preserving and common in Chinese text, so that most texts need no offset map.
_ONE_TO_ONE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_ONE_TO_ONE |= dict.fromkeys((0x3000, 0x00A0, 0x2002, 0x2003, 0x2009, 0x202F, 0x0009), 0x20)
_ONE_TO_ONE |= dict.fromkeys((*range(0x2010, 0x2016), 0x2212, 0xFE58, 0xFE63), 0x2D)
INVISIBLE = "\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
"""Characters that are not seen, as the inside of a character class."""
_INVISIBLE = re.compile(f"[{INVISIBLE}]")


@dataclass(frozen=True, slots=True)
class Normal:
    """A normalised text; `offsets` maps each of its characters to the original (None: one to one)."""

    text: str
    offsets: Sequence[int] | None
    length: int

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original text that became `start:end`, with what is invisible inside it."""
        if self.offsets is None:
            return start, end
        last = self.offsets[end - 1] + 1 if end > start else self.offsets[start]
        return self.offsets[start], min(last, self.length)


def normalise(text: str) -> Normal:
    """NFKC, plain dashes and spaces, without zero-width characters and soft hyphens."""
    if text.isascii():
        return Normal(text.replace("\t", " "), None, len(text))
    plain = text.translate(_ONE_TO_ONE)
    if unicodedata.is_normalized("NFKC", plain) and not _INVISIBLE.search(plain):
        return Normal(plain, None, len(text))
    characters: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(plain):
        for piece in _pieces(character):
            characters.append(piece)
            offsets.append(offset)
    return Normal("".join(characters), offsets, len(text))


@lru_cache(maxsize=4096)
def _pieces(character: str) -> str:
    if _INVISIBLE.match(character):
        return ""
    return unicodedata.normalize("NFKC", character).translate(_ONE_TO_ONE)


def comparable(text: str) -> str:
    """`text` for comparison: normalised, without white space, 臺 as 台, upper case."""
    return re.sub(r"\s+", "", normalise(text).text).replace("臺", "台").upper()
