"""What frictionless accepts in silence in a file from outside: NUL, an unclosed quote, a wrong encoding."""

from __future__ import annotations

import codecs
import csv
from collections import deque
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from frictionless.formats import CsvControl
from frictionless.resources import TableResource

from publisher.tableschema.formats import TEXTS

_CHUNK = 4 * 1024**2
_SIGN = "\ue000"
"""A line behind the last one: it comes out as a record of its own unless a quote is still open."""


def wrong_encoding(path: Path, declared: str) -> bool:
    """Whether the file is UTF-8 beyond doubt while another encoding is declared for it.

    Text of another encoding with characters beyond ASCII is practically never valid UTF-8, while encodings such
    as Latin-1 and, often, Big5 decode the bytes of UTF-8 to other characters without complaint.
    """
    try:
        codec = codecs.lookup(declared).name
    except LookupError:
        return False
    if codec in ("utf-8", "utf-8-sig"):
        return False
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    beyond = False
    try:
        for data in _pieces(path):
            beyond = beyond or not data.isascii()
            decoder.decode(data)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return beyond


def has_nul(path: Path, encoding: str | None) -> bool:
    """Whether the file holds a NUL character (in UTF-16 and UTF-32 half of the bytes are zero)."""
    if encoding is not None and encoding.lower().replace("_", "-").startswith(
        ("utf-16", "utf-32", "utf16", "utf32")
    ):
        return False
    return any(b"\0" in data for data in _pieces(path))


def reason(resource: TableResource) -> str:
    """Why a resource that frictionless has read may not be trusted, or ""."""
    if resource.normpath is None or resource.encoding is None or resource.format not in TEXTS:
        return ""
    if resource.compression or resource.multipart or "://" in resource.normpath:
        return ""
    path = Path(resource.normpath)
    if has_nul(path, resource.encoding):
        return "NUL"
    try:
        with path.open(encoding=resource.encoding, newline="") as lines:
            control = CsvControl.from_dialect(resource.dialect)
            records = csv.reader(_ended(lines), dialect=control.to_python())
            last = next(iter(deque(records, maxlen=1)), [])
    except (UnicodeError, LookupError, csv.Error, TypeError):
        return ""  # frictionless has said so itself
    return "" if last == [_SIGN] else "unclosed quote"


def _ended(lines: Iterator[str]) -> Iterator[str]:
    ended = True
    for line in lines:
        ended = line.endswith(("\n", "\r"))
        yield line
    yield from chain([] if ended else ["\n"], [_SIGN + "\n"])


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while data := file.read(_CHUNK):
            yield data
