"""Stretches of time told by their length from the day of writing.

公告日起30日內, 公告後三個月內, within 60 days of this notice.

They are written out by their last day, so that everything else reads one form.
"""

from __future__ import annotations

import re
from datetime import date
from functools import partial

from publisher.checks.freshness.lengths import last_day_of

_COUNT = r"(?P<count>[0-9]{1,3}|[一二兩三四五六七八九十廿卅百]{1,5})\s*(?P<unit>個月|個星期|[日天週周])"
_PUT_UP = r"(?:公告|公示|公[布佈]|刊登|登載|揭示|張貼|發[布佈]|上網|預告|徵求公告)"
_SHOWN = r"(?:起|開始)\s*,?\s*(?:算|計|依法|辦理|進行|公告|公示|揭示|揭露|預告|刊登|公開|陳列|展覽|展示|閱覽|徵詢"
_SHOWN += r"|受理|至|為期|共|計)*"
_COUNT_2 = _COUNT.replace("count", "count2").replace("unit", "unit2")
_SINCE = re.compile(
    rf"(?:自|於|在|從)?\s*(?:本|該|此)?\s*{_PUT_UP}[^。，,;；:：0-9]{{0,12}}?(?:(?:之|當)?[日天]|之?[翌次隔]日)\s*{_SHOWN}\s*{_COUNT}"
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
