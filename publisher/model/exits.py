"""How a command ends: the one rule from outcomes to exit codes (docs/reference/exit-codes.md)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from publisher.model.errors import DatasetError, PortalError, PublisherError, UserError
from publisher.model.finding import Finding, Severity


class Exit(IntEnum):
    """The exit codes of every command."""

    CLEAN = 0
    FINDINGS = 1
    USAGE = 2
    OUR_FAULT = 3
    SOME_STOPPED = 4
    INTERRUPTED = 130


def exit_for(findings: Iterable[Finding], *, stopped: bool, fail_on: Severity = Severity.ERROR) -> Exit:
    """SOME_STOPPED when something was held, failed, not verified, not reached or not looked at; else FINDINGS when
    a finding that counts is at least as severe as `fail_on`."""
    if stopped:
        return Exit.SOME_STOPPED
    serious = any(found.counts and found.severity.at_least(fail_on) for found in findings)
    return Exit.FINDINGS if serious else Exit.CLEAN


def exit_of(error: PublisherError) -> Exit:
    """The code of a command that ended with `error`."""
    if isinstance(error, UserError):
        return Exit.USAGE
    if isinstance(error, DatasetError | PortalError):
        return Exit.SOME_STOPPED
    return Exit.OUR_FAULT
