"""Days that a text tells by others: 本月20日, 下週三, 明(20)日, 翌年1月31日, this Friday.

They are written out as whole dates, so that everything else reads one form. What is told by the day of
writing (本月, 下週, 明年) stays as it is where that day is unknown; what is told by the date before it (同年,
翌日) does not need it. 昨日 and its like are of stories, and stay.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from publisher.checks.freshness.dates import days_in, with_figures
from publisher.checks.freshness.periods import with_ends

_WEEK = "一二三四五六日"
_ENGLISH_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_BRACKETED = r"(?:\s*\(\s*[0-9]{1,4}\s*\))?\s*"
_BY_MONTH = re.compile(
    rf"(?P<which>本|這個?|今|下個?|次){_BRACKETED}月\s*(?:份)?\s*(?:(?P<end>底|末)|(?P<day>[0-9]{{1,2}})\s*[日號])"
)
_BY_WEEK = re.compile(
    r"(?P<which>本|這個?|下個?)(?:週|周|星期|禮拜)\s*(?P<day>[一二三四五六日天末])"
    r"(?:\s*[、,及和與]?\s*(?:週|周|星期|禮拜)?(?P<also>[日天一二三四五六])(?=\s*[(、,，。兩上下早晚0-9]))?"
)
_BY_DAY = re.compile(
    r"(?P<which>今|本|明|後)(?:\s*\(\s*(?P<day>[0-9]{1,2})\s*\)\s*[日天]|[日天](?=\s*(?:\(|[上下]午|中午|[早晚]上?|凌晨|傍晚|[0-9]|[起前止將於在,，])))"
)
_BY_YEAR = re.compile(r"(?P<which>今|本|明|去)年度?\s*(?=(?:[0-9]{1,2}\s*月|[1-9][0-9]?/[0-9]))")
_YEAR_END = re.compile(r"(?:(?P<which>今|本|明)年|(?<![0-9年])(?=年))\s*年?底(?=\s*(?:前|止|為止|以前|之前))")
_BY_BEFORE = re.compile(
    r"(?P<which>同|翌|次|隔)(?P<unit>年|月|日(?!\s*起\s*算?\s*[0-9一二三四五六七八九十]))(?=\s*(?P<rest>[0-9]{1,2}\s*[月日號]|底|末)?)"
)
_ENGLISH = re.compile(
    r"\b(?P<which>this|next)\s+(?P<day>(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?)\b|\b(?P<morrow>tomorrow)\b",
    re.IGNORECASE,
)
_EACH_MONTH = re.compile(r"當月|每月|按月|各月|逐月|當期|每期|每季|單月|雙月")
"""In a rule: its next month is that after any."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def written_out(text: str, written: date | None) -> str:
    """The text `with_figures` and its relative days as dates; `written` is the day on which it was written."""
    text = _by_dates_before(with_figures(text))
    if written is not None:
        for pattern, day in _BY_WRITING:
            text = pattern.sub(partial(day, written), text)
        text = with_ends(text, written)
    return text


def _by_month(written: date, found: re.Match[str]) -> str:
    year, month = written.year, written.month
    if found["which"] == "次" and _EACH_MONTH.search(_sentence(found)):
        return found[0]
    if found["which"][0] in "下次":
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    last = monthrange(year, month)[1]
    day = last if found["end"] else int(found["day"])
    return _spelt(date(year, month, day)) if 0 < day <= last else found[0]


def _sentence(found: re.Match[str]) -> str:
    """The sentence in which something was found."""
    return (
        re.split(r"[。;；]", found.string[: found.start()])[-1]
        + re.split(r"[。;；]", found.string[found.end() :])[0]
    )


def _by_week(written: date, found: re.Match[str]) -> str:
    monday = written - timedelta(days=written.weekday() - (7 if found["which"][0] == "下" else 0))
    named = ["六", "日"] if found["day"] == "末" else [found["day"], found["also"] or ""]
    days = [monday + timedelta(days=_WEEK.index(name.replace("天", "日"))) for name in named if name]
    return "、".join(map(_spelt, days))


def _by_day(written: date, found: re.Match[str]) -> str:
    day = written + timedelta(days="今本明後".index(found["which"]) - (found["which"] != "今"))
    if found["day"] and int(found["day"]) != day.day:
        return found[0]
    return _spelt(day)


def _by_year(written: date, found: re.Match[str]) -> str:
    return f"{written.year + {'明': 1, '去': -1}.get(found['which'], 0)}年"


def _year_end(written: date, found: re.Match[str]) -> str:
    return f"{written.year + (found['which'] == '明')}年12月底"


def _english(written: date, found: re.Match[str]) -> str:
    if found["morrow"]:
        day = written + timedelta(days=1)
    else:
        named = _ENGLISH_WEEK.index(found["day"][:3].lower())
        ahead = (named - written.weekday()) % 7
        if found["which"].lower() == "next":
            ahead = 7 - written.weekday() + named
        day = written + timedelta(days=ahead)
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


_BY_WRITING: tuple[tuple[re.Pattern[str], Callable[[date, re.Match[str]], str]], ...] = (
    (_BY_MONTH, _by_month),
    (_BY_WEEK, _by_week),
    (_BY_DAY, _by_day),
    (_BY_YEAR, _by_year),
    (_YEAR_END, _year_end),
    (_ENGLISH, _english),
)


def _by_dates_before(text: str) -> str:
    """同年, 翌年, 同月 and 翌日 by the date before each."""
    at = 0
    while (found := _BY_BEFORE.search(text, at)) is not None:
        at = found.end()
        before = [item.day for item in days_in(text[: found.start()])]
        if not before:
            continue
        day, later = before[-1], found["which"] in "翌次隔"
        rest = (found["rest"] or "")[-1:]
        if found["unit"] == "年" and rest == "月":
            said = f"{day.year + later}年"
        elif found["unit"] == "月" and rest in ("日", "號", "底", "末"):
            year, month = (day.year + 1, 1) if later and day.month == 12 else (day.year, day.month + later)
            said = f"{year}年{month}月"
        elif found["unit"] == "日" and later and not rest:
            said = _spelt(day + timedelta(days=later))
        else:
            continue
        text = f"{text[: found.start()]}{said}{text[found.end() :]}"
        at = found.start() + len(said)
    return text


def _spelt(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
