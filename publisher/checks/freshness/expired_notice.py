"""Recruitment, tenders and applications that still invite although their deadline has passed."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault, PageView
from publisher.checks.freshness.notices import deadlines, events, last_day, still_asks
from publisher.checks.freshness.past import is_over
from publisher.checks.freshness.words import words_of
from publisher.model.text import Scalar

_GRACE = 0


def look(view: PageView, context: Context) -> Iterator[Fault]:
    """The last deadline passed more than `grace_days` ago, and nothing says it is over.

    A page that only tells until when one could register for what is still to come is not stale; one that asks is.
    """
    words = words_of(context)
    due = deadlines(view, words)
    if not due:
        return
    last = max(due, key=lambda notice: notice.day)
    age = (context.now.date() - last.day).days
    coming = last_day(events(view, words))
    if age <= context.param("freshness.expired-notice", "grace_days", _GRACE) or is_over(view, words):
        return
    if coming is None or coming < context.now.date() or still_asks(view, words):
        params: dict[str, Scalar] = {"label": last.label, "day": last.day.isoformat(), "age": age}
        yield Fault(view.place(), subject=view.url, params=params)


CHECK = Check("freshness.expired-notice", page=look)
