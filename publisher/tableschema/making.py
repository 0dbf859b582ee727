"""Makes findings about a table, with the severity that the rulebook gives them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from publisher.model.finding import Finding, Severity
from publisher.model.rulebook import Details, finding, if_on
from publisher.model.stage import Services


def make(
    services: Services,
    subject: str,
    check: str,
    *,
    severity: Severity = Severity.ERROR,
    **details: Unpack[Details],
) -> Iterator[Finding]:
    """One finding, or none when the rulebook switches the check off; `severity` is for a missing entry."""
    yield from if_on(services.checks, finding(services.checks, check, subject, severity=severity, **details))
