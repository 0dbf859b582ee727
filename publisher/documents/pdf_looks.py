"""How the pages of a PDF look, against what its tags say: order, size, colour, and pages that are only a picture.

pdfium lists what is drawn, with place, size, colour and the number by which tags point to it. What it lists is
judged only where it can be: text over pictures, patterns and drawings of other shapes than boxes has no known
ground.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publisher.documents.structure import DocumentFault, is_faint

if TYPE_CHECKING:
    from publisher.documents.pdf_tags import Tag, TagTree

_MOST_PAGES = 20
_MOST_OBJECTS = 20_000
_WHITE = (255, 255, 255)
_FILLED = 0.6
"""Share of a page that a picture must cover to be the page."""
_FEW_LETTERS = 5
_LARGER = 1.2
_LONGEST_HEADING = 40
_SAME_COLUMN = 0.5
_SLACK = 2.0
_HEADINGS = ("H", "H1", "H2", "H3", "H4", "H5", "H6", "Title")
_NOT_A_HEADING = (
    *_HEADINGS, "Table", "Caption", "Figure", "TOC", "Link", "Note", "FENote", "Formula", "Lbl", "Form", "Code",
)  # fmt: skip
_ASIDE = ("Note", "FENote", "Figure", "Formula", "Caption", "Aside", "Lbl", "Form", "Annot")
Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""


@dataclass(slots=True)
class _DrawnPiece:
    """What one mark of content shows."""

    box: Box
    letters: int = 0
    size: float = 0.0


@dataclass(slots=True)
class _Shown:
    """A page as drawn: pieces by their marks, letters, faint texts, the share that a picture covers."""

    pieces: dict[int, _DrawnPiece] = field(default_factory=dict)
    letters: int = 0
    pictured: float = 0.0
    faint: set[tuple[tuple[int, int, int], tuple[int, int, int]]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Looks:
    """Faults, and how many tagged paragraphs only look like headings."""

    faults: tuple[DocumentFault, ...] = ()
    drawn_headings: int = 0


def look(path: Path, tree: TagTree, numbers: list[int], heavy: frozenset[int]) -> Looks:
    """Look at the first pages. `numbers` are the object numbers of the pages, `heavy` those not to be opened."""
    import pypdfium2 as pdfium

    shown: dict[int, _Shown] = {}
    with pdfium.PdfDocument(path) as document:
        for number in range(min(len(document), _MOST_PAGES)):
            if number + 1 in heavy:
                continue
            page = document[number]
            try:
                shown[number + 1] = _read(page)
            finally:
                page.close()
    places = {number: index for index, number in enumerate(numbers, 1)}
    by_page: dict[int, list[tuple[int, Tag]]] = {}
    for page_number, mark, tag in tree.pieces:
        by_page.setdefault(places.get(page_number, 0), []).append((mark, tag))
    return Looks(tuple(_faults(shown, by_page)), _drawn_headings(shown, by_page))


def _faults(shown: dict[int, _Shown], by_page: dict[int, list[tuple[int, Tag]]]) -> Iterator[DocumentFault]:
    faint = [number for number, page in shown.items() if page.faint]
    if faint:
        colours = {pair for page in shown.values() for pair in page.faint}
        yield DocumentFault("contrast", len(colours), page=faint[0])
    pictures = [
        number
        for number, page in shown.items()
        if page.letters < _FEW_LETTERS
        and page.pictured >= _FILLED
        and not any(tag.is_within("Figure") and tag.node.get("/Alt") for _, tag in by_page.get(number, ()))
    ]
    if pictures and len(pictures) < len(shown):  # a document of nothing but scans has a check of its own
        yield DocumentFault("scanned-page", len(pictures), sure=False, page=pictures[0])
    leaps = {number: _leaps(page, by_page.get(number, [])) for number, page in shown.items()}
    jumping = [number for number, count in leaps.items() if count]
    if jumping:
        yield DocumentFault("reading-order", sum(leaps.values()), sure=False, page=jumping[0])


def _leaps(page: _Shown, marked: list[tuple[int, Tag]]) -> int:
    """How often the next thing that is read stands wholly above the last one, in the same column."""
    order = [
        page.pieces[mark]
        for mark, tag in marked
        if mark in page.pieces and page.pieces[mark].letters and not tag.is_within(*_ASIDE, "Table")
    ]
    return sum(_is_leap(before.box, after.box) for before, after in pairwise(order))


def _is_leap(before: Box, after: Box) -> bool:
    shared = min(before[2], after[2]) - max(before[0], after[0])
    narrower = min(before[2] - before[0], after[2] - after[0])
    return after[1] > before[3] - _SLACK and narrower > 0 and shared >= _SAME_COLUMN * narrower


def _drawn_headings(shown: dict[int, _Shown], by_page: dict[int, list[tuple[int, Tag]]]) -> int:
    """Short tagged texts, larger than the running text and above some of it, that are tagged as no heading. The
    first text of all may be a title, which need not be one."""
    pieces: dict[int, list[_DrawnPiece]] = {}
    tags: dict[int, Tag] = {}
    for number, marked in sorted(by_page.items()):
        for mark, tag in marked:
            if number in shown and mark in shown[number].pieces:
                pieces.setdefault(id(tag), []).append(shown[number].pieces[mark])
                tags[id(tag)] = tag
    sizes: Counter[float] = Counter()  # of running text: cells of tables and notes are smaller
    running = {known for known, tag in tags.items() if not tag.is_within(*_NOT_A_HEADING)}
    for known in running:
        for piece in pieces[known]:
            sizes[piece.size] += piece.letters
    usual = max(sizes, key=lambda size: sizes[size], default=0.0)
    larger = {known for known in running if min(piece.size for piece in pieces[known]) >= _LARGER * usual}
    return sum(
        above in larger
        and 2 <= sum(piece.letters for piece in pieces[above]) <= _LONGEST_HEADING
        and below not in larger
        and not tags[below].is_within(*_HEADINGS)
        for above, below in pairwise(list(tags)[1:])
    )


def _read(page: Any) -> _Shown:
    """Everything that is drawn, from the ground up."""
    import pypdfium2.raw as raw

    found = _Shown()
    width, height = page.get_size()
    under: list[tuple[Box, tuple[int, int, int] | None]] = []
    textpage = page.get_textpage()
    try:
        for count, item in enumerate(page.get_objects(max_depth=4)):
            if count >= _MOST_OBJECTS:
                break
            box = _box(item)
            if box is None:
                continue
            if item.type == raw.FPDF_PAGEOBJ_TEXT:
                _take_text(found, item, textpage, box, under)
            elif item.type == raw.FPDF_PAGEOBJ_PATH:
                under.extend(_painted(item, box))
            elif item.type in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING):
                under.append((box, None))
                if item.type == raw.FPDF_PAGEOBJ_IMAGE and width and height:
                    found.pictured = max(found.pictured, _area(box) / (width * height))
    finally:
        textpage.close()
    return found


def _take_text(
    found: _Shown, item: Any, textpage: Any, box: Box, under: list[tuple[Box, tuple[int, int, int] | None]]
) -> None:
    import pypdfium2.raw as raw

    letters = sum(letter.isalnum() for letter in _words(item, textpage))
    if not letters or raw.FPDFTextObj_GetTextRenderMode(item) == raw.FPDF_TEXTRENDERMODE_INVISIBLE:
        return
    size, bold = _size(item), _is_bold(item)
    found.letters += letters
    mark = raw.FPDFPageObj_GetMarkedContentID(item)
    if mark >= 0:
        known = found.pieces.get(mark)
        found.pieces[mark] = (
            _DrawnPiece(box, letters, size)
            if known is None
            else _DrawnPiece(_union(known.box, box), known.letters + letters, min(known.size, size))
        )
    colour = _colour(item) if not _is_artifact(item) else None
    ground = _ground(box, under)
    if colour and ground and is_faint(colour, ground, size, bold=bold):
        found.faint.add((colour, ground))


def _words(item: Any, textpage: Any) -> str:
    import pypdfium2.raw as raw

    length = raw.FPDFTextObj_GetText(item, textpage, None, 0)
    if length <= 2:
        return ""
    buffer = (ctypes.c_ushort * (length // 2 + 1))()
    raw.FPDFTextObj_GetText(item, textpage, buffer, length)
    return bytes(buffer)[: length - 2].decode("utf-16-le", "ignore")


def _box(item: Any) -> Box | None:
    import pypdfium2.raw as raw

    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not raw.FPDFPageObj_GetBounds(item, left, bottom, right, top):
        return None
    return left.value, bottom.value, right.value, top.value


def _size(item: Any) -> float:
    """The size of the letters in points, to the half."""
    import pypdfium2.raw as raw

    size, matrix = ctypes.c_float(), raw.FS_MATRIX()
    raw.FPDFTextObj_GetFontSize(item, size)
    raw.FPDFPageObj_GetMatrix(item, matrix)
    return round(float(size.value) * math.hypot(matrix.c, matrix.d) * 2) / 2


def _is_bold(item: Any) -> bool:
    import pypdfium2.raw as raw

    return int(raw.FPDFFont_GetWeight(raw.FPDFTextObj_GetFont(item))) >= 600


def _is_artifact(item: Any) -> bool:
    import pypdfium2.raw as raw

    for number in range(max(0, raw.FPDFPageObj_CountMarks(item))):
        buffer, length = (ctypes.c_ushort * 32)(), ctypes.c_ulong()
        mark = raw.FPDFPageObj_GetMark(item, number)
        raw.FPDFPageObjMark_GetName(mark, buffer, 64, length)
        if bytes(buffer)[: max(0, length.value - 2)].decode("utf-16-le", "ignore") == "Artifact":
            return True
    return False


def _colour(item: Any) -> tuple[int, int, int] | None:
    """The colour that it is filled with; None when it lets the ground through."""
    import pypdfium2.raw as raw

    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not raw.FPDFPageObj_GetFillColor(item, red, green, blue, alpha) or alpha.value < 255:
        return None
    return red.value, green.value, blue.value


def _painted(item: Any, box: Box) -> Iterator[tuple[Box, tuple[int, int, int] | None]]:
    """A filled drawing; one of another shape than a box hides an unknown part of what is under it."""
    import pypdfium2.raw as raw

    mode, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, mode, stroke)
    if mode.value:
        plain = raw.FPDFPath_CountSegments(item) <= 6
        yield box, _colour(item) if plain else None


def _ground(box: Box, under: list[tuple[Box, tuple[int, int, int] | None]]) -> tuple[int, int, int] | None:
    """The colour under a text: of the last box that holds it whole, white where there is none, else not known."""
    left, bottom, right, top = box
    for other, colour in reversed(under):
        if other[2] <= left or other[0] >= right or other[3] <= bottom or other[1] >= top:
            continue
        within = other[0] <= left + 1 and other[2] >= right - 1 and other[1] <= bottom + 1 and other[3] >= top - 1
        thin = min(other[2] - other[0], other[3] - other[1]) < _SLACK  # a rule under the words
        if thin and colour is not None:
            continue
        return colour if within else None
    return _WHITE


def _area(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def _union(first: Box, second: Box) -> Box:
    return (
        min(first[0], second[0]),
        min(first[1], second[1]),
        max(first[2], second[2]),
        max(first[3], second[3]),
    )
