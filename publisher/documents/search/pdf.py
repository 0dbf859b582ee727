"""Everything a PDF says: pages (beside and under what is shown, too), objects, streams, attachments, revisions.

qpdf (pikepdf) opens the file, mends what can be mended and gives every object that the file holds, reachable or
not; pdfium reads the words of pages and of drawings. What one of them can and the other cannot is handed over.
"""

from __future__ import annotations

import io
import logging
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from publisher.documents.libraries import missing_extra
from publisher.documents.search.characters import runs
from publisher.documents.search.items import Item, Passage, Unsearched

if TYPE_CHECKING:
    from publisher.documents.search.walking import Walk

MOST_PAGES = 5_000
_MOST_REVISIONS = 40
_MOST_DRAWINGS = 2_000
_MOST_CONTENT = 48 * 1024**2
"""Bytes that the drawing of one page may unpack to: pdfium needs many times as much."""
_READABLE_PICTURE = 300
"""Pixels on both sides from which a picture may hold words."""
_END = re.compile(rb"%%EOF[\r\n]*")
_COMMENT = re.compile(rb"%([^\r\n]{4,})")
_STREAM = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)
_STRING = re.compile(rb"\((?:[^\\()]|\\.|\((?:[^\\()]|\\.)*\))*\)|<(?!<)[0-9A-Fa-f\s]*>", re.DOTALL)
_NAME = re.compile(rb"/([^\x00\t\n\f\r ()<>\[\]{}/%]+)")
_HEX_IN_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")
_REFERENCE = rb"\s*(\d+)\s+\d+\s+R"
_DULL_STREAM = re.compile(
    rb"/(?:ToUnicode|FontFile[23]?|CIDSet|CIDToGIDMap|Encoding|UseCMap|CharSet|Thumb|DestOutputProfile)"
    + _REFERENCE
)
"""Streams that hold no words by the key that leads to them: fonts and their maps, colour profiles."""
_CONTENTS = re.compile(rb"/Contents\s*(?:\[([^\]]*)\]|(\d+)\s+\d+\s+R)")
_ID = re.compile(rb"/ID\s*\[[^\]]*\]")
_NUMBER = re.compile(rb"(\d+)\s+\d+\s+R")
_INLINE_TEXT = re.compile(rb"/(?:ActualText|Alt|E|Contents|Lang)\s*(\((?:[^\\()]|\\.)*\)|<[0-9A-Fa-f\s]*>)")
_NO_WORDS = ("/FunctionType", "/ShadingType", "/HalftoneType")
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_IDENTITY = re.compile(rb"/Encoding\s*/Identity-[HV]")
_TROUBLE = (
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


def read(walk: Walk, content: bytes, where: str, *, revision: bool = False) -> Iterator[Item]:
    """All of one PDF. Never raises for what the file holds."""
    try:
        import pikepdf
    except ImportError:
        missing_extra()
    try:
        pdf = pikepdf.open(io.BytesIO(content), suppress_warnings=True)
    except pikepdf.PasswordError:
        yield Unsearched("encrypted", where)
        return
    except (pikepdf.PdfError, OSError, *_TROUBLE):
        if not revision:  # a beginning of the file need not be a file
            yield Unsearched("damaged", where)
            yield from _second_opinion(walk, content, where)
            yield from walk.strange(content, where)
        return
    with pdf:
        yield from _pages(walk, content, pdf, where, hidden=revision)
        if walk.is_skipped(f"{where}#objects"):
            yield Unsearched("crashed", where)
        else:
            walk.begin(f"{where}#objects")
            kept = Kept()
            yield from objects(walk, pdf, where, kept)
            yield from _drawings(walk, pdf, kept, where)
            yield from _streams(walk, kept, where)
    if not revision:
        yield from _outside(walk, content, where)
        yield from _revisions(walk, content, where)


def _second_opinion(walk: Walk, content: bytes, where: str) -> Iterator[Item]:
    """What pypdf, which forgives more, reads of a file that qpdf refuses; it counts as unsearched."""
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings quote the file
    try:
        reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
        for number, page in enumerate(reader.pages, 1):
            text = page.extract_text()
            if text.strip() and walk.bounds.is_new(text):
                yield Passage(text, where, number)
    except (pypdf.errors.PyPdfError, RecursionError, OSError, ImportError, *_TROUBLE):
        return  # nor can pypdf


def _pages(walk: Walk, content: bytes, pdf: Any, where: str, *, hidden: bool) -> Iterator[Item]:
    """The words of every page, also of those beside the page, in white and under other things."""
    large: set[int] = set()
    scans: set[int] = set()
    number = 0
    try:
        for number, page in enumerate(pdf.pages, 1):
            if number > MOST_PAGES:
                yield Unsearched("too-large", where, number)
                break
            parts = page.obj.get("/Contents")
            skipped = walk.is_skipped(f"{where}#{number}")
            if skipped or _unpacked(parts) > _MOST_CONTENT:
                large.add(number)
                yield Unsearched("crashed" if skipped else "too-large", where, number)
                continue
            if _has_picture(page.obj):
                scans.add(number)
            yield from _inline_texts(walk, parts, where, number)
    except _TROUBLE:
        yield Unsearched("damaged", where, number + 1)
    yield from _page_words(walk, content, pdf, where, hidden, large, scans)


def _page_words(
    walk: Walk, content: bytes, pdf: Any, where: str, hidden: bool, large: set[int], scans: set[int]
) -> Iterator[Item]:
    import pypdfium2 as pdfium

    document = _opened(content, pdf)
    if document is None:
        yield Unsearched("damaged", where)
        return
    with document:
        for place in range(min(len(document), MOST_PAGES)):
            if place + 1 in large:
                continue
            walk.begin(f"{where}#{place + 1}")
            try:
                inside, whole = _words(document, place)
            except (pdfium.PdfiumError, OSError, ValueError):
                yield Unsearched("damaged", where, place + 1)
                continue
            if place + 1 in scans and not whole.strip():
                yield Unsearched("picture", where, place + 1)
            if whole.strip() and walk.bounds.is_new(whole):
                yield Passage(whole, where, place + 1, hidden)
            if inside != whole and inside.strip() and walk.bounds.is_new(inside):
                yield Passage(inside, where, place + 1, hidden)


def _words(document: Any, place: int) -> tuple[str, str]:
    """The text within the page's box, and all of it; they differ in order too: each may join what one cuts."""
    page = document[place]
    try:
        textpage = page.get_textpage()
        try:
            inside = textpage.get_text_bounded().replace("\r\n", "\n").replace("\x02", "")
            whole = textpage.get_text_range().replace("\r\n", "\n").replace("\ufffe", "").replace("\x02", "")
            return inside, whole
        finally:
            textpage.close()
    finally:
        page.close()


def _opened(content: bytes, pdf: Any) -> Any:
    """The document in pdfium: as it is, or as qpdf writes it when pdfium does not take it."""
    import pypdfium2 as pdfium

    try:
        return pdfium.PdfDocument(content)
    except (pdfium.PdfiumError, OSError, ValueError):
        pass
    mended = io.BytesIO()
    try:
        pdf.save(mended, encryption=False)
        return pdfium.PdfDocument(mended.getvalue())
    except (pdfium.PdfiumError, OSError, *_TROUBLE):
        return None


def objects(walk: Walk, pdf: Any, where: str, kept: Kept) -> Iterator[Item]:
    """Strings and names of all objects, reached or not; streams are put aside."""
    import pikepdf

    nameless = False
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
        except (pikepdf.PdfError, *_TROUBLE):
            yield Unsearched("damaged", where)
            continue
        kept.links[item.objgen[0]] = {int(number[1]) for number in _NUMBER.finditer(said)}
        kept.dull.update(int(match[1]) for match in _DULL_STREAM.finditer(said))
        for match in _CONTENTS.finditer(said):
            inner = match[1] if match[1] is not None else match[2] + b" 0 R"
            kept.contents.update(int(number[1]) for number in _NUMBER.finditer(inner))
        nameless = nameless or (b"/Type0" in said and bool(_IDENTITY.search(said)) and b"/ToUnicode" not in said)
        yield from _said(walk, said, where)
    trailer = _plain(pdf.trailer)
    kept.links[0] = {int(number[1]) for number in _NUMBER.finditer(trailer)}
    yield from _said(walk, trailer, where)
    if nameless:
        yield Unsearched("font", where)


def _plain(trailer: Any) -> bytes:
    try:
        return bytes(trailer.unparse(resolved=True))
    except _TROUBLE:
        return b""


def _put_aside(stream: Any, kept: Kept) -> bool:
    """Put a stream where it belongs; false for the file's own containers of objects."""
    kind, subtype = stream.get("/Type"), stream.get("/Subtype")
    if kind in ("/XRef", "/ObjStm"):
        return False
    if subtype == "/Image":
        kept.pictures.append(stream)
    elif subtype == "/Form" or (kind == "/Pattern" and "/Resources" in stream):
        kept.drawings.append(stream)
    elif not any(key in stream for key in _NO_WORDS):
        kept.streams.append(stream)
    return True


def _said(walk: Walk, said: bytes, where: str) -> Iterator[Item]:
    """The strings and names in an object as qpdf writes it."""
    said = _ID.sub(b"", said)
    for match in _STRING.finditer(said):
        text = _text(match[0])
        if len(text) > 1 and walk.bounds.is_new(text):
            yield Passage(text, where, hidden=True)
    for match in _NAME.finditer(_STRING.sub(b"", said)):
        name = _HEX_IN_NAME.sub(lambda found: bytes.fromhex(found[1].decode()), match[1]).decode(
            "utf-8", "replace"
        )
        if walk.bounds.is_new(name):
            yield Passage(name, where, hidden=True)


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


def _inline_texts(walk: Walk, parts: Any, where: str, page: int | None) -> Iterator[Item]:
    """Alternative texts and the like that stand in the drawing itself."""
    for stream in _each(parts):
        content = unpacked(stream, _MOST_CONTENT)
        for match in _INLINE_TEXT.finditer(content or b""):
            text = _text(match[1])
            if text and walk.bounds.is_new(text):
                yield Passage(text, where, page, hidden=True)


def _drawings(walk: Walk, pdf: Any, kept: Kept, where: str) -> Iterator[Item]:
    """The words of drawings that stand on no page (appearances, patterns) and of pages that are in no list.

    Each is put on a page of its own in a copy, which pdfium reads.
    """
    import pikepdf
    import pypdfium2 as pdfium

    if len(kept.drawings) > _MOST_DRAWINGS:
        yield Unsearched("too-large", where)
    try:
        written = _on_pages(pdf, kept.drawings[:_MOST_DRAWINGS])
    except (pikepdf.PdfError, OSError, *_TROUBLE):
        yield Unsearched("damaged", where)
        return
    if written is None:
        return
    step = f"{where}#drawings"
    if walk.is_skipped(step):
        yield Unsearched("crashed", where)
        return
    walk.begin(step)
    try:
        with pdfium.PdfDocument(written) as document:
            for place in range(len(document)):
                for text in _words(document, place):
                    if text.strip() and walk.bounds.is_new(text):
                        yield Passage(text, where, hidden=True)
    except (pdfium.PdfiumError, OSError, ValueError):
        yield Unsearched("damaged", where)


def _on_pages(pdf: Any, drawings: list[Any]) -> bytes | None:
    """A copy with each drawing, and each page that stands in no list, on a page of its own; None without any."""
    import pikepdf

    with pikepdf.new() as copy:
        for drawing in drawings:
            if _unpacked(drawing) <= _MOST_CONTENT:
                _put_on_page(copy, drawing)
        listed = {page.obj.objgen for page in pdf.pages}
        for item in pdf.objects:
            stray = isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Page"
            if stray and item.objgen not in listed and _unpacked(item.get("/Contents")) <= _MOST_CONTENT:
                copy.pages.append(pikepdf.Page(item))
        if not len(copy.pages):
            return None
        written = io.BytesIO()
        copy.save(written)
        return written.getvalue()


def _put_on_page(copy: Any, drawing: Any) -> None:
    import pikepdf

    mine = copy.copy_foreign(drawing)
    mine["/Type"], mine["/Subtype"] = pikepdf.Name.XObject, pikepdf.Name.Form
    box = mine.get("/BBox", pikepdf.Array([0, 0, 600, 800]))
    mine["/BBox"] = box
    copy.pages.append(
        pikepdf.Page(
            copy.make_indirect(
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Page,
                    MediaBox=box,
                    Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=mine)),
                    Contents=copy.make_stream(b"/X Do"),
                )
            )
        )
    )


