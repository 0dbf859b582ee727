"""Scanning whole documents, line by line in blocks, so that memory stays bounded."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from publisher.privacy.recognisers.allowlist import AllowList
from publisher.privacy.recognisers.kinds import Hit
from publisher.privacy.recognisers.registry import scan

_BLOCK = 32_768
"""Characters scanned at once: a hit may run over the end of a line, but not over that of a block."""


def scan_lines(
    text: str | Iterable[str],
    *,
    kinds: frozenset[str] | None = None,
    allow: AllowList | None = None,
) -> Iterator[tuple[int, Hit]]:
    """Personal data in a document: the number of the line (from 1) and the hit, its offsets within that line.

    `text` is the whole document, or its lines. A hit that runs over several lines is given with its first one.
    """
    lines = text.split("\n") if isinstance(text, str) else (line.rstrip("\n") for line in text)
    number, block, size = 1, list[str](), 0
    for line in lines:
        block.append(line)
        size += len(line) + 1
        if size >= _BLOCK:
            yield from _scan_block(block, number, kinds, allow)
            number += len(block)
            block, size = [], 0
    yield from _scan_block(block, number, kinds, allow)


def _scan_block(
    lines: list[str], first: int, kinds: frozenset[str] | None, allow: AllowList | None
) -> Iterator[tuple[int, Hit]]:
    starts, position = [], 0
    for line in lines:
        starts.append(position)
        position += len(line) + 1
    for hit in scan("\n".join(lines), kinds=kinds, allow=allow):
        index = bisect_right(starts, hit.start) - 1
        offset = starts[index]
        yield first + index, Hit(hit.kind, hit.start - offset, hit.end - offset, hit.confidence)
