"""The bytes of a text file as UTF-8: the encoding declared or detected, and every byte of it decoded.

A decoder that skips or replaces what it does not know would change names without a word, so each encoding is
tried strictly on the whole file.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Mapping
from itertools import islice
from pathlib import Path

from publisher.encodings import (
    LEAST_COMMON,
    UndecodableError,
    decoded,
    decodes,
    is_of_hong_kong,
)
from publisher.model.errors import SourceError
from publisher.model.text import Message, msg
from publisher.source.formats.alphabets import foreign_line, reads_as_well, rival, share
from publisher.source.formats.opened import SourceFile

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SHIFTS = {b"\x1b$": "iso2022-jp, iso2022-kr", b"\x1b(": "iso2022-jp", b"~{": "hz"}
_SHIFTED = re.compile(rb"\x1b\$(?:[@AB]|[()][A-G])|\x1b\([BJ]|~\{(?:[!-w][!-~])+~\}")
"""Encodings of old mail, which write other alphabets in ASCII between shifts (ISO 2022, RFC 1843)."""

_CHINESE = ("cp950", "big5hkscs", "gb18030")
"""CP950 first: it is what Windows in Taiwan writes, and plain Big5 lacks characters of it (碁 恒 裏)."""

_OFTEN_WRONG = frozenset(
    {"big5", "cp950", "big5hkscs", "gb2312", "gbk", "gb18030", "iso8859-1", "cp1252", "cp437"}
)
"""What Chinese files are declared as by mistake; other languages are not compared with Chinese."""

_CLEARLY = 0.8
"""Share of common characters at which another encoding than the declared one is certain."""


def as_utf8(file: SourceFile) -> Path:
    """The file itself when it is UTF-8, else a copy in UTF-8.

    Raises SourceError for undecodable bytes, NUL, and a declared encoding in which the text makes no sense.
    """
    codec = _declared(file) if file.source.encoding else _detected(file)
    target = file.folder / f"text-{file.number}.utf8"
    utf8 = codec in ("utf-8", "utf-8-sig")
    line = 1
    try:
        with target.open("w", encoding="utf-8", newline="") as copy:
            for text in decoded(file.path, codec, _own_characters(file)):
                if "\0" in text:
                    raise file.fault(
                        msg("The file holds NUL bytes, so it is not a text file or was damaged"),
                        msg("make the file again where it comes from"),
                        line + text[: text.index("\0")].count("\n"),
                    )
                line += text.count("\n")
                if not utf8:
                    copy.write(text)
    except UndecodableError as error:
        raise file.fault(
            msg("The file holds a byte that its encoding {encoding} does not have", encoding=codec),
            _hint(codec, own=error.own),
            error.line,
        ) from None
    if file.source.encoding and not utf8:
        _check_sense(file, codec)
    _one_encoding(file, codec)
    return file.path if utf8 else target


def _hint(codec: str, *, own: bool) -> Message:
    if codec == "big5":
        return msg("declare encoding: cp950 (Windows in Taiwan), which has characters that Big5 lacks")
    if own:
        return msg(
            "it is a character that the office made itself: list it in a CSV file (code,character) named as "
            "user_characters of the source; a file from Hong Kong is big5hkscs"
        )
    return msg("declare the right encoding (utf-8, cp950, big5hkscs, gb18030, utf-16) or save the file as UTF-8")


def _declared(file: SourceFile) -> str:
    name = str(file.source.encoding)
    try:
        codec = codecs.lookup(name)
    except (LookupError, ValueError):
        codec = None
    # A codec such as rot13 or base64 is no encoding of text.
    if codec is None or not getattr(codec, "_is_text_encoding", True):
        raise file.fault(
            msg("There is no encoding named {encoding}", encoding=name),
            msg("write one of utf-8, cp950, big5hkscs, gb18030, utf-16, or leave it out to have it detected"),
        )
    return "utf-8-sig" if codec.name == "utf-8" else codec.name


def _check_sense(file: SourceFile, codec: str) -> None:
    """Bytes of one encoding often are valid in another: the text is nonsense then, and nothing else tells."""
    if _without_own(file, codec) >= LEAST_COMMON:
        return
    for other in ("utf-8", *(_CHINESE if codec in _OFTEN_WRONG else ())):
        if other != codec and decodes(file.path, other) and share(file.path, other) >= _CLEARLY:
            raise file.fault(
                msg("The file is declared as {declared}, but it is {encoding}", declared=codec, encoding=other),
                msg("correct source.file.encoding in dataset.yaml, or leave it out to have it detected"),
            )


def _without_own(file: SourceFile, codec: str) -> float:
    try:
        return share(file.path, codec)
    except UndecodableError:  # only with characters of one's own, and who lists those knows the encoding
        return 1.0


def _own_characters(file: SourceFile) -> Mapping[bytes, str]:
    """The office's own characters, from the CSV file (hexadecimal code,character) that the source names."""
    name = file.source.user_characters
    if name is None:
        return {}
    path = file.home / name
    try:
        if not path.resolve().is_relative_to(file.home.resolve()):
            raise ValueError(name)
        rows = [row for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))) if row]
        table = {bytes.fromhex(code.strip().removeprefix("0x")): character for code, character in rows[1:]}
        if any(len(code) != 2 or len(character) != 1 for code, character in table.items()):
            raise ValueError(name)
    except (OSError, ValueError):
        raise file.fault(
            msg("The list of the office's own characters {file} cannot be read", file=name),
            msg("write it in UTF-8 with a heading and lines such as FA40,堃 (hexadecimal code, character)"),
        ) from None
    return table


