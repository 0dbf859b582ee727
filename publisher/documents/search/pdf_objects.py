"""What the objects of a PDF say: strings and names of all that it holds, reachable or not, and its streams."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from publisher.documents.search import xml
from publisher.documents.search.characters import runs
from publisher.documents.search.items import Item, Passage, Unsearched

if TYPE_CHECKING:
    from publisher.documents.search.walking import DocumentWalk

_STREAM = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)
_STRING = re.compile(rb"\((?:[^\\()]|\\.|\((?:[^\\()]|\\.)*\))*\)|<(?!<)[0-9A-Fa-f\s]*>", re.DOTALL)
_NAME = re.compile(rb"/([^\x00\t\n\f\r ()<>\[\]{}/%]+)")
_HEX_IN_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")
_REFERENCE = rb"\s*(\d+)\s+\d+\s+R"
_DULL_STREAM = re.compile(
    rb"/(?:ToUnicode|FontFile[23]?|CIDSet|CIDToGIDMap|Encoding|UseCMap|CharSet|DestOutputProfile)" + _REFERENCE
)
"""Streams that hold no words by the key that leads to them: fonts and their maps, colour profiles."""
MOST_CONTENT = 48 * 1024**2
"""Bytes that the drawing of one page may unpack to: pdfium needs many times as much."""
_GLYPHS = re.compile(rb"/CharProcs\s*(?:<<([^>]*)>>|(\d+)\s+\d+\s+R)")
"""The drawings of the signs of a Type 3 font: a sign is no word."""
_CONTENTS = re.compile(rb"/Contents\s*(?:\[([^\]]*)\]|(\d+)\s+\d+\s+R)")
_ID = re.compile(rb"/ID\s*\[[^\]]*\]")
_NUMBER = re.compile(rb"(\d+)\s+\d+\s+R")
_INLINE_TEXT = re.compile(rb"/(?:ActualText|Alt|E|Contents|Lang)\s*(\((?:[^\\()]|\\.)*\)|<[0-9A-Fa-f\s]*>)")
_NO_WORDS = ("/FunctionType", "/ShadingType", "/HalftoneType")
_RICH = re.compile(r"\s*<[?A-Za-z][^>]*>.*</", re.DOTALL)
"""Formatted text of a comment or field: a word may be cut by its tags."""
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_STREAM_KEY = re.compile(
    rb"/(?:ToUnicode|FontFile|CIDSet|CIDToGIDMap|Encoding|UseCMap|CharSet|DestOutputProfile|CharProcs|Contents)"
)
_SHORT, _MOST_KNOWN = 64, 20_000
"""Names and strings that come again and again, as in the elements of a tagged document."""
_IDENTITY = re.compile(rb"/Encoding\s*/Identity-[HV]")
TROUBLE = (
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    RuntimeError,
    OverflowError,
    ArithmeticError,
)
"""What pikepdf raises for damaged objects, beside its own."""


@dataclass(slots=True)
class Kept:
    """What a look at all objects leaves to be read: streams by number, drawings that stand on no page, pages."""

    dull: set[int] = field(default_factory=set)
    glyphs: set[int] = field(default_factory=set)
    """Objects that name the drawings of a font's signs."""
    contents: set[int] = field(default_factory=set)
    drawings: list[Any] = field(default_factory=list)
    streams: list[Any] = field(default_factory=list)
    pictures: list[Any] = field(default_factory=list)
    links: dict[int, set[int]] = field(default_factory=dict)
    """For each object (0 is the trailer) the numbers of those it names."""

    def unreached(self) -> set[int]:
        """Objects to which nothing leads from the trailer."""
        reached: set[int] = set()
        waiting = [0]
        while waiting:
            for number in self.links.get(waiting.pop(), set()) - reached:
                reached.add(number)
                waiting.append(number)
        return set(self.links) - reached - {0}


def objects(walk: DocumentWalk, pdf: Any, where: str, kept: Kept) -> Iterator[Item]:
    """Strings and names of all objects, reached or not; streams are put aside."""
    import pikepdf

    nameless = False
    known: set[bytes] = set()
    for item in pdf.objects:
        if not isinstance(item, pikepdf.Object):
            continue  # a number or a truth value
        try:
            if isinstance(item, pikepdf.Stream):
                said = item.stream_dict.unparse(resolved=True)
                if not _put_aside(item, kept):
                    continue
            else:
                said = item.unparse(resolved=True)
        except (pikepdf.PdfError, *TROUBLE):
            yield Unsearched("damaged", where)
            continue
        kept.links[item.objgen[0]] = set(map(int, _NUMBER.findall(said))) if b" R" in said else set()
        if _STREAM_KEY.search(said):
            _keep_streams(said, kept)
        nameless = nameless or (b"/Type0" in said and bool(_IDENTITY.search(said)) and b"/ToUnicode" not in said)
        yield from _said(walk, said, where, known)
    for number in kept.glyphs:
        kept.dull |= kept.links.get(number, set())
    trailer = _plain(pdf.trailer)
    kept.links[0] = {int(number[1]) for number in _NUMBER.finditer(trailer)}
    yield from _said(walk, trailer, where, known)
    if nameless:
        yield Unsearched("font", where)


def _keep_streams(said: bytes, kept: Kept) -> None:
    """Note the streams that an object names by a key which tells what they hold."""
    kept.dull.update(int(match[1]) for match in _DULL_STREAM.finditer(said))
    for match in _GLYPHS.finditer(said):
        kept.dull.update(int(number[1]) for number in _NUMBER.finditer(match[1] or b""))
        kept.glyphs.update([int(match[2])] if match[2] else [])
    for match in _CONTENTS.finditer(said):
        inner = match[1] if match[1] is not None else match[2] + b" 0 R"
        kept.contents.update(int(number[1]) for number in _NUMBER.finditer(inner))


