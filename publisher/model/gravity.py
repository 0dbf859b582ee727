"""What weighs more than what: one order for the report, the lists and the console."""

from __future__ import annotations

from publisher.model.finding import Outcome, Severity

_CITIZENS = ("national_id", "ui_no", "passport", "nhi_card", "card", "birth_date", "mobile")
"""Kinds of personal data (as keys of findings begin) that weigh most: no agency publishes them of anybody."""


def gravity_of(check: str, key: str, severity: Severity, outcome: Outcome) -> tuple[int, int, int]:
    """What is graver comes first: citizens' data before all, then severity; certain before doubtful."""
    leak = check.startswith("leaks.") or check == "privacy.personal-data-in-output"
    doubtful = int(outcome is not Outcome.FAILED)
    if leak and severity is Severity.ERROR:
        kind = next((place for place, kind in enumerate(_CITIZENS) if key.startswith(kind)), 9)
        return 0, kind, doubtful
    return 1 + severity.rank, 0, doubtful
