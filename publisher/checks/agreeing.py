"""How much two texts speak of the same: the pairs of Chinese characters, and the Latin words, that they share."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[a-z0-9]+")
_ENDING = re.compile(r"(?:ations?|ing|ies|es|s|ed|e|y)$")
_LONGEST = 20_000


def pieces(text: str) -> frozenset[str]:
    """Pairs of neighbouring Chinese characters (a lone one as itself), and Latin words without their endings."""
    found: set[str] = set()
    for run in _RUN.findall(unicodedata.normalize("NFKC", text[:_LONGEST]).lower()):
        if run[0].isascii():
            found.add(_ENDING.sub("", run) if len(run) > 4 else run)
        elif len(run) == 1:
            found.add(run)
        else:
            found |= {run[at : at + 2] for at in range(len(run) - 1)}
    return frozenset(found)


def shared(text: str, others: Iterable[str]) -> float:
    """The share of a text's pieces that stand in the others; 1 for a text without any."""
    own = pieces(text)
    if not own:
        return 1.0
    theirs: set[str] = set()
    for other in others:
        theirs |= pieces(other)
    return len(own & theirs) / len(own)


def is_chinese(text: str) -> bool:
    """Whether a text is mostly in Chinese characters."""
    runs = _RUN.findall(text.lower())
    return sum(len(run) for run in runs if not run[0].isascii()) > len([run for run in runs if run[0].isascii()])
