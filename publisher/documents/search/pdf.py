"""Everything a PDF says: pages (beside and under what is shown, too), objects, streams, attachments, revisions.

qpdf (pikepdf) opens the file, mends what can be mended and gives every object that the file holds, reachable or
not; pdfium reads the words of pages and of drawings. What one of them can and the other cannot is handed over.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from publisher.documents.libraries import missing_extra
from publisher.documents.search.boxes import Boxes
from publisher.documents.search.characters import runs
from publisher.documents.search.images import may_hold_words
from publisher.documents.search.items import Item, Passage, Unsearched
from publisher.documents.search.pdf_objects import (
    MOST_CONTENT,
    TROUBLE,
    Kept,
    between_streams,
    inline_texts,
    is_font_or_colour,
    objects,
    size_of,
    unpacked,
)

if TYPE_CHECKING:
    from publisher.documents.search.walking import DocumentWalk

MOST_PAGES = 5_000
_MOST_REVISIONS = 40
_MOST_DRAWINGS = 2_000
_UNTOLD = 8
"""Signs without a character that may be a word: shorter than any key of a person."""
_END = re.compile(rb"%%EOF[\r\n]*")
_COMMENT = re.compile(rb"%([^\r\n]{4,})")


def read(walk: DocumentWalk, content: bytes, where: str, *, revision: bool = False) -> Iterator[Item]:
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
    except (pikepdf.PdfError, OSError, *TROUBLE):
        if not revision:  # a beginning of the file need not be a file
            yield Unsearched("damaged", where)
            yield from _second_opinion(walk, content, where)
            yield from walk.strange(content, where)
        return
    with pdf:
        yield from _pages(walk, content, pdf, where, hidden=revision)
        if why := walk.why_skipped(f"{where}#objects"):
            yield Unsearched(why, where)
        else:
            walk.begin(f"{where}#objects")
            kept = Kept()
            yield from objects(walk, pdf, where, kept)
            yield from _drawings(walk, pdf, kept, where)
            yield from _streams(walk, pdf, kept, where)
    if not revision:
        yield from _outside(walk, content, where)
        yield from _revisions(walk, content, where)


def _second_opinion(walk: DocumentWalk, content: bytes, where: str) -> Iterator[Item]:
    """What pypdf, which forgives more, reads of a file that qpdf refuses; it counts as unsearched."""
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings quote the file
    try:
        reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
        for number, page in enumerate(reader.pages, 1):
            text = page.extract_text()
            if text.strip() and walk.bounds.is_new(text):
                yield Passage(text, where, number)
    except (pypdf.errors.PyPdfError, RecursionError, OSError, ImportError, *TROUBLE):
        return  # nor can pypdf


def _pages(walk: DocumentWalk, content: bytes, pdf: Any, where: str, *, hidden: bool) -> Iterator[Item]:
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
            why = walk.why_skipped(f"{where}#{number}")
            if why or size_of(parts) > MOST_CONTENT:
                large.add(number)
                yield Unsearched(why or "too-large", where, number)
                continue
            if _has_picture(page.obj):
                scans.add(number)
            yield from inline_texts(walk, parts, where, number)
    except TROUBLE:
        yield Unsearched("damaged", where, number + 1)
    yield from _page_words(walk, content, pdf, where, hidden, large, scans)


def _page_words(
    walk: DocumentWalk, content: bytes, pdf: Any, where: str, hidden: bool, large: set[int], scans: set[int]
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
                inside, whole, is_told = _words(document, place)
            except (pdfium.PdfiumError, OSError, ValueError):
                yield Unsearched("damaged", where, place + 1)
                continue
            if not is_told:
                yield Unsearched("font", where, place + 1)
            if place + 1 in scans and not whole.strip():
                yield Unsearched("picture", where, place + 1)
            if whole.strip() and walk.bounds.is_new(whole):
                yield Passage(whole, where, place + 1, hidden)
            if inside != whole and inside.strip() and walk.bounds.is_new(inside):
                yield Passage(inside, where, place + 1, hidden)


def _words(document: Any, place: int) -> tuple[str, str, bool]:
    """The text within the page's box, and all of it; they differ in order too: each may join what one cuts.

    The last says whether the fonts tell which characters their signs are.
    """
    page = document[place]
    try:
        textpage = page.get_textpage()
        try:
            inside = textpage.get_text_bounded().replace("\r\n", "\n").replace("\x02", "")
            whole = textpage.get_text_range().replace("\r\n", "\n").replace("\ufffe", "").replace("\x02", "")
            return inside, whole, not _has_untold(textpage)
        finally:
            textpage.close()
    finally:
        page.close()


def _has_untold(textpage: Any) -> bool:
    """Whether a word's worth of signs beside each other have no character; a bullet alone often has none."""
    import pypdfium2.raw as raw

    count = textpage.count_chars()
    for place in range(0, count, _UNTOLD // 2):
        if raw.FPDFText_HasUnicodeMapError(textpage, place) > 0:
            around = range(max(place - _UNTOLD, 0), min(place + _UNTOLD, count))
            errors = "".join("x" if raw.FPDFText_HasUnicodeMapError(textpage, at) > 0 else " " for at in around)
            if "x" * _UNTOLD in errors:
                return True
    return False


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
    except (pdfium.PdfiumError, OSError, *TROUBLE):
        return None


def _drawings(walk: DocumentWalk, pdf: Any, kept: Kept, where: str) -> Iterator[Item]:
    """The words of drawings that stand on no page (appearances, patterns) and of pages that are in no list.

    Each is put on a page of its own in a copy, which pdfium reads.
    """
    import pikepdf
    import pypdfium2 as pdfium

    if len(kept.drawings) > _MOST_DRAWINGS:
        yield Unsearched("too-large", where)
    try:
        written = _on_pages(pdf, kept.drawings[:_MOST_DRAWINGS])
    except (pikepdf.PdfError, OSError, *TROUBLE):
        yield Unsearched("damaged", where)
        return
    if written is None:
        return
    step = f"{where}#drawings"
    if why := walk.why_skipped(step):
        yield Unsearched(why, where)
        return
    walk.begin(step)
    try:
        with pdfium.PdfDocument(written) as document:
            for place in range(len(document)):
                inside, whole, is_told = _words(document, place)
                if not is_told:
                    yield Unsearched("font", where)
                for text in (inside, whole):
                    if text.strip() and walk.bounds.is_new(text):
                        yield Passage(text, where, hidden=True)
    except (pdfium.PdfiumError, OSError, ValueError):
        yield Unsearched("damaged", where)


def _on_pages(pdf: Any, drawings: list[Any]) -> bytes | None:
    """A copy with each drawing, and each page that stands in no list, on a page of its own; None without any."""
    import pikepdf

    with pikepdf.new() as copy:
        for drawing in drawings:
            if size_of(drawing) <= MOST_CONTENT:
                _put_on_page(copy, drawing)
        listed = {page.obj.objgen for page in pdf.pages}
        for item in pdf.objects:
            stray = isinstance(item, pikepdf.Dictionary) and item.get("/Type") in ("/Page", "/Template")
            if stray and item.objgen not in listed and size_of(item.get("/Contents")) <= MOST_CONTENT:
                item["/Type"] = pikepdf.Name.Page
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


def _streams(walk: DocumentWalk, pdf: Any, kept: Kept, where: str) -> Iterator[Item]:
    """Attachments, forms, scripts, metadata and whatever else is no drawing; then the pictures."""
    for page, cells in enumerate(_boxes(pdf), 1):
        boxes = Boxes()
        boxes.row(cells)
        for key in boxes.spelled():
            if walk.bounds.is_new(key):
                yield Passage(key, where, page, hidden=True)
    for number, form in enumerate(_forms(pdf), 1):
        yield from walk.part(form, "form.xml", f"{where}/form {number}", is_hidden=True)
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


def _boxes(pdf: Any) -> Iterator[list[str]]:
    """What was entered on each page, field by field: a key may have a field for each of its signs."""
    for page in pdf.pages:
        try:
            fields = [item for item in page.obj.get("/Annots", ()) if item.get("/Subtype") == "/Widget"]
            yield [str(item.get("/V", "")) for item in fields]
        except TROUBLE:
            yield []


def _forms(pdf: Any) -> Iterator[bytes]:
    """The XFA form put together: its streams are pieces of one XML, cut anywhere."""
    import pikepdf

    try:
        pieces = pdf.Root.AcroForm.XFA
        streams = [piece for piece in pieces if isinstance(piece, pikepdf.Stream)]
        if len(streams) > 1 and sum(map(size_of, streams)) <= MOST_CONTENT:
            yield b"".join(bytes(stream.read_bytes()) for stream in streams)
    except (pikepdf.PdfError, *TROUBLE):
        return  # there is none; the pieces are read one by one


def _picture(walk: DocumentWalk, picture: Any, where: str) -> Iterator[Item]:
    try:
        large = may_hold_words(int(picture.get("/Width", 0)), int(picture.get("/Height", 0)))
        raw = picture.read_raw_bytes() if "/DCTDecode" in str(picture.get("/Filter", "")) else b""
        mask = bool(picture.get("/ImageMask", False))
    except TROUBLE:
        yield Unsearched("damaged", where)
        return
    at = f"{where}/object {picture.objgen[0]}"
    if raw:
        yield from walk.part(raw, "", at, is_hidden=True, picture_known=True)
    if large and not mask:
        yield Unsearched("picture", at)


def _outside(walk: DocumentWalk, content: bytes, where: str) -> Iterator[Item]:
    """Comments between the objects, and what stands before the file or behind it."""
    between = between_streams(content)
    head = content.find(b"%PDF-")
    tail = content.rfind(b"%%EOF")
    stray = [*(match[1] for match in _COMMENT.finditer(between))]
    for piece in stray:
        for text in runs(piece):
            if walk.bounds.is_new(text):
                yield Passage(text, where, hidden=True)
    for piece in (content[: max(head, 0)], content[tail + 5 :] if tail >= 0 else b""):
        yield from walk.beside(piece, where)


def _revisions(walk: DocumentWalk, content: bytes, where: str) -> Iterator[Item]:
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
        if size_of(page.obj.get("/Contents")) > MOST_CONTENT
    )


def _has_picture(page: Any) -> bool:
    resources = page.get("/Resources")
    named = resources.get("/XObject") if resources is not None else None
    return named is not None and any(
        item.get("/Subtype") in ("/Image", "/Form") for item in named.values() if hasattr(item, "get")
    )
