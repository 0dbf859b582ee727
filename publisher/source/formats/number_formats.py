"""What the number format of a cell says of its value: a date, a span of time, or a code with leading zeros.

Excel keeps a code such as 00045292 as the number 45292 with the format 00000000, and a day as a count of days;
only the format tells. Sources: ECMA-376-1, 18.8.30 (numFmts) and 18.8.31 for the formats of East Asian editions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from publisher.source.canonical import float_text, rounded_float_text, text_of

_BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)})
_BUILT_IN_CLOCKS = frozenset({*range(18, 22), 45, 47})
_BUILT_IN_SPANS = frozenset({46})
_TOKEN = re.compile(r'"[^"]*"?|\\.|_.|\*.|\[[^\]]*\]?|AM/PM|A/P|上午/下午|E[+-]|G/通用格式|General|.', re.S | re.I)
_SPAN = re.compile(r"\[(?:h+|m+|s+)\]", re.I)
_TIME_SIGNS = frozenset("ydhsegb")
_DAY_SIGNS, _CLOCK_SIGNS = frozenset("ydegb"), frozenset("hs")
_LAST_DAY = 2_958_466
_MOST_DAYS = 999_999_999
"""The longest span of `timedelta`."""
_EXACT = 2**53
_MOST = 1e300
"""From here on a number has neither figures to show nor a day."""


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """`kind` is number, date, clock (a time of no day) or span.

    `mask` has 0 for each figure of a code, and the signs between.
    """

    kind: str = "number"
    mask: str = ""
    percent: bool = False


PLAIN = NumberFormat()


@cache
def number_format(number: int, code: str | None) -> NumberFormat:
    """What a format says, by its built-in number or its code."""
    if code is None:
        kind = "date" if number in _BUILT_IN_DATES else "span" if number in _BUILT_IN_SPANS else "number"
        kind = "clock" if number in _BUILT_IN_CLOCKS else kind
        return NumberFormat(kind, percent=number in (9, 10))
    plain: list[str] = []
    mask: list[str] = []
    for piece in _TOKEN.findall(code):
        first = piece[0]
        if piece == ";":
            break
        if _SPAN.fullmatch(piece):
            return NumberFormat("span")
        if first == '"':
            mask.append(piece.strip('"'))
        elif first == "\\":
            mask.append(piece[1:])
        elif first in "_*[" or piece.upper() in ("GENERAL", "G/通用格式"):
            mask.append("\0" if first not in "_*[" else "")
        elif len(piece) > 1:
            plain.append("" if first in "eE" else "h")
            mask.append("\0")
        else:
            plain.append(piece.lower())
            mask.append(piece if piece in "0-/ ()." else "\0")
    signs = "".join(plain)
    if _TIME_SIGNS.intersection(signs) or "m" in signs:
        clock = not _DAY_SIGNS.intersection(signs) and not _CLOCK_SIGNS.isdisjoint(signs)
        return NumberFormat("clock" if clock else "date")
    return NumberFormat("number", _mask("".join(mask)), "%" in signs)


def _mask(spelled: str) -> str:
    """The mask of a code: two places or more that are always written, and no other kind of place."""
    return spelled if spelled.count("0") > 1 and "\0" not in spelled and "." not in spelled else ""


def spelled(value: float, written: str, how: NumberFormat, *, since_1904: bool) -> str | None:
    """The text of a number with its format; `written` is how the file writes it, and what it stays beyond any."""
    if not abs(value) < _MOST:
        return written
    if (how.kind == "span" and abs(value) < _MOST_DAYS) or (how.kind == "clock" and -1 < value < 0):
        return text_of(timedelta(seconds=round(value * 86_400)))
    if how.kind == "clock" and 0 <= value < 1:
        return _moment(value, since_1904=False)
    if how.kind in ("date", "clock") and 0 <= value < _LAST_DAY:
        return _moment(value, since_1904=since_1904)
    if how.mask and value >= 0 and value == int(value):
        return coded(int(value), how.mask)
    if abs(value) < _EXACT or not written.lstrip("-").isdigit():
        return float_text(value) if value == int(value) else rounded_float_text(value)
    return str(int(written))


def coded(value: int, mask: str) -> str:
    """A number as a code: its figures from the right into the places of the mask."""
    figures = str(value).zfill(mask.count("0"))
    surplus = len(figures) - mask.count("0")
    parts: list[str] = []
    at = 0
    for sign in mask:
        if sign != "0":
            parts.append(sign)
            continue
        taken = surplus + 1 if at == 0 else 1
        parts.append(figures[at : at + taken])
        at += taken
    return "".join(parts)


def _moment(value: float, *, since_1904: bool) -> str | None:
    """A count of days; the first calendar has a 29 February 1900 that never was."""
    milliseconds = round(value * 86_400_000)
    if milliseconds % 1000 in (1, 999):
        milliseconds = round(milliseconds, -3)
    days, part = divmod(milliseconds, 86_400_000)
    if days == 0 and not since_1904:
        return text_of(_clock(part))
    start = date(1904, 1, 1) if since_1904 else date(1899, 12, 30) if days > 60 else date(1899, 12, 31)
    day = start + timedelta(days=days)
    return text_of(day if part == 0 else datetime(day.year, day.month, day.day) + timedelta(milliseconds=part))  # noqa: DTZ001


def to_the_second(moment: datetime) -> datetime:
    """Spreadsheets keep times as fractions of a day: 10:30:00 may come back as 10:29:59.999999."""
    if moment.microsecond in range(1_000, 999_000):
        return moment
    return (moment + timedelta(milliseconds=500)).replace(microsecond=0)


def _clock(milliseconds: int) -> time:
    return (datetime(1, 1, 1) + timedelta(milliseconds=milliseconds)).time()  # noqa: DTZ001
