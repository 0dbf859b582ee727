"""Accessibility: every page in a real browser, judged by axe-core; one check for each of its rules.

The pages are tested once for all rules. A fault that stands on many pages is one finding: elements count as the
same fault when their place by tag names and their classes are the same (for contrast: the same two colours), so
numbers and ids of elements may change from night to night.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from publisher.checks.accessibility import documents
from publisher.checks.accessibility.grouping import AuditSurvey
from publisher.checks.accessibility.rules import reported_rules
from publisher.checks.accessibility.survey import NOT_TESTED, survey
from publisher.checks.base import Check, Context, Fault
from publisher.model.site import SiteSnapshot

FAMILY = "accessibility"
_FAILED = "accessibility failed"


class SurveyFailedError(Exception):
    """The browser broke down in an earlier check of this run, in a way that is our fault."""


def _look(rule: str, snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    yield from _survey(snapshot, context).faults(rule)


def _not_tested(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    yield from _survey(snapshot, context).untested()


def _survey(snapshot: SiteSnapshot, context: Context) -> AuditSurvey:
    """The survey of this run. One that failed is not tried again by each of the checks."""
    if context.shared.get(_FAILED):
        raise SurveyFailedError
    context.shared[_FAILED] = True
    result = context.once(FAMILY, lambda: survey(snapshot, context))
    context.shared[_FAILED] = False
    return result


CHECKS: tuple[Check, ...] = (
    *(Check(f"{FAMILY}.{rule}", site=partial(_look, rule)) for rule in reported_rules()),
    Check(NOT_TESTED, site=_not_tested),
    *documents.CHECKS,
)
"""A check for each rule that is reported, for pages that could not be tested, for each fault of documents."""
