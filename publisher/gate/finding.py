"""Findings of the gate."""

from __future__ import annotations

from typing import Unpack

from publisher.model.finding import Finding, Severity
from publisher.model.rulebook import Details, finding
from publisher.model.stage import Services

CHANGED = "privacy.output-changed"
MISMATCH = "privacy.output-mismatch"
UNDECLARED = "privacy.undeclared-column"
UNDECLARED_FILE = "privacy.undeclared-file"
UNREADABLE = "privacy.unreadable-output"
FOUND = "privacy.personal-data-in-output"
POSSIBLE = "privacy.possible-personal-data"
NOT_MET = "privacy.model-not-met"

LINKED_DATASETS = "privacy.linked-datasets"
LINKED_RELEASES = "privacy.linked-releases"
DERIVABLE_CELL = "privacy.derivable-cell"
DERIVABLE_REMAINDER = "privacy.derivable-remainder"
SMALL_CHANGE = "privacy.small-change"
SUM_GIVES_COUNT = "privacy.sum-gives-count"
SHARE_GIVES_COUNT = "privacy.share-gives-count"
BARE_SHARE = "privacy.share-of-hidden-count"
CONTRADICTORY_SUMS = "privacy.contradictory-sums"
NIGHTS_GIVE_COUNT = "privacy.nights-give-count"
AMOUNT_DISCLOSED = "privacy.amount-disclosed"
WITHOUT_NOISE = "privacy.counts-without-noise"
VALUE_TOLD = "privacy.treated-value-told"
UNGUARDED = "privacy.unguarded-counts"
ALL_OF_ONE_KIND = "privacy.all-of-one-kind"
NO_PERSON = "privacy.person-not-named"
LINKED_PROFILES = "privacy.linked-profiles"
UNREVIEWED_RECORDS = "privacy.unreviewed-records"
SINGLING_FIELD = "privacy.singling-field"
ORDER_KEPT = "privacy.row-order-kept"
NOTHING_SHARED = "privacy.nothing-to-compare"
NOT_COMPARED = "privacy.not-compared"
NOT_AUDITED = "privacy.counts-not-audited"
CONDITION_UNSEEN = "privacy.condition-not-compared"

_MAY_BE_LOWERED = {
    POSSIBLE: Severity.ADVICE,
    SMALL_CHANGE: Severity.WARNING,
    NOTHING_SHARED: Severity.ADVICE,
    CONDITION_UNSEEN: Severity.WARNING,
}
"""The others hold the dataset whatever a workspace says; exceptions go into the allow-list or the policy."""


def make(services: Services, subject: str, check: str, **details: Unpack[Details]) -> Finding:
    """One finding; its severity is error, save for what may be lowered."""
    return finding(
        services.checks,
        check,
        subject,
        severity=_MAY_BE_LOWERED.get(check, Severity.ERROR),
        fixed=check not in _MAY_BE_LOWERED,
        **details,
    )
