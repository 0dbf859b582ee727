"""Events that are announced although they are over."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault, PageView
from publisher.checks.freshness.notices import is_over, last_by_label

_LABELS = re.compile(
    r"(?:活動|舉辦|辦理|展覽|演出|上課|課程|研習|講習|會議|說明會|宣導|展出|競賽|比賽)(?:日期|時間|期間|日程)\s*[:：]?"
    r"|(?:event\s+date|date\s+of\s+(?:the\s+)?event|date\s+and\s+time)\s*[:：]?",
    re.IGNORECASE,
)
_GRACE = 30


def look(view: PageView, context: Context) -> Iterator[Fault]:
    """All days of the event passed more than `grace_days` ago, and the page does not say that it is over."""
    last = last_by_label(view, "expired-event", _LABELS)
    if not last:
        return
    day = max(last.values())
    age = (context.now.date() - day).days
    if age > context.param("freshness.expired-event", "grace_days", _GRACE) and not is_over(view):
        yield Fault(view.place(), subject=view.url, params={"day": day.isoformat(), "age": age})


CHECK = Check("freshness.expired-event", page=look)
