"""Findings of this stage, with the severity that the rulebook gives them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from publisher.model.finding import Finding, Outcome, Place, Severity
from publisher.model.flow import Services
from publisher.model.redacted import Redacted
from publisher.model.rulebook import finding, if_on
from publisher.model.text import Param


def make(
    services: Services,
    subject: str,
    check: str,
    *,
    key: str = "",
    params: Mapping[str, Param] | None = None,
    places: tuple[Place, ...] = (),
    count: int = 1,
    evidence: tuple[Redacted, ...] = (),
    outcome: Outcome = Outcome.FAILED,
    severity: Severity = Severity.ERROR,
) -> Iterator[Finding]:
    """One finding, or none when the rulebook switches the check off; `severity` is for a missing entry."""
    found = finding(
        services.checks,
        check,
        subject,
        key=key,
        params=params,
        places=places,
        count=count,
        evidence=evidence,
        outcome=outcome,
        severity=severity,
    )
    yield from if_on(services.checks, found)
