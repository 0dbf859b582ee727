"""Lines of text in XML of any kind: OpenDocument, Office Open XML, XMP, SVG, forms, feeds."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from typing import IO

from publisher import markup
from publisher.documents.search.boxes import Boxes
from publisher.documents.search.characters import decoded
from publisher.documents.search.items import Bounds, Passage

_INLINE = frozenset(
    {"span", "a", "r", "t", "ins", "del", "delText", "hyperlink", "smartTag", "proofErr", "bookmarkStart"}
    | {"bookmarkEnd", "bookmark", "bookmark-start", "bookmark-end", "soft-page-break", "lastRenderedPageBreak"}
    | {"noBreakHyphen", "softHyphen", "b", "i", "u", "em", "strong", "font", "sub", "sup", "tspan", "rPr", "s"}
    | {"tab", "line-break", "br", "phoneticPr", "rPh", "fld", "sdtContent", "sdt", "ruby", "ruby-base", "moveTo"}
    | {"moveFrom", "meta", "text-input", "date", "time", "page-number", "cNvPr", "instrText", "delInstrText"}
    | {"cp", "pp", "tp"}
)
"""Elements, by their local names, in the middle of which a word may go on."""
_OFF = frozenset({"0", "false", "off"})
_DULL = frozenset({"paraId", "textId", "uid", "guid", "durableId", "space", "style-name", "StyleId"})
_SHORTEST = 5
_MOST_WAITING = 64 * 1024**2
_TAG = re.compile(r"</?[A-Za-z_][^<>]{0,100000}>")
_SIGN_OF_EXCEL = re.compile("_x([0-9A-Fa-f]{4})_")
_PLACE = re.compile('&(?:[LCR"]|[0-9])')
_MARK_OF_HEADER = re.compile('&(?:"[^"]*"|[0-9]{1,3}|[A-Za-z])')
_ENTITY = re.compile(r"""<!ENTITY\s+([\w.-]{1,60})\s+(?:"([^"&%<]{0,400})"|'([^'&%<]{0,400})')\s*>""")
_MOST_ENTITIES = 200
_SMALL = 1 << 20
_ATTRIBUTE = re.compile(r"""=\s*(?:"([^"]*)"|'([^']*)')""")


class _Lines(markup.Handler):
    """Collects lines; one ends at every element that is not inline."""

    def __init__(self, *, is_sheet: bool = False, shown_in: frozenset[str] = frozenset()) -> None:
        self.visible: list[str] = []
        self.hidden: list[str] = []
        self._words: list[str] = []
        self._properties = 0
        self._length = 0
        self._boxes = None if is_sheet else Boxes()
        self._is_vanished = False
        self._shown: list[str] = []
        self._shown_in = shown_in
        self._is_aside = bool(shown_in)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        short = markup.local(name)
        if short.endswith("rPr"):
            self._properties += 1
        elif short == "r":
            self._is_vanished = False
        elif short == "vanish" and self._properties:
            self._is_vanished = not any(value in _OFF for value in attributes.values())
        elif short in ("s", "tab", "br", "line-break"):
            self._take("\t" if short == "tab" else "\n" if short != "s" else " ")
        elif not self._properties and short not in _INLINE:
            self.end_line()
        if self._shown_in:
            self._is_aside = short not in self._shown_in
        for key, value in attributes.items():
            short_key = markup.local(key)
            if len(value) >= _SHORTEST and short_key not in _DULL and not short_key.startswith("rsid"):
                self.hidden.append(value)

    def end(self, name: str) -> None:
        short = markup.local(name)
        if short.endswith("rPr"):
            self._properties = max(self._properties - 1, 0)
        elif not self._properties and short not in _INLINE:
            self.end_line()
        if self._shown_in:
            self._is_aside = True

    def text(self, text: str) -> None:
        if not self._is_aside or not text.isspace():
            self._take(text, is_aside=self._is_aside)

    def _take(self, text: str, *, is_aside: bool = False) -> None:
        self._words.append(text)
        if not self._is_vanished and not is_aside:
            self._shown.append(text)
        self._length += len(text)
        if self._length > _MOST_WAITING:
            self.end_line()

    def aside(self, text: str, more: str = "") -> None:
        self.hidden.extend(item for item in (text, more) if item)

    def taken(self, where: str, bounds: Bounds, *, hidden: bool) -> Iterator[Passage]:
        for texts, is_hidden in ((self.visible, hidden), (self.hidden, True)):
            for text in texts:
                if bounds.is_new(text):
                    yield Passage(text, where, hidden=is_hidden)
            texts.clear()

    def end_line(self) -> None:
        if self._words:
            line, shown = "".join(self._words).strip(), "".join(self._shown).strip()
            self._words.clear()
            self._shown.clear()
            self._length = 0
            if line != shown:  # a word may go on where the hidden part begins
                self.hidden += _readings(line)
            if shown:
                self.visible += _readings(shown)
            if line and self._boxes is not None:
                self._boxes.line(line)  # boxes of a form are lines of one sign

    def finish(self) -> None:
        self.end_line()
        self.visible += self._boxes.spelled() if self._boxes is not None else ()