def _detected(file: SourceFile) -> str:
    with file.path.open("rb") as data:
        head = data.read(65_536)
    for mark, codec in _BOMS:
        if head.startswith(mark):
            return codec
    wide = _utf16_without_mark(head)
    if wide is not None and decodes(file.path, wide):
        return wide
    seven_bits = _SHIFTED.search(head)
    if seven_bits is not None:
        raise _untold(file, _SHIFTS[seven_bits[0][:2]])
    if decodes(file.path, "utf-8"):
        return "utf-8"
    scores = {codec: share(file.path, codec) for codec in _CHINESE if decodes(file.path, codec)}
    best = max(scores.values(), default=0.0)
    if best < LEAST_COMMON:
        raise _untold(file)
    chosen = next(codec for codec, score in scores.items() if score == best)
    other = rival(file.path, chosen) or reads_as_well(file.path, chosen)
    if other is not None:
        raise _untold(file, f"{other}, {chosen}")
    if chosen == "big5hkscs" and not is_of_hong_kong(file.path):
        raise file.fault(
            msg("The file is Big5 with characters that CP950 does not have: HKSCS, or made by the office itself"),
            msg(
                "declare encoding: big5hkscs for a file from Hong Kong; for one from Taiwan declare cp950 and "
                "list the characters in a CSV file (code,character) named as user_characters"
            ),
            _first_beyond(file, "cp950"),
        )
    return chosen


def _untold(file: SourceFile, choices: str = "cp950, gb18030, big5hkscs") -> SourceError:
    """The refusal of a guess; where all but a line are UTF-8, that line is the fault."""
    line = _first_beyond(file, "utf-8")
    if line is not None and line > 1 and _is_chinese_before(file.path, line):
        return file.fault(
            msg("The file is UTF-8 up to this line, which has bytes of another encoding"),
            msg("make the file again where it comes from, in one encoding; it was joined from two, perhaps"),
            line,
        )
    return file.fault(
        msg("The encoding of the file cannot be told"),
        msg(
            "declare it as source.file.encoding in dataset.yaml; likely are: {choices} (Windows in Taiwan: cp950)",
            choices=choices,
        ),
    )


def _is_chinese_before(path: Path, line: int) -> bool:
    with path.open("rb") as data:
        return not b"".join(islice(data, line - 1)).isascii()


def _one_encoding(file: SourceFile, codec: str) -> None:
    line = foreign_line(file.path, codec) if codec in _CHINESE else None
    if line is not None:
        raise file.fault(
            msg("This line of the file has another encoding than the others ({encoding})", encoding=codec),
            msg("make the file again where it comes from, in one encoding; it was joined from two, perhaps"),
            line,
        )


def _first_beyond(file: SourceFile, codec: str) -> int | None:
    """The first line with bytes that the encoding does not have."""
    try:
        for _ in decoded(file.path, codec):
            pass
    except UndecodableError as error:
        return error.line
    return None


def _utf16_without_mark(head: bytes) -> str | None:
    """ASCII separators leave a NUL in every other byte; on which side tells the byte order."""
    high, low = head[1::2].count(0), head[0::2].count(0)
    if high > 4 * low:
        return "utf-16-le"
    return "utf-16-be" if low > 4 * high else None
