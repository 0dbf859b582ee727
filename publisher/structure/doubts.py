"""Whether a table that was read holds together: what in it is not explained, after its layout was decided.

A check of the reading that does not share its rules: it asks of every row whether it is one of a kind with the
others, by its cells and its figures, and leaves it to people where it is not. Each sign of that has a weight;
those of one row add up, and from BAR on the table is asked about.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import polars as pl

from publisher.model.text import Message, msg
from publisher.structure import additions
from publisher.structure.columns import ROW
from publisher.structure.rowshapes import RowShapes, shapes_of

DoubtKind = Literal[
    "bare",
    "lone",
    "wordy",
    "computed",
    "other-table",
    "sum",
    "mean",
    "nearly-sum",
    "gaps",
    "unlike",
    "most",
    "set-in",
    "again",
    "parts",
]

BAR = 0.5
"""The score from which a table is asked about."""
WEIGHTS: dict[DoubtKind, float] = {
    "bare": 0.8,
    "lone": 0.6,
    "wordy": 0.8,
    "computed": 0.8,
    "other-table": 0.9,
    "sum": 0.9,
    "mean": 0.8,
    "nearly-sum": 0.3,
    "gaps": 0.4,
    "unlike": 0.3,
    "most": 0.2,
    "set-in": 0.8,
    "again": 0.8,
    "parts": 0.8,
}
"""How sure each sign is by itself that a row is no record like the others."""
WORDS: dict[DoubtKind, Message] = {
    "bare": msg("little but a name"),
    "lone": msg("one text at the edge"),
    "wordy": msg("words where the others have figures"),
    "computed": msg("called as what is computed"),
    "other-table": msg("columns change their kind here"),
    "sum": msg("the sum of rows beside it"),
    "mean": msg("the mean of the others"),
    "nearly-sum": msg("nearly the sum of the others"),
    "gaps": msg("no name or code where the others have one"),
    "unlike": msg("a name unlike the others"),
    "most": msg("the most of everything"),
    "set-in": msg("rows below are set in under it"),
    "again": msg("the names above begin again, and nothing says of what"),
    "parts": msg("about the sum of the rows below it"),
}
"""What is said of a row with each sign."""
MOST_ROWS, _MOST_COLUMNS = 5000, 60
_FEWEST_ROWS = 4
_MOST_ODD = 0.34
"""Share of rows that may be odd; where more are, the table has rows of several kinds by its nature."""
_NEARLY_ALL = 0.8
_FEWEST_BESIDE = 3
_FEWEST_AGAIN = 3
"""Rows above and below a border between two tables."""
_STATISTIC = re.compile(
    r"[\s(（【]*(?:總|全體|各\S{1,3}|全\S{1,2}|本\S{1,2})?\s*"
    r"(?:平\s*均(?:數|值|数)?|均\s*[值數]|中\s*位\s*[數数值]|最\s*[大高小低](?:\s*[值數])?|標\s*準\s*差|排\s*[名序]|名\s*次|順\s*位|"
    r"(?:百\s*分|占|佔|構成|結構)\s*比(?:\s*[例率])?|比\s*[例率重]|(?:較\S{1,4})?\s*增\s*[減加](?:\s*[數率])?|成長率|前年比|"
    r"평\s*균|구성비|순위|증감(?:률)?"
    r"|(?i:average|mean|median|max(?:imum)?|min(?:imum)?|std\.?(?: ?dev\.?)?|standard deviation|rank|share|"
    r"per ?cent(?:age)?|change|difference|durchschnitt|mittelwert|anteil|veränderung|moyenne|médiane|part|"
    r"promedio|media|porcentaje|variación|snitt|genomsnitt))"
    r"\s*(?:[(（][^()（）]{1,12}[)）]|[%％])?[\s)）】:：]*"
)
"""What tables call a row that is computed from the others."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Rows that are perhaps no records like the others, by one sign, numbered as in the frame's ROW."""

    kind: DoubtKind
    rows: tuple[int, ...]


def score(doubts: Sequence[Doubt]) -> float:
    """How unsure the row of which most is unsure is, from 0 to 1."""
    right: dict[int, float] = defaultdict(lambda: 1.0)
    for doubt in doubts:
        for row in doubt.rows:
            right[row] *= 1 - WEIGHTS[doubt.kind]
    return 1 - min(right.values(), default=1.0)


