"""What speaks of the past or holds for long: minutes, news, laws, histories, results, what says it is over."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from publisher.checks.base import PageView, normal
from publisher.checks.freshness.dates import all_days_in, with_figures
from publisher.checks.freshness.words import TimeWords

_LAW = re.compile(
    r"(?:^|\n)\s*第\s*[一二三四五六七八九十百0-9]+\s*[條點]|(?:^|\n)\s*Article\s+[0-9]+", re.IGNORECASE
)
_SENTENCE = re.compile(r"[。；;！!\n]")
_CLAUSE = re.compile(r"[。；;！!，,\n]")
_ROUND = re.compile(r"第\s*([一二三四五六七八九十0-9、及與和第]{1,9})\s*(?:階段|梯次?|期|批|場次?|班|輪)")
_CONDITION = re.compile(
    r"(?:若|倘|萬一|遇|屆時|必要時|俟|視[^為同]|如(?![下附期上次今何同此])|\bif\b|\bwhen\b|\bunless\b)"
    r"|(?:即|得|提前|隨時|便|則|將|will)\s*\Z",
    re.IGNORECASE,
)
"""Before words of an end: it comes only if something happens, or is still to come."""
_A_DAY = "◇"
_ANY_YEAR = date(2000, 1, 1)
_LISTED = re.compile(r"\s*(?:如[下附次后後]|詳如|公告如|[:：]\s*\S)")
_DAY = re.compile(
    r"\s*(?:on|every|from|during|each|for|to|until|through|between|due|owing|daily|(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*)\b"
    rf"|\s*{_A_DAY}",
    re.IGNORECASE,
)


_TIME = re.compile(
    r"[^\S\n]*(?:\(\s*(?:星期|週|周)?[一二三四五六日]\s*\))?[^\S\n]*(?:[上下]午|中午|[晚早]上|晚間|凌晨)?[^\S\n]*[0-9]{1,2}(?::[0-9]{2}|[時點](?:[0-9]{1,2}分|整|正)?)"
)


def without_days(text: str) -> str:
    """The text with one sign for each day and its time: what is said of either reads the same."""
    plain = with_figures(text)
    for found in sorted(all_days_in(plain, _ANY_YEAR), key=lambda item: -item.start):
        time = _TIME.match(plain, found.end)
        plain = f"{plain[: found.start]}{_A_DAY}{plain[time.end() if time else found.end :]}"
    return plain


_SHUT = re.compile(r"\b(?:closed|suspended)\Z", re.IGNORECASE)
"""On the page of a closure that tells of the closure, and not that it is over."""
_OFF = re.compile(r"cancell?ed|called\s+off|withdrawn", re.IGNORECASE)
"""What is off is over, whatever for."""
_PARTS = re.compile(r"\s*[-–—|｜_>›»/／]\s*")
_JOINTS = re.compile(r"^[\s\-–—|｜_>›»/／:：]+|[\s\-–—|｜_>›»/／:：]+$")
_AGENCY = re.compile(
    r"(?:局|處|所|府|署|院|部|委員會|館|校|中心|大學|國[中小]|高中|首頁|最新消息|\b(?:office|bureau|department|center|centre|university|home|news))\Z",
    re.IGNORECASE,
)
"""How the names of agencies end, and of the sections that lead to a page."""
_HOME = re.compile(r"(?:https?://[^/]+)?/?(?:(?:index|default|home|main)[\w]*(?:\.\w+)?)?/?", re.IGNORECASE)
_MAIN_LEVELS = 2
_FIRST_LINES = 8
_SHORTEST, _LONGEST_TITLE = 4, 40


def titles(view: PageView) -> list[str]:
    """What the page calls itself, without the name of its site: its title and its main headings."""
    names = _names_of_site(view)
    spoken = [view.page.title, *(text for level, text in view.page.headings if level <= _MAIN_LEVELS)]
    found = [own for text in spoken if (own := _without(normal(text), names))]
    if len(found) < 2:
        found += [own for _, text in view.page.headings[:2] if (own := _without(normal(text), names))]
    if not found:
        found = [line for line in view.main_lines[:_FIRST_LINES] if _SHORTEST <= len(line) <= _LONGEST_TITLE][:1]
    return [*dict.fromkeys(found)]


def own_words(title: str) -> str:
    """A title of several parts without those that name sites and their sections."""
    parts = [part for part in _PARTS.split(title) if part.strip()]
    own = [part for part in parts if not _AGENCY.search(part.strip())]
    return (own or parts or [""])[0].strip()


def _without(title: str, names: Sequence[str]) -> str:
    """A title without the names of the site at its ends; "" where nothing else is said."""
    for name in names:
        title = _JOINTS.sub("", title.removeprefix(name).removesuffix(name))
    return title


def _names_of_site(view: PageView) -> list[str]:
    """The words of links to the home page, and of metas that name the site, the longest first."""
    found = [view.metas.get(name, "") for name in ("og:site_name", "application-name")]
    for link in view.tree.css("a[href]"):
        if _HOME.fullmatch(link.attributes.get("href") or "#"):
            image = link.css_first("img[alt]")
            found += [link.text(deep=True), (image.attributes.get("alt") or "") if image else ""]
    names = {" ".join(normal(text).split()) for text in found}
    return sorted((name for name in names if len(name) >= _SHORTEST), key=len, reverse=True)


def tells_of_the_past(view: PageView, words: TimeWords) -> bool:
    """Whether a page is minutes, news, a history, a text of articles or a result, by its title or its form."""
    text = normal(view.page.main_text)
    return (
        any(words.past.search(own_words(title)) for title in titles(view))
        or (len({*words.minutes.findall(text)}) >= 2 and not _is_called(view))
        or len({*words.press.findall(text)}) >= 2
        or len(_LAW.findall(text)) >= 3
    )


_CALLED = re.compile(
    r"(?:開會|會議|召開)(?:通知|公告|時間|日期)|召開通知|notice\s+of\s+meeting|meeting\s+notice", re.IGNORECASE
)
_DONE = re.compile(r"散會|決議|臨時動議|紀錄\s*[:：]|\b(?:adjourned|resolved)\b", re.IGNORECASE)


def _is_called(view: PageView) -> bool:
    """Whether a meeting is called and not told of: 開會通知, without what came of it."""
    return any(_CALLED.search(title) for title in titles(view)) and not _DONE.search(normal(view.page.main_text))


def is_over(view: PageView, words: TimeWords) -> bool:
    """Whether the page says itself that it is about something past."""
    spoken = titles(view)
    if any(words.results.search(title) for title in spoken):
        return True
    text = without_days(normal(view.page.main_text))
    if any(_LISTED.match(text, found.end()) for found in words.results.finditer(text)):
        return True
    shut = any(words.measures.search(title) for title in spoken)
    return any(
        not (shut and _SHUT.search(found[0]))
        and not (
            _conditional(said, found.start())
            or _partly(said, found.start())
            or (_DAY.match(said, found.end()) and not _OFF.search(found[0]))
        )
        for said in (*spoken, text)
        for found in words.over.finditer(said)
    )


def _partly(text: str, at: int) -> bool:
    """Whether what is over is one of several rounds (第一梯次已截止), and another is told of."""
    ended = {
        number
        for found in _ROUND.finditer(_CLAUSE.split(text[max(0, at - 24) : at + 1])[-1])
        for number in found[1]
    }
    told = {number for found in _ROUND.finditer(text) for number in found[1]}
    return bool(ended) and bool(told - ended - set("、,及與和第"))


def _conditional(text: str, at: int) -> bool:
    return _CONDITION.search(_SENTENCE.split(text[max(0, at - 60) : at])[-1]) is not None
