"""How often something is said to be updated, and what that allows: 每月更新, 更新頻率：每季, updated weekly."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

from publisher.checks.base import PageView, normal
from publisher.checks.freshness.dates import days_in, with_figures
from publisher.checks.freshness.past import titles
from publisher.checks.freshness.updated import days_of_site, updated_on
from publisher.net.blocks import main_blocks

_COUNTED = r"(?P<count>[0-9]{1,3}|[兩半一二三四五六七八九十])?\s*(?:個)?\s*"
OFTEN = re.compile(
    rf"(?:每|逐|按(?=[日週周月季年]))\s*{_COUNTED}(?P<unit>工作日|小時|分鐘|日|天|週|周|星期|月|季|學期|年)"
    r"(?P<months>\s*[0-9]{1,2}\s*月?(?:\s*[、,及和與]\s*[0-9]{1,2}\s*月?)+(?<=月))?"
    r"|\b(?:every|each|(?:once|one\s+time)\s+(?:a|per|every|each))\s+(?:(?P<many>[0-9]{1,2}|other|second|two|three|four|six)\s+)?"
    r"(?P<each>minute|hour|morning|evening|night|(?:working|business|week)\s?day|day|week|month|quarter|year"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day)s?\b"
    r"|\b(?P<word>hourly|daily|fortnightly|bi-?weekly|weekly|monthly|quarterly|half-?yearly|semi-?annual(?:ly)?|twice\s+(?:a|each|every)\s+year"
    r"|yearly|annual(?:ly)?)",
    re.IGNORECASE,
)
SAID = re.compile(r"更新|維護|檢視|異動|updat|refresh|review|renew", re.IGNORECASE)
_DAYS = {
    "小時": 1 / 24,
    "分鐘": 1 / 1440,
    "工作日": 4,
    "日": 1,
    "天": 1,
    "週": 7,
    "周": 7,
    "星期": 7,
    "月": 31,
    "季": 92,
    "學期": 184,
    "年": 366,
}
_WORDS = {"hourly": 1, "daily": 1, "fortnightly": 14, "bi": 14, "weekly": 7, "monthly": 31, "quarterly": 92}
_WORDS |= {"half": 184, "semi": 184, "twice": 184, "yearly": 366, "annual": 366}
_EACH = {
    "minute": 1 / 1440,
    "hour": 1 / 24,
    "day": 1,
    "morning": 1,
    "evening": 1,
    "night": 1,
    "week": 7,
    "month": 31,
    "quarter": 92,
    "year": 366,
}
_MANY = {"other": 2, "second": 2, "two": 2, "three": 3, "four": 4, "six": 6}
_MONTHS = 12
_FIGURES = {"半": 0.5, "兩": 2, **{sign: number for number, sign in enumerate("一二三四五六七八九十", 1)}}
_PART = (
    r"(?:(?<![局處所府署院部會館校站市縣鄉鎮區])(?:網?頁面?|資料|資訊|統計|單元|專區|指數|系統)"
    r"|表|[清名]單|圖(?!書)|[名手]?冊|[速快日週周月季年]報|簿|目錄|名錄|欄)"
)
"""What a page is or shows; a word before it says of what (本機構名冊), and none is an agency's (本局資料)."""
_SHOWN = r"(?:資料|資訊|數據|數值|數字|行情|價格|統計|內容|[\u4e00-\u9fff]{0,4}[率數量額價值]|水位)"
"""What a page gives by figures (本行情, 本水位); a contract, a licence or a plan is none."""
_THIS = rf"(?:本|此)[\u4e00-\u9fff]{{0,6}}?{_PART}"
_PART_ENGLISH = (
    r"(?:page|table|list|data(?:set)?|information|figures|register|directory|dashboard|chart|bulletin|report)"
)
_OF_THE_PAGE = re.compile(
    rf"{_THIS}[^。;；]{{0,24}}(?:更新|維護|檢視)"
    rf"|(?:每|逐)[^。;；，,]{{0,16}}(?:更新|維護|檢視){_THIS}"
    rf"|(?:如[下后]表?|[下上]列|以[下上]|[下上]表|{_THIS})[^。;；]{{0,24}}?[，,(（]\s*(?:每|逐)[^。;；，,]{{0,16}}更新(?:一次)?\s*(?=[，,。;；)）]|\Z)"
    r"|(?:\A|[|｜│])\W*(?:資料|內容|網頁|本頁)?(?:更新|維護|檢視)(?:頻率|週期|周期|時間|方式|說明|規[定則])\W*(?:每|逐)"
    r"|(?:\A|[|｜│])\W*(?:資料|統計)?(?:發[布佈]|公[布佈告開]|編[製布]|統計|產製|出刊)(?:頻率|週期|周期)\W*(?:每|逐)"
    rf"|\A\W*(?:每|逐)[^。;；，,]{{0,20}}(?:更新|刷新)(?:最新|[上前]一?個?[日週周月季年]之?)?(?:{_PART}|{_SHOWN})?(?:一次)?\s*(?:[。，,;；)）]|\Z)"
    rf"|\A\W*(?:本|此)(?![局處所府署院部會館校站市縣鄉鎮區司中公])[\u4e00-\u9fff]{{0,6}}?{_SHOWN}(?:[於將均皆係為]|固定)*(?:每|逐)[^。;；，,]{{0,16}}更新(?:一次)?\s*(?=[，,。;；)）(（]|\Z)"
    r"|\A\W*(?:以下|下列|上列|下表|上表|表列|各項|相關)?[^\W網站台臺系]{0,4}(?:資料|資訊|數據|數值|數字|行情|價格|統計|內容)"
    r"(?:[係於為將均皆]|為)*\s*(?:每|逐)[^。;；，,]{0,16}更新(?:一次)?\s*(?:[。，,;；)）]|\Z)"
    rf"|\b(?:this\s+{_PART_ENGLISH}|the\s+{_PART_ENGLISH}\s+(?:below|above|here|on\s+this\s+page))\b[^.;]{{0,40}}\b(?:updat|refresh|review|renew)"
    rf"|(?:\bwe\s+(?:(?:will|also|shall|usually|always)\s+)?(?:updat|refresh|review|renew|publish|post|releas)e?|\b(?:updat|refresh|review|renew|publish|post|releas)(?:es|s|ed|ing))\s+(?:these|this|the|new|our)\s+(?:latest\s+|new\s+|updated\s+)?{_PART_ENGLISH}\b[^.;]{{0,60}}\b(?:every|each|once|twice|daily|weekly|monthly|quarterly)"
    r"|\A\W*(?:the\s+|all\s+)?(?:prices|figures|data|levels|readings|numbers|statistics|information|lists?|tables?)\s+(?:is|are)\s+(?:updated|refreshed|renewed)\s"
    r"|(?:\A|[|｜│])\W*(?:update\s+(?:frequency|cycle|interval)|updated)\W*(?:daily|every|each|once|twice|fortnight|bi-?week|weekly|monthly|quarterly|half|semi|year|annual)",
    re.IGNORECASE,
)
_OF_FIGURES = re.compile(
    r"(?:資料|數據|觀測|監測|量測|偵測|測報|統計|紀錄|採樣|查價|報價|行情|交易|掃描|製表|計算|蓄水|水情)\s*(?:截止|基準|更新)?\s*(?:日期|時間|日|時刻)"
    r"\s*[:：]?\s*|(?:資料|統計|數據)(?:更新)?(?:截至|至)\s*|(?:資料|統計|數據)(?:截止|截至|基準|更新)\s*[:：]\s*|(?:\A|[|｜])\s*(?:截至|日期|時間)\s*[:：]?\s*"
    r"|\b(?:data|figures|observed|measured|readings?|prices?)\s+(?:as\s+)?(?:of|at|on|time|date)\s*[:：]?\s*"
    r"|(?:\A|[|(])\s*(?:as\s+of|date|time)\s*[:：]?\s*",
    re.IGNORECASE,
)
"""Labels of the day that a page's figures are of."""
_LATEST = re.compile(
    r"(?:最新|最近)\s*(?:一期|一次)?\s*(?:資料|數據|統計|期別|公布|發布)?\s*[:：為]|\blatest\s*(?:data|figures|release|issue|edition)?\s*[:：]",
    re.IGNORECASE,
)
"""Labels of the newest of what a page lists, with the day on which it came out."""
_BEFORE_DAY = re.compile(r"(?:民國|中華民國|西元|\s)*")
_CLAUSE = re.compile(r"[;；。]")
_NEAR = 32
_IN_TITLE = re.compile(
    r"[(（【\[][^)）】\]]*(?:更新|公[布佈告]|發[布佈]|刊登|updated|published|released)[^)）】\]]*[)）】\]]",
    re.IGNORECASE,
)


