"""Where in a text anything could be found: one pass for the patterns of all recognisers.

The recognisers' own patterns are dear, and most text holds nothing. So every recogniser says what its hits cannot
do without: a *cue* (two or three characters side by side: 先生, a digit before 號), or, for what is written in
digits, a rough form that one of the *runs* without Chinese characters must hold. Both are looked for in one pass,
in long texts by tables over all characters at once, and the recognisers look only there. Why tables and no engine
for many patterns: docs/adr/0008-text-is-searched-by-tables.md.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from publisher.privacy.recognisers.normalise import Codes, codes_of

DIGITS = "0123456789"
NUMERALS = "〇○零一二三四五六七八九十百"
UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ANY = ""
"""As characters of a cue: whatever they are, or none."""

_NEVER = r"[^\s\S]"
"""Matches nothing, in Python and in Rust."""
_RUN = re.compile(r"[!-~●○][ -~●○\n\r]{4,}")
_DIGIT = re.compile(r"[0-9]")
_LEAST_RUN = 5
_LONG = 300
"""Characters from which the tables are quicker than a look at each."""
_BANK = 64
"""Cues that are looked for at once: bits of an integer."""
_MANY = 1000
"""Runs from which Polars sifts them more quickly than a look at each."""
_BASIC_PLANE = 0x10000
NOWHERE = "\uffff"
"""As a character of a cue: the beginning or the end of the text, or what is beyond the basic plane."""
_IN_RUN, _DIGIT_IN_RUN, _IN_CUE = 1, 3, 4
"""Classes of characters; the last is added to others, doubled for each further bank of cues.

No digit is the `last` of a cue."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One of the characters `first`, one of `last`, one of `then`; ANY: whatever stands there, or nothing."""

    first: str
    last: str
    then: str = ANY


@dataclass(frozen=True, slots=True)
class Spots:
    """Runs (stretches without Chinese characters that hold a digit), and where the cues of each recogniser are."""

    runs: Sequence[tuple[int, int]]
    cues: Sequence[Sequence[int]]

    def __bool__(self) -> bool:
        return bool(self.runs) or any(len(places) for places in self.cues)


