"""Pages that should be gone by their own metadata, or by what they say themselves."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault, PageView
from publisher.checks.freshness.dates import read_day
from publisher.checks.freshness.posted import limits_of
from publisher.checks.freshness.words import words_of
from publisher.checks.metatags import TAKE_DOWN


def look(view: PageView, context: Context) -> Iterator[Fault]:
    """DC.Coverage.t.max, the date to take the page down, or the limit of posting that it shows, is in the past."""
    said, selector = read_day(view.metas.get(TAKE_DOWN, "")), 'meta[name="DC.Coverage.t.max" i]'
    if said is None:
        said, selector = next(iter(limits_of(view, words_of(context))), None), ""
    if said is not None and said < context.now.date():
        yield Fault(view.place(selector or None), subject=view.url, params={"day": said.isoformat()})


CHECK = Check("freshness.past-take-down-date", page=look)