def days_allowed(found: re.Match[str]) -> int:
    """The days between two updates that a frequency allows."""
    if found["months"]:
        return _widest(sorted({int(number) for number in re.findall("[0-9]+", found["months"])}))
    if found["unit"]:
        written = found["count"] or "1"
        return max(1, int((_FIGURES.get(written) or float(written)) * _DAYS[found["unit"]] + 0.5))
    if found["each"]:
        many, unit = (found["many"] or "1").lower(), found["each"].lower()
        days = 4 if unit.startswith(("work", "busi", "weekd")) else _EACH.get(unit, 7)
        return max(1, int((_MANY.get(many) or int(many)) * days + 0.5))
    said = found["word"].lower()
    return next(days for word, days in _WORDS.items() if word in said)


def _widest(months: list[int]) -> int:
    """The days from one of some months of the year to the next, where they are furthest apart (每年1月及7月)."""
    gaps = (after - month for month, after in pairwise([*months, months[0] + _MONTHS]))
    return int(max(gaps, default=_MONTHS) * _DAYS["月"])


def promised(view: PageView) -> int | None:
    """The days within which a page promises to be updated; None where it says nothing, or several things: one that
    lays down how often the parts of a site are updated promises nothing of itself."""
    said = [found[0] for title in titles(view) for found in _IN_TITLE.finditer(title)]
    said += [line for line in map(normal, view.main_lines) if _OF_THE_PAGE.search(line)]
    said = [with_figures(text) for text in said]
    allowed = {days_allowed(found) for text in said if (found := OFTEN.search(text)) is not None}
    for clause in (clause for text in said for clause in _CLAUSE.split(text)[1:]):
        if SAID.search(clause) and (found := OFTEN.search(clause)) is not None:
            allowed.add(days_allowed(found))
    return allowed.pop() if len(allowed) == 1 else None


def figures_are_dated(view: PageView) -> bool:
    """Whether a page says of which day its figures are."""
    for line in (*main_blocks(view.markup), *view.main_lines):
        text = with_figures(normal(line))
        for label in _OF_FIGURES.finditer(text):
            start = label.end() + len((_BEFORE_DAY.match(text, label.end()) or [""])[0])
            first = next(days_in(text[start : start + _NEAR]), None)
            if first is not None and first.start == 0:
                return True
        latest = _LATEST.search(text)
        if latest is not None and any(True for _ in days_in(text[latest.end() : latest.end() + _NEAR])):
            return True
    return False


def newest_day(view: PageView, today: date) -> date | None:
    """The last day of a page's update: as it shows, as its words changed, or of the newest thing that it lists."""
    listed = (found.day for line in view.main_lines for found in days_in(with_figures(line)))
    told = [updated_on(view, today), view.page.changed, view.page.listed, *({*listed} - days_of_site(view))]
    return max((day for day in told if day is not None and day <= today), default=None)
