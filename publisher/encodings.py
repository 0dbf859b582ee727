"""Encodings of Chinese text: decoding as Windows and ETEN meant it, and whether people write what came out.

Python's tables of Big5 and CP950 have the places C6A1 to C8D3 as a draft of 1991 had them; every program in
Taiwan since ETEN shows ① ② … あ … Я there, as Big5-HKSCS and the Encoding Standard (WHATWG) say. Characters that
an office made itself lie elsewhere (81 to A0, C8D4 to C8FE, FA to FE) and mean something on its own machines only.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

_CHUNK = 4 * 1024**2
_SAMPLE = 1_000_000
_BIG5 = frozenset({"big5", "cp950"})
_NONE: Mapping[bytes, str] = MappingProxyType({})

LEAST_COMMON = 0.5
"""A text of which fewer characters are ones that people write was decoded wrongly."""

_OF_HONG_KONG = frozenset("嘅咗喺哋嚟啲嗰瞓揾攞冚嘢嗌嘥噃咁哂唞啱喐嘞嚿埗栢滙衞邨鰂鲗脷𨋢𠝹")
"""Characters of HKSCS that its readers write every day, and nobody in Taiwan."""


class UndecodableError(Exception):
    """A byte that the encoding does not have; `line` counts from 1, `own` is whether offices put signs there."""

    def __init__(self, line: int, *, own: bool = False) -> None:
        super().__init__(line)
        self.line, self.own = line, own


def decoded(path: Path, codec: str, own: Mapping[bytes, str] = _NONE) -> Iterator[str]:
    """The text in pieces; raises UndecodableError with the line of the first byte that does not decode.

    `own` are characters that an office made itself, by their two bytes.
    """
    decoder = codecs.getincrementaldecoder(codec)("strict")
    if codec in _BIG5:
        decoder.errors = _register(own)
    lines = 1
    with path.open("rb") as data:
        while True:
            piece = data.read(_CHUNK)
            try:
                text = decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as error:
                before = error.object[: error.start].decode(codec, "ignore")
                bad = error.object[error.start : error.start + 2]
                raise UndecodableError(lines + before.count("\n"), own=codec in _BIG5 and _is_own(bad)) from None
            except UnicodeError:  # UTF-16 and UTF-32 without the mark that they begin with
                raise UndecodableError(lines) from None
            if codec in _BIG5 and _drafts().search(text):
                text = text.translate(_as_eten())
            lines += text.count("\n")
            if text:
                yield text
            if not piece:
                return


def decodes(path: Path, codec: str) -> bool:
    """Whether every byte of the file decodes."""
    try:
        for text in decoded(path, codec):
            if codec.startswith("utf-16") and "\0" in text:
                return False
    except UndecodableError:
        return False
    return True


def share_of_common(pieces: Iterable[str]) -> float:
    """How many of a text's characters beyond ASCII are ones that people write (0 to 1; 1 when there is none).

    Bytes of one Chinese encoding often are valid in another, where they spell rare characters.
    """
    seen: Counter[str] = Counter()
    left = _SAMPLE
    for text in pieces:
        seen.update(text[:left])
        left -= len(text)
        if left <= 0:
            break
    beyond = {character: count for character, count in seen.items() if ord(character) > 127}
    common = _common_characters()
    if not beyond:
        return 1.0
    return sum(count for character, count in beyond.items() if character in common) / sum(beyond.values())


def is_of_hong_kong(path: Path) -> bool:
    """Whether a Big5-HKSCS text has everyday characters of Hong Kong, so that it is no Taiwanese text."""
    return any(not _OF_HONG_KONG.isdisjoint(text) for text in decoded(path, "big5hkscs"))


def _is_own(two: bytes) -> bool:
    """Whether two bytes are a place for characters of one's own (Windows 950: EUDC)."""
    if len(two) < 2:
        return False
    lead, trail = two
    fits = 0x40 <= trail <= 0x7E or 0xA1 <= trail <= 0xFE
    return fits and (0x81 <= lead <= 0xA0 or lead >= 0xFA or 0xC6 <= lead <= 0xC8)


def _register(own: Mapping[bytes, str]) -> str:
    """The name of an error handler that knows ETEN's signs and the office's own characters."""

    def handle(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeDecodeError)
        two = error.object[error.start : error.start + 2]
        character = own.get(two) or _eten(two)
        if character is None:
            raise error
        return character, error.start + 2

    name = f"publisher-big5-{hash(frozenset(own.items())):x}"
    codecs.register_error(name, handle)
    return name


def big5_with_own(content: bytes) -> str:
    """Big5 of any make: what Hong Kong and ETEN added, and an office's own characters as Windows has them.

    Those become characters of the private use area, so that a letter with a rare name in it still is Big5; what is
    in none of the tables becomes U+FFFD.
    """
    codecs.register_error("publisher-own", _own_or_unknown)
    return content.decode("big5hkscs", "publisher-own")


def _own_or_unknown(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    two = error.object[error.start : error.start + 2]
    character = _strictly(two, "cp950") if len(two) == 2 else None
    if character is None and _is_own(two):
        character = _private(*two)
    return ("\ufffd", error.end) if character is None else (character, error.start + 2)


def _private(lead: int, trail: int) -> str:
    """Where Windows 950 puts a character of one's own (157 a row, the first row of C6 from A1)."""
    place = trail - (0x40 if trail < 0x7F else 0x62)
    for first, start in ((0xFA, 0xE000), (0xC6, 0xF6B1 - 63), (0x8E, 0xE311), (0x81, 0xEEB8)):
        if lead >= first:
            return chr(start + 157 * (lead - first) + place)
    raise ValueError(lead)


def _eten(two: bytes) -> str | None:
    return _strictly(two, "big5hkscs") if b"\xc6\xa1" <= two <= b"\xc8\xd3" else None


def _strictly(two: bytes, codec: str) -> str | None:
    try:
        return two.decode(codec)
    except UnicodeDecodeError:
        return None


@cache
def _as_eten() -> Mapping[int, str]:
    """What Python's CP950 and Big5 give for C6A1 to C8D3, and what stands there."""
    table = {}
    for lead in (0xC6, 0xC7, 0xC8):
        for trail in (*range(0x40, 0x7F), *range(0xA1, 0xFF)):
            two = bytes((lead, trail))
            meant, draft = _eten(two), _strictly(two, "cp950")
            if meant is not None and draft is not None and draft != meant:
                table[ord(draft)] = meant
    return table


@cache
def _drafts() -> re.Pattern[str]:
    return re.compile(f"[{''.join(re.escape(chr(code)) for code in _as_eten())}]")


@cache
def _common_characters() -> frozenset[str]:
    """The frequent characters of Big5 (rows A4 to C6) and GB 2312 (rows B0 to D7), and full-width signs."""
    big5 = _row_characters("big5", range(0xA4, 0xC6), (*range(0x40, 0x7F), *range(0xA1, 0xFF)))
    big5 |= _row_characters("big5", (0xC6,), range(0x40, 0x7F))
    gb2312 = _row_characters("gb2312", range(0xB0, 0xD8), range(0xA1, 0xFF))
    signs = {chr(code) for code in (*range(0x3000, 0x3012), *range(0xFF01, 0xFF5F), 0x25CB, 0x3007)}
    return frozenset(big5 | gb2312 | signs)


def _row_characters(codec: str, leads: Iterable[int], trails: Iterable[int]) -> set[str]:
    trails = tuple(trails)
    return set("".join(bytes((lead, trail)).decode(codec, "ignore") for lead in leads for trail in trails))