class Prefilter:
    """Finds the spots of recognisers that have these cues and these rough forms, in the order given.

    A rough form is a regular expression for Python and for Rust, without look-around.
    """

    def __init__(self, cues: Sequence[Sequence[Cue]], roughs: Iterable[str]) -> None:
        self._count = len(cues)
        self._cues = [(owner, cue) for owner, several in enumerate(cues) for cue in several]
        self._rough = "|".join(f"(?:{rough})" for rough in roughs) or _NEVER
        self._rough_form = re.compile(self._rough)
        self._by_last: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
        for owner, cue in self._cues:
            for last in cue.last:
                self._by_last[last].append((owner, cue.first, cue.then))
        self._last = re.compile(f"[{re.escape(''.join(self._by_last))}]" if self._by_last else _NEVER)
        self._tables: _Tables | None = None

    def spots(self, text: str, codes: Codes | None = None, *, every_run: bool = False) -> Spots:
        """The spots of a normalised text; `every_run` also gives runs in which no rough form is seen.

        `codes` are its code points (`codes_of`), where they are known.
        """
        if len(text) < _LONG:
            return self._by_character(text, every_run=every_run)
        return self._by_tables(text, codes, every_run=every_run)

    def _by_character(self, text: str, *, every_run: bool) -> Spots:
        runs = [match.span() for match in _RUN.finditer(text) if _DIGIT.search(match[0])]
        places: list[list[int]] = [[] for _ in range(self._count)]
        for match in self._last.finditer(text):
            place = match.start()
            before, after = text[place - 1 : place] or NOWHERE, text[place + 1 : place + 2] or NOWHERE
            before, after = min(before, NOWHERE), min(after, NOWHERE)  # beyond the basic plane
            owners = {
                owner
                for owner, first, then in self._by_last[match[0]]
                if (not first or before in first) and (not then or after in then)
            }
            for owner in owners:
                places[owner].append(place)
        return Spots(runs if every_run else self._telling(text, runs), places)

    def _telling(self, text: str, runs: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """The runs with a rough form in them."""
        if len(runs) < _MANY:
            return [run for run in runs if self._rough_form.search(text[run[0] : run[1]])]
        held = pl.Series([text[start:end] for start, end in runs]).str.contains(self._rough)
        return [runs[place] for place in held.arg_true()]

    def _by_tables(self, text: str, codes: Codes | None = None, *, every_run: bool) -> Spots:
        if self._tables is None:
            self._tables = _Tables.of([cue for _, cue in self._cues])
        tables = self._tables
        codes = codes_of(text) if codes is None else codes
        classes = np.take(tables.classes, codes)
        runs = [_trimmed(text, start, end) for start, end in _runs(classes)]
        runs = [(start, end) for start, end in runs if end - start >= _LEAST_RUN]
        return Spots(runs if every_run else self._telling(text, runs), self._places(tables, codes, classes))

    def _places(self, tables: _Tables, codes: Codes, classes: npt.NDArray[np.uint8]) -> list[list[int]]:
        places: list[list[int]] = [[] for _ in range(self._count)]
        for number, bank in enumerate(tables.banks):
            first = number * _BANK
            at = np.flatnonzero(classes & (_IN_CUE << number))
            before = np.where(at > 0, bank.firsts[codes[at - 1]], bank.at_start)
            after = np.where(at + 1 < codes.size, bank.thens[codes[(at + 1) % codes.size]], bank.at_end)
            held = before & bank.lasts[codes[at]] & after
            at, held = at[held != 0], held[held != 0]
            for bit, (owner, _) in enumerate(self._cues[first : first + _BANK]):
                found = at[(held >> np.uint64(bit)) & np.uint64(1) == 1].tolist()
                places[owner] = sorted({*places[owner], *found}) if places[owner] else found
        return places


@dataclass(frozen=True, slots=True)
class _Bank:
    """For each character of the basic plane: in which of up to 64 cues it may stand (one bit for each)."""

    firsts: npt.NDArray[np.uint64]
    lasts: npt.NDArray[np.uint64]
    thens: npt.NDArray[np.uint64]
    at_start: np.uint64
    at_end: np.uint64

    @classmethod
    def of(cls, cues: Sequence[Cue]) -> _Bank:
        firsts, thens = _bits(cue.first for cue in cues), _bits(cue.then for cue in cues)
        return cls(firsts, _bits(cue.last for cue in cues), thens, firsts[ord(NOWHERE)], thens[ord(NOWHERE)])


@dataclass(frozen=True, slots=True)
class _Tables:
    """The class of each character of the basic plane, and the cues in banks of 64."""

    classes: npt.NDArray[np.uint8]
    banks: Sequence[_Bank]

    @classmethod
    def of(cls, cues: Sequence[Cue]) -> _Tables:
        classes = np.zeros(_BASIC_PLANE, np.uint8)
        classes[0x20:0x7F] = _IN_RUN
        classes[[ord(other) for other in "●○\n\r"]] = _IN_RUN
        classes[[ord(digit) for digit in DIGITS]] = _DIGIT_IN_RUN
        for number, cue in enumerate(cues):
            classes[[ord(last) for last in cue.last]] |= _IN_CUE << number // _BANK
        return cls(classes, [_Bank.of(cues[start : start + _BANK]) for start in range(0, len(cues), _BANK)])


def _bits(sets: Iterable[str]) -> npt.NDArray[np.uint64]:
    table = np.zeros(_BASIC_PLANE, np.uint64)
    for bit, characters in enumerate(sets):
        codes = [ord(character) for character in characters]
        table[codes or slice(None)] |= np.uint64(1 << bit)
    return table


def _runs(classes: npt.NDArray[np.uint8]) -> Iterable[tuple[int, int]]:
    """Where at least five characters of runs stand side by side, a digit among them."""
    digits = np.flatnonzero(classes == _DIGIT_IN_RUN)
    if not digits.size:
        return ()
    inside = np.flatnonzero((classes & _IN_RUN).view(np.bool_))
    breaks = np.flatnonzero(np.diff(inside) != 1)
    starts = inside[np.concatenate(([0], breaks + 1))]
    ends = inside[np.concatenate((breaks, [inside.size - 1]))] + 1
    long = ends - starts >= _LEAST_RUN
    starts, ends = starts[long], ends[long]
    with_digit = np.searchsorted(digits, starts) < np.searchsorted(digits, ends)
    return zip(starts[with_digit].tolist(), ends[with_digit].tolist(), strict=True)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " \n\r":
        start += 1
    return start, end
