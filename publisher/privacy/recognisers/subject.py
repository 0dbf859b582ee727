"""What a recogniser is given: a normalised text and what is known around it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat

from publisher.privacy.recognisers.kinds import Confidence, Hit
from publisher.privacy.recognisers.prefilter import Cue

SEPARATOR = "\ufdd0"
"""Stands between texts that are searched together; no character, and the end of every sentence."""

_BEFORE = 18
_AFTER = 6
_BREAK = re.compile(rf"[。;\n\r{SEPARATOR}]")
_LINE_ENDS = 3
_LABEL_ABOVE = re.compile(r"(?<=[\u4e00-\u9fffA-Za-z:?)]) ?\r?\n ?$")
"""Between a label at the end of its line and a value that begins the next."""
_REDACTED = re.compile(r"【[^】]{0,12}】")


@dataclass(frozen=True, slots=True)
class Subject:
    """A normalised text; `hinted` are the kinds its label names, `numbered` that the label names another number.

    `label` is the normalised label, empty without one. `runs` are the stretches without Chinese characters in
    which a number, plate or code can stand.
    """

    text: str
    label: str = ""
    hinted: frozenset[str] = frozenset()
    numbered: bool = False
    runs: Sequence[tuple[int, int]] = ()
    _starts: Sequence[int] = field(init=False, default=())
    _ends: Sequence[int] = field(init=False, default=())

    def __post_init__(self) -> None:
        """Part the runs once: many patterns go through them."""
        if self.runs:
            starts, ends = zip(*self.runs, strict=True)
            object.__setattr__(self, "_starts", starts)
            object.__setattr__(self, "_ends", ends)

    def in_runs(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Matches of a pattern that holds no Chinese character, at least one digit and five characters."""
        return chain.from_iterable(map(pattern.finditer, repeat(self.text), self._starts, self._ends))

    def around(
        self, pattern: re.Pattern[str], places: Sequence[int], before: int, after: int
    ) -> Iterator[re.Match[str]]:
        """Matches of `pattern` in the stretches around `places`, those that touch as one."""
        for start, end in self.stretches(places, before, after):
            yield from pattern.finditer(self.text, start, end)

    def stretches(self, places: Sequence[int], before: int, after: int) -> Iterator[tuple[int, int]]:
        """The stretches around `places` (ascending), those that touch as one, each within its text."""
        start = end = -1
        for place in places:
            first, last = max(0, place - before), min(len(self.text), place + 1 + after)
            first = self.text.rfind(SEPARATOR, first, place) + 1 or first
            if first > end:
                if end >= 0:
                    yield start, end
                start = first
            stop = self.text.find(SEPARATOR, place, last)
            end = last if stop < 0 else stop
        if end >= 0:
            yield start, end

    def near(self, start: int, end: int, words: re.Pattern[str], before: int = _BEFORE) -> bool:
        """Whether one of `words` stands shortly before `start`, or right after `end`, in the same sentence.

        A label that redaction has left behind (【電話】) is no context for what follows it.
        """
        ahead = self.text[max(0, start - before) : start]
        if "\n" in ahead[-_LINE_ENDS:]:
            ahead = _LABEL_ABOVE.sub(" ", ahead)
        if "】" in ahead:
            ahead = _REDACTED.sub("", ahead)
        behind = self.text[end : end + _AFTER]
        return bool(words.search(_BREAK.split(ahead)[-1]) or words.match(_BREAK.split(behind)[0].lstrip(" ()")))

    def wants(self, kind: str, start: int, end: int, words: re.Pattern[str]) -> bool:
        """Whether the label or the words around say that this is a `kind`."""
        return kind in self.hinted or self.near(start, end, words)


_WHOLE_PART = re.compile(r"(?:^|[^0-9A-Za-z.,-])[1-9][0-9]?\.$")


def is_fraction(text: str, start: int) -> bool:
    """Whether the digits at `start` stand behind a decimal point.

    A point without a digit before it ends a label (TEL.09…); behind one or two digits it is that of a list
    (1.09…).
    """
    if start < 2 or text[start - 1] != "." or not text[start - 2].isdigit():
        return False
    return not _WHOLE_PART.search(text, max(0, start - 4), start)


@dataclass(frozen=True, slots=True)
class Recogniser:
    """Finds the hits of `kinds` in a subject, given the places where its cues end.

    Without a label that names one of `kinds`, a hit holds a cue or stands beside one, or stands in a run that
    matches `rough` (a regular expression without look-around, for Python and for Rust). One for `every_run` looks
    only where all of them are given.
    """

    kinds: tuple[str, ...]
    find: Callable[[Subject, Sequence[int]], Iterator[Hit]]
    cues: tuple[Cue, ...] = ()
    rough: str = ""
    every_run: bool = False


def one_lower(confidence: Confidence) -> Confidence:
    """The next lower confidence."""
    return "medium" if confidence == "high" else "low"
