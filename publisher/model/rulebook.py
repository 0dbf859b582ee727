"""The one maker of findings: what the rulebook says of a check holds for every finding of it, whoever found it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypedDict, Unpack

from publisher.model.finding import CheckDefinition, Finding, Outcome, Place, Severity
from publisher.model.redacted import Redacted
from publisher.model.text import Param

Rulebook = Mapping[str, CheckDefinition]
"""The entries by the id of their check."""


class _FindingParts(TypedDict, total=False):
    """What was seen, as `Finding` has it."""

    key: str
    params: Mapping[str, Param]
    places: tuple[Place, ...]
    count: int
    evidence: tuple[Redacted, ...]


class Details(_FindingParts, total=False):
    """What a finding may say beside its check and subject."""

    outcome: Outcome


def finding(
    rulebook: Rulebook,
    check: str,
    subject: str,
    *,
    outcome: Outcome = Outcome.FAILED,
    severity: Severity = Severity.ERROR,
    fixed: bool = False,
    **seen: Unpack[_FindingParts],
) -> Finding:
    """One finding, as severe as the rulebook says.

    `severity` is for a check without an entry, and for one that is `fixed`: no workspace may lower it, because
    there is nothing safe to go on with.
    """
    entry = None if fixed else rulebook.get(check)
    level = severity if entry is None else entry.severity
    return Finding(check, outcome, level, subject, **seen)


def switched_on(rulebook: Rulebook, check: str) -> bool:
    """Whether the rulebook leaves a check on; one without an entry is."""
    entry = rulebook.get(check)
    return entry is None or entry.enabled


def if_on(rulebook: Rulebook, found: Finding) -> Iterator[Finding]:
    """The finding, or none when its check is switched off."""
    if switched_on(rulebook, found.check):
        yield found
