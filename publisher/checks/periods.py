"""Months, quarters and years in cells and sentences, in both calendars: 115年1至10月, 2026-09, 115年第3季."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_EPOCH = 1911
_YEAR = r"(?:民國)?\s*((?:19|20)[0-9]{2}|[89][0-9]|1[0-9]{2})"
_FIGURES = {sign: number for number, sign in enumerate("一二三四五六七八九十", 1)} | {"十一": 11, "十二": 12}
_MONTH = r"(1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_CELLS = (
    re.compile(rf"{_YEAR}\s*(?:年(?:度)?|[-/.])\s*{_MONTH}\s*月?份?"),
    re.compile(r"((?:19|20)[0-9]{2}|1[0-9]{2})(1[0-2]|0[1-9])"),
    re.compile(rf"{_YEAR}\s*(?:年|[-/.])\s*{_MONTH}\s*(?:月|[-/.])\s*[0-9]{{1,2}}\s*日?"),
)
_QUARTER_CELL = re.compile(rf"{_YEAR}\s*(?:年度?)?\s*[-/]?\s*(?:第|Q)?\s*([1-4一二三四])\s*季?", re.IGNORECASE)
_YEAR_CELL = re.compile(rf"{_YEAR}\s*(?:年度?)?")
_BARE_MONTH = re.compile(rf"{_MONTH}\s*月份?")
_SAID = re.compile(
    rf"(?:{_YEAR}\s*年度?\s*)?{_MONTH}\s*月?份?\s*[至到~～\-－—–]\s*(?:{_YEAR}\s*年\s*)?{_MONTH}\s*月(?!\s*[0-9]+\s*日)"
    rf"|(?:{_YEAR}\s*年度?\s*)?{_MONTH}\s*月(?!\s*[0-9]+\s*日)"
    rf"|(?:{_YEAR}\s*年度?\s*)?第?\s*([1-4一二三四])\s*季|(?:{_YEAR}\s*年度?\s*)?([上下])半年|{_YEAR}\s*年(?:度|全年)?"
)


class Months(NamedTuple):
    """Months from `first` to `last`, counted from the year 0."""

    first: int
    last: int

    @property
    def year(self) -> int:
        """The year of its last month."""
        return self.last // 12

    def holds(self, other: Months) -> bool:
        """Whether another lies in it."""
        return self.first <= other.first and other.last <= self.last


def of_cell(text: str, year: int | None = None) -> Months | None:
    """The period that a cell is; a month alone is of `year`."""
    text = text.strip()
    for pattern in _CELLS:
        if found := pattern.fullmatch(text):
            return _months(_year(found[1]), _number(found[2]), _number(found[2]))
    if ("季" in text or "q" in text.lower()) and (found := _QUARTER_CELL.fullmatch(text)):
        return _quarter(_year(found[1]), _number(found[2]))
    if (found := _BARE_MONTH.fullmatch(text)) and year is not None:
        return _months(year, _number(found[1]), _number(found[1]))
    if found := _YEAR_CELL.fullmatch(text):
        return _months(_year(found[1]), 1, 12)
    return None


def said_in(text: str, year: int | None) -> Iterator[tuple[int, Months]]:
    """The periods that a text names, with where each begins; without a year, of the year before, or `year`."""
    for found in _SAID.finditer(text):
        y1, m1, y2, m2, y3, m3, y4, quarter, y5, half, y6 = found.groups()
        named = next((one for one in (y1, y2, y3, y4, y5, y6) if one), None)
        own = _year(named) if named else year
        if own is None:
            continue
        if m1:
            last = _year(y2) if y2 else own
            period = Months(12 * own + _number(m1) - 1, 12 * last + _number(m2) - 1)
        elif m3:
            period = _months(own, _number(m3), _number(m3))
        elif quarter:
            period = _quarter(own, _number(quarter))
        else:
            period = _months(own, 7 if half == "下" else 1, 6 if half == "上" else 12)
        year = own
        if period.first <= period.last:
            yield found.start(), period


def _year(text: str) -> int:
    number = int(text)
    return number if number > 1000 else number + _EPOCH


def _number(text: str) -> int:
    return _FIGURES.get(text) or int(text)


def _months(year: int, first: int, last: int) -> Months:
    return Months(12 * year + first - 1, 12 * year + last - 1)


def _quarter(year: int, number: int) -> Months:
    return _months(year, 3 * number - 2, 3 * number)
