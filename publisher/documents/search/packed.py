"""Files that stand in a text as base64: in addresses (RFC 2397), flat packages, cards, and values of data."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from publisher.documents.search.characters import decoded
from publisher.documents.search.items import Item, Unsearched
from publisher.signatures import kind_of

if TYPE_CHECKING:
    from publisher.documents.search.walking import DocumentWalk

_ADDRESS = re.compile(
    r"data:(?!text/(?:css|javascript)|font/|application/(?:font|x-font|javascript|wasm))(?P<type>[\w.+/-]{0,100}+)"
    r"(?P<told>(?:\s?;[^,;<>\n]{0,60}+){0,12}+),",
    re.IGNORECASE,
)
"""The head of an address: its type and what is told of it, quoted or not."""
_MARK = re.compile(r"(?<=[aA]):")
_IN_BASE64 = re.compile(r";\s*base64\s*$", re.IGNORECASE)
_PACKED, _PLAIN = re.compile(r"\s?[\w+/%=-]+"), re.compile(r"[^\s\"'`\\]+")
_ENDINGS = (("html", "a.html"), ("xml", "a.xml"), ("json", "a.json"))
_BLOCK = re.compile(r"(?<![\w+/=])[A-Za-z0-9+/]{56,}(?:\s{1,40}[A-Za-z0-9+/]{4,})*")
"""At least a line of base64, and the lines behind it."""
_FILES = frozenset({"pdf", "zip", "ole", "rtf", "png", "jpeg", "gif", "bmp", "tiff", "webp", "emf", "wmf", "jp2"})
_FILES |= {"gzip", "bzip2", "xz", "zstd", "7z", "rar", "cab", "tar", "sqlite", "parquet"}
_LENGTHS = (0, 8)
"""Where a file begins in a block: some programs write its version and length in front (Power Query)."""
_START = 8192
_MOST = 2_000
_ESCAPED = re.compile(r"\\[rnt/]|\\u002[fF]")


def files(walk: DocumentWalk, content: bytes, where: str) -> Iterator[Item]:
    """What is packed in the text, each as a part of its own."""
    text = _ESCAPED.sub(_plain, decoded(content))
    number = 0
    for number, (inner, name) in enumerate(_inner(text), 1):
        if number > _MOST:
            yield Unsearched("too-large", where)
            return
        yield from walk.part(inner, name, f"{where}/data {number}")


def _plain(escape: re.Match[str]) -> str:
    """What the escapes of JSON and scripts stand for in the middle of base64."""
    return "\n" if escape[0] in ("\\n", "\\r", "\\t") else "/"


def _inner(text: str) -> Iterator[tuple[bytes, str]]:
    """The bytes of each file, with a name that its address implies."""
    told: list[tuple[int, int]] = []
    end = 0
    for mark in _MARK.finditer(text):  # rarer than the letters before it, and texts are long
        head = _ADDRESS.match(text, mark.start() - 4) if mark.start() >= end + 4 else None
        if head is None:
            continue
        is_packed = _IN_BASE64.search(head["told"]) is not None
        value = (_PACKED if is_packed else _PLAIN).match(text, head.end())
        if value is None:
            continue
        end = value.end()
        inner = unquote_to_bytes(value[0])
        if is_packed:
            told.append((head.start(), end))
            inner = _unpacked(inner.decode("ascii", "replace"))
        elif inner == value[0].encode() and b"<" not in inner:
            continue  # the text says it as it is
        if inner:
            yield inner, next((name for part, name in _ENDINGS if part in head["type"].lower()), "")
    place = 0
    for found in _BLOCK.finditer(text):
        while place < len(told) and told[place][1] <= found.start():
            place += 1
        if place < len(told) and told[place][0] <= found.start():
            continue  # given
        start = _unpacked(found[0][: _START // 2])
        begin = next((at for at in _LENGTHS if kind_of(start[at:]) in _FILES), None)
        if begin is not None:
            yield _unpacked(found[0])[begin:], ""


def _unpacked(value: str) -> bytes:
    """The bytes; of a value that was cut those that are there, of what is no base64 none."""
    letters = re.sub(r"\s", "", value).rstrip("=").replace("-", "+").replace("_", "/")
    letters = letters[: len(letters) - (len(letters) % 4 == 1)]
    try:
        return binascii.a2b_base64(letters + "=" * (-len(letters) % 4))
    except (binascii.Error, ValueError):
        return b""