def asked_about(doubts: Sequence[Doubt]) -> tuple[Doubt, ...]:
    """The doubts that reach the bar, of rows that do."""
    sure = {row for doubt in doubts for row in doubt.rows if score(_of_row(doubts, row)) >= BAR}
    kept = (Doubt(doubt.kind, tuple(row for row in doubt.rows if row in sure)) for doubt in doubts)
    return tuple(doubt for doubt in kept if doubt.rows)


def _of_row(doubts: Sequence[Doubt], row: int) -> list[Doubt]:
    return [Doubt(doubt.kind, (row,)) for doubt in doubts if row in doubt.rows]


def of_rows(records: pl.DataFrame, names: Sequence[str]) -> tuple[Doubt, ...]:
    """What is not explained of the rows that are to be records of a table: text cells, with ROW beside them."""
    records, names = records.head(MOST_ROWS), list(names)[:_MOST_COLUMNS]
    if records.height < _FEWEST_ROWS or len(names) < 2:
        return ()
    shape = shapes_of(records, names)
    most = _MOST_ODD * records.height
    numbers = records[ROW].to_list()
    found: list[tuple[DoubtKind, list[int]]] = [*_odd(shape), ("computed", _computed(shape))]
    found += [("gaps", _gaps(shape)), ("unlike", _unlike(shape)), ("other-table", _borders(shape))]
    found += additions.found(records, [names[at] for at in shape.figures], names[0])
    found = [(kind, places) for kind, places in found if 0 < len(places) <= most]
    if begins := again(records, [name for at, name in enumerate(names) if at not in shape.measured]):
        found.append(("again", begins))
    if upper := set_in(records[names[0]].to_list()):
        found.append(("set-in", upper))
    return tuple(Doubt(kind, tuple(int(numbers[at]) for at in places)) for kind, places in found)


def set_in(texts: Sequence[str | None]) -> list[int]:
    """The names under which others are set in by blanks: what those belong to, which no column says.

    The first is of the upper level, two at least have rows below, and most rows are such: blanks by mistake are
    not so.
    """
    depths = [len(text) - len(text.lstrip()) for text in texts if text and text.strip()]
    if len(depths) < len(texts) or len(depths) < _FEWEST_ROWS or depths[0] != min(depths):
        return []
    upper = [at for at, (one, below) in enumerate(pairwise(depths)) if one < below]
    deeper = sum(depth > depths[0] for depth in depths)
    return upper if len(upper) > 1 and 2 * deeper >= len(depths) else []


def again(records: pl.DataFrame, keys: Sequence[str]) -> list[int]:
    """Where the same names come in the same order once more, though no column says what is another of it."""
    rows = records.select(keys).rows() if keys else []
    begins = next((at for at, row in enumerate(rows) if at and row == rows[0]), 0)
    if begins < _FEWEST_AGAIN or len(set(rows[:begins])) < begins or 2 * begins > len(rows):
        return []
    if any(row != rows[at % begins] for at, row in enumerate(rows)):
        return []
    whole = records.drop(ROW).rows()
    if all(row == whole[at % begins] for at, row in enumerate(whole)):
        return []  # records that were loaded twice, which are told as such
    starts = list(range(0, len(rows), begins))
    for name in records.columns:
        parts = [set(records[name][start : start + begins].to_list()) for start in starts]
        if (
            name != ROW
            and all(len(part) == 1 for part in parts)
            and len({min(part, key=str) for part in parts}) > 1
        ):
            return []  # it says which is which
    return starts[1:]


def _odd(shape: RowShapes) -> list[tuple[DoubtKind, list[int]]]:
    """Rows with nothing where the others have figures and little beside it, with words there, or with one cell.

    A name written as the others are is that of a record of which nothing was reported, but where the table begins
    with such a name: then there are groups.
    """
    bare, wordy, lone = [], [], []
    last = len(shape.classes) - 1
    for at, row in enumerate(shape.classes):
        filled = [bool(cell) for cell in row]
        figures = [row[column] for column in shape.figures]
        named = sum(filled) - sum(map(bool, figures))
        words = {shape.texts[at][column] for column in shape.figures if row[column] == "t"}
        if len(figures) > 1 and "f" not in figures:
            if 0 < sum(filled) <= max(1.0, shape.usual / 3) and (named < shape.named or named < 2):
                bare.append(at)
            if words and (len(words) > 1 or named < shape.named):
                wordy.append(at)
        elif len(words) > 1 and 2 * len(words) >= sum(map(bool, figures)):
            wordy.append(at)
        if sum(filled) == 1 and "f" not in row and shape.usual > 2:
            lone.append(at)
    edge = [at for at in lone if set(range(at)) <= set(lone) or set(range(at, last + 1)) <= set(lone)]
    alike = set() if len(bare) > 1 and bare[0] == 0 else _alike(shape)
    bare, edge = ([at for at in found if at not in alike] for found in (bare, edge))
    return [("bare", bare), ("wordy", wordy), ("lone", edge)]


