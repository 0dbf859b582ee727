"""Which character separates the values of a delimited file, judged by its first lines."""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from pathlib import Path

_CANDIDATES = (",", "\t", ";", "|")
_RARE = ("\x1f", "\x01", "^", "~")
"""What database servers and mainframes write; taken only where every line has as many, and no usual one fits."""

_SEPARATOR_LINE = re.compile(r"sep=([^\"\r\n])\r?\n?", re.IGNORECASE)
_SAMPLE = 64 * 1024
_HEADING_BONUS = 2.0


def detect(path: Path, heading: int, *, tabs: bool = False) -> str:
    """The delimiter that cuts most records into the same number of parts, and the heading line as well.

    `heading` is the row (from 0) of the last heading line; `tabs` settles it when the file's ending does.
    A file in which none of them occurs has one column: a comma. A first line `sep=;`, as Excel writes and reads
    it, settles it too.
    """
    if tabs:
        return "\t"
    with path.open(encoding="utf-8-sig", newline="") as file:
        sample = file.read(_SAMPLE)
        complete = not file.read(1)
    told = _SEPARATOR_LINE.match(sample)
    if told is not None:
        return told[1]
    lines = sample.splitlines()
    if not complete and len(lines) > 1:
        lines.pop()
    scores = {candidate: _score(lines, candidate, heading) for candidate in _CANDIDATES}
    best = max(scores.values())
    if best > 0:
        return next(candidate for candidate in _CANDIDATES if scores[candidate] == best)
    return next((candidate for candidate in _RARE if _in_every_line(lines, candidate)), ",")


def _in_every_line(lines: list[str], delimiter: str) -> bool:
    counts = {line.count(delimiter) for line in lines if line.strip()}
    return len(counts) == 1 and counts.pop() > 0 and len(lines) > 1


def _score(lines: list[str], delimiter: str, heading: int) -> float:
    try:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
    except csv.Error:
        return 0.0
    if not widths:
        return 0.0
    width, count = Counter(widths).most_common(1)[0]
    if width < 2:
        width, count = (
            Counter(value for value in widths if value > 1).most_common(1)[0] if max(widths) > 1 else (1, 0)
        )
    fits = heading < len(widths) and widths[heading] == width
    return count / len(widths) * math.log(width) * (_HEADING_BONUS if fits else 1.0) if width > 1 else 0.0
