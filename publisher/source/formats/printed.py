"""Texts in which blanks alone keep the columns apart, as printouts and SQL clients write them.

A line of dashes rules the columns, or they are where no line has a sign; what is not clear is refused, because a
figure in the wrong column looks like any other. A Chinese character takes two places.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from unicodedata import east_asian_width

from publisher.source.grid import Row

_MOST_LINES = 3000
_MOST_HEAD = 12
"""Lines of a page over its records."""
_MOST_BESIDE = 6
"""Lines of titles or remarks above and below."""
_FEWEST = 3
_SURE = 8
"""Lines after which a single place without any sign is no chance."""
_RULER = re.compile(r"\s*[-=_]{2,}(?:\s+[-=_]+)+\s*")
_LINE = re.compile(r"\s*[-=_*]{4,}\s*")
_FIGURE = re.compile(r"[-+]?[0-9][0-9,.]*%?")
_GAP = re.compile(r"\S {2,}\S")
_SEPARATORS = "\t;|"


class UnclearError(Exception):
    """The line from which on the columns are not clear."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


@dataclass(frozen=True, slots=True)
class PrintedColumns:
    """Where columns begin and end, in places; lines before and after the table; `split` where words are cells."""

    spans: tuple[tuple[int, int], ...] = ()
    first: int = 0
    last: int | None = None
    split: bool = False


def columns_of(path: Path) -> PrintedColumns | None:
    """The columns of a text without separators; None where it has some, or no columns.

    Raises UnclearError where blanks keep columns apart that do not stand still.
    """
    with path.open(encoding="utf-8-sig") as text:
        lines = [line.rstrip("\r\n\x1a") for _, line in zip(range(_MOST_LINES), one_heading(text), strict=False)]
    filled = [line for line in lines if line.strip()]
    ruler = next((at for at, line in enumerate(lines) if _RULER.fullmatch(line)), None)
    if len(filled) < _FEWEST or (ruler is None and _is_separated(filled)):
        return None
    if ruler is not None:
        return _ruled(lines, ruler)
    words = {len(line.split()) for line in filled}
    if len(words) == 1 and words.pop() >= _FEWEST:
        return PrintedColumns(split=True)
    if sum(_GAP.search(line) is not None for line in filled) * 2 < len(filled):
        return None
    return _standing_still(lines)


def one_heading(lines: Iterable[str]) -> Iterator[str]:
    """The lines, those blank that repeat what stands over the first rule: the heading and the title of a page."""
    head: list[str] = []
    rule = ""
    held: deque[str] = deque()
    for text in lines:
        line = text.replace("\f", "")
        if not rule:
            yield line
            if _RULER.fullmatch(line.rstrip()):
                rule = line.strip()
                head = head[-_MOST_HEAD:]
            else:
                head.append(_told(line))
            continue
        held.append(line)
        if line.strip() == rule and len(held) > 1:
            _blank(held, head)
        while len(held) > _MOST_HEAD + 1:
            yield held.popleft()
    yield from held


def _blank(held: deque[str], head: list[str]) -> None:
    """Blank the rule that came last and the lines above it, as far up as they are those of the first page."""
    said = [line for line in head if line]
    above = [at for at in range(len(held) - 1) if held[at].strip()]
    if not said or not above or _told(held[above[-1]]) != said[-1]:
        return
    held[len(held) - 1] = ""
    for at, line in zip(reversed(above), reversed(said), strict=False):
        if _told(held[at]) != line:
            break
        held[at] = ""


def _told(line: str) -> str:
    """A line without what differs from page to page: figures and blanks."""
    return re.sub(r"\s+", " ", re.sub(r"[0-9]+", "0", line)).strip()


def _is_separated(lines: Sequence[str]) -> bool:
    if any(sum(sign in line for line in lines) * 2 >= len(lines) for sign in _SEPARATORS):
        return True
    return len({line.count(",") for line in lines}) == 1 and "," in lines[0]


def _ruled(lines: list[str], ruler: int) -> PrintedColumns:
    spans = tuple((found.start(), found.end()) for found in re.finditer(r"[-=_]+", lines[ruler]))
    begun = [start for start, _ in spans]
    spans = tuple(zip(begun, [end for _, end in spans[:-1]] + [1 << 30], strict=True))
    last = max((at for at, line in enumerate(lines) if line.strip() and _fits(line, spans)), default=0)
    head = ruler
    while head > 0 and lines[head - 1].strip() and _fits(lines[head - 1], spans):
        head -= 1
    _check_edges(lines, head, last)
    return PrintedColumns(spans, head, last)


