"""Quarters, half-years, years and school years as offices write them, in both calendars."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from publisher.structure.dates import ERA, JAPANESE, NUMERAL, Calendar, year_of

Period = Literal["quarter", "half-year", "year", "school-year"]

_YEAR = rf"{ERA}\s*(?P<year>元|{NUMERAL})\s*"
_PATTERNS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "quarter": re.compile(
            _YEAR + r"(?:年度?|[-/. ])?\s*(?:第?\s*(?P<part>[1-4一二三四])\s*季度?|[Qq](?P<letter>[1-4])"
            r"|(?P<months>1\s*[-~至]\s*3|4\s*[-~至]\s*6|7\s*[-~至]\s*9|10\s*[-~至]\s*12)\s*月)"
        ),
        "half-year": re.compile(
            _YEAR + r"(?:年度?|[-/. ])?\s*(?:(?P<part>[上下])\s*半\s*年度?|[Hh](?P<letter>[12])"
            r"|(?P<months>1\s*[-~至]\s*6|7\s*[-~至]\s*12)\s*月)"
        ),
        "year": re.compile(_YEAR + r"(?:年度?)?"),
        "school-year": re.compile(_YEAR + r"學年度?"),
    }
)
_PARTS = MappingProxyType({"一": 1, "二": 2, "三": 3, "四": 4, "上": 1, "下": 2})


def read_period(text: str, calendar: Calendar, to: Period) -> str | None:
    """2024-Q1, 2024-H1, 2024 or, for a school year from August, 2024/2025; None for what cannot be read.

    A fiscal year (年度) has been the calendar year in Taiwan since 2001; a school year is not one and has to be
    asked for.
    """
    text = re.sub(r"月(?=\s*[-~至])", "", unicodedata.normalize("NFKC", text).strip())
    found = _PATTERNS[to].fullmatch(text)
    year = year_of(found, calendar) if found is not None else None
    if found is None or year is None or ("度" in text and found["era"] in JAPANESE):  # a year from April
        return None
    if to == "year":
        return f"{year:04}"
    if to == "school-year":
        return f"{year:04}/{year + 1:04}"
    letter, length = ("Q", 3) if to == "quarter" else ("H", 6)
    if found["months"]:
        return f"{year:04}-{letter}{(int(re.findall('[0-9]+', found['months'])[0]) - 1) // length + 1}"
    part = found["part"] or found["letter"]
    return f"{year:04}-{letter}{_PARTS.get(part) or int(part)}"
