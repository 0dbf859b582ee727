"""Texts in blocks of lines `name: value`, a block for each record, as instruments and old programs write them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from publisher.source.grid import Row

_LINE = re.compile(r"\s*(?P<name>[^\s:：=#][^:：=]{0,39}?)\s*[:：=]\s*(?P<value>.*?)\s*")
_MOST_BYTES = 64 * 1024**2
_FEWEST_BLOCKS, _FEWEST_NAMES = 3, 2
_MOST_NAMES = 400
_REMARK = "#"

Block = dict[str, str]


def rows(path: Path) -> Iterator[Row] | None:
    """The names, then the records; None for a text that is not in such blocks, or does not say where they end.

    A blank line ends a block, or, where there is none, the name that began the first. Lines with # say nothing.
    """
    if path.stat().st_size > _MOST_BYTES:
        return None
    with path.open(encoding="utf-8-sig") as text:
        lines = [line.strip() for line in text if not line.lstrip().startswith(_REMARK)]
    found = [_LINE.fullmatch(line) if line else None for line in lines]
    if not any(found) or any(line and not match for line, match in zip(lines, found, strict=True)):
        return None
    pairs = [None if match is None else (match["name"], match["value"]) for match in found]
    blocks = _blocks(pairs)
    names = list(dict.fromkeys(name for block in blocks for name, _ in block))
    if not _is_table(blocks, names):
        return None
    return iter([tuple(names), *(tuple(dict(block).get(name) or None for name in names) for block in blocks)])


def _blocks(pairs: Sequence[tuple[str, str] | None]) -> list[list[tuple[str, str]]]:
    parted = [[pair for pair in group if pair] for said, group in groupby(pairs, key=bool) if said]
    if len(parted) > 1:
        return parted
    (whole,) = parted
    begins = [at for at, (name, _) in enumerate(whole) if name == whole[0][0]]
    return [whole[first:end] for first, end in zip(begins, [*begins[1:], len(whole)], strict=True)]


def _is_table(blocks: Sequence[Sequence[tuple[str, str]]], names: Sequence[str]) -> bool:
    """Whether all blocks begin with one name and have none twice, and most names stand in most of them."""
    if len(blocks) < _FEWEST_BLOCKS or not _FEWEST_NAMES <= len(names) <= _MOST_NAMES:
        return False
    alike = all(block[0][0] == blocks[0][0][0] for block in blocks)
    once = all(len({name for name, _ in block}) == len(block) for block in blocks)
    return alike and once and 2 * sum(map(len, blocks)) >= len(blocks) * len(names)
