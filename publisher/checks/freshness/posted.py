"""Until when a page is to stand, by its own words: 下架日期, 張貼期限, 公告截止日, posted until."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from publisher.checks.base import PageView, normal
from publisher.checks.freshness.dates import days_in, with_figures
from publisher.checks.freshness.past import titles
from publisher.checks.freshness.words import TimeWords
from publisher.net.blocks import main_blocks

_MARKS = re.compile(r"(?:\s|[:：|｜│\[(（【]|民國|中華民國|西元|為|至)*")
_NEAR = 64
_GOODS = re.compile(r"回收|下架(?!日|時)|recall", re.IGNORECASE)
"""In a title: what is taken down are goods."""


def limits_of(view: PageView, words: TimeWords) -> tuple[date, ...]:
    """The days until which the page is to stand; none where several stand for as many things of a list."""
    noted = view.note("posted until", lambda: [day.isoformat() for day in {*_limits(view, words)}])
    return tuple(date.fromisoformat(text) for text in noted) if len(noted) == 1 else ()


def is_of_posting(label: str, words: TimeWords) -> bool:
    """Whether a label tells until when the page is to stand, and not of what it announces."""
    return words.postings.search(f"{label}:") is not None


def _limits(view: PageView, words: TimeWords) -> Iterator[date]:
    if not words.postings.search(normal(view.page.main_text)) or any(_GOODS.search(text) for text in titles(view)):
        return
    for line in main_blocks(view.markup):
        text = with_figures(normal(line))
        for label in words.postings.finditer(text):
            marks = _MARKS.match(text, label.end())
            behind = text[marks.end() if marks else label.end() :][:_NEAR]
            found = [*days_in(behind)]
            if found and found[0].start == 0:
                yield found[1].day if len(found) > 1 and found[1].ends_range else found[0].day
