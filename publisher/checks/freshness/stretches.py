"""Stretches of months and quarters, as ranges of days: 期間：115年第3季, 本季（115年第3季）.

Only where a label of time has one for its value, where 止 ends it, or where a page calls it this one.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from functools import partial

_EPOCH = 1911
_NEAR = 24
_YEAR = r"(?:民國\s*)?(?P<{0}>1[01][0-9]|20[0-9]{{2}})\s*年度?\s*"
_MONTH = r"(?P<{0}>1[0-2]|0?[1-9])"
_QUARTER = rf"{_YEAR.format('year1')}第\s*(?P<quarter>[1-4一二三四])\s*季(?:\s*[(（][^()（）]{{1,10}}[)）])?"
_MONTHS = (
    rf"{_YEAR.format('year2')}{_MONTH.format('first')}\s*月?份?\s*起?\s*[至到~～迄、-]\s*(?:{_YEAR.format('year3')})?{_MONTH.format('last')}\s*月份?(?![0-9])"
    r"(?!\s*[0-9]{1,2}\s*[日號])"
)
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_ENGLISH = (
    rf"(?P<from>{_NAME})\s*(?P<year4>20[0-9]{{2}})?\s*(?:to|until|through|[-–~])\s*(?P<to>{_NAME})\s+(?P<year5>20[0-9]{{2}})(?![0-9])"
    r"|Q(?P<quarter2>[1-4])\s*,?\s*(?P<year6>20[0-9]{2})(?![0-9])"
)
_WHEN = r"(?:期間|期程|時程|時間|日期|檔期|展期|工期|月份|季別|梯次|期別"
_WHEN += r"|\b(?:period|dates?|when|schedule|months?|quarter))"
_LABEL = rf"{_WHEN}\s*(?:[:：]|為|是|係|\bis\b)"
_LABEL += r"\s*(?:自|from\s+)?\s*"
_END = r"(?=\s*(?:[(（,，;；。)）]|止|\.|\Z))"
_OF_A_LABEL = re.compile(rf"(?P<before>{_LABEL})(?:{_QUARTER}|{_MONTHS}|{_ENGLISH}){_END}", re.IGNORECASE)
_BARE = re.compile(
    rf"(?P<before>{_LABEL})(?:{_MONTH.format('first')}\s*月?份?\s*起?\s*[至到~～迄、-]\s*{_MONTH.format('last')}\s*月份?(?![0-9])(?!\s*[0-9]{{1,2}}\s*[日號])"
    rf"|(?P<from>{_NAME})\s*(?:to|until|through|[-–~])\s*(?P<to>{_NAME})){_END}",
    re.IGNORECASE,
)
"""Months without a year: Period: July to September."""
_LABELS = re.compile(r"[\u4e00-\u9fff]{0,8}\s*\Z|[A-Za-z]+\s*\Z")
"""What stands right before the noun of a label of time: 報名 of 報名期間."""
_EACH_YEAR = re.compile(
    r"[每逐]年|(?<![第本每上下當各前逐一二三四1-4])季(?![刊度別末]|報(?!名))|[汛產盛花]期|\bseason|\b(?:every|each)\s+year|\bannual|\byearly",
    re.IGNORECASE,
)
"""What comes again each year: a season, or so it says."""
_ASKED = re.compile(
    rf"(?P<before>(?:目前|現[正在]?|刻正|本次|本[期梯]次?|\bnow\s|\bcurrently\s)(?:(?!已|完成|審|公[布告]|統計|[辦核]畢)[^。，,;；:：0-9]){{0,12}})"
    rf"(?:{_QUARTER}|{_MONTHS}|{_ENGLISH})(?P<rest>[^。，,;；]*)",
    re.IGNORECASE,
)
"""What is asked for now, by the quarter or the months: 目前受理115年第3季申請."""
_ENDED = re.compile(rf"(?P<before>自|從|於|)\s*{_MONTHS}底?\s*止", re.IGNORECASE)
_THIS = re.compile(
    rf"(?P<before>(?:本|這一?|當)季\s*[(（]\s*(?:即|為)?\s*){_QUARTER}\s*[)）](?=(?P<rest>[^。;；!！]*))",
    re.IGNORECASE,
)
_COUNTS = re.compile(
    r"[0-9][0-9,.]*\s*(?:人次?|件|場次?|例|筆|案|%|％)|較|增加|減少|成長|統計|平均|已(?:受理|完成|辦理)|累計|共計"
)
"""In a sentence that tells what came of a quarter, and asks for nothing."""


def come_each_year(texts: Iterable[str]) -> bool:
    """Whether a page says that what it tells of comes each year, or names a season: its months are of no year."""
    return any(_EACH_YEAR.search(text) for text in texts)


def with_days(
    text: str, since: date | None, asks: re.Pattern[str] | None, acts: re.Pattern[str], *, titled: bool
) -> str:
    """The text with such stretches by their first and last days.

    Those without a year are the first ones that end after `since`, where the label is of one of the `acts`, or
    names nothing and an act has given the page its title (`titled`); `asks` are the words for what people are
    asked to do, of a page that speaks to its readers.
    """
    text = _ENDED.sub(_ranged, _OF_A_LABEL.sub(_ranged, text))
    if since is not None:
        text = _BARE.sub(partial(_of_the_year, since, acts, titled), text)
    return _ASKED.sub(partial(_of_now, asks), _THIS.sub(_of_this, text)) if asks is not None else text


def _of_the_year(since: date, acts: re.Pattern[str], titled: bool, found: re.Match[str]) -> str:
    label = _LABELS.search(found.string, max(0, found.start() - _NEAR), found.start())
    named = label[0].strip() if label is not None else ""
    if not (acts.search(named) if named else titled):
        return found[0]
    first, last = (_month(found[name] or found[word]) for name, word in (("first", "from"), ("last", "to")))
    ends = since.year + (last < since.month)
    return f"{found['before']}{_spelt(ends - (first > last), first, ends, last)}"


def _of_now(asks: re.Pattern[str], found: re.Match[str]) -> str:
    said = found["before"] + found["rest"]
    days = _days(found) if asks.search(said) and not _COUNTS.search(found["rest"]) else None
    return f"{found['before']}{days}{found['rest']}" if days is not None else found[0]


def _month(written: str) -> int:
    return int(written) if written.isdecimal() else _NAMES.index(written[:3].lower()) + 1


def _of_this(found: re.Match[str]) -> str:
    days = None if _COUNTS.search(found["rest"]) else _days(found)
    return days or found[0]


def _ranged(found: re.Match[str]) -> str:
    days = _days(found)
    return f"{found['before']}{days}" if days is not None else found[0]


def _days(found: re.Match[str]) -> str | None:
    said = found.groupdict()
    quarter = said.get("quarter") or said.get("quarter2")
    if quarter:
        last = 3 * (int(quarter) if quarter.isdecimal() else "一二三四".index(quarter) + 1)
        year = _year(said["year1"] or said["year6"])
        return _spelt(year, last - 2, year, last)
    if said.get("from"):
        year, first, last = int(said["year5"]), _month(said["from"]), _month(said["to"])
        return _spelt(int(said["year4"] or year - (first > last)), first, year, last)
    begins = _year(said["year2"])
    first, last = int(said["first"]), int(said["last"])
    ends = _year(said["year3"]) if said["year3"] else begins
    return _spelt(begins, first, ends, last) if (begins, first) <= (ends, last) else None


def _year(written: str) -> int:
    return int(written) + (_EPOCH if len(written) == len("115") else 0)


def _spelt(year: int, month: int, last_year: int, last: int) -> str:
    end = date(last_year, last, monthrange(last_year, last)[1])
    return f"{year}年{month}月1日至{end.year}年{end.month}月{end.day}日"