def _streams(walk: Walk, kept: Kept, where: str) -> Iterator[Item]:
    """Attachments, forms, scripts, metadata and whatever else is no drawing; then the pictures."""
    for stream in kept.streams:
        number = stream.objgen[0]
        if number in kept.dull or number in kept.contents:
            continue
        content = unpacked(stream, walk.bounds.most_part)
        if content is None:
            yield Unsearched("too-large", f"{where}/object {number}")
        elif content and not is_font_or_colour(content):
            yield from walk.part(content, "", f"{where}/object {number}", is_hidden=True)
    for picture in kept.pictures:
        yield from _picture(walk, picture, where)


def _picture(walk: Walk, picture: Any, where: str) -> Iterator[Item]:
    try:
        large = min(int(picture.get("/Width", 0)), int(picture.get("/Height", 0))) >= _READABLE_PICTURE
        raw = picture.read_raw_bytes() if "/DCTDecode" in str(picture.get("/Filter", "")) else b""
        mask = bool(picture.get("/ImageMask", False))
    except _TROUBLE:
        yield Unsearched("damaged", where)
        return
    at = f"{where}/object {picture.objgen[0]}"
    if raw:
        yield from walk.part(raw, "", at, is_hidden=True, picture_known=True)
    if large and not mask:
        yield Unsearched("picture", at)


