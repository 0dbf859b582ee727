"""Days as the other languages of agencies' pages write them: Vietnamese, Indonesian, Thai, Japanese, Korean."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = (
    "januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember",
    "มกราคม|กุมภาพันธ์|มีนาคม|เมษายน|พฤษภาคม|มิถุนายน|กรกฎาคม|สิงหาคม|กันยายน|ตุลาคม|พฤศจิกายน|ธันวาคม",
    r"ม\.ค\.|ก\.พ\.|มี\.ค\.|เม\.ย\.|พ\.ค\.|มิ\.ย\.|ก\.ค\.|ส\.ค\.|ก\.ย\.|ต\.ค\.|พ\.ย\.|ธ\.ค\.",
)
_NUMBERS = {name.replace("\\", ""): number for names in _MONTHS for number, name in enumerate(names.split("|"), 1)}
_COULD_BE = re.compile(
    r"tháng|ngày|tanggal|[0-9]\s*년|令和|[\u0e00-\u0e7f]|[0-9]/[0-9]{1,2}/20[0-9]{2}|[0-9]\s+[a-z]+\s+20",
    re.IGNORECASE,
)
_ABROAD = re.compile(
    r"ngày\s+(?P<day1>[0-9]{1,2})\s+tháng\s+(?P<month1>[0-9]{1,2})(?:\s+năm\s+(?P<year1>20[0-9]{2}))?"
    r"|(?P<year2>20[0-9]{2})\s*년\s*(?P<month2>[0-9]{1,2})\s*월\s*(?P<day2>[0-9]{1,2})\s*일"
    r"|令和\s*(?P<year3>[0-9]{1,2})\s*年\s*(?P<month3>[0-9]{1,2})\s*月\s*(?P<day3>[0-9]{1,2})\s*日"
    rf"|(?<![0-9])(?P<day4>[0-9]{{1,2}})\s*(?P<month4>{'|'.join(_MONTHS)})\s*(?:พ\.ศ\.\s*)?(?P<year4>2[05][0-9]{{2}})"
    r"|(?P<label>(?:ngày|tanggal|วันที่)[^0-9\n]{0,16})(?P<day6>[0-9]{1,2})/(?P<month6>1[0-2]|0?[1-9])/(?P<year6>2[05][0-9]{2})(?![0-9/])"
    r"|(?<![0-9/.])(?:(?P<name>(?:週|周|星期)[一二三四五六日]|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?)\s*,\s*)?"
    r"(?P<month7>1[0-2]|0?[1-9])/(?P<day7>[12][0-9]|3[01]|0?[1-9])/(?P<year7>20[0-9]{2})(?![0-9/])"
    r"|(?<![0-9/])(?P<day5>1[3-9]|2[0-9]|3[01])/(?P<month5>1[0-2]|0?[1-9])/(?P<year5>20[0-9]{2})(?![0-9/])",
    re.IGNORECASE,
)
_REIWA, _BUDDHIST = 2018, 543


def at_home(text: str) -> str:
    """The text with such days as agencies write them in Chinese: 2026年11月14日."""
    return _ABROAD.sub(_spelt, text) if _COULD_BE.search(text) else text


def _spelt(found: re.Match[str]) -> str:
    kind = next(kind for kind in "1234567" if found[f"day{kind}"])
    if kind == "7":
        return _month_first(found)
    year, month, day = (found[f"{part}{kind}"] for part in ("year", "month", "day"))
    number = _NUMBERS.get(month.lower()) or int(month)
    if year is None:
        return f"{number}月{int(day)}日"
    told = int(year) + (_REIWA if kind == "3" else -_BUDDHIST if int(year) > 2400 else 0)
    return f"{found['label'] or ''}{told}年{number}月{int(day)}日"


def _month_first(found: re.Match[str]) -> str:
    """10/30/2026, as some systems write it: where its day is over twelve, or its weekday tells the two apart."""
    month, day, year = (int(found[f"{part}7"]) for part in ("month", "day", "year"))
    named = next(
        (sign for sign in reversed(found["name"] or "") if sign in _WEEK), (found["name"] or "")[:3].lower()
    )
    asked = next(
        (number for number, names in enumerate(zip(_WEEK, _ENGLISH_WEEK, strict=True)) if named in names), None
    )
    fitting = {
        (month, day)
        for month, day in ((month, day), (day, month))
        if month <= _MOST_MONTHS and asked in (None, _weekday(year, month, day))
    }
    if len(fitting) != 1:
        return found[0]
    month, day = fitting.pop()
    return f"{found['name'] + ', ' if found['name'] else ''}{year}年{month}月{day}日"


def _weekday(year: int, month: int, day: int) -> int | None:
    try:
        return date(year, month, day).weekday()
    except ValueError:
        return None


_WEEK = "一二三四五六日"
_ENGLISH_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MOST_MONTHS = 12
