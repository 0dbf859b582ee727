"""The bytes of a text file as UTF-8: the encoding declared or detected, and every byte of it decoded.

A decoder that skips or replaces what it does not know would change names without a word, so each encoding is
tried strictly on the whole file.
"""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from publisher.model.text import Message, msg
from publisher.source.formats.opened import SourceFile

_CHUNK = 4 * 1024**2
_SAMPLE = 1_000_000
_LEAST_COMMON = 0.5
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHINESE = ("cp950", "big5hkscs", "gb18030")
"""CP950 first: it is what Windows in Taiwan writes, and plain Big5 lacks characters of it (碁 恒 裏)."""


class _UndecodableError(Exception):
    """A byte that the encoding does not have; `line` counts from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def as_utf8(file: SourceFile) -> Path:
    """The file itself when it is UTF-8, else a copy in UTF-8; raises SourceError for undecodable bytes and NUL."""
    codec = _declared(file) if file.source.encoding else _detected(file)
    target = file.folder / f"text-{file.number}.utf8"
    utf8 = codec in ("utf-8", "utf-8-sig")
    line = 1
    try:
        with target.open("w", encoding="utf-8", newline="") as copy:
            for text in _decoded(file.path, codec):
                if "\0" in text:
                    raise file.fault(
                        msg("The file holds NUL bytes, so it is not a text file or was damaged"),
                        msg("make the file again where it comes from"),
                        line + text[: text.index("\0")].count("\n"),
                    )
                line += text.count("\n")
                if not utf8:
                    copy.write(text)
    except _UndecodableError as error:
        raise file.fault(
            msg("The file holds a byte that its encoding {encoding} does not have", encoding=codec),
            _hint(codec),
            error.line,
        ) from None
    return file.path if utf8 else target


def _hint(codec: str) -> Message:
    if codec == "big5":
        return msg("declare encoding: cp950 (Windows in Taiwan), which has characters that Big5 lacks")
    return msg("declare the right encoding (utf-8, cp950, big5hkscs, gb18030, utf-16) or save the file as UTF-8")


def _declared(file: SourceFile) -> str:
    name = str(file.source.encoding)
    try:
        codec = codecs.lookup(name)
    except LookupError:
        codec = None
    # A codec such as rot13 or base64 is no encoding of text.
    if codec is None or not getattr(codec, "_is_text_encoding", True):
        raise file.fault(
            msg("There is no encoding named {encoding}", encoding=name),
            msg("write one of utf-8, cp950, big5hkscs, gb18030, utf-16, or leave it out to have it detected"),
        )
    return "utf-8-sig" if codec.name == "utf-8" else codec.name


def _detected(file: SourceFile) -> str:
    with file.path.open("rb") as data:
        head = data.read(65_536)
    for mark, codec in _BOMS:
        if head.startswith(mark):
            return codec
    wide = _utf16_without_mark(head)
    if wide is not None and _decodes(file.path, wide):
        return wide
    if _decodes(file.path, "utf-8"):
        return "utf-8"
    scores = {codec: _share_of_common(file.path, codec) for codec in _CHINESE if _decodes(file.path, codec)}
    best = max(scores.values(), default=0.0)
    if best < _LEAST_COMMON:
        raise file.fault(
            msg("The encoding of the file cannot be told"),
            msg("declare it as source.file.encoding in dataset.yaml (cp950 for files of Windows in Taiwan)"),
        )
    return next(codec for codec, score in scores.items() if score == best)


def _utf16_without_mark(head: bytes) -> str | None:
    """ASCII separators leave a NUL in every other byte; on which side tells the byte order."""
    high, low = head[1::2].count(0), head[0::2].count(0)
    if high > 4 * low:
        return "utf-16-le"
    return "utf-16-be" if low > 4 * high else None


def _decodes(path: Path, codec: str) -> bool:
    try:
        for text in _decoded(path, codec):
            if codec.startswith("utf-16") and "\0" in text:
                return False
    except _UndecodableError:
        return False
    return True


def _decoded(path: Path, codec: str) -> Iterator[str]:
    """The text in pieces; raises _UndecodableError with the line of the first byte that does not decode."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    lines = 1
    with path.open("rb") as data:
        while True:
            piece = data.read(_CHUNK)
            try:
                text = decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as error:
                before = error.object[: error.start].decode(codec, "ignore")
                raise _UndecodableError(lines + before.count("\n")) from None
            lines += text.count("\n")
            if text:
                yield text
            if not piece:
                return


def _share_of_common(path: Path, codec: str) -> float:
    """How many of the text's characters beyond ASCII are ones that people write (0 to 1).

    Bytes of one Chinese encoding often are valid in another, where they spell rare characters.
    """
    seen: Counter[str] = Counter()
    left = _SAMPLE
    for text in _decoded(path, codec):
        seen.update(text[:left])
        left -= len(text)
        if left <= 0:
            break
    beyond = {character: count for character, count in seen.items() if ord(character) > 127}
    common = _common_characters()
    return sum(count for character, count in beyond.items() if character in common) / max(sum(beyond.values()), 1)


@cache
def _common_characters() -> frozenset[str]:
    """The frequent characters of Big5 (rows A4 to C6) and GB 2312 (rows B0 to D7), and full-width signs."""
    big5 = _row_characters("big5", range(0xA4, 0xC7), (*range(0x40, 0x7F), *range(0xA1, 0xFF)))
    gb2312 = _row_characters("gb2312", range(0xB0, 0xD8), range(0xA1, 0xFF))
    signs = {chr(code) for code in (*range(0x3000, 0x3012), *range(0xFF01, 0xFF5F), 0x25CB, 0x3007)}
    return frozenset(big5 | gb2312 | signs)


def _row_characters(codec: str, leads: Iterable[int], trails: Iterable[int]) -> set[str]:
    trails = tuple(trails)
    return set("".join(bytes((lead, trail)).decode(codec, "ignore") for lead in leads for trail in trails))
