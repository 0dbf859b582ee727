"""Recruitment, tenders and applications that still invite although their deadline has passed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from publisher.checks.base import Check, Context, Fault, PageView
from publisher.checks.freshness import expired_event, old_year, opinion, past_take_down_date, stale_page
from publisher.checks.freshness.notices import Notice, called_open, deadlines, events, last_day, still_asks
from publisher.checks.freshness.past import is_over
from publisher.checks.freshness.words import words_of
from publisher.model.finding import Outcome
from publisher.model.text import Scalar

_GRACE = 0
_OTHERS = (expired_event.look, past_take_down_date.look, stale_page.look, old_year.look)


def look(view: PageView, context: Context) -> Iterator[Fault]:
    """The last deadline passed more than `grace_days` ago and nothing says so, or one of a row called open.

    A page that only tells until when one could register for what is still to come is not stale; one that asks is.
    Where no rule finds anything, the second opinion may: the last day of the page stands for what is over.
    """
    found = [*_by_rules(view, context)]
    yield from opinion.weighed(found, view, context)
    today = context.now.date()
    last = None if found else opinion.last_past(view, today)
    if last is not None and opinion.is_sure(view, context) and not _told_otherwise(view, context):
        yield _fault(view, Notice(*last), today)


def _told_otherwise(view: PageView, context: Context) -> bool:
    """Whether another check fails the page by evidence of its own: one finding is made of a page."""
    return any(fault.outcome is Outcome.FAILED for look in _OTHERS for fault in look(view, context))


def _by_rules(view: PageView, context: Context) -> Iterator[Fault]:
    words, today = words_of(context), context.now.date()
    grace = timedelta(days=context.param("freshness.expired-notice", "grace_days", _GRACE))
    last = max(deadlines(view, words), key=lambda notice: notice.day, default=None)
    if last is not None and last.day + grace < today and not is_over(view, words):
        coming = last_day(events(view, words))
        if coming is None or coming < today or still_asks(view, words):
            yield _fault(view, last, today)
            return
    past = [notice for notice in called_open(view, words) if notice.day + grace < today]
    if past:
        yield _fault(view, min(past, key=lambda notice: notice.day), today)


def _fault(view: PageView, notice: Notice, today: date) -> Fault:
    params: dict[str, Scalar] = {"label": notice.label, "day": notice.day.isoformat()}
    params["age"] = (today - notice.day).days
    return Fault(view.place(), subject=view.url, params=params)


CHECK = Check("freshness.expired-notice", page=look)
