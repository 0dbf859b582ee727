"""English drafts of Chinese names, word by word; a person reads them before anybody else does."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

_MARK = "(draft)"


def draft_of(name: str) -> str:
    """The words that are known, in the order of the Chinese; the draft says that it is one."""
    words = list(_words(name))
    text = " ".join(words)
    return f"{text[:1].upper()}{text[1:]} {_MARK}" if words else f"{name} {_MARK}"


def _words(name: str) -> Iterator[str]:
    known = _glossary()
    longest = max(map(len, known))
    at = 0
    rest = ""
    while at < len(name):
        word = next(
            (name[at : at + size] for size in range(longest, 0, -1) if name[at : at + size] in known), None
        )
        if word is None:
            rest += name[at]
            at += 1
            continue
        if rest.strip(" _-()（）/、"):
            yield rest.strip(" _-()（）/、")
        rest = ""
        if known[word]:
            yield known[word]
        at += len(word)
    if rest.strip(" _-()（）/、"):
        yield rest.strip(" _-()（）/、")


@cache
def _glossary() -> dict[str, str]:
    lines = (Path(__file__).parent / "words.csv").read_text(encoding="utf-8").splitlines()[1:]
    return dict(line.split(",", 1) for line in lines if line)