def _alike(shape: RowShapes) -> set[int]:
    """Rows whose first cell is written as nearly all are: 南區 among 東區, 西區; a month among months."""
    ways = [_way(row[0]) if row[0] else "" for row in shape.texts]
    said = [way for way in ways if way]
    way, count = Counter(said).most_common(1)[0] if said else ("", 0)
    return {at for at, one in enumerate(ways) if one == way} if count >= _NEARLY_ALL * len(ways) else set()


def _gaps(shape: RowShapes) -> list[int]:
    """Rows with figures that lack what all others have: a name or code (a label over two cells is one of them)."""
    rows, last = shape.classes, len(shape.classes) - 1
    full = [
        at
        for at in range(len(rows[0]))
        if at not in shape.measured and sum(bool(row[at]) for row in rows) >= (1 - _MOST_ODD) * len(rows)
    ]
    lacking = {
        number: [at for at in full if not row[at]]
        for number, row in enumerate(rows)
        if any(row[at] == "f" for at in shape.measured)
    }
    lacking = {number: columns for number, columns in lacking.items() if columns}
    edge = {number for number in lacking if number in (0, last)}
    if len(lacking) == len(edge):
        return sorted(number for number in edge if len(lacking[number]) > 1 or full[0] in lacking[number])
    several = [number for number, columns in lacking.items() if len(columns) > 1]
    alike = len({tuple(lacking[number]) for number in several}) == 1
    return sorted(several) if alike and len(several) == len(lacking) else []


def _unlike(shape: RowShapes) -> list[int]:
    """Rows whose name is written in another way than those of all others: words among figures, 全區 among 里."""
    rows = shape.classes
    found: list[int] = []
    for at in range(min(2, len(rows[0]))):
        said = [number for number, row in enumerate(rows) if row[at]]
        ways: Counter[str] = Counter(_way(shape.texts[number][at]) for number in said)
        if not said or len(said) < 2 * _FEWEST_BESIDE:
            continue
        way, count = ways.most_common(1)[0]
        odd = [number for number in said if _way(shape.texts[number][at]) != way]
        if way and 0 < len(odd) <= max(1, len(said) // 10) and count >= len(said) - len(odd):
            found += odd
    return sorted(set(found))


def _way(text: str) -> str:
    """How a name is written: figures, letters, or how a Chinese one ends."""
    plain = re.sub(r"[0-9０-９]+", "9", text)
    if not any(letter.isalpha() for letter in plain):
        return "9"
    last = plain[-1]
    return last if last >= "\u2e80" else ("A9" if "9" in plain else "")


def _borders(shape: RowShapes) -> list[int]:
    """Rows from which on two columns or more hold another class than above: another table began there."""
    rows = shape.classes
    changes: Counter[int] = Counter()
    for column in range(len(rows[0])):
        cells = [(at, row[column]) for at, row in enumerate(rows) if row[column] in ("f", "t")]
        if (border := _border_of(cells)) is not None:
            changes[border] += 1
    return sorted(at for at, count in changes.items() if count > 1)


def _border_of(cells: list[tuple[int, str]]) -> int | None:
    """Where figures end and words begin, or the other way round, and no cell of the one stands among the other."""
    classes = [kind for _, kind in cells]
    border = next((at for at, kind in enumerate(classes) if kind != classes[0]), None)
    if border is None or border < _FEWEST_BESIDE or len(classes) - border < _FEWEST_BESIDE:
        return None
    return cells[border][0] if classes[0] not in classes[border:] else None


def _computed(shape: RowShapes) -> list[int]:
    """Rows that are called by what was computed of the others, in a column that tells most rows apart."""
    found: set[int] = set()
    for at in range(min(3, len(shape.classes[0]))) if shape.measured else ():
        said = [cells[at] for cells in shape.texts if cells[at]]
        if at not in shape.measured and 2 * len(set(said)) > len(said):
            found.update(row for row, cells in enumerate(shape.texts) if _STATISTIC.fullmatch(cells[at]))
    return sorted(found)
