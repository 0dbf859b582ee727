"""How often something is said to be updated, and what that allows: 每月更新, 更新頻率：每季, updated weekly."""

from __future__ import annotations

import re
from datetime import date

from publisher.checks.base import PageView
from publisher.checks.freshness.dates import days_in, with_figures
from publisher.checks.freshness.past import titles
from publisher.checks.freshness.updated import days_of_site, updated_on

_COUNTED = r"(?P<count>[0-9]{1,3}|[兩半一二三四五六七八九十])?\s*(?:個)?\s*"
OFTEN = re.compile(
    rf"(?:每|逐)\s*{_COUNTED}(?P<unit>工作日|日|天|週|周|星期|月|季|學期|年)"
    r"|(?P<word>daily|every\s+day|weekly|every\s+week|monthly|every\s+month|quarterly|half-?yearly|semi-?annual(?:ly)?"
    r"|yearly|annual(?:ly)?|every\s+year)",
    re.IGNORECASE,
)
SAID = re.compile(r"更新|維護|檢視|異動|updat|review|renew", re.IGNORECASE)
_DAYS = {"工作日": 4, "日": 1, "天": 1, "週": 7, "周": 7, "星期": 7, "月": 31, "季": 92, "學期": 184, "年": 366}
_WORDS = {"daily": 1, "day": 1, "weekly": 7, "week": 7, "monthly": 31, "month": 31, "quarterly": 92}
_WORDS |= {"half": 184, "semi": 184, "yearly": 366, "annual": 366, "year": 366}
_FIGURES = {"半": 0.5, "兩": 2, **{sign: number for number, sign in enumerate("一二三四五六七八九十", 1)}}
_OF_THE_PAGE = re.compile(
    r"(?:本|此)(?:網?頁|頁面|資料|資訊|表|統計|單元|專區|指數|系統|清單|名單|圖)[^。;；]{0,24}(?:更新|維護|檢視)"
    r"|\A\W*(?:資料|內容|網頁|本頁)?(?:更新|維護|檢視)(?:頻率|週期|周期|時間|方式|說明|規[定則])\W*(?:每|逐)"
    r"|\A\W*(?:每|逐)[^。;；]{0,10}更新(?:[上前當本]|資料|\W*\Z)"
    r"|\bthis\s+(?:page|table|list|data(?:set)?|information)\b[^.;]{0,40}\b(?:updat|review|renew)"
    r"|\A\W*(?:update\s+(?:frequency|cycle|interval)|updated)\W*(?:daily|every|weekly|monthly|quarterly|half|semi|year|annual)",
    re.IGNORECASE,
)
_IN_TITLE = re.compile(
    r"[(（【\[][^)）】\]]*(?:更新|公[布佈告]|發[布佈]|刊登|updated|published|released)[^)）】\]]*[)）】\]]",
    re.IGNORECASE,
)


def days_allowed(found: re.Match[str]) -> int:
    """The days between two updates that a frequency allows."""
    if found["unit"]:
        written = found["count"] or "1"
        return int((_FIGURES.get(written) or float(written)) * _DAYS[found["unit"]] + 0.5)
    said = found["word"].lower()
    return next(days for word, days in _WORDS.items() if word in said)


def promised(view: PageView) -> int | None:
    """The days within which a page promises to be updated; None where it says nothing, or several things."""
    said = [found[0] for title in titles(view) for found in _IN_TITLE.finditer(title)]
    said += [line for line in view.main_lines if _OF_THE_PAGE.search(line)]
    allowed = {days_allowed(found) for text in said if (found := OFTEN.search(text)) is not None}
    return allowed.pop() if len(allowed) == 1 else None


def newest_day(view: PageView, today: date) -> date | None:
    """The last day of a page's update: as it shows, as its words changed, or of the newest thing that it lists."""
    listed = (found.day for line in view.main_lines for found in days_in(with_figures(line)))
    told = [updated_on(view, today), view.page.changed, view.page.listed, *({*listed} - days_of_site(view))]
    return max((day for day in told if day is not None and day <= today), default=None)
