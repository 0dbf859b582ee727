"""Events that are announced although they are over."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault, PageView
from publisher.checks.freshness.notices import deadlines, events, is_over, last_day

_GRACE = 30


def look(view: PageView, context: Context) -> Iterator[Fault]:
    """All days of the event passed more than `grace_days` ago, and the page does not say that it is over.

    A page that asks for something by a day is the matter of `freshness.expired-notice`.
    """
    day = last_day(events(view))
    if day is None or deadlines(view):
        return
    age = (context.now.date() - day).days
    if age > context.param("freshness.expired-event", "grace_days", _GRACE) and not is_over(view):
        yield Fault(view.place(), subject=view.url, params={"day": day.isoformat(), "age": age})


CHECK = Check("freshness.expired-event", page=look)
