"""Rich text: every group is read, shown or not; embedded files are handed on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from publisher.documents.search.characters import runs
from publisher.documents.search.items import Item, Passage, Unsearched

if TYPE_CHECKING:
    from publisher.documents.search.walking import Walk

_TOKEN = re.compile(
    rb"\\'([0-9A-Fa-f]{2})|\\([A-Za-z]{1,32})(-?\d{1,10})?[ ]?|\\([^A-Za-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
_CODE_PAGE = re.compile(rb"\\ansicpg(\d{1,5})")
_BREAKS = frozenset({b"par", b"line", b"cell", b"row", b"sect", b"page", b"pard", b"nestcell", b"nestrow", b"tab"})
_SIGNS = {b"emdash": "—", b"endash": "–", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”"}
_HEX = re.compile(rb"[0-9A-Fa-f\s]{64,}")
_FILES = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff")
_MOST_SKIPPED = 20


class _Text:
    """Words put together: bytes of a code page until something else comes, then a line at every break."""

    def __init__(self, encoding: str) -> None:
        self.encoding = encoding
        self.lines: list[str] = []
        self._raw = bytearray()
        self._words: list[str] = []

    def byte(self, raw: bytes) -> None:
        self._raw += raw

    def sign(self, text: str) -> None:
        self._settle()
        self._words.append(text)

    def end_line(self) -> None:
        self._settle()
        line = "".join(self._words).encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip()
        self._words.clear()
        if line:
            self.lines.append(line)

    def _settle(self) -> None:
        if self._raw:
            self._words.append(bytes(self._raw).decode(self.encoding, "replace"))
            self._raw.clear()


def read(walk: Walk, content: bytes, where: str) -> Iterator[Item]:
    """The lines of all groups, then the files that stand in hexadecimal."""
    for line in _lines(content):
        if walk.bounds.is_new(line):
            yield Passage(line, where)
    for number, match in enumerate(_HEX.finditer(content), 1):
        figures = re.sub(rb"\s", b"", match[0])
        inner = bytes.fromhex(figures[: len(figures) // 2 * 2].decode())
        yield from _inner(walk, inner, f"{where}/object {number}")


def _inner(walk: Walk, inner: bytes, at: str) -> Iterator[Item]:
    places = [place for mark in _FILES if (place := inner.find(mark, 0, 1024)) >= 0]
    if places:
        yield from walk.part(inner[min(places) :], "", at)
        return
    for text in runs(inner):
        if walk.bounds.is_new(text):
            yield Passage(text, at, hidden=True)
    if len(inner) > 4096:
        yield Unsearched("picture", at)


def _lines(content: bytes) -> list[str]:
    page = _CODE_PAGE.search(content[:4096])
    text = _Text(_known(f"cp{int(page[1])}" if page else "cp1252"))
    fallback, skip, skips = 1, 0, [1]
    for match in _TOKEN.finditer(content):
        hexadecimal, word, number, symbol, brace, plain = match.groups()
        if brace:
            if brace == b"{":
                skips.append(fallback)
            elif len(skips) > 1:
                fallback = skips.pop()
            skip = 0
        elif hexadecimal:
            skip, taken = (skip - 1, False) if skip else (0, True)
            if taken:
                text.byte(bytes.fromhex(hexadecimal.decode()))
        elif word == b"u" and number is not None:
            text.sign(chr(int(number) % 65_536))
            skip = fallback
        elif word == b"uc":
            fallback = min(max(int(number or b"1"), 0), _MOST_SKIPPED)
        elif word:
            _control(text, word)
        elif symbol:
            text.sign(
                {b"~": "\u00a0", b"_": "-", b"-": ""}.get(
                    symbol, symbol.decode("latin-1") if symbol in b"\\{}" else ""
                )
            )
        elif plain:
            text.byte(plain[skip:])
            skip = max(skip - len(plain), 0)
    text.end_line()
    return text.lines


def _control(text: _Text, word: bytes) -> None:
    if word in _BREAKS:
        text.end_line()
    elif word in _SIGNS:
        text.sign(_SIGNS[word])


def _known(name: str) -> str:
    try:
        "".encode(name)
    except LookupError:
        return "cp1252"
    return name
