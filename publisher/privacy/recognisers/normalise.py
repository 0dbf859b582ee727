"""One spelling for many: full-width forms, other dashes and invisible characters, with the way back.

Recognisers see the normalised text; hits point into the text as it was given. Every character is mapped by itself
(NFKC without composition), so a long text is mapped by tables.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

# Length-preserving and common in Chinese text, so that most texts need no offset map.
_ONE_TO_ONE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_ONE_TO_ONE |= dict.fromkeys((0x3000, 0x00A0, 0x2002, 0x2003, 0x2009, 0x202F, 0x0009), 0x20)
_ONE_TO_ONE |= dict.fromkeys((*range(0x2010, 0x2016), 0x2212, 0x30FC, 0xFE58, 0xFE63), 0x2D)
# NFKC would make a digit of them, and the number of a list or a footnote a part of the number beside it.
_ONE_TO_ONE |= dict.fromkeys((*range(0x2460, 0x2474), *range(0x2488, 0x249C), *range(0x24EA, 0x2500)), 0x20)
_ONE_TO_ONE |= dict.fromkeys((0xB2, 0xB3, 0xB9, 0x2070, *range(0x2074, 0x207A), *range(0x2080, 0x208A)), 0x20)
INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e01ef"
)
"""Characters that are not seen, as the inside of a character class."""
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_LONG = 400
"""Characters from which the tables are quicker than a look at each."""
_BASIC_PLANE = 0x10000
_NOT_ONE = 0xFFFF
"""No character; in the table, what does not become one of the basic plane."""


Codes = npt.NDArray[np.uint16]
"""Code points of a text, one for each character."""


@dataclass(frozen=True, slots=True)
class Normal:
    """A normalised text; `offsets` maps each of its characters to the original (None: one to one).

    `codes` are its code points, where they came up on the way; `ends` say where in the original each character
    ends, where one may stand for several (None: behind its offset).
    """

    text: str
    offsets: Sequence[int] | npt.NDArray[np.int64] | None
    length: int
    codes: Codes | None = None
    ends: npt.NDArray[np.int64] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original text that became `start:end`, with what is invisible inside it."""
        if self.offsets is None:
            return start, end
        first = int(self.offsets[start])
        ends = self.offsets if self.ends is None else self.ends
        last = int(ends[end - 1]) + (self.ends is None) if end > start else first
        return first, min(last, self.length)


def normalise(text: str) -> Normal:
    """NFKC, plain dashes and spaces, without zero-width characters and soft hyphens.

    Circled and raised numbers (①, ²) become spaces: they count lists and footnotes.
    """
    if text.isascii():
        return Normal(text.replace("\t", " "), None, len(text))
    if len(text) >= _LONG:
        return _by_tables(text)
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


def codes_of(text: str) -> Codes:
    """The code points of a text, one for each character; those beyond the basic plane as U+FFFF."""
    units: Codes = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.dtype("<u2"))
    if units.size == len(text):
        return units
    points: npt.NDArray[np.uint32] = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    return np.minimum(points, _BASIC_PLANE - 1).astype(np.uint16)


def _by_tables(text: str) -> Normal:
    codes = codes_of(text)
    plain = np.take(_table(), codes)
    odd = np.flatnonzero(plain == _NOT_ONE).tolist()
    if not odd:
        return Normal(text if np.array_equal(plain, codes) else _decoded(plain), None, len(text), plain)
    pieces: list[str] = []
    lengths = np.ones(len(text), np.int64)
    start = 0
    for place in odd:
        piece = _pieces(text[place])
        pieces += [_decoded(plain[start:place]), piece]
        lengths[place] = len(piece)
        start = place + 1
    pieces.append(_decoded(plain[start:]))
    offsets = None if (lengths == 1).all() else np.repeat(np.arange(len(text)), lengths)
    return Normal("".join(pieces), offsets, len(text))


def _decoded(codes: Codes) -> str:
    return codes.tobytes().decode("utf-16-le", "surrogatepass")


@cache
def _table() -> Codes:
    """What each character of the basic plane becomes; _NOT_ONE for what becomes none, several or one beyond."""
    mapped = np.arange(_BASIC_PLANE, dtype="<u2")
    for code in range(0x80, _BASIC_PLANE):
        pieces = _pieces_of(chr(code))
        mapped[code] = ord(pieces) if len(pieces) == 1 and ord(pieces) < _BASIC_PLANE else _NOT_ONE
    mapped[0x09] = 0x20
    mapped[0xD800:0xE000] = _NOT_ONE  # two lone surrogates side by side would become one character
    mapped[-1] = _NOT_ONE  # stands for all beyond the basic plane
    return mapped


def _pieces_of(character: str) -> str:
    if _INVISIBLE.match(character):
        return ""
    return unicodedata.normalize("NFKC", character.translate(_ONE_TO_ONE)).translate(_ONE_TO_ONE)


_pieces = lru_cache(maxsize=4096)(_pieces_of)


def comparable(text: str) -> str:
    """`text` for comparison: normalised, without white space, 臺 as 台, upper case."""
    return re.sub(r"\s+", "", normalise(text).text).replace("臺", "台").upper()