def _plain(trailer: Any) -> bytes:
    try:
        return bytes(trailer.unparse(resolved=True))
    except TROUBLE:
        return b""


def _put_aside(stream: Any, kept: Kept) -> bool:
    """Put a stream where it belongs; false for the file's own containers of objects."""
    kind, subtype = stream.get("/Type"), stream.get("/Subtype")
    if kind in ("/XRef", "/ObjStm"):
        return False
    if subtype == "/Image" or ("/Width" in stream and "/Height" in stream):  # a thumbnail may lack its kind
        kept.pictures.append(stream)
    elif subtype == "/Form" or (kind == "/Pattern" and "/Resources" in stream):
        kept.drawings.append(stream)
    elif not any(key in stream for key in _NO_WORDS):
        kept.streams.append(stream)
    return True


def _said(walk: DocumentWalk, said: bytes, where: str, known: set[bytes]) -> Iterator[Item]:
    """The strings and names in an object as qpdf writes it; what is in `known` was told before as it stands."""
    if b"/ID" in said:
        said = _ID.sub(b"", said)
    strings = _STRING.findall(said)
    for written in strings:
        if written in known:
            continue
        _note(written, known)
        text = _text(written)
        if len(text) > 1 and walk.bounds.is_new(text):
            yield Passage(text, where, hidden=True)
            if _RICH.match(text):
                yield from xml.lines_of(text.encode("utf-8", "replace"), where, walk.bounds, hidden=True)
    for raw in _NAME.findall(_STRING.sub(b"", said) if strings else said):
        if raw in known:
            continue
        _note(raw, known)
        name = _HEX_IN_NAME.sub(lambda found: bytes.fromhex(found[1].decode()), raw).decode("utf-8", "replace")
        if walk.bounds.is_new(name):
            yield Passage(name, where, hidden=True)


def _note(written: bytes, known: set[bytes]) -> None:
    if len(written) <= _SHORT and len(known) < _MOST_KNOWN:
        known.add(written)


def _text(written: bytes) -> str:
    """A PDF string as text: UTF-16 or UTF-8 by its mark, else as UTF-8, CP950 or Latin."""
    if written.startswith(b"<"):
        figures = re.sub(rb"[^0-9A-Fa-f]", b"", written)
        raw = bytes.fromhex((figures + b"0" * (len(figures) % 2)).decode())
    else:
        raw = _ESCAPE.sub(_unescaped, written[1:-1])
    if raw.startswith((b"\xfe\xff", b"\xff\xfe")):
        return raw.decode("utf-16", "replace")
    for name in ("utf-8-sig", "cp950"):
        try:
            return raw.decode(name)
        except UnicodeDecodeError:
            continue
    return "\n".join(runs(raw))


def _unescaped(match: re.Match[bytes]) -> bytes:
    mark = match[1]
    if mark[:1] in b"01234567":
        return bytes([int(mark, 8) & 255])
    return b"" if mark in (b"\n", b"\r", b"\r\n") else _ESCAPES.get(mark, mark)


def inline_texts(walk: DocumentWalk, parts: Any, where: str, page: int | None) -> Iterator[Item]:
    """Alternative texts and the like that stand in the drawing itself."""
    for stream in _each(parts):
        content = unpacked(stream, MOST_CONTENT)
        for match in _INLINE_TEXT.finditer(content or b""):
            text = _text(match[1])
            if text and walk.bounds.is_new(text):
                yield Passage(text, where, page, hidden=True)


def is_font_or_colour(content: bytes) -> bool:
    """Whether a stream is a font, a map of its characters or a colour profile: none of them holds words."""
    fonts = (b"\x00\x01\x00\x00", b"OTTO", b"true", b"ttcf", b"%!PS-AdobeFont", b"\x80\x01", b"\x01\x00\x04")
    return content.startswith(fonts) or content[36:40] == b"acsp" or b"begincmap" in content[:2048]


def between_streams(content: bytes) -> bytes:
    """The file without what its streams hold."""
    return _STREAM.sub(b"", content)


def _each(parts: Any) -> Iterator[Any]:
    import pikepdf

    if isinstance(parts, pikepdf.Stream):
        yield parts
    elif isinstance(parts, pikepdf.Array):
        yield from (item for item in parts if isinstance(item, pikepdf.Stream))


def size_of(parts: Any) -> int:
    """Bytes that a stream, or all of an array, unpack to; counted without keeping them."""
    return sum(_size(stream) for stream in _each(parts))


def _size(stream: Any) -> int:
    raw: bytes = stream.read_raw_bytes()
    filters = str(stream.get("/Filter", ""))
    flates = filters.count("/FlateDecode") + filters.count("/Fl'")
    if flates == 0:
        return len(raw) * (200 if "LZW" in filters or "RunLength" in filters else 1)
    if flates > 1 or "ASCII" in filters or "LZW" in filters:
        return len(raw) * int(1000**flates)
    unpacker, size, rest = zlib.decompressobj(), 0, raw
    try:
        while rest and size <= 1 << 30:
            size += len(unpacker.decompress(rest, 1 << 20))
            rest = unpacker.unconsumed_tail
    except zlib.error:
        pass  # qpdf mends what it can
    return size


def unpacked(stream: Any, most: int) -> bytes | None:
    """The unpacked bytes; None when there would be too many; what cannot be unpacked as it stands."""
    import pikepdf

    try:
        if _size(stream) > most:
            return None
        return bytes(stream.read_bytes())
    except (pikepdf.PdfError, *TROUBLE):
        try:
            return bytes(stream.read_raw_bytes())
        except (pikepdf.PdfError, *TROUBLE):
            return b""
