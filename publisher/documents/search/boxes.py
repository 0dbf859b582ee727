"""Keys of persons that a form has in boxes of one sign, or with the letter in a box of its own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from publisher.documents.search.items import Rows
from publisher.model.id_numbers import is_valid_id

_WIDEST = 4
_AFTER_LETTER = 9
_LETTER = re.compile("[A-Z\uff21-\uff3a]")
_BEGUN = re.compile(
    r"(?<![A-Za-z0-9])(?P<key>[A-Z][A-D1289][0-9]{8}|[A-Z]\x01[1289][0-9]{8}\x01)(?![A-Za-z0-9])"
    r"|[A-Z](?:[0-9A-D][0-9]{4}|\x01[0-9]{9}\x01)"
)
"""An ID of a citizen or resident, or what begins like one, as boxes say it."""
_LONGEST_RUN = 1 << 16
_OVERLAP = 16
"""Signs of a run in which a key that begins may go on in what follows."""
_MOST_KEPT = 10_000


class Boxes:
    """The boxes of a table or text: what they spell counts when it is valid in most places that begin like a key.

    One form has one key or a few, all of them valid. Records of a survey (a group, then answers in figures) begin
    so in every row, and one in ten is valid by chance.
    """

    def __init__(self) -> None:
        self._begun = self._valid = 0
        self._keys: dict[str, None] = {}
        self._run: list[str] = []
        self._seen = 0

    def watched(self, rows: Iterable[Iterable[object]]) -> Iterator[tuple[str, ...]]:
        """The rows of a table as texts, while their boxes are looked at."""
        for row in rows:
            cells = tuple("" if cell is None else str(cell) for cell in row)
            self.row(cells)
            yield cells

    def row(self, cells: Sequence[str]) -> None:
        """Boxes beside each other, and nothing before or behind them."""
        if any(len(cell) < _WIDEST and _LETTER.search(cell) for cell in cells):
            self._look("".join(map(_sign, cells)), 0, is_end=True)

    def line(self, line: str) -> None:
        """A line of a text, in which each box is a line: one of more signs ends their row."""
        sign = _sign(line) if len(line) <= _AFTER_LETTER else "\0"
        if len(sign) == 1 and sign != "\0":
            self._run.append(sign)
            if len(self._run) > _LONGEST_RUN:
                self._look("".join(self._run), self._seen, is_end=False)
                self._run, self._seen = self._run[-_OVERLAP - 1 :], 1
        elif self._run:
            self._run.append(sign)
            self._end_run()

    def spelled(self) -> list[str]:
        """The keys, each once."""
        self._end_run()
        return list(self._keys) if 2 * self._valid > self._begun else []

    def told(self, where: str, *, hidden: bool = False) -> Iterator[Rows]:
        """The keys as rows beside the table that was watched: none of its cells says them."""
        if keys := self.spelled():
            yield Rows(("",), tuple((key,) for key in keys), where, hidden)

    def _end_run(self) -> None:
        self._look("".join(self._run), self._seen, is_end=True)
        self._run, self._seen = [], 0

    def _look(self, signs: str, seen: int, *, is_end: bool) -> None:
        """Look at boxes from sign `seen` on; what begins near an end that is none is looked at with the rest."""
        last = len(signs) if is_end else len(signs) - _OVERLAP
        for found in _BEGUN.finditer(signs, seen):
            if found.start() >= last:
                return
            self._begun += 1
            key = (found["key"] or "").replace("\1", "")
            if key and is_valid_id(key):
                self._valid += 1
                if len(self._keys) < _MOST_KEPT:
                    self._keys[key] = None


def _sign(cell: str) -> str:
    """The sign in a box; the nine that follow a letter between marks; a mark for all else."""
    text = cell.strip()
    if not text.isascii() and len(text) <= _AFTER_LETTER:
        text = unicodedata.normalize("NFKC", text)
    return text if len(text) == 1 else f"\1{text}\1" if len(text) == _AFTER_LETTER else "\0"
