"""Recruitment, tenders and applications that still invite although their deadline has passed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault, PageView
from publisher.checks.freshness.notices import is_over, last_by_label

_LABELS = re.compile(
    r"(?:報名|收件|申請|受理|投標|截標|領標|應徵|徵才|甄選|招標|投件|送件|登記|公告|繳費)(?:截止|期限|期間)(?:日期|時間|日)?\s*[:：]?"
    r"|截止(?:日期|時間|日|收件|投標|報名)\s*[:：]?|(?:deadline|closing\s+date|apply\s+by)\s*[:：]?",
    re.IGNORECASE,
)
_GRACE = 30


def look(view: PageView, context: Context) -> Iterator[Fault]:
    """The last deadline passed more than `grace_days` ago, and the page does not say that it is over."""
    last = last_by_label(view, "expired-notice", _LABELS)
    if not last:
        return
    label, day = max(last.items(), key=lambda item: item[1])
    age = (context.now.date() - day).days
    if age > context.param("freshness.expired-notice", "grace_days", _GRACE) and not is_over(view):
        word = label.rstrip(":： ")
        yield Fault(view.place(), subject=view.url, params={"label": word, "day": day.isoformat(), "age": age})


CHECK = Check("freshness.expired-notice", page=look)
