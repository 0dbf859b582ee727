"""What speaks of the past or holds for long: minutes, news, laws, histories, results, what says it is over."""

from __future__ import annotations

import re

from publisher.checks.base import PageView, normal
from publisher.checks.freshness.words import TimeWords

_LAW = re.compile(
    r"(?:^|\n)\s*第\s*[一二三四五六七八九十百0-9]+\s*[條點]|(?:^|\n)\s*Article\s+[0-9]+", re.IGNORECASE
)
_SENTENCE = re.compile(r"[。；;！!\n]")
_CONDITION = re.compile(
    r"(?:若|倘|萬一|遇|屆時|必要時|俟|視[^為同]|如(?![下附期上次今何同此])|\bif\b|\bwhen\b|\bunless\b)"
    r"|(?:即|得|提前|隨時|便|則|將|will)\s*\Z",
    re.IGNORECASE,
)
"""Before words of an end: it comes only if something happens, or is still to come."""
_LISTED = re.compile(r"\s*(?:如[下附次后後]|詳如|公告如|[:：]\s*\S)")
_DAY = re.compile(r"\s*(?:on|every|from|during|each)\b", re.IGNORECASE)


def titles(view: PageView) -> list[str]:
    """What the page calls itself: its title and its main headings."""
    found = [view.page.title, *(text for level, text in view.page.headings if level <= 2)]
    return [normal(text) for text in found if text]


def own_words(title: str) -> str:
    """A title without the name of its site."""
    return re.split(r"[-|－｜_]", title)[0].strip()


def tells_of_the_past(view: PageView, words: TimeWords) -> bool:
    """Whether a page is minutes, news, a history, a text of articles or a result, by its title or its form."""
    text = normal(view.page.main_text)
    return (
        any(words.past.search(own_words(title)) for title in titles(view))
        or len(words.minutes.findall(text)) >= 2
        or len(words.press.findall(text)) >= 2
        or len(_LAW.findall(text)) >= 3
    )


def is_over(view: PageView, words: TimeWords) -> bool:
    """Whether the page says itself that it is about something past."""
    spoken = titles(view)
    if any(words.results.search(title) for title in spoken):
        return True
    text = normal(view.page.main_text)
    if any(_LISTED.match(text, found.end()) for found in words.results.finditer(text)):
        return True
    return any(
        not _conditional(said, found.start()) and not _DAY.match(said, found.end())
        for said in (*spoken, text)
        for found in words.over.finditer(said)
    )


def _conditional(text: str, at: int) -> bool:
    return _CONDITION.search(_SENTENCE.split(text[max(0, at - 60) : at])[-1]) is not None
