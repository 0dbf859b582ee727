"""Text in bytes of which nobody knows the encoding: whole files, and runs of characters in binary parts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from math import log2

from publisher.net import encoding

_RUN = re.compile(r"[^\x00-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff]{4,}")
_WIDE_RUN = re.compile(
    "[\x20-\x7e\xa0-\xff\u0200-\u03ff\u1e00-\u21ff\u2e00-\u9fff\uac00-\ud7ff\uf900-\ufaff\ufe00-\uffef]{4,}"
)
"""Characters of UTF-16: Latin, and the blocks in which Chinese, Japanese, Korean and their marks stand."""
_ASCII_RUN = re.compile(rb"[\x20-\x7e]{5,}")
_LONG_RUNS = (
    (re.compile(rb"[\x20-\x7e]{6,}"), "ascii"),
    (re.compile(rb"(?:[\x20-\x7e]\x00){5,}"), "utf-16-le"),
    (re.compile(rb"(?:[\x00-\xff][\x4e-\x9f]|[\x20-\x7e]\x00){8,}"), "utf-16-le"),
    (re.compile(rb"(?:[\xe3-\xe9][\x80-\xbf]{2}|[\x20-\x7e](?=[\x20-\x7e\xe3-\xe9])){3,}"), "utf-8"),
    (re.compile(rb"(?:[\xa4-\xf9][\x40-\x7e\xa1-\xfe]){6,}"), "cp950"),
)
_BLOCK = 4096
_NOISE = 7.8
_OVERLAP = 256
_HIGHEST_PLANE = 16
_HIGH = re.compile(rb"[\x80-\xff]")


def decoded(content: bytes) -> str:
    """A text file as text: by its mark, as UTF-8, as UTF-16 without a mark, else as what reads like a text."""
    if content.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        return content.decode("utf-32", "replace")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    start = content[:4096]
    if (wide := _utf_32(start)) is not None:
        return content.decode(wide, "replace")
    if start.count(0) > len(start) // 4:
        little = start[1::2].count(0) >= start[::2].count(0)
        return content.decode("utf-16-le" if little else "utf-16-be", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return encoding.decode(content)[0]


def _utf_32(start: bytes) -> str | None:
    """UTF-32 without a mark: every third and fourth byte of a sign is zero, on one side or the other."""
    size = len(start) // 4 * 4
    if size < 16:
        return None
    if not any(start[0:size:4]) and max(start[1:size:4]) <= _HIGHEST_PLANE:
        return "utf-32-be" if any(start[3:size:4]) else None
    if not any(start[3:size:4]) and max(start[2:size:4]) <= _HIGHEST_PLANE:
        return "utf-32-le" if any(start[0:size:4]) else None
    return None


def looks_like_text(content: bytes) -> bool:
    """Whether the beginning is that of a text file: no control characters, unless it is UTF-16."""
    start = content[:4096]
    if start.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return True
    if not start:
        return True
    if _utf_32(start) is not None:
        return True
    controls = sum(byte < 9 or (13 < byte < 32 and byte != 27) for byte in start)
    if controls == 0:
        return True
    zeros = start.count(0)
    pairs = max(start[::2].count(0), start[1::2].count(0))
    return zeros == pairs == controls and zeros > len(start) // 4


def runs(content: bytes) -> list[str]:
    """Runs of characters in binary content, read as UTF-16, as UTF-8 and as CP950; each once.

    Where bytes are packed or pictures, anything may look like a few characters of anything: there only longer runs
    are taken.
    """
    found: dict[str, None] = {}
    for stretch, is_noise in _stretches(content):
        found.update(dict.fromkeys(_noisy_runs(stretch) if is_noise else _calm_runs(stretch)))
    return list(found)


def _stretches(content: bytes) -> Iterator[tuple[bytes, bool]]:
    """The content in pieces, each with a mark whether its bytes have no order; calm ones overlap the next."""
    if len(content) < 4 * _BLOCK:
        yield content, False
        return
    noisy = [_entropy(content[place : place + _BLOCK]) > _NOISE for place in range(0, len(content), _BLOCK)]
    begin = 0
    for place in range(1, len(noisy) + 1):
        if place == len(noisy) or noisy[place] != noisy[begin]:
            around = 0 if noisy[begin] else _OVERLAP
            yield content[max(begin * _BLOCK - around, 0) : place * _BLOCK + around], noisy[begin]
            begin = place


def _entropy(block: bytes) -> float:
    """Bits of a byte (Shannon): 7.9 and more of packed data, below 7.7 of text in any encoding."""
    return -sum(count / len(block) * log2(count / len(block)) for count in Counter(block).values())


def _noisy_runs(content: bytes) -> Iterator[str]:
    for pattern, codec in _LONG_RUNS:
        for match in pattern.finditer(content):
            yield match[0].decode(codec, "replace")


def _calm_runs(content: bytes) -> dict[str, None]:
    found: dict[str, None] = {}
    for shift in (0, 1):
        even = content[shift : len(content) - (len(content) - shift) % 2]
        found.update(dict.fromkeys(_WIDE_RUN.findall(even.decode("utf-16-le", "replace"))))
    if _HIGH.search(content):
        for name in ("utf-8", "cp950"):
            found.update(dict.fromkeys(_RUN.findall(content.decode(name, "replace"))))
    else:
        found.update(dict.fromkeys(match[0].decode("ascii") for match in _ASCII_RUN.finditer(content)))
    return found
