"""Tables in words: each cell behind its heading, so that what a date is about is said beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_FIELD = "："
_MOST_COLUMNS = 60
_DATED = re.compile(
    r"[0-9０-９]\s*[年月/.\-][\s0-9０-９]|\b[a-z]{3,9}\.?\s+[0-9]{1,2}|[0-9]{1,2}\s+[a-z]{3,9}\b", re.IGNORECASE
)
_TIME = re.compile(
    r"日|期|時|起|[訖迄]|自|至|開始|結束|截止|\b(?:date|time|day|from|to|until|start|end|open|close|due|when)",
    re.IGNORECASE,
)
_BEGIN = re.compile(
    r"(?P<noun>.*?)(?:\s*[(（]?\s*)(?:起始|起算|開始|開放|起|始|自|\b(?:start(?:s|ing)?|begin(?:s|ning)?|from|open(?:s|ing)?))\s*"
    r"(?:日期?|時間|時日?|日時|date|time|on)?(?:\s*[)）]?)",
    re.IGNORECASE,
)
_END = re.compile(
    r"(?P<noun>.*?)(?:\s*[(（]?\s*)(?:結束|終止|截止|截至|停止|關閉|恢復|[迄訖止終至到]|復(?=[水電氣])[水電氣]|\b(?:end(?:s|ing)?|finish(?:es)?|to|until|till|through|clos(?:es?|ing)))\s*"
    r"(?:日期?|時間|時日?|日時|date|time|on)?(?:\s*[)）]?)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its words, whether it is a heading, and how many columns and rows it covers."""

    text: str
    heads: bool
    columns: int = 1
    rows: int = 1


def in_words(rows: Sequence[Sequence[Cell]], head_rows: int = 0) -> Iterator[tuple[str, ...]]:
    """The rows of a table, each cell as `heading：cell`, two columns of beginnings and ends as one stretch.

    `head_rows` are those of its `thead`. Without headings of columns, cells are labels and values in turn.
    """
    grid = [row for row in _spread(rows) if any(cell.text for cell in row)]
    heads = _heads(grid, head_rows)
    if not heads:
        for row in grid:
            yield tuple(_in_turn([cell.text for cell in row]))
        return
    names, spans = _names(grid[:heads]), _stretches(_names(grid[:heads]))
    for row in grid[heads:]:
        yield tuple(_under_heads([cell.text for cell in row], names, spans))


def _spread(rows: Sequence[Sequence[Cell]]) -> Iterator[list[Cell]]:
    """The rows with every cell in each column and row that it covers."""
    hanging: dict[int, tuple[Cell, int]] = {}
    for row in rows:
        full: list[Cell] = []
        waiting = list(reversed(row))
        while len(full) < _MOST_COLUMNS and (waiting or len(full) in hanging):
            if (hung := hanging.pop(len(full), None)) is not None:
                full.append(hung[0])
                if hung[1] > 1:
                    hanging[len(full) - 1] = (hung[0], hung[1] - 1)
                continue
            cell = waiting.pop()
            for _ in range(min(max(cell.columns, 1), _MOST_COLUMNS - len(full))):
                full.append(cell)
                if cell.rows > 1:
                    hanging[len(full) - 1] = (cell, cell.rows - 1)
        yield full


def _heads(grid: Sequence[Sequence[Cell]], head_rows: int) -> int:
    """How many rows at the top are headings of columns."""
    if len(grid) < 2 or len(grid[0]) < 2:
        return 0
    told = next((number for number, row in enumerate(grid) if not all(cell.heads for cell in row)), len(grid))
    if 0 < max(told, head_rows) < len(grid):
        return max(told, head_rows)
    first, rest = grid[0], grid[1:]
    columns = len(first)
    if columns < 3 or any(_DATED.search(cell.text) for cell in first) or any(len(row) != columns for row in rest):
        return 0
    dated = any(
        _TIME.search(first[at].text) and all(_DATED.search(row[at].text) for row in rest) for at in range(columns)
    )
    return 1 if dated else 0


def _names(heads: Sequence[Sequence[Cell]]) -> list[str]:
    """The heading of each column: 報名 above 起日 is 報名起日."""
    width = max(len(row) for row in heads)
    stacked = ([row[at].text for row in heads if at < len(row)] for at in range(width))
    return ["".join(dict.fromkeys(texts)) for texts in stacked]


def _stretches(names: Sequence[str]) -> dict[int, str]:
    """The columns that with the next one are a beginning and an end, and what of."""
    found: dict[int, str] = {}
    for at, (first, second) in enumerate(pairwise(names)):
        begin, end = _BEGIN.fullmatch(first), _END.fullmatch(second)
        if begin and end and (begin["noun"] == end["noun"] or not (begin["noun"] and end["noun"])):
            found[at] = begin["noun"] or end["noun"]
    return found


def _under_heads(texts: Sequence[str], names: Sequence[str], spans: dict[int, str]) -> Iterator[str]:
    for at, text in enumerate(texts):
        name = names[at] if at < len(names) else ""
        if at in spans and at + 1 < len(texts) and _DATED.search(text) and _DATED.search(texts[at + 1]):
            noun = spans[at].strip()
            period = "period" if names[at].isascii() else "期間"
            yield f"{noun}{' ' if noun.isascii() and noun else ''}{period}{_FIELD}{text} ~ {texts[at + 1]}"
        elif at - 1 in spans and _DATED.search(texts[at - 1]) and _DATED.search(text):
            continue
        elif text and at and not _TIME.search(name) and _TIME.search(texts[0]) and not _DATED.search(texts[0]):
            yield f"{texts[0]}{_FIELD}{text}"
        elif text:
            yield f"{name}{_FIELD}{text}"


def _in_turn(texts: Sequence[str]) -> Iterator[str]:
    if len(texts) % 2:
        yield " ".join(texts)
        return
    for label, value in zip(texts[::2], texts[1::2], strict=True):
        yield f"{label}{_FIELD}{value}"
