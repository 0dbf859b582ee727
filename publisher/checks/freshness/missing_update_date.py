"""Pages under a rule of freshness that do not say when they were updated."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault, PageView
from publisher.checks.freshness.rules import rule_of
from publisher.checks.freshness.updated import updated_on


def look(view: PageView, context: Context) -> Iterator[Fault]:
    """Neither a visible date of update nor one in the metadata, so the rule cannot be checked."""
    rule = rule_of(context.site, view.page.final)
    if rule is not None and updated_on(view, context.now.date()) is None:
        yield Fault(view.place(), key=" ".join(rule.paths), params={"paths": " ".join(rule.paths)})


CHECK = Check("freshness.missing-update-date", page=look)
