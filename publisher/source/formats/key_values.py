"""Texts in blocks of lines `name: value`, a block for each record, as instruments and old programs write them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from publisher.source.grid import Row

_SIGN = re.compile("[:：=]")
_NAME = re.compile(r"(?=.*[^\W\d_])[^\s#,;|](?:[^\s,;|]|\s(?!\s)){0,39}")
_TIME = re.compile(r"(?:.*\s)?[0-2]?[0-9]:[0-5][0-9](?:[\s:~～-].*)?")
"""What ends a name where a sign parts hours from minutes, as in timetables."""
_LONGEST_NAME = 40
_MOST_BYTES = 64 * 1024**2
_FEWEST_BLOCKS, _FEWEST_NAMES = 3, 2
_MOST_NAMES = 400
_MOST_TITLES = 6
_MOSTLY = 0.8
_REMARK = "#"
_RULE = re.compile(r"[-=_*~]{3,}")


class UnclearBlocksError(Exception):
    """The line from which on blocks of names and values make no table."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def rows(path: Path) -> Iterator[Row] | None:
    """The names, then the records; None for a text that is not in such blocks.

    A blank line or a rule ends a block, or, where there is none, the name that began the first. Lines with # say
    nothing. Raises UnclearBlocksError where the blocks do not begin alike, or have other lines in them.
    """
    if path.stat().st_size > _MOST_BYTES:
        return None
    with path.open(encoding="utf-8-sig") as text:
        lines = [_plain(line) for line in text]
    found = [_pair(line) for line in lines]
    filled = sum(map(bool, lines))
    names = Counter(pair[0] for pair in found if pair)
    repeated = sum(count >= _FEWEST_BLOCKS for count in names.values())
    if not filled or _MOSTLY * filled > sum(map(bool, found)) or repeated < _FEWEST_NAMES:
        return None
    first = next(at for at, pair in enumerate(found) if pair)
    odd = next((at for at in range(first, len(lines)) if lines[at] and not found[at]), None)
    blocks = _blocks(found[first:])
    columns = list(dict.fromkeys(name for block in blocks for name, _ in block))
    if odd is not None or first > _MOST_TITLES or not _is_table(blocks, columns):
        raise UnclearBlocksError((odd if odd is not None else first) + 1)
    return iter([tuple(columns), *(tuple(dict(block).get(name) or None for name in columns) for block in blocks)])


def _pair(line: str) -> tuple[str, str] | None:
    """The name and the value of a line; columns that blanks keep apart are no name, hours of a day none either."""
    sign = _SIGN.search(line)
    if sign is None:
        return None
    name = line[: sign.start()].rstrip()
    if len(name) > _LONGEST_NAME or not _NAME.fullmatch(name) or _TIME.fullmatch(line[: sign.end() + 3]):
        return None
    return name, line[sign.end() :].strip()


def _plain(line: str) -> str:
    """A line without remarks and rules."""
    line = line.strip()
    return "" if line.startswith(_REMARK) or _RULE.fullmatch(line) else line


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