def is_font_or_colour(content: bytes) -> bool:
    """Whether a stream is a font, a map of its characters or a colour profile: none of them holds words."""
    fonts = (b"\x00\x01\x00\x00", b"OTTO", b"true", b"ttcf", b"%!PS-AdobeFont", b"\x80\x01", b"\x01\x00\x04")
    return content.startswith(fonts) or content[36:40] == b"acsp" or b"begincmap" in content[:2048]


def between_streams(content: bytes) -> bytes:
    """The file without what its streams hold."""
    return _STREAM.sub(b"", content)


def _outside(walk: Walk, content: bytes, where: str) -> Iterator[Item]:
    """Comments between the objects, and what stands before the file or behind it."""
    between = between_streams(content)
    head = content.find(b"%PDF-")
    tail = content.rfind(b"%%EOF")
    stray = [*(match[1] for match in _COMMENT.finditer(between))]
    stray += [content[:head] if head > 0 else b"", content[tail + 5 :] if tail >= 0 else b""]
    for piece in stray:
        for text in runs(piece):
            if walk.bounds.is_new(text):
                yield Passage(text, where, hidden=True)


def _revisions(walk: Walk, content: bytes, where: str) -> Iterator[Item]:
    """What the file said before it was changed: each earlier end of the file is read as a file of its own."""
    ends = [match.end() for match in _END.finditer(content)][:-1]
    if ends and b"/Linearized" in content[:2048]:
        ends = ends[1:]  # the first end of a file for the web is no revision
    for number, end in enumerate(ends, 1):
        if number > _MOST_REVISIONS:
            yield Unsearched("too-large", f"{where}/revision {number}")
            return
        yield from read(walk, content[:end], f"{where}/revision {number}", revision=True)


def heavy_pages(pdf: Any, most: int) -> frozenset[int]:
    """Those of the first `most` pages (from 1) whose drawing unpacks to more than pdfium can be given."""
    return frozenset(
        number
        for number, page in zip(range(1, most + 1), pdf.pages, strict=False)
        if _unpacked(page.obj.get("/Contents")) > _MOST_CONTENT
    )


def _has_picture(page: Any) -> bool:
    resources = page.get("/Resources")
    named = resources.get("/XObject") if resources is not None else None
    return named is not None and any(
        item.get("/Subtype") in ("/Image", "/Form") for item in named.values() if hasattr(item, "get")
    )


def _each(parts: Any) -> Iterator[Any]:
    import pikepdf

    if isinstance(parts, pikepdf.Stream):
        yield parts
    elif isinstance(parts, pikepdf.Array):
        yield from (item for item in parts if isinstance(item, pikepdf.Stream))


def _unpacked(parts: Any) -> int:
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
    except (pikepdf.PdfError, *_TROUBLE):
        try:
            return bytes(stream.read_raw_bytes())
        except (pikepdf.PdfError, *_TROUBLE):
            return b""
