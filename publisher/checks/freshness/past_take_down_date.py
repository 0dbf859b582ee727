"""Pages whose own metadata say that they should be gone."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault, PageView
from publisher.checks.freshness.dates import read_day
from publisher.checks.metatags import TAKE_DOWN


def look(view: PageView, context: Context) -> Iterator[Fault]:
    """DC.Coverage.t.max, the date to take the page down, is in the past."""
    day = read_day(view.metas.get(TAKE_DOWN, ""))
    if day is not None and day < context.now.date():
        place = view.place('meta[name="DC.Coverage.t.max" i]')
        yield Fault(place, subject=view.url, params={"day": day.isoformat()})


CHECK = Check("freshness.past-take-down-date", page=look)
