"""Pages older than the rule of their part of the site allows."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault, PageView
from publisher.checks.freshness.rules import rule_of
from publisher.checks.freshness.updated import updated_on
from publisher.model.text import Scalar


def look(view: PageView, context: Context) -> Iterator[Fault]:
    """What the page shows (else its sitemap) says when it was updated, and `max_age_days` of its rule are over."""
    rule = rule_of(context.site, view.page.final)
    if rule is None:
        return
    today, listed = context.now.date(), view.page.listed
    updated = updated_on(view, today) or (listed if listed is not None and listed <= today else None)
    if updated is None:
        return
    age = (context.now.date() - updated).days
    if age > rule.max_age_days:
        params: dict[str, Scalar] = {"updated": updated.isoformat(), "age": age, "limit": rule.max_age_days}
        yield Fault(view.place(), subject=view.url, params=params)


CHECK = Check("freshness.stale-page", page=look)
