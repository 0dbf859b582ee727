"""Events that are announced although they are over."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault, PageView
from publisher.checks.freshness import opinion
from publisher.checks.freshness.notices import deadlines, events, last_day
from publisher.checks.freshness.past import is_over
from publisher.checks.freshness.words import words_of

_GRACE = 0


def look(view: PageView, context: Context) -> Iterator[Fault]:
    """All days of the event passed more than `grace_days` ago, and the page does not say that it is over.

    A page that asks for something by a day is the matter of `freshness.expired-notice`.
    """
    words = words_of(context)
    day = last_day(events(view, words))
    if day is None or deadlines(view, words):
        return
    age = (context.now.date() - day).days
    if age > context.param("freshness.expired-event", "grace_days", _GRACE) and not is_over(view, words):
        fault = Fault(view.place(), subject=view.url, params={"day": day.isoformat(), "age": age})
        yield from opinion.weighed([fault], view, context)


CHECK = Check("freshness.expired-event", page=look)
