"""Does a converted file say what its source says? Texts, values of tables, and what is left for a person."""

from __future__ import annotations

import bisect
import math
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from publisher import markup
from publisher.documents.apart import Apart
from publisher.documents.contents import UnreadableDocumentError
from publisher.documents.inspecting import inspect
from publisher.documents.search import Passage, Rows, Unsearched
from publisher.signatures import START, kind_of

_GRAM = 4
_MOST_LETTERS = 2_000_000
_ENOUGH = 0.98
"""Share of the source's pieces of text that have to be found again: fields may be recalculated."""
_ENOUGH_PRINTED = 0.5
"""The same of a table that is printed: narrow columns cut texts, and some stand outside of what is printed."""
_MOST_CELLS = 2_000_000
_MUCH = 500
_LETTER = re.compile(r"[\W_]+")
_FLOAT_WHOLE = 2.0**53
_FRACTION = re.compile(r"-?[0-9]+\.[0-9]+(?:e[+-]?[0-9]+)?|-?[0-9]+e-[0-9]+")
_ELSEWHERE = re.compile(r"/(?:slide|notes|handout)(?:Layout|Master)s?/|/embeddings/")
"""Parts whose words no page shows: Click to edit …, and files inside the file."""
_BESIDE = re.compile(r"/(?:notesSlides?|charts?|comments)/|/comments[^/]*\.xml")
"""Parts that a twin keeps and a PDF does not show as they are: notes, comments, and the values of charts."""
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:t[0-9:.]+)?|[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?")
_FIRST = datetime(1899, 12, 30)  # noqa: DTZ001 - cells have no zone
_DAY = 86_400
_MILLISECOND = 1.2e-8
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")


@dataclass(frozen=True, slots=True)
class FileContent:
    """What a file says: the letters of its visible lines, all letters, cells, and what a reader should know."""

    lines: tuple[str, ...]
    letters: str
    cells: tuple[str, ...]
    shown: frozenset[str]
    """The cells of sheets that are not hidden."""
    notes: tuple[str, ...]
    encrypted: bool
    whole: bool
    """Whether texts are given as they are shown: of Office files up to 2003 only runs of characters are known."""
    bursts: bool = False
    """Whether one of its parts unfolds to more than is ever read."""
    beside: tuple[str, ...] = ()
    """Lines that stand beside what is shown: a PDF has none of them."""


def printed(apart: Apart, path: Path) -> FileContent:
    """What the pages of a PDF show; nothing when it cannot be read."""
    try:
        found = apart.pages(path)
    except UnreadableDocumentError:
        found = ()
    pages = found if isinstance(found, tuple) else ()
    lines = tuple(line for page in pages for each in page.splitlines() if (line := _LETTER.sub("", each)))
    return FileContent(lines, "".join(lines), (), frozenset(), (), encrypted=False, whole=True)


def content_of(apart: Apart, path: Path) -> FileContent:
    """The content of a file of any kind."""
    with path.open("rb") as file:
        legacy = kind_of(file.read(START)) == "ole"
    words: list[str] = []
    lines: list[str] = []
    beside: list[str] = []
    cells: list[str] = []
    shown: set[str] = set()
    notes: dict[str, None] = {}
    encrypted = bursts = False
    length = 0
    for item in apart.search(path):
        match item:
            case Passage(text, where, _, hidden) if length < _MOST_LETTERS:
                # a text stands once: the title that a page shows may have been met among the metadata
                words.append(_LETTER.sub("", text))
                length += len(text)
                if not hidden and not _ELSEWHERE.search(where):
                    is_beside = bool(_BESIDE.search(where))
                    for each in text.splitlines():
                        line = _LETTER.sub("", each)
                        if line and not (is_beside and _NUMBER.fullmatch(each.strip())):
                            (beside if is_beside else lines).append(line)
            case Rows() if len(cells) < _MOST_CELLS:
                found = [_normal(cell) for row in (item.header, *item.rows) for cell in row if cell]
                cells += found
                if item.hidden and found:
                    notes["hidden-sheet"] = None
                elif not item.hidden:
                    shown.update(found)
            case Unsearched(reason, where):
                encrypted = encrypted or (reason == "encrypted")
                bursts = bursts or (reason == "too-large" and "/" in where and "#" not in where)
                if reason == "damaged" and where.partition("#")[0] == path.name:
                    notes["damaged"] = None
                if reason == "macros":
                    notes["macros"] = None
    return FileContent(
        tuple(lines),
        "".join(words),
        tuple(cells),
        frozenset(shown),
        tuple(notes),
        encrypted,
        not legacy,
        bursts,
        tuple(beside),
    )


def _normal(cell: str) -> str:
    """A cell as all readers give it: numbers by their value, dates without a time of midnight.

    LibreOffice writes truth as 1 or 0, and of fractions the 15 digits that a double surely has.
    """
    if _NUMBER.fullmatch(cell):
        if cell.lstrip("-").startswith("0") and cell.strip("-0.") and "." not in cell:
            return cell
        number = float(cell)
        whole = number.is_integer() and abs(number) < _FLOAT_WHOLE
        return f"{number:.0f}" if whole else cell if cell.lstrip("-").isdigit() else f"{number:.15g}"
    text = cell.strip().replace("\r\n", "\n").removesuffix("T00:00:00").casefold()
    return {"true": "1", "false": "0"}.get(text, text)


def _is_near(number: float, others: list[float], *, days: bool = False) -> bool:
    """Whether one of the sorted others is the same but for what LibreOffice rounds: the last of 15 digits.

    Of `days` the same moment to a millisecond counts.
    """
    at = bisect.bisect_left(others, number)
    bound = {"rel_tol": 0.0, "abs_tol": _MILLISECOND} if days else {"rel_tol": 1.1e-14}
    return any(math.isclose(number, other, **bound) for other in others[max(at - 1, 0) : at + 1])


def _days(cell: str) -> float | None:
    """A date, a moment or a time of day as the number that a spreadsheet keeps for it."""
    if not _MOMENT.fullmatch(cell):
        return None
    try:
        if "-" not in cell:
            return (datetime.fromisoformat(f"1899-12-30T{cell}") - _FIRST).total_seconds() / _DAY
        return (datetime.fromisoformat(cell) - _FIRST).total_seconds() / _DAY
    except ValueError:
        return None


def _cells_differ(lost: Counter[str], more: Counter[str], made_on: str) -> bool:
    """Whether cells that are no longer there as they were spelled are not there with another spelling either.

    Another spelling is the same number in 15 digits, a moment as its number or a number as its moment, and a
    moment of today where a formula asks for the day.
    """
    fractions = sorted(map(float, filter(_FRACTION.fullmatch, more)))
    numbers = sorted(map(float, filter(_NUMBER.fullmatch, more)))
    moments = sorted(days for cell in more if (days := _days(cell)) is not None)
    of_now = sum(count for cell, count in more.items() if cell.startswith(made_on) and _days(cell) is not None)
    for cell, count in lost.items():
        if (days := _days(cell)) is not None:
            if _is_near(days, numbers, days=True):
                continue
            of_now -= count
            if of_now < 0:
                return True
            continue
        if not _NUMBER.fullmatch(cell):
            return True
        number = float(cell)
        is_there = bool(_FRACTION.fullmatch(cell)) and _is_near(number, fractions)
        if not is_there and not _is_near(number, moments, days=True):
            return True
    return False


def differences(
    source: FileContent, made: FileContent, ending: str, *, table: bool, made_on: str = "-"
) -> tuple[str, tuple[str, ...]]:
    """A problem in one word, or none, and notes.

    `made` has this ending, is a workbook's with `table`, and was made on this day (2024-03-05).
    """
    if table and ending == "ods":
        before, after = Counter(source.cells), Counter(made.cells)
        lost, more = before - after, after - before
        if _cells_differ(lost, more, made_on):
            return "values-differ", ()
        is_more = more.total() > lost.total() or any(cell.startswith(made_on) for cell in more)
        return "", ("calculated",) if is_more else ()
    pieces: list[str] = []
    if table:  # numbers and dates are shown as their cells are formatted
        letters = (_LETTER.sub("", cell) for cell in sorted(source.shown) if not _NUMBER.fullmatch(cell))
        pieces = [piece for piece in letters if piece and not piece[0].isdigit()]
    elif source.whole:
        said = source.lines if ending == "pdf" else (*source.lines, *source.beside)
        pieces = [gram for line in said for gram in _grams(line)]
    elif ending != "pdf" and not made.letters and len(source.letters) > _MUCH:
        return "empty", ()  # of a print nothing is known: the runs may all be names of styles and properties
    if not pieces:
        return "", ("not-compared",) if source.letters else ()
    shown = made.letters.casefold()
    told = Counter(piece.casefold() for piece in pieces)
    grams = {shown[at : at + _GRAM] for at in range(len(shown))} if len(told) > _MUCH else frozenset()
    found = sum(count for piece, count in told.items() if piece in grams or piece in shown)
    if not found:
        return "empty" if not made.letters else "text-lost", ()
    if table and found >= _ENOUGH_PRINTED * len(pieces):  # it is the twin's print, which has every value
        return "", ("cut",) if found < len(pieces) else ()
    return ("text-lost", ()) if found < _ENOUGH * len(pieces) else ("", ())


def _grams(letters: str) -> Iterator[str]:
    for start in range(0, max(len(letters) - _GRAM + 1, 1), _GRAM // 2):
        yield letters[start : start + _GRAM]


class _Structure(markup.Handler):
    """Counts what a reader with a screen reader needs in an OpenDocument text."""

    def __init__(self) -> None:
        self.headings = self.pictures = self.described = self.tables = self.headed = 0
        self._in_frame = False

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        short = markup.local(name)
        if short == "h":
            self.headings += 1
        elif short == "frame":
            self._in_frame = True
        elif short == "image" and self._in_frame:
            self.pictures += 1
        elif short in ("title", "desc") and self._in_frame:
            self.described += 1
            self._in_frame = False
        elif short == "table":
            self.tables += 1
        elif short == "table-header-rows":
            self.headed += 1


def todo_of(path: Path, ending: str) -> tuple[str, ...]:
    """What a person must still do in a result: words for `no-headings`, `pictures-without-text`, …."""
    if ending == "pdf":
        seen = inspect(path, "pdf")
        found: tuple[tuple[bool, str], ...] = (
            (not seen.readable, "unreadable"),
            (seen.tagged is False, "untagged"),
            (seen.has_text is False, "no-text"),
            (not seen.title, "no-title"),
            (not seen.language, "no-language"),
        )
        return tuple(word for is_so, word in found if is_so)
    counts = _Structure()
    try:
        with zipfile.ZipFile(path) as package, package.open("content.xml") as stream:
            markup.parse(markup.pieces(stream), counts)
    except (zipfile.BadZipFile, KeyError, OSError, markup.RefusedXmlError):
        return ("unreadable",)
    found = (
        (ending == "odt" and not counts.headings, "no-headings"),
        (counts.pictures > counts.described, "pictures-without-text"),
        (ending == "odt" and counts.tables > counts.headed, "tables-without-header"),
    )
    return tuple(word for is_so, word in found if is_so)
