"""Rich text: every group is read, shown or not; embedded files are handed on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from publisher.documents.search.characters import runs
from publisher.documents.search.items import Item, Passage, Unsearched

if TYPE_CHECKING:
    from publisher.documents.search.walking import DocumentWalk

_TOKEN = re.compile(
    rb"\\'([0-9A-Fa-f]{2})|\\([A-Za-z]{1,32})(-?\d{1,10})?[ ]?|\\([^A-Za-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
_CODE_PAGE = re.compile(rb"\\ansicpg(\d{1,5})")
_BREAKS = frozenset({b"par", b"line", b"cell", b"row", b"sect", b"page", b"pard", b"nestcell", b"nestrow", b"tab"})
_SIGNS = {b"emdash": "—", b"endash": "–", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”"}
_UNSHOWN = frozenset(
    {
        b"fonttbl",
        b"colortbl",
        b"stylesheet",
        b"info",
        b"pict",
        b"object",
        b"fldinst",
        b"annotation",
        b"atnid",
        b"v",
    }
    | {b"deleted", b"bkmkstart", b"bkmkend", b"listtext", b"themedata", b"filetbl", b"listtable", b"revtbl"}
)
"""Groups and marks whose text no program shows in the page."""
_HEX = re.compile(rb"(?<![0-9A-Za-z])[0-9A-Fa-f][0-9A-Fa-f\s]{31,}")
"""Bytes in hexadecimal, beginning behind the control word: the last letter of \\objdata would be a figure, too."""
_FILES = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff")
_MOST_SKIPPED = 20


class _RtfText:
    """Words put together: bytes of a code page until something else comes, then a line at every break."""

    def __init__(self, encoding: str) -> None:
        self.encoding = encoding
        self.lines: list[tuple[str, bool]] = []
        self.hidden = False
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
            self.lines.append((line, self.hidden))

    def hide(self, hidden: bool) -> None:
        if hidden != self.hidden:
            self.end_line()
            self.hidden = hidden

    def _settle(self) -> None:
        if self._raw:
            self._words.append(bytes(self._raw).decode(self.encoding, "replace"))
            self._raw.clear()


def read(walk: DocumentWalk, content: bytes, where: str) -> Iterator[Item]:
    """The lines of all groups, then the files that stand in hexadecimal."""
    for line, hidden in _lines(content):
        if walk.bounds.is_new(line):
            yield Passage(line, where, hidden=hidden)
    for number, match in enumerate(_HEX.finditer(content), 1):
        figures = re.sub(rb"\s", b"", match[0])
        inner = bytes.fromhex(figures[: len(figures) // 2 * 2].decode())
        yield from _inner(walk, inner, f"{where}/object {number}")


def _inner(walk: DocumentWalk, inner: bytes, at: str) -> Iterator[Item]:
    places = [place for mark in _FILES if (place := inner.find(mark, 0, 1024)) >= 0]
    if places:
        yield from walk.part(inner[min(places) :], "", at)
        return
    for text in runs(inner):
        if walk.bounds.is_new(text):
            yield Passage(text, at, hidden=True)
    if len(inner) > 4096:
        yield Unsearched("picture", at)


def _lines(content: bytes) -> list[tuple[str, bool]]:
    page = _CODE_PAGE.search(content[:4096])
    text = _RtfText(_known(f"cp{int(page[1])}" if page else "cp1252"))
    fallback, skip, groups = 1, 0, [(1, False)]
    for match in _TOKEN.finditer(content):
        hexadecimal, word, number, symbol, brace, plain = match.groups()
        if brace:
            if brace == b"{":
                groups.append((fallback, text.hidden))
            elif len(groups) > 1:
                fallback, hidden = groups.pop()
                text.hide(hidden)
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
        elif word or symbol == b"*":
            _control(text, word or symbol, number)
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


def _control(text: _RtfText, word: bytes, number: bytes | None) -> None:
    if word in _BREAKS:
        text.end_line()
    elif word == b"*" or word in _UNSHOWN:
        text.hide(number != b"0")
    elif word in _SIGNS:
        text.sign(_SIGNS[word])


def _known(name: str) -> str:
    try:
        "".encode(name)
    except LookupError:
        return "cp1252"
    return name
