"""Scanning whole documents in bounded memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from publisher.privacy.recognisers.allowlist import AllowList
from publisher.privacy.recognisers.kinds import Hit
from publisher.privacy.recognisers.registry import scan

_BLOCK = 1 << 18
"""Characters held at once."""
_CONTEXT = 1024
"""Characters at the end of a block that are looked at again with the next one."""


def scan_lines(
    text: str | Iterable[str],
    *,
    kinds: frozenset[str] | None = None,
    allow: AllowList | None = None,
) -> Iterator[tuple[int, Hit]]:
    """Personal data in a document: the number of the line (from 1) and the hit, its offsets within that line.

    `text` is the whole document, or its lines. A hit that runs over several lines is given with its first one.
    """
    number, column, done = 1, 0, 0  # of the block's first character; hits before `done` were given already
    for block, last in _blocks([text] if isinstance(text, str) else (_one_line(line) for line in text)):
        ready = len(block) if last else len(block) - _CONTEXT // 2
        line, start = number, -column
        for hit in scan(block, kinds=kinds, allow=allow):
            if done <= hit.start < ready:
                line += block.count("\n", max(0, start), hit.start)
                start = block.rfind("\n", max(0, start), hit.start) + 1 or start
                yield line, Hit(hit.kind, hit.start - start, hit.end - start, hit.confidence)
        kept = _kept_from(block)
        number += block.count("\n", 0, kept)
        newline = block.rfind("\n", 0, kept)
        column = kept - newline - 1 if newline >= 0 else column + kept
        done = ready - kept


def _one_line(line: str) -> str:
    return line.rstrip("\n").replace("\n", " ") + "\n"


def _blocks(texts: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Stretches of the joined texts, each beginning with the end of the one before; whether it is the last."""
    parts: list[str] = []
    size = 0
    for text in texts:
        parts.append(text)
        size += len(text)
        if size > _BLOCK:
            block = "".join(parts)
            yield block, False
            parts = [block[_kept_from(block) :]]
            size = len(parts[0])
    yield "".join(parts), True


def _kept_from(block: str) -> int:
    """Where the end of a block that is looked at again begins: with a whole line where lines are short."""
    start = max(0, len(block) - _CONTEXT)
    return block.rfind("\n", max(0, start - _CONTEXT), start) + 1 or start
