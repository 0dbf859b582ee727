"""Pages older than a rule of their part of the site allows, than they promise, or than a standing page may be."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault, PageView
from publisher.checks.freshness import opinion
from publisher.checks.freshness.dates import year_of
from publisher.checks.freshness.often import figures_are_dated, newest_day, promised
from publisher.checks.freshness.past import is_over, own_words, tells_of_the_past, titles
from publisher.checks.freshness.rules import rule_of
from publisher.checks.freshness.updated import is_announcement, renewed_days, updated_on
from publisher.checks.freshness.words import TimeWords, words_of
from publisher.checks.naming import pattern_of
from publisher.checks.standing import letters
from publisher.model.finding import Outcome
from publisher.model.text import Scalar

_ID = "freshness.stale-page"
_UNRULED = 395
"""Days for a page of no rule: a review each year, and a month's grace."""
_GRACE = 7
_UNSURE = 730
"""Days for a page that people act by (fees, whom to call, how to apply): two reviews missed."""
_FEES = 1096
"""Days for one of fees: the law asks for a review every three years."""
_JOINED = re.compile(r"[及與和暨、/／&＆]")
_LETTERS = 30
"""Characters of a page that says something."""
_YEAR = re.compile(r"\b(?:19|20)[0-9]{2}\b")


def look(view: PageView, context: Context) -> Iterator[Fault]:
    """`max_age_days` of its rule are over since the page was updated: as it shows, as its sitemap says where it
    shows nothing, and not before its words were seen to change. A page of no rule is held to what it promises,
    and one that shows its last update (no announcement, nothing of the past) to `max_age_days` of the rulebook:
    beyond that a person has to tell, and it is stale where people act by it and `max_age_days_acted_on` are over.
    Where no rule finds anything, the second opinion may: of a page that is late by what it promises.
    """
    found = [*_by_rules(view, context)]
    yield from found
    if found or rule_of(context.site, view.page.final) is not None:
        return
    behind = opinion.behind_its_promise(view, context.now.date())
    if behind is not None and opinion.is_sure(view, context):
        updated, age, limit = behind
        params: dict[str, Scalar] = {"updated": updated.isoformat(), "age": age, "limit": limit}
        yield Fault(view.place(), subject=view.url, params=params)


def _by_rules(view: PageView, context: Context) -> Iterator[Fault]:
    rule, today = rule_of(context.site, view.page.final), context.now.date()
    outcome = Outcome.FAILED
    if rule is not None:
        told = updated_on(view, today) or view.page.listed
        days = [day for day in (told, view.page.changed) if day is not None and day <= today]
        updated, limit = max(days, default=None), rule.max_age_days
    else:
        limit, outcome = _without_rule(view, context)
        updated = newest_day(view, today) if limit else None
    if updated is None:
        return
    age = (today - updated).days
    if age > limit:
        longer = _longest(view, context) if outcome is Outcome.CANT_TELL else None
        if longer is not None and age > longer:
            outcome, limit = Outcome.FAILED, longer
        params: dict[str, Scalar] = {"updated": updated.isoformat(), "age": age, "limit": limit}
        yield Fault(view.place(), subject=view.url, params=params, outcome=outcome)


def _without_rule(view: PageView, context: Context) -> tuple[int, Outcome]:
    """The days that a page of no rule may be old, and what more are; 0 where that cannot be said.

    Beyond what it promises itself it is stale; whether one that promises nothing still holds a person has to tell.
    """
    words = words_of(context)
    promise, stands = view.note("without a rule", lambda: [_promise(view), _stands(view, words)])
    if promise is not None:
        return int(promise) + context.param("freshness.own-rule", "grace_days", _GRACE), Outcome.FAILED
    if not renewed_days(view):
        return 0, Outcome.FAILED
    return context.param(_ID, "max_age_days", _UNRULED) if stands else 0, Outcome.CANT_TELL


def _promise(view: PageView) -> int | None:
    """What a page promises that says when it was updated, or of which day its figures are."""
    promise = promised(view)
    return promise if promise is not None and (renewed_days(view) or figures_are_dated(view)) else None


def _longest(view: PageView, context: Context) -> int | None:
    """After how many days a page fails whose titles name what people act by (whom to call, what to pay)."""
    tail = pattern_of(context, _ID, "acted-on-tail").pattern
    named = [part for title in titles(view) for part in _JOINED.split(own_words(title))]

    def is_of(name: str) -> bool:
        words = re.compile(rf"(?:{pattern_of(context, _ID, name).pattern})(?:{tail})*$", re.IGNORECASE)
        return any(words.search(part.strip()) for part in named)

    if is_of("fees"):
        return context.param(_ID, "max_age_days_fees", _FEES)
    return context.param(_ID, "max_age_days_acted_on", _UNSURE) if is_of("acted-on") else None


def _stands(view: PageView, words: TimeWords) -> bool:
    """Whether a page holds from year to year: no announcement, nothing of the past, no document of a year."""
    return not (
        letters(view.page.main_text) < _LETTERS
        or is_announcement(view)
        or any(year_of(title) is not None or _YEAR.search(title) for title in titles(view))
        or tells_of_the_past(view, words)
        or is_over(view, words)
    )


CHECK = Check(_ID, page=look)
