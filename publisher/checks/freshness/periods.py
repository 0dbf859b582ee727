"""Stretches of time told by their length from the day of writing.

公告日起30日內, 公告後三個月內, within 60 days of this notice.

They are written out by their last day, so that everything else reads one form.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import partial

_NUMERALS = "〇一二三四五六七八九"
_COUNT = r"(?P<count>[0-9]{1,3}|[一二兩三四五六七八九十廿卅百]{1,5})\s*(?P<unit>個月|個星期|[日天週周])"
_PUT_UP = r"(?:公告|公示|公[布佈]|刊登|登載|揭示|張貼|發[布佈]|上網|預告|徵求公告)"
_COUNT_2 = _COUNT.replace("count", "count2").replace("unit", "unit2")
_SINCE = re.compile(
    rf"(?:自|於|在|從)?\s*(?:本|該|此)?\s*{_PUT_UP}[^。，,;；:：0-9]{{0,12}}?(?:(?:之|當)?[日天]|之?[翌次隔]日)\s*起\s*(?:算|計)?\s*(?:至|為期|共計?)?\s*{_COUNT}"
    rf"(?P<end>\s*(?:之)?(?:以)?內|\s*(?:為)?止|(?=\s*(?:[。，,;；)]|\Z)))"
    rf"|(?:自|於|在)?\s*(?:本|該|此)?\s*{_PUT_UP}(?:之)?後\s*{_COUNT_2}\s*(?:之)?(?:以)?內"
)
_FROM = (
    r"(?:the\s+)?(?:date\s+of\s+)?(?:this|its|the)?\s*(?:notice|announcement|publication|posting|publishing|being\s+published)"
    r"(?:\s+(?:date|of\s+this\s+notice))?"
)
_ENGLISH = re.compile(
    r"(?:within|for|during|open\s+for|lasts?)\s+(?:a\s+period\s+of\s+)?(?:the\s+)?(?:[a-z]+\s*\(\s*)?(?P<count>[0-9]{1,3})\s*\)?\s*"
    rf"(?:calendar\s+)?(?P<unit>day|week|month)s?\s*,?\s*(?:of|from|after|following|since|starting\s+(?:on|from))\s+{_FROM}",
    re.IGNORECASE,
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def with_ends(text: str, written: date) -> str:
    """The text with the last days of stretches that begin when it was put up."""
    text = _SINCE.sub(partial(_ended, written), text)
    return _ENGLISH.sub(partial(_ended_english, written), text)


def _ended(written: date, found: re.Match[str]) -> str:
    day = last_day_of(written, found["count"] or found["count2"], found["unit"] or found["unit2"])
    return f"至{day.year}年{day.month}月{day.day}日止" if day is not None else found[0]


def _ended_english(written: date, found: re.Match[str]) -> str:
    day = last_day_of(written, found["count"], found["unit"].lower())
    return f"until {_MONTHS[day.month - 1]} {day.day}, {day.year}" if day is not None else found[0]


def last_day_of(first: date, count: str, unit: str) -> date | None:
    """The day so many days, weeks or months after another."""
    number = number_of(count)
    try:
        if unit in ("個月", "month"):
            year, month = divmod(first.year * 12 + first.month - 1 + number, 12)
            return date(year, month + 1, min(first.day, monthrange(year, month + 1)[1]))
        return first + timedelta(days=number * (7 if unit in ("週", "周", "個星期", "week") else 1))
    except (ValueError, OverflowError):
        return None


def number_of(written: str) -> int:
    """A number in figures or in Chinese numerals (六十, 廿一, 兩)."""
    if written.isdecimal():
        return int(written)
    total = part = 0
    for sign in written.replace("兩", "二").replace("廿", "二十").replace("卅", "三十"):
        if sign in "十百":
            total, part = total + (part or 1) * (10 if sign == "十" else 100), 0
        else:
            part = _NUMERALS.index(sign)
    return total + part
