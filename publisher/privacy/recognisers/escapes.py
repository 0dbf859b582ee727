"""What is written in an escaped form or spread, undone for the search, with the way back.

Escapes are &#48;, %41, \\x41 and \\u0041; forms and scanned pages set the characters of a label apart (姓 名,
出 生 日 期). A value that was written twice over (&amp;#48;) is undone as often; what is no escape stays as it is.
Only the search reads texts this way: what is compared or keyed (`normalise`) keeps its spelling.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote_to_bytes

import numpy as np
import numpy.typing as npt

from publisher.privacy.recognisers.normalise import Normal, normalise

_HAN = r"[\u4e00-\u9fff]"
_ONE = r"[\u4e00-\u9fff0-9A-Za-z./-]"
_ESCAPE = re.compile(
    r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});"
    r"|<!--[^<\ufdd0]{0,400}?-->"
    r"|(?:%[0-9A-Fa-f]{2}){1,256}|(?:\\u[0-9A-Fa-f]{4}){1,128}|(?:\\x[0-9A-Fa-f]{2}){1,256}"
    rf"|(?<!{_HAN}){_HAN}(?P<gap>[ \u3000]{{1,4}}){_HAN}(?!{_HAN})(?:(?P=gap){_HAN}(?!{_HAN})){{0,12}}"
    rf"(?P<on>(?:(?P=gap){_ONE}(?!{_ONE})){{3,40}})?"
    r"|(?<![A-Za-z0-9])[A-Za-z0-9](?: (?:[A-Za-z0-9](?![A-Za-z0-9])|[-./年月日號](?= ))){4,40}"
)
_DOT_IN_NUMBER = re.compile(r"(?<=[0-9])[·‧・•∙⋅](?=[0-9])")
_SPREAD = (
    re.compile(f" {_HAN}[ \\u3000]"),
    re.compile(f"\u3000{_HAN}[ \\u3000]"),
    re.compile(" [0-9] [-0-9A-Za-z] "),
)
"""A first look for characters set apart, each by its first character."""
_MARKS = ("&", "%", "\\u", "\\x", "<!--")
_WORDS = re.compile(rf"[0-9]{{4}}|@|{_HAN}{{2}}")
"""What makes a comment one that says something: its source is read, too, and not only what a browser shows."""
_ROUNDS = 3
_Offsets = npt.NDArray[np.int64]


def readings_of(text: str) -> tuple[Normal, ...]:
    """How `text` is read: as its source stands, and joined around comments with words, where it has such."""
    first = read(text)
    if "<!--" not in first.text:
        return (first,)
    joined = read(text, joined=True)
    return (first,) if joined.text == first.text else (first, joined)


def read(text: str, *, joined: bool = False) -> Normal:
    """`normalise` of `text` with its escapes undone; offsets are those of `text` as given.

    A comment that says something stays, or goes like any other where it is read `joined`, as a browser shows it.
    """
    held = any(mark in text for mark in _MARKS) or _is_spread(text)
    undone = _undone(text, joined) if held else None
    if undone is None:
        return _in_plain_han(_pointed(normalise(text)))
    plain, starts, ends = undone
    normal = normalise(plain)
    if normal.offsets is not None:
        places = np.asarray(normal.offsets, np.int64)
        starts, ends = starts[places], ends[places]
    return _in_plain_han(_pointed(Normal(normal.text, starts, len(text), normal.codes, ends)))


def _pointed(normal: Normal) -> Normal:
    """With a point for a dot in the middle between digits (0900·000·001), where names keep theirs."""
    plain = normal.text
    if plain.isascii() or not _DOT_IN_NUMBER.search(plain):
        return normal
    return replace(normal, text=_DOT_IN_NUMBER.sub(".", plain), codes=None)


_VARIANTS = str.maketrans(
    "賬号楼区县乡镇会学国处电话机证码医协团馆员长师业务银账车护驾联络讯户历亲儿妈爷邻岁绑",
    "帳號樓區縣鄉鎮會學國處電話機證碼醫協團館員長師業務銀帳車護駕聯絡訊戶歷親兒媽爺鄰歲綁",
)
"""Simplified and Japanese forms of the characters that labels, offices and addresses are written with."""
_RARE_HAN = re.compile("[\u3400-\u4dbf\ue000-\uf8ff\U00020000-\U0003ffff]")
"""What names and places are written with beyond the usual block: Unicode's extensions, and agencies' own ones."""
ANY_HAN = "\u9fff"
"""Stands for any rare character in a text that is searched."""
_NOT_PLAIN = re.compile(f"[{''.join(map(chr, _VARIANTS))}]|{_RARE_HAN.pattern}")


def in_one_form(text: str) -> str:
    """`text` with one form for the variants of a character; rare characters stay what they are."""
    return text.translate(_VARIANTS)


def _with_plain_han(text: str) -> str:
    """`text` in one form, and one Chinese character for all rare ones."""
    return _RARE_HAN.sub(ANY_HAN, in_one_form(text)) if _NOT_PLAIN.search(text) else text


def _in_plain_han(normal: Normal) -> Normal:
    plain = normal.text if normal.text.isascii() else _with_plain_han(normal.text)
    return normal if plain is normal.text else replace(normal, text=plain, codes=None)


def _is_spread(text: str) -> bool:
    return text[1:2] in (" ", "\u3000") or any(first.search(text) for first in _SPREAD)


def _undone(text: str, joined: bool) -> tuple[str, _Offsets, _Offsets] | None:
    """The text without escapes, and of each of its characters where in `text` it begins and ends."""
    starts = ends = None
    for _ in range(_ROUNDS):
        pieces = list(_pieces(text, joined))
        if len(pieces) == 1 and pieces[0][0] == text:
            break
        begins = np.concatenate([_begins(*piece) for piece in pieces])
        stops = np.concatenate([_stops(*piece) for piece in pieces])
        ends = stops if ends is None else ends[stops - 1]
        starts = begins if starts is None else starts[begins]
        text = "".join(piece for piece, _, _ in pieces)
    return None if starts is None or ends is None else (text, starts, ends)


def _pieces(text: str, joined: bool) -> Iterator[tuple[str, int, int]]:
    """Stretches as they are to be read, each with where it stood."""
    position, given = 0, False
    for match in _ESCAPE.finditer(text):
        plain = "" if joined and match[0][0] == "<" else _meant(match[0])
        if plain is None:
            continue
        given = given or position < match.start() or bool(plain)
        if position < match.start():
            yield text[position : match.start()], position, match.start()
        if match[0][0] not in "&%\\<":
            yield from (
                (one, at, at + 1) for at, one in enumerate(match[0], match.start()) if one not in " \u3000"
            )
        elif plain:
            yield plain, match.start(), match.end()
        position = match.end()
    if position < len(text) or not given:
        yield text[position:], position, len(text)


def _meant(escape: str) -> str | None:
    """What an escape stands for; None when it stands for itself."""
    if escape[0] == "<":
        return None if _WORDS.search(escape) else ""  # a browser shows none, and so joins what stands around it
    if escape[0] not in "&%\\":
        return re.sub("[ \u3000]", "", escape)
    if escape[0] == "&":
        plain = html.unescape(escape)
        return None if plain == escape else plain
    try:
        if escape[0] == "%":
            plain = unquote_to_bytes(escape).decode()
        elif escape[1] == "x":
            plain = bytes.fromhex(escape.replace("\\x", "")).decode()
        else:
            plain = bytes.fromhex(escape.replace("\\u", "")).decode("utf-16-be")
    except UnicodeDecodeError:
        return None
    return None if "\ufdd0" in plain or "\x00" in plain else plain


def _begins(piece: str, start: int, end: int) -> _Offsets:
    if len(piece) == end - start:
        return np.arange(start, end)
    return np.full(len(piece), start)


def _stops(piece: str, start: int, end: int) -> _Offsets:
    if len(piece) == end - start:
        return np.arange(start + 1, end + 1)
    return np.full(len(piece), end)
