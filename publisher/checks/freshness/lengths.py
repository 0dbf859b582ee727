"""Lengths of time, and ranges told by a first day and a length: 自9月1日起為期兩個月, for six weeks from May 1."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

_NUMERALS = "〇一二三四五六七八九"
_WEEKS = ("週", "周", "個星期", "星期", "個禮拜", "禮拜", "week")
_LENGTH = (
    r"(?P<count>[1-9][0-9]{0,2}|[一二兩三四五六七八九十廿卅百]{1,5}|半)\s*(?P<unit>個(?P<more>半)?月|個?(?:星期|禮拜)|[日天週周年])"
    r"(?P<more2>半)?(?![前後內一二]|以[內上前後]|之[內後前]|者|期滿|齡|級)"
)
_CLOCK = (
    r"(?:[上下]午|中午|[晚早]上|凌晨)?\s*(?:[0-9]{1,2}\s*(?::\s*[0-9]{2}|[時點]\s*(?:[0-9]{1,2}\s*分|整|正)?))?"
)
_WEEKDAY = r"(?:\s*\(?\s*(?:星期|週|周|禮拜)?[一二三四五六日]\s*\))?"
_LASTING = r"為期|為時|歷時|工期|期間|共計|計|共|約|預計|預定|暫定"
_WHAT = r"[^0-9每滿逾超至到前止截未調改連達。;；:：]"
"""Between a day and a length: neither an end, nor what is reckoned otherwise (每三個月, 滿兩年, 調整為一個月)."""
_BEHIND = tuple(
    re.compile(text, re.IGNORECASE)
    for text in (
        rf"{_WEEKDAY}\s*{_CLOCK}\s*(?:起|開始)\s*,?\s*(?:算|公告|公示|揭示|預告|刊登|依法|公開展覽|公開閱覽|陳列|展覽|{_LASTING})*\s*{_LENGTH}",
        rf"{_WEEKDAY}\s*{_CLOCK}\s*{_WHAT}{{0,18}}?(?:為期|為時|歷時|工期)(?:預計|預定|暫定|約|共|大約)*\s*{_LENGTH}",
        rf"{_WEEKDAY}\s*{_CLOCK}\s*(?:起|開始)\s*,?\s*(?:(?!每|為|租|聘|訂|約定)[\u4e00-\u9fff]){{1,8}}?(?<![每滿逾過少未續達個第])\s*{_LENGTH}"
        r"(?=\s*(?:為?止|進行|辦理|施[作工]|實施|[整維]修|[,，。;；、()（）]|\Z))",
        r"\s*,?\s*(?:and\s+)?(?:for|lasting)\s+(?:a\s+period\s+of\s+|about\s+|around\s+|approximately\s+)?"
        r"(?P<count>[0-9]{1,3}|[a-z]{1,6})[\s-]+(?P<unit>day|week|month|year)s?(?P<more>)(?P<more2>)(?!['’a-z])",
    )
)
_BEFORE = tuple(
    re.compile(text, re.IGNORECASE)
    for text in (
        rf"為期(?:預計|約|共)?\s*{_LENGTH}\s*[,，(（]?\s*(?:時間|期間)?\s*(?:自|從|由)\s*(?:民國|中華民國|西元)?\s*\Z",
        r"\b(?:for|lasting)\s+(?:a\s+period\s+of\s+|about\s+|around\s+|approximately\s+)?"
        r"(?P<count>[0-9]{1,3}|[a-z]{1,6})[\s-]+(?P<unit>day|week|month|year)s?(?P<more>)(?P<more2>)\s*,?\s*"
        r"(?:starting|beginning|commencing|from|as\s+of|with\s+effect\s+from)\s*(?:on|from)?\s*\Z",
    )
)
_ENGLISH = ("a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ENGLISH_UNITS = ("day", "week", "month", "year")
_FROM = re.compile(r"\s*(?:\([^)]{1,4}\))?\s*(?:起|開始)")
_NEAR = 64


def end_by_length(text: str, first: date, start: int, end: int) -> tuple[date, int, int] | None:
    """The last day of the range that a day begins, where a length stands beside it, and where that stands."""
    for pattern in _BEHIND:
        if (found := pattern.match(text, end)) is not None and (last := _last(first, found)) is not None:
            return last, found.start(), found.end()
    before = text[max(0, start - _NEAR) : start]
    for pattern in _BEFORE:
        if (found := pattern.search(before)) is not None and (last := _last(first, found)) is not None:
            behind = _FROM.match(text, end)
            return last, behind.end() if behind else end, behind.end() if behind else end
    return None


def _last(first: date, found: re.Match[str]) -> date | None:
    """The last day of so long a time: two months from 1 September on end on 31 October."""
    count, unit = found["count"].lower(), found["unit"].lower().replace("個半月", "個月")
    more = bool(found["more"] or found["more2"])
    if unit in _ENGLISH_UNITS:
        if count.isalpha() and count not in _ENGLISH:
            return None
        count = str(_ENGLISH.index(count) + 1) if count.isalpha() else count
    elif count == "半" or more:
        return _with_half(first, "0" if count == "半" else count, unit)
    after = last_day_of(first, count, unit)
    return after - timedelta(days=1) if after is not None and after > first else None


def _with_half(first: date, count: str, unit: str) -> date | None:
    """The last day of a length that ends with a half: 半個月, 一個半月, 半年, 一年半."""
    if unit not in ("個月", "年"):
        return None
    after = last_day_of(first, count, unit)
    if after is None:
        return None
    half = last_day_of(after, "6", "個月") if unit == "年" else after + timedelta(days=15)
    return half - timedelta(days=1) if half is not None else None


def last_day_of(first: date, count: str, unit: str) -> date | None:
    """The day so many days, weeks, months or years after another."""
    number = number_of(count)
    try:
        if unit in ("年", "year"):
            number, unit = 12 * number, "month"
        if unit in ("個月", "month"):
            year, month = divmod(first.year * 12 + first.month - 1 + number, 12)
            return date(year, month + 1, min(first.day, monthrange(year, month + 1)[1]))
        return first + timedelta(days=number * (7 if unit in _WEEKS else 1))
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
