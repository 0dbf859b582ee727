"""Days of the lunar calendar (農曆九月初九, 重陽節當天) as those of the civil one, where their year is known."""

from __future__ import annotations

import re
from datetime import date, timedelta

_FIRST_YEAR, _NEW_YEAR = 2010, date(2010, 2, 14)
_YEARS = (
    0x0A950,
    0x0B4A0,
    0x0BAA4,
    0x0AD50,
    0x055D9,
    0x04BA0,
    0x0A5B0,
    0x15176,
    0x052B0,
    0x0A930,
    0x07954,
    0x06AA0,
    0x0AD50,
    0x05B52,
    0x04B60,
    0x0A6E6,
    0x0A4E0,
    0x0D260,
    0x0EA65,
    0x0D530,
    0x05AA0,
    0x076A3,
    0x096D0,
    0x04AFB,
    0x04AD0,
    0x0A4D0,
    0x1D0B6,
    0x0D250,
    0x0D520,
    0x0DD45,
    0x0B5A0,
    0x056D0,
    0x055B2,
    0x049B0,
    0x0A577,
    0x0A4B0,
    0x0AA50,
    0x1B255,
    0x06D20,
    0x0ADA0,
)
"""Of each year: a bit for a leap month of 30 days, one for each month of 30, the number of the leap one."""
_FIGURES = {sign: number for number, sign in enumerate("一二三四五六七八九十", 1)} | {"正": 1, "冬": 11, "臘": 12}
_FESTIVALS = {"元宵": (1, 15), "端午": (5, 5), "七夕": (7, 7), "中元": (7, 15), "中秋": (8, 15), "重陽": (9, 9)}
_LATELY = 90
_EPOCH = 1911
_DAY = re.compile(
    r"(?:(?:今|本|當)年\s*|(?:(?:民國\s*)?(?P<roc>1[01][0-9])|(?P<year>20[0-9]{2}))\s*年?\s*)?[(（]?\s*(?:農曆|陰曆|舊曆|夏曆)\s*(?:年\s*)?"
    r"(?P<leap>閏)?\s*(?P<month>1[0-2]|0?[1-9]|十[一二]|[正一二三四五六七八九十冬臘])\s*月\s*"
    r"(?P<day>初[一二三四五六七八九十]|十[一二三四五六七八九]|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?|三十|3[0]|[12][0-9]|0?[1-9])"
    r"(?!\s*[-~～至到、]\s*[0-9初十廿])\s*[日號]?\s*[)）]?"
    rf"|(?P<festival>{'|'.join(_FESTIVALS)})節?\s*當\s*[日天晚]"
)
_RECURS = re.compile(r"每年|歷年|逐年|every\s+year", re.IGNORECASE)
_CIVIL = re.compile(r"[^。;；]{0,6}(?:國曆|陽曆|西曆|新曆)|\s*[(（][0-9]{1,4}\s*[年月/.]")
LUNAR = re.compile(r"(?:農曆|陰曆|舊曆|夏曆)\s*(?:年\s*)?閏?\s*\Z")
"""Before a day that is none of the civil calendar."""


def civil_day(year: int, month: int, day: int, *, leap: bool = False) -> date | None:
    """The civil day of a lunar one; None where there is no such day, or its year is in no table."""
    if not 0 <= year - _FIRST_YEAR < len(_YEARS):
        return None
    start = _NEW_YEAR
    for number in range(year - _FIRST_YEAR + 1):
        for which, is_leap, length in _months(_YEARS[number]):
            if number == year - _FIRST_YEAR and (which, is_leap) == (month, leap):
                return start + timedelta(days=day - 1) if 1 <= day <= length else None
            start += timedelta(days=length)
    return None


def _months(told: int) -> list[tuple[int, bool, int]]:
    leap, months = told & 0xF, []
    for number in range(1, 13):
        months.append((number, False, 30 if told >> (16 - number) & 1 else 29))
        if number == leap:
            months.append((number, True, 30 if told >> 16 else 29))
    return months


def with_civil_days(text: str, since: date | None) -> str:
    """The text with its lunar days as civil ones; those without a year are the first from about `since` on."""
    return _DAY.sub(lambda found: _spelt(found, since), text) if _COULD_BE.search(text) else text


_COULD_BE = re.compile(r"[農陰舊夏]曆|當\s*[日天晚]")


def _spelt(found: re.Match[str], since: date | None) -> str:
    text = found.string
    sentence = re.split(r"[。;；]", text[: found.start()])[-1] + re.split(r"[。;；]", text[found.end() :])[0]
    if _RECURS.search(sentence) or _CIVIL.match(text, found.end()):
        return found[0]
    month, number = _FESTIVALS.get(found["festival"] or "", (0, 0))
    month = month or _number(found["month"])
    number = number or _number(found["day"].removeprefix("初"))
    told = int(found["year"]) if found["year"] else int(found["roc"]) + _EPOCH if found["roc"] else None
    leap = bool(found["leap"])
    if told is None and since == date(since.year if since else 1, 1, 1):
        told = since.year if since else None
    if told is not None:
        day = civil_day(told, month, number, leap=leap)
    elif since is not None:
        days = (civil_day(year, month, number, leap=leap) for year in (since.year - 1, since.year, since.year + 1))
        day = next((day for day in days if day is not None and (since - day).days <= _LATELY), None)
    else:
        day = None
    return f"{day.year}年{day.month}月{day.day}日" if day is not None else found[0]


def _number(written: str) -> int:
    if written.isdecimal():
        return int(written)
    tens, _, ones = written.replace("廿", "二十").rpartition("十")
    if "十" not in written.replace("廿", "十"):
        return _FIGURES[written]
    return (_FIGURES[tens] if tens else 1) * 10 + (_FIGURES[ones] if ones else 0)
