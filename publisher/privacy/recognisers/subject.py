"""What a recogniser is given: a normalised text and what is known around it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from publisher.privacy.recognisers.kinds import Confidence, Hit

_BEFORE = 18
_AFTER = 6
_BREAK = re.compile(r"[。;\n\r]")
_REDACTED = re.compile(r"【[^】]{0,12}】")


@dataclass(frozen=True, slots=True)
class Subject:
    """A normalised text; `hinted` are the kinds its label names, `numbered` that the label names another number.

    `label` is the normalised label, empty without one.
    """

    text: str
    label: str = ""
    hinted: frozenset[str] = frozenset()
    numbered: bool = False

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
