"""Findings that an agency has accepted: with a reason, a person, and a day on which they open again."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from publisher.model.finding import Finding
from publisher.model.text import STRICT

NEVER_RELEASED = frozenset({"portal", "privacy", "structure"})
"""Families whose findings keep holding a dataset whatever was accepted: personal data is not released by a
signature, and a table that could not be put in order cannot be published."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """One finding that may stand for a time.

    `finding` is the fingerprint, `check` and `subject` say to people what it is; `until` is the last day on which
    it holds; `ground` is the legal ground, where there is one.
    """

    __pydantic_config__ = STRICT

    finding: str
    check: str
    subject: str
    reason: str
    by: str
    on: date
    until: date
    ground: str = ""

    def in_force(self, today: date) -> bool:
        """Whether it still holds."""
        return today <= self.until


def in_force(acceptances: Iterable[Acceptance], today: date) -> frozenset[str]:
    """The fingerprints that are accepted on this day."""
    return frozenset(item.finding for item in acceptances if item.in_force(today))


def marked(findings: Iterable[Finding], accepted: Collection[str]) -> tuple[Finding, ...]:
    """The findings, each saying whether it is accepted now (whatever an earlier night said of it)."""
    return tuple(
        item
        if item.accepted == (there := item.fingerprint in accepted and may_be_accepted(item))
        else replace(item, accepted=there)
        for item in findings
    )


def may_be_accepted(finding: Finding) -> bool:
    """Whether accepting this finding has any effect: see NEVER_RELEASED."""
    holds = replace(finding, accepted=False).holds
    return not holds or finding.check.partition(".")[0] not in NEVER_RELEASED
