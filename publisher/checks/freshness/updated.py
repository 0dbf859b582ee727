"""When a page was updated: the date it shows, else the one it says to machines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from publisher.checks.base import PageView, normal
from publisher.checks.freshness.dates import days_in, read_day
from publisher.checks.metatags import MADE, PUT_UP

_LABEL = re.compile(
    r"(?:最後更新|最近更新|網頁更新|資料更新|內容更新|更新|修正|發布|發佈|公布|公告|張貼|上版|建立|刊登)\s*(?:日期|時間|日)\s*[:：]?\s*"
    r"|(?:last\s+(?:updated|modified|update)|updated(?:\s+on)?|date\s+(?:published|updated)|posted(?:\s+on)?)\s*[:：]?\s*",
    re.IGNORECASE,
)
_NEAR = 24


def updated_on(view: PageView, today: date) -> date | None:
    """The latest day after a label like 更新日期, else DC.Date or its kin; days to come are no update."""
    noted = view.note("updated", lambda: [day.isoformat() for day in _shown(view)])
    shown = [day for text in noted if (day := date.fromisoformat(text)) <= today]
    if shown:
        return max(shown)
    said = [read_day(view.metas.get(name, "")) for name in (MADE, "dcterms.modified", PUT_UP)]
    return max((day for day in said if day is not None and day <= today), default=None)


def _shown(view: PageView) -> Iterator[date]:
    text = normal("\n".join(view.lines))
    for label in _LABEL.finditer(text):
        first = next(days_in(text[label.end() : label.end() + _NEAR]), None)
        if first is not None and first.start <= 2:
            yield first.day