def _readings(line: str) -> list[str]:
    """A line as it stands; with the escapes that Excel writes for signs (_x000D_) undone; without the marks of
    font, size and place of a sheet's header."""
    readings = [line]
    if "_x" in line:
        readings.append(_SIGN_OF_EXCEL.sub(lambda found: chr(int(found[1], 16)), line))
    if line.startswith("&") and _PLACE.match(line):
        readings.append(_MARK_OF_HEADER.sub(" ", line))
    return readings


def lines(
    stream: IO[bytes],
    where: str,
    bounds: Bounds,
    *,
    hidden: bool = False,
    is_sheet: bool = False,
    shown_in: frozenset[str] = frozenset(),
) -> Iterator[Passage]:
    """The text of one XML part, its attributes, comments and instructions; each different text once.

    The boxes of a sheet are left to who reads it by rows. With `shown_in` only the text of these elements (by
    their local names) is shown, and all other is hidden. Bytes are taken from `bounds` as they come.
    Raises RefusedXmlError.
    """
    handler = _Lines(is_sheet=is_sheet, shown_in=shown_in)

    def counted() -> Iterator[bytes]:
        for piece in markup.pieces(stream):
            bounds.take(len(piece))
            bounds.parts_left += 1
            yield piece

    for _ in markup.events(counted(), handler, asides=True):
        yield from handler.taken(where, bounds, hidden=hidden)
    handler.finish()
    yield from handler.taken(where, bounds, hidden=hidden)


def lines_of_damaged(content: bytes, where: str, bounds: Bounds) -> Iterator[Passage]:
    """The same of XML that the reader refuses: tags taken away by their brackets, declarations left in."""
    text = _with_entities(decoded(content))
    values = (one or other for one, other in _ATTRIBUTE.findall(text))
    plain = html.unescape(_TAG.sub("\n", text))
    joined = html.unescape(_TAG.sub("", text))
    for lines_, is_hidden in ((plain.splitlines(), False), (joined.splitlines(), False), (values, True)):
        for line in lines_:
            stripped = line.strip()
            if stripped and bounds.is_new(stripped):
                yield Passage(stripped, where, hidden=is_hidden)


def _with_entities(text: str) -> str:
    """The text with the plain values that it declares put in; none inside another."""
    declared = {name: one or other for name, one, other in _ENTITY.findall(text)[:_MOST_ENTITIES]}
    if not declared:
        return text
    names = "|".join(map(re.escape, declared))
    grown = re.sub(f"&({names});", lambda found: declared[found[1]], text)
    return f"{text}\n{grown}" if len(grown) <= 2 * len(text) + _SMALL else text


def lines_of(content: bytes, where: str, bounds: Bounds, *, hidden: bool = False) -> Iterator[Passage]:
    """The text of XML held in memory, refused or not: nothing is looked up or expanded either way."""
    try:
        yield from lines(io.BytesIO(content), where, bounds, hidden=hidden)
    except markup.RefusedXmlError:
        yield from lines_of_damaged(content, where, bounds)
