"""What a recogniser is given: a normalised text and what is known around it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from publisher.privacy.recognisers.kinds import Confidence, Hit

_BEFORE = 18
_AFTER = 6
_BREAK = re.compile(r"[。;\n\r]")
_REDACTED = re.compile(r"【[^】]{0,12}】")
_RUN = re.compile(r"[!-~●○][ -~●○]{4,}")
_DIGIT = re.compile(r"[0-9]")


@dataclass(frozen=True)
class Subject:
    """A normalised text; `hinted` are the kinds its label names, `numbered` that the label names another number.

    `label` is the normalised label, empty without one.
    """

    text: str
    label: str = ""
    hinted: frozenset[str] = frozenset()
    numbered: bool = False
    runs: tuple[tuple[int, int], ...] = field(init=False)
    """Stretches without Chinese characters that hold a digit: all that a number, plate or code can stand in."""

    def __post_init__(self) -> None:
        runs = (match.span() for match in _RUN.finditer(self.text))
        object.__setattr__(self, "runs", tuple(run for run in runs if _DIGIT.search(self.text, *run)))

    def in_runs(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Matches of a pattern that holds no Chinese character, at least one digit and five characters."""
        for start, end in self.runs:
            yield from pattern.finditer(self.text, start, end)

    def around(self, anchor: re.Pattern[str], before: int, after: int) -> Iterator[tuple[int, int]]:
        """The stretches around the matches of `anchor`, those that touch as one."""
        start = end = -1
        for match in anchor.finditer(self.text):
            if match.start() - before > end:
                if end >= 0:
                    yield start, end
                start = max(0, match.start() - before)
            end = min(len(self.text), match.end() + after)
        if end >= 0:
            yield start, end

    def near(self, start: int, end: int, words: re.Pattern[str], before: int = _BEFORE) -> bool:
        """Whether one of `words` stands shortly before `start`, or right after `end`, in the same sentence.

        A label that redaction has left behind (【電話】) is no context for what follows it.
        """
        ahead = _BREAK.split(_REDACTED.sub("", self.text[max(0, start - before) : start]))[-1]
        behind = _BREAK.split(self.text[end : end + _AFTER])[0]
        return bool(words.search(ahead) or words.match(behind.lstrip(" ()")))

    def wants(self, kind: str, start: int, end: int, words: re.Pattern[str]) -> bool:
        """Whether the label or the words around say that this is a `kind`."""
        return kind in self.hinted or self.near(start, end, words)


@dataclass(frozen=True, slots=True)
class Recogniser:
    """Finds the hits of `kinds` in a subject.

    `rough` is a regular expression without look-around that every text with a hit matches unless the label
    alone makes it one; it runs in Python and in Polars.
    """

    kinds: tuple[str, ...]
    rough: str
    find: Callable[[Subject], Iterator[Hit]]


def one_lower(confidence: Confidence) -> Confidence:
    """The next lower confidence."""
    return "medium" if confidence == "high" else "low"
