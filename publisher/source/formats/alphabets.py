"""Whose writing the bytes of a file are: a second opinion, of chardet, before a guess is believed.

The bytes of Japanese and Korean files (EUC), of Russian and Thai ones decode as GB 18030 or Big5 without an error,
into characters that all are common. Only which of them stand beside each other tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import chardet

from publisher.encodings import decoded, share_of_common

_SAMPLE = 64 * 1024
_CHUNK = 4 * 1024**2
_FAMILIES: Mapping[str, str] = MappingProxyType(
    {
        "big5": "big5",
        "big5hkscs": "big5",
        "cp950": "big5",
        "gb2312": "gb18030",
        "gbk": "gb18030",
        "gb18030": "gb18030",
        "hz": "gb18030",
        "euc-jp": "euc-jp",
        "euc-jis-2004": "euc-jp",
        "shift_jis": "shift_jis",
        "cp932": "shift_jis",
        "euc-kr": "euc-kr",
        "cp949": "euc-kr",
        "johab": "euc-kr",
    }
)
"""Encodings of several bytes that are read with one table, by chardet's names."""

_AHEAD: Mapping[str, float] = MappingProxyType({"big5": 1.0, "gb18030": 2.0})
"""How much more likely than any other a family must be; files of Taiwan are Big5 before anything else."""

_FEW, _ODD = 4, 0.7
_CERTAIN = 0.9
_MOST_LINES = 2_000
_FEWEST_HANGUL = 4
_FIRST_HANGUL, _LAST_HANGUL = "\uac00", "\ud7a3"


def rival(path: Path, codec: str) -> str | None:
    """The encoding that the bytes are more likely to have than `codec` (a Chinese one), or None."""
    sample = b"\n".join(_telling(path))
    likely: dict[str, float] = {}
    for guess in chardet.detect_all(sample, ignore_threshold=True):
        name = str(guess["encoding"]).lower()
        family = _FAMILIES.get(name, name)
        likely[family] = max(likely.get(family, 0.0), float(guess["confidence"]))
    own = _FAMILIES[codec]
    score = likely.pop(own, 0.0)
    if not likely:
        return None
    name = max(likely, key=lambda key: likely[key])
    ahead = _AHEAD[own] if name in _FAMILIES.values() else 1.0
    return name if score < likely[name] * ahead else None


def reads_as_well(path: Path, codec: str) -> str | None:
    """A Japanese or Korean encoding (EUC) in which short texts make as much sense as in `codec`, or None.

    Kanji of EUC-JP and hangul of EUC-KR stand where GB 2312 and Big5 have characters that people write, and
    chardet needs some lines to tell them apart.
    """
    texts = list(_decodings(path, "euc_kr"))
    beyond = [sign for text in texts for sign in text if ord(sign) > 127]
    if len(beyond) >= _FEWEST_HANGUL and all(_FIRST_HANGUL <= sign <= _LAST_HANGUL for sign in beyond):
        return "euc-kr"
    if _FAMILIES[codec] == "gb18030":
        texts = list(_decodings(path, "euc_jp"))
        if texts and share_of_common(texts) >= min(share(path, codec), _CERTAIN):
            return "euc-jp"
    return None


def _decodings(path: Path, codec: str) -> Iterator[str]:
    """The telling lines of a file, or nothing when one of them does not decode."""
    try:
        yield from [line.decode(codec) for line in _telling(path)]
    except UnicodeDecodeError:
        return


def foreign_line(path: Path, codec: str) -> int | None:
    """The first line (from 1) that makes little sense in `codec` and much in another encoding: a mixed file."""
    others = tuple(name for name in ("utf-8", "cp950", "gb18030") if _FAMILIES.get(name) != _FAMILIES[codec])
    asked = 0
    with path.open("rb") as data:
        for number, line in enumerate(data, 1):
            if line.isascii() or len(line) < 2 * _FEW:
                continue
            if not _is_odd(line, codec):
                continue
            asked += 1
            if any(_is_at_home(line, other) for other in others):
                return number
            if asked >= _MOST_LINES:
                return None
    return None


def _is_odd(line: bytes, codec: str) -> bool:
    try:
        text = line.decode(codec)
    except UnicodeDecodeError:  # characters of one's own
        return False
    beyond = sum(ord(sign) > 127 for sign in text)
    return beyond >= _FEW and share_of_common([text]) < _ODD


def _is_at_home(line: bytes, codec: str) -> bool:
    try:
        return share_of_common([line.decode(codec)]) >= _CERTAIN
    except UnicodeDecodeError:
        return False


def _telling(path: Path) -> Iterator[bytes]:
    """Lines that are not ASCII, as many as fill the sample; from all parts of a long file."""
    size = path.stat().st_size
    starts = range(0, size, max(size // 8, _CHUNK))
    with path.open("rb") as data:
        for start in starts:
            data.seek(start)
            if start:
                data.readline()
            left = _SAMPLE // len(starts)
            for line in data.read(_CHUNK).splitlines():
                if line.isascii():
                    continue
                yield line
                left -= len(line)
                if left < 0:
                    break


def share(path: Path, codec: str) -> float:
    """How many of the file's characters beyond ASCII are ones that people write, in this encoding."""
    return share_of_common(decoded(path, codec))
