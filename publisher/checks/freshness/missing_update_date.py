"""Pages under a rule of freshness, or all pages of a site, that do not say when they were updated."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice

from publisher.checks.base import Check, Context, Fault, PageView
from publisher.checks.freshness.rules import rule_of
from publisher.checks.freshness.updated import updated_on
from publisher.checks.standing import letters
from publisher.model.finding import Place
from publisher.model.site import SiteSnapshot
from publisher.net import html

_LETTERS = 60
_FEWEST, _MOST = 5, 60
"""Pages with words of their own that are looked at: of fewer nothing can be said of a site."""


def look(view: PageView, context: Context) -> Iterator[Fault]:
    """Neither a visible date of update nor one in the metadata, so the rule cannot be checked."""
    rule = rule_of(context.site, view.page.final)
    if rule is not None and updated_on(view, context.now.date()) is None:
        yield Fault(view.place(), key=" ".join(rule.paths), params={"paths": " ".join(rule.paths)})


def of_the_site(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """No page at all says so: of the first sixty with words of their own, in no rule."""
    pages = (
        page
        for page in snapshot.pages()
        if letters(page.main_text) >= _LETTERS and rule_of(context.site, page.final) is None
    )
    seen = []
    for page in islice(pages, _MOST):
        try:
            if updated_on(PageView(page), date.max) is not None:  # a clock that is ahead still says something
                return
        except html.HostileMarkupError:
            continue
        seen.append(page)
    if len(seen) >= _FEWEST:
        for page in seen:
            yield Fault(Place(url=page.url), key="/", params={"paths": "/"})


CHECK = Check("freshness.missing-update-date", page=look, site=of_the_site)
