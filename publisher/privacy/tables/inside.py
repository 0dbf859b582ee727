"""By what it is called, what holds a name: a city its districts, a code its finer ones, a quarter its months."""

from __future__ import annotations

import re

_CODE = re.compile(r"[A-Za-z]?\d+(?:[.\-_/]\d+)*")
_FIGURES = "一二三四五六七八九十"
_MONTH = re.compile(r"(.*?)(十?[一二]|[三四五六七八九十]|0?[1-9]|1[0-2])\s*月(?:份)?", re.S)
_ISO_MONTH = re.compile(r"(\d{2,4})[-/](0[1-9]|1[0-2])")
_QUARTER = re.compile(r"(.*?)第?\s*([一二三四1-4])\s*季(?:度)?", re.S)
_LATIN_QUARTER = re.compile(r"(.*?)Q([1-4])", re.S)


def of_names(name: str) -> list[str]:
    """What a name begins with, longest first: 臺南市東區, 臺南市; 11 is no part of 1."""
    return [name[:end] for end in range(len(name) - 1, 1, -1) if not name[end - 1 : end + 1].isdigit()]


def of_codes(name: str) -> list[str]:
    """The coarser codes of a code of figures: 1.12 is in 1.1 and 1, A012 in A01."""
    if not _CODE.fullmatch(name):
        return []
    return [head for end in range(len(name) - 1, 0, -1) if (head := name[:end].rstrip(".-_/"))]


def of_times(name: str) -> list[str]:
    """The quarter, half and whole of a year that hold a month or a quarter, in the ways they are written."""
    text = name.strip()
    for pattern, length in ((_MONTH, 12), (_ISO_MONTH, 12), (_QUARTER, 4), (_LATIN_QUARTER, 4)):
        if (said := pattern.fullmatch(text)) is None:
            continue
        year, place = said[1], _figure(said[2])
        if not 1 <= place <= length:
            continue
        quarter = (place - 1) // 3 + 1 if length == 12 else place
        half = "上半年" if quarter < 3 else "下半年"
        quarters = [] if length == 4 else _quarters(year, quarter)
        bare = year.rstrip("-/ 年")
        years = [bare, f"{bare}年", f"{bare}年度", year] if bare else []
        return [*quarters, f"{year}{half}", *years]
    return []


def _quarters(year: str, quarter: int) -> list[str]:
    figure = _FIGURES[quarter - 1]
    said = [
        f"第{figure}季",
        f"第{quarter}季",
        f"{figure}季",
        f"{quarter}季",
        f"第{figure}季度",
        f"第{quarter}季度",
    ]
    return [*(year + item for item in said), f"{year}Q{quarter}", f"{year}-Q{quarter}"]


def _figure(text: str) -> int:
    if text.isdecimal():
        return int(text)
    return sum(_FIGURES.index(character) + 1 for character in text)
