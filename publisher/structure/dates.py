"""Dates and times as Taiwanese offices write them: ROC and Gregorian years, figures and written numerals.

ROC year n is n + 1911 and 民國前 n is 1912 - n; there is no year 0. A year below 1000 is ROC, unless it
follows an era of Japan (昭和, 令和). What is not a day of the calendar, or could be read in two ways, is not read.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from types import MappingProxyType
from typing import Literal

Calendar = Literal["roc", "gregorian", "both"]
Precision = Literal["date", "datetime", "yearmonth"]

_TAIPEI = timezone(timedelta(hours=8))
_ROC_EPOCH = 1911
_FIGURES = "零〇○一二三四五六七八九"
JAPANESE = MappingProxyType(
    {"明治": (1868, 45), "大正": (1912, 15), "昭和": (1926, 64), "平成": (1989, 31), "令和": (2019, 99)}
)
"""The first year of an era of Japan, and how many it has."""
_VALUES = {figure: max(position - 2, 0) for position, figure in enumerate(_FIGURES)}
_TENS = {"十": 10, "廿": 20, "卅": 30, "卌": 40}
NUMERAL = f"(?:[0-9]{{1,4}}|[{_FIGURES}十廿卅卌百]{{1,6}})"
_POSITIONAL = re.compile(
    r"(?:(?P<hundreds>[一二三四五六七八九])?(?P<hundred>百))?(?P<zero>[零〇○])?"
    r"(?:(?P<tens>[一二三四五六七八九])?(?P<ten>十)|(?P<twenty>[廿卅卌]))?(?P<ones>[一二三四五六七八九])?"
)

ERA = r"(?:(?P<era>中華民國|民國|民(?=前)|西元|公元|明治|大正|昭和|平成|令和)\s*)?(?P<before>前)?"
_WRITTEN = re.compile(
    rf"{ERA}\s*(?P<year>元|{NUMERAL})\s*年\s*(?P<month>元|{NUMERAL})\s*月(?:\s*(?P<day>{NUMERAL})\s*日)?"
)
_SHORT = f"(?:[0-9]{{1,2}}|[{_FIGURES}十廿卅]{{1,3}})"
_SEPARATED = re.compile(
    rf"{ERA}(?P<year>{NUMERAL})(?P<mark>[/.、\-])(?P<month>{_SHORT})(?:(?P=mark)(?P<day>{_SHORT})(?![0-9]))?"
)
_AFTER_YEAR = (
    r"(?P<month>[0-9]{2})"
    r"(?:(?P<day>[0-9]{2})(?: ?(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})(?P<second>[0-9]{2})?)?)?"
)
_COMPACT_THREE = re.compile(rf"{ERA}(?P<year>[0-9]{{3}}){_AFTER_YEAR}")
_COMPACT_FOUR = re.compile(rf"{ERA}(?P<year>[0-9]{{4}}){_AFTER_YEAR}")
_COMPACT_DAY = re.compile(rf"{ERA}(?P<year>[0-9]{{3,4}})(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})(?![0-9])")
_CLOCK = re.compile(
    r"(?P<half>上午|下午|AM|PM)?\s*(?P<hour>[0-9]{1,2})\s*"
    r"(?::(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]{1,6})[0-9]*)?)?"
    r"|[時點]\s*(?:(?P<minutes>[0-9]{1,2})\s*分\s*(?:(?P<seconds>[0-9]{1,2})\s*秒)?)?整?)"
    r"\s*(?P<half_after>AM|PM)?\s*(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"\s*(?:\((?:星期|週|周|禮拜)?(?P<short>[一二三四五六日天])\)|(?:星期|週|周|禮拜)(?P<long>[一二三四五六日天]))\s*"
)
_SIX_FIGURES = re.compile(r"[1-9][0-9](?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
_FIRST_UNLIKELY = 3000


@dataclass(frozen=True, slots=True)
class _Clock:
    hour: int = 0
    minute: int = 0
    second: int = 0
    microsecond: int = 0
    zone: timezone | None = None


def read_date(text: str, calendar: Calendar = "both", to: Precision = "date") -> str | None:
    """ISO 8601 text of the wanted precision, or None for what cannot be read.

    "date" takes a time only when it is midnight; "datetime" takes a date without time as midnight (that is how
    spreadsheets keep it) and times with an offset as Taiwan's clock; "yearmonth" leaves out a day.
    """
    text, weekday = _without_weekday(unicodedata.normalize("NFKC", text).strip())
    if calendar == "roc" and _SIX_FIGURES.fullmatch(text):
        text = f"0{text}"
    found = _compact(text) if text[-1:].isdigit() else None
    if found is not None:
        clock = _Clock(int(found["hour"] or 0), int(found["minute"] or 0), int(found["second"] or 0))
    else:
        found = _WRITTEN.match(text) or _SEPARATED.match(text) or _COMPACT_DAY.match(text)
        read = _clock(text[found.end() :], found.re is _WRITTEN) if found else None
        if read is None:
            return None
        clock = read
    assert found is not None
    if clock.hour == 24 and to != "datetime":
        return None
    if found["day"] is None and weekday is None:
        return _year_month(found, calendar) if to == "yearmonth" and found.end() == len(text) else None
    moment = _moment(found, calendar, clock)
    if moment is None or (weekday is not None and moment.weekday() != weekday):
        return None
    return _spelled(moment, to)


def _without_weekday(text: str) -> tuple[str, int | None]:
    """The text without (五) or 星期五, and the day of the week (0 is Monday) that it has to be."""
    found = _WEEKDAY.search(text)
    if found is None:
        return text, None
    day = "一二三四五六日天".index(found["short"] or found["long"])
    return (text[: found.start()] + " " + text[found.end() :]).strip(), min(day, 6)


def _compact(text: str) -> re.Match[str] | None:
    """7 digits with an ROC year, 8 with a Gregorian one; 4 or 6 more for a time, 2 fewer for a month."""
    digits = sum(character.isdigit() for character in text)
    pattern = _COMPACT_FOUR if digits in (6, 8, 12, 14) else _COMPACT_THREE
    found = pattern.fullmatch(text)
    if found is not None and digits == 6 and int(found["year"]) >= _FIRST_UNLIKELY:
        return None  # 990101 may be 1 January of ROC 99, and is no month of the year 9901
    return found


def year_of(found: re.Match[str], calendar: Calendar) -> int | None:
    """The Gregorian year, or None when it is none or of a calendar that is not allowed."""
    era, text = found["era"], found["year"]
    number = 1 if text == "元" else _number(text)
    if era in JAPANESE:
        first, years = JAPANESE[era]
        fits = calendar == "both" and not found["before"] and number and number <= years
        return first + number - 1 if fits and number else None
    roc_era = era in ("中華民國", "民國", "民")
    if (
        not number
        or (text.startswith("0") and len(text) == 4)
        or (not roc_era and (found["before"] or text == "元"))
    ):
        return None
    if found.re is _SEPARATED and era is None and len(text) == 1:
        return None
    roc = number < 1000
    if roc != roc_era and era is not None:
        return None
    if calendar == ("gregorian" if roc else "roc"):
        return None
    if not roc:
        return number
    return _ROC_EPOCH + 1 - number if found["before"] else _ROC_EPOCH + number


def _month(text: str) -> int | None:
    """元月 is January."""
    return 1 if text == "元" else _number(text)


def _number(text: str) -> int | None:
    """A number in figures, in Chinese figures one after the other (一○六), or as spoken (一百零六)."""
    if text.isascii():
        return int(text)
    if all(character in _VALUES for character in text):
        return int("".join(str(_VALUES[character]) for character in text))
    found = _POSITIONAL.fullmatch(text)
    if found is None:
        return None
    tens = found["ten"] or found["twenty"]
    gap = bool(found["hundred"] and found["ones"] and not tens)
    if bool(found["zero"]) != gap:
        return None  # 一百六 is 160 to some and 106 to others
    hundreds = 100 * _VALUES[found["hundreds"] or "一"] if found["hundred"] else 0
    return (
        hundreds
        + (_VALUES[found["tens"] or "一"] * 10 if found["ten"] else _TENS.get(tens or "", 0))
        + (_VALUES[found["ones"]] if found["ones"] else 0)
    )


def _year_month(found: re.Match[str], calendar: Calendar) -> str | None:
    year, month = year_of(found, calendar), _month(found["month"])
    if year is None or not month or month > 12:
        return None
    if found.re is _SEPARATED and found["mark"] == "." and len(found["month"]) == 1:
        return None  # 106.1 may be October that a spreadsheet took for the number 106.10
    return f"{year:04}-{month:02}"


def _moment(found: re.Match[str], calendar: Calendar, clock: _Clock) -> datetime | None:
    year, month, day = year_of(found, calendar), _month(found["month"]), _number(found["day"])
    if year is None or month is None or day is None:
        return None
    late = clock.hour == 24 and clock.minute == clock.second == clock.microsecond == 0
    clock = replace(clock, hour=0) if late else clock
    try:
        moment = datetime(year, month, day, clock.hour, clock.minute, clock.second, clock.microsecond, clock.zone)
        moment += timedelta(days=int(late))
        return moment.astimezone(_TAIPEI).replace(tzinfo=None) if clock.zone else moment
    except (ValueError, OverflowError):
        return None


def _clock(text: str, written: bool) -> _Clock | None:
    """The time after a date; nothing is midnight. After figures it stands apart, after 日 it may follow."""
    if not text:
        return _Clock()
    rest = text[1:] if text[0] in "Tt" else text.lstrip()
    if rest == text and not written and not text.startswith(("上午", "下午")):
        return None
    found = _CLOCK.fullmatch(rest)
    if found is None or (found["half"] and found["half_after"]):
        return None
    hour = _hour(int(found["hour"]), (found["half"] or found["half_after"] or "").upper())
    if hour is None:
        return None
    minute, second = found["minute"] or found["minutes"] or 0, found["second"] or found["seconds"] or 0
    fraction = int((found["fraction"] or "0").ljust(6, "0"))
    return _Clock(hour, int(minute), int(second), fraction, _zone(found["zone"]))


def _hour(hour: int, half: str) -> int | None:
    if half in ("上午", "AM"):
        return hour % 12 if hour <= 12 else None
    if half in ("下午", "PM"):
        if hour == 0:
            return None
        return hour + 12 if hour < 12 else hour
    return hour


def _zone(text: str | None) -> timezone | None:
    if text is None:
        return None
    if text in "Zz":
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes)) if minutes < 24 * 60 else None


def _spelled(moment: datetime, to: Precision) -> str | None:
    if to == "datetime":
        return moment.isoformat()
    if (moment.hour, moment.minute, moment.second, moment.microsecond) != (0, 0, 0, 0):
        return None
    return moment.date().isoformat() if to == "date" else f"{moment.year:04}-{moment.month:02}"
