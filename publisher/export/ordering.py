"""The order that labels have of themselves: steps of a scale, bands of a number, parts of a year, days of a week.

Labels have one when they differ in their places alone: their figures (第 1 季, 08:00), the words for them (上半年,
星期三), and on which side a band is open (19以下, 20-39, 60以上).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_FIGURE = re.compile(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?")
_CHINESE = re.compile(
    r"(?:(?<=第)|(?<=星期)|(?<=週)|(?<=禮拜))[一二三四五六七八九十日天]+|[一二三四五六七八九十]+(?=[月季年級期])"
)
_PART = re.compile(r"[上中下](?=半|旬|學期|期|季|月)")
_ENGLISH = re.compile(
    r"\b(?:(first|second|third|fourth)|(mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|(jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(?:[a-z]*))\b",
    re.I,
)
_BELOW = re.compile(r"以下|未滿|不滿|以內|小於|低於|[<≤＜≦]|\b(?:under|below|less than|up to)\b", re.I)
_ABOVE = re.compile(
    r"以上|超過|大於|逾|滿|[>≥＞≧+＋]|\b(?:over|above|more than|at least|and over|or more|and above)\b", re.I
)
_BAND = re.compile(r"[-–—~～至到]|\bto\b")
_TO = re.compile(r"0[^0-]{0,6}-\s*0")
_ORDER = {
    **{sign: at for at, sign in enumerate("一二三四五六七八九", 1)},
    "日": 7,
    "天": 7,
    "上": 1,
    "中": 2,
    "下": 3,
}
_WORDS = (
    ("first", "second", "third", "fourth"),
    ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun"),
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
)


def are_steps(labels: Iterable[str]) -> bool:
    """Whether labels differ in their places alone, so that their order says something."""
    given = list(labels)
    alike = any(len({skeleton(label) for label in given}) == 1 for skeleton in (_skeleton, _skeleton_of_band))
    return alike and all(map(_places, given))


def step(label: str) -> tuple[tuple[float, int], ...]:
    """The places of a label; a band that is open below stands before one that begins at the same number."""
    side = -1 if _BELOW.search(label) else 1 if _ABOVE.search(label) else 0
    return tuple((place, side) for place in _places(label))


def _skeleton(label: str) -> str:
    """What is left without the places."""
    return _FIGURE.sub("0", _figures(label))


def _skeleton_of_band(label: str) -> str:
    """The same of a band of one number: both its ends are one place, and which of them is open is none of it."""
    plain = _ABOVE.sub("", _BELOW.sub("", label))
    return re.sub(r"\s", "", _TO.sub("0", _BAND.sub("-", _skeleton(plain))))


def _places(label: str) -> list[float]:
    return [_number(figure) for figure in _FIGURE.findall(_figures(label))]


def _number(figure: str) -> float:
    return float(figure.replace(",", ""))


def _figures(label: str) -> str:
    """The label with the words for places as figures."""
    text = _PART.sub(lambda found: str(_ORDER[found[0]]), label)
    text = _CHINESE.sub(lambda found: str(_chinese(found[0])), text)
    return _ENGLISH.sub(_english, text)


def _chinese(numeral: str) -> int:
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return _ORDER[ones[-1]]
    return 10 * (_ORDER.get(tens[-1:], 1)) + (_ORDER[ones[-1]] if ones else 0)


def _english(found: re.Match[str]) -> str:
    for word, known in zip(found.groups(), _WORDS, strict=True):
        if word:
            place = next(at for at, name in enumerate(known, 1) if word.lower().startswith(name))
            return f"{place}"
    return found[0]
