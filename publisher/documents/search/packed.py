"""Files that stand in a text as base64: in addresses (RFC 2397), flat packages, cards, and values of data."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote

from publisher.documents.search.characters import decoded
from publisher.documents.search.items import Item, Unsearched
from publisher.signatures import kind_of

if TYPE_CHECKING:
    from publisher.documents.search.walking import DocumentWalk

_ADDRESS = re.compile(
    r"data:(?!text/(?:css|javascript)|font/|application/(?:font|x-font|javascript|wasm))"
    r"[\w.+/-]*(?:;[\w.=-]+)*;base64,(?P<value>[\w+/%=-]+)"
)
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
    if b"base64," not in content and len(content) < _START and not _BLOCK.search(decoded(content)):
        return
    text = _ESCAPED.sub(_plain, decoded(content))
    number = 0
    for number, inner in enumerate(_inner(text), 1):
        if number > _MOST:
            yield Unsearched("too-large", where)
            return
        yield from walk.part(inner, "", f"{where}/data {number}")


def _plain(escape: re.Match[str]) -> str:
    """What the escapes of JSON and scripts stand for in the middle of base64."""
    return "\n" if escape[0] in ("\\n", "\\r", "\\t") else "/"


def _inner(text: str) -> Iterator[bytes]:
    told: list[tuple[int, int]] = []
    for found in _ADDRESS.finditer(text):
        told.append(found.span())
        if inner := _unpacked(unquote(found["value"])):
            yield inner
    place = 0
    for found in _BLOCK.finditer(text):
        while place < len(told) and told[place][1] <= found.start():
            place += 1
        if place < len(told) and told[place][0] <= found.start():
            continue  # given
        start = _unpacked(found[0][: _START // 2])
        begin = next((at for at in _LENGTHS if kind_of(start[at:]) in _FILES), None)
        if begin is not None:
            yield _unpacked(found[0])[begin:]


def _unpacked(value: str) -> bytes:
    """The bytes; of a value that was cut those that are there, of what is no base64 none."""
    letters = re.sub(r"\s", "", value).rstrip("=").replace("-", "+").replace("_", "/")
    letters = letters[: len(letters) - (len(letters) % 4 == 1)]
    try:
        return binascii.a2b_base64(letters + "=" * (-len(letters) % 4))
    except (binascii.Error, ValueError):
        return b""
