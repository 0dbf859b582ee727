"""Pages older than the rule of their part of the site allows."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault, PageView
from publisher.checks.freshness.rules import rule_of
from publisher.checks.freshness.updated import updated_on
from publisher.model.text import Scalar


def look(view: PageView, context: Context) -> Iterator[Fault]:
    """`max_age_days` of its rule are over since the page was updated: as it shows, as its sitemap says where it
    shows nothing, and not before its words were seen to change.
    """
    rule = rule_of(context.site, view.page.final)
    if rule is None:
        return
    today, page = context.now.date(), view.page
    told = updated_on(view, today) or page.listed
    updated = max((day for day in (told, page.changed) if day is not None and day <= today), default=None)
    if updated is None:
        return
    age = (context.now.date() - updated).days
    if age > rule.max_age_days:
        params: dict[str, Scalar] = {"updated": updated.isoformat(), "age": age, "limit": rule.max_age_days}
        yield Fault(view.place(), subject=view.url, params=params)


CHECK = Check("freshness.stale-page", page=look)