def _standing_still(lines: list[str]) -> PrintedColumns:
    """The part of the lines, without titles and remarks, that has the most columns."""
    filled = [at for at, line in enumerate(lines) if line.strip() and not _LINE.fullmatch(line)]
    best: PrintedColumns | None = None
    for above in range(min(_MOST_BESIDE, len(filled) - 2)):
        for below in range(min(_MOST_BESIDE, len(filled) - above - 2)):
            part = filled[above : len(filled) - below]
            spans = _spans([lines[at] for at in part])
            if len(spans) > 1 and (best is None or len(spans) > len(best.spans)):
                best = PrintedColumns(spans, part[0], part[-1])
    if best is None or best.last is None:
        raise UnclearError(1)
    _check_edges(lines, best.first, best.last)
    heading, *body = [cut(line, best.spans) for line in lines[best.first : best.last + 1] if line.strip()]
    for at, name in enumerate(heading):
        figures = [row[at] for row in body if row[at]]
        if name is None or (_FIGURE.fullmatch(name) and all(_FIGURE.fullmatch(cell or "") for cell in figures)):
            raise UnclearError(best.first + 1)
    for number, line in enumerate(lines[best.first : best.last + 1], best.first + 1):
        if any(cell and "  " in cell for cell in cut(line, best.spans)):
            raise UnclearError(number)
    return best


def _spans(lines: Sequence[str]) -> tuple[tuple[int, int], ...]:
    placed = [_places(line) for line in lines]
    width = max(map(len, placed))
    used = [any(at < len(places) and places[at] != " " for places in placed) for at in range(width)]
    least = 1 if len(lines) >= _SURE else 2
    spans: list[tuple[int, int]] = []
    for at in range(width):
        if not used[at]:
            continue
        if spans and at - spans[-1][1] < least:
            spans[-1] = (spans[-1][0], at + 1)
        else:
            spans.append((at, at + 1))
    # What has no name of its own belongs to the column before.
    named: list[tuple[int, int]] = []
    for begin, end in spans:
        if named and not "".join(placed[0][begin:end]).strip():
            named[-1] = (named[-1][0], end)
        else:
            named.append((begin, end))
    return (*named[:-1], (named[-1][0], 1 << 30)) if named else ()


def _check_edges(lines: list[str], first: int, last: int) -> None:
    """What stands right above or below the table and has gaps as it has may be a part of it."""
    for at in range(first):
        if _GAP.search(lines[at]) and not any(map(_is_between, lines[at + 1 : first])):
            raise UnclearError(at + 1)
    below = lines[last + 1] if last + 1 < len(lines) else ""
    if not _is_between(below) and (_GAP.search(below) or re.search(r"[0-9]", below)):
        raise UnclearError(last + 2)


def _is_between(line: str) -> bool:
    return not line.strip() or _LINE.fullmatch(line) is not None or _RULER.fullmatch(line) is not None


def rows(lines: Iterable[str], columns: PrintedColumns) -> Iterator[Row]:
    """The cells of each line; a title or a remark is one. Raises UnclearError for a line that does not fit."""
    for number, line in enumerate(one_heading(lines)):
        text = line.rstrip("\r\n\x1a")
        inside = columns.first <= number <= (columns.last or 0)
        if inside and (_RULER.fullmatch(text) or _LINE.fullmatch(text)):
            continue
        if not text.strip() or _RULER.fullmatch(text) or _LINE.fullmatch(text):
            yield [None]
        elif columns.split:
            yield text.split()
        elif inside or number >= _MOST_LINES:
            if not _fits(text, columns.spans):
                raise UnclearError(number + 1)
            yield cut(text, columns.spans)
        else:
            yield [text.strip()]


def cut(line: str, spans: Sequence[tuple[int, int]]) -> list[str | None]:
    """The cells of one line."""
    places = _places(line)
    return ["".join(places[begin:end]).strip() or None for begin, end in spans]


def _fits(line: str, spans: Sequence[tuple[int, int]]) -> bool:
    places = _places(line)
    between = [(0, spans[0][0]), *((left[1], right[0]) for left, right in pairwise(spans))]
    apart = not "".join("".join(places[begin:end]) for begin, end in between).strip()
    return apart and not any(at < len(places) and places[at] == "" for at, _ in spans)


def _places(line: str) -> list[str]:
    """One sign for each place; the second place of a wide character is empty."""
    if line.isascii():
        return list(line.expandtabs())
    wide = any(east_asian_width(sign) in "WF" for sign in line)
    return [
        place
        for sign in line
        for place in ((sign, "") if east_asian_width(sign) in ("WFA" if wide else "WF") else (sign,))
    ]
