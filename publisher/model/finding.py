"""The one currency of compliance: a check looked at something and this is what it saw."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from publisher.model.redacted import Redacted
from publisher.model.text import STRICT, LocalText, Param, Scalar

MOST_PLACES = 100
"""Places kept in one finding; `count` always says how many there are."""


class Outcome(StrEnum):
    """W3C EARL outcome values."""

    PASSED = "passed"
    FAILED = "failed"
    CANT_TELL = "cantTell"
    INAPPLICABLE = "inapplicable"
    UNTESTED = "untested"


class Severity(StrEnum):
    """How the product treats it: an error holds the dataset, a warning and advice do not."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"

    @property
    def rank(self) -> int:
        """0 for the most severe: findings are sorted by it."""
        return _ORDER.index(self)

    def at_least(self, other: Severity) -> bool:
        """Whether it is as severe as `other`, or more."""
        return self.rank <= other.rank


_ORDER = tuple(Severity)


def column_letter(position: int) -> str:
    """A, B, … Z, AA, … for a column counted from 0, as spreadsheets name them."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the subject: rows count records from 1 without the header; `cell` is as Excel or Calc show it.

    On a website `url` is the page or document, `selector` the element in CSS, `line` the line of the markup.
    """

    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    field: str | None = None
    cell: str | None = None
    page: int | None = None
    url: str | None = None
    selector: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of one subject, standing in `count` places, of which `places` keeps the first.

    `params` fill the message of the rulebook entry and hold names, counts and limits, never a cell's value;
    `key` tells apart several findings of one check on one subject (usually the field). `accepted` says that the
    agency lets it stand for now (`checks/accepted.yaml`): it holds nothing and counts for no exit code.
    """

    check: str
    outcome: Outcome
    severity: Severity
    subject: str
    key: str = ""
    params: Mapping[str, Param] = field(default_factory=dict)
    places: tuple[Place, ...] = ()
    count: int = 1
    evidence: tuple[Redacted, ...] = ()
    accepted: bool = False

    @property
    def fingerprint(self) -> str:
        """Stable over nights: the check, the subject and the key, but neither rows nor counts."""
        return hashlib.sha256(f"{self.check}\n{self.subject}\n{self.key}".encode()).hexdigest()[:16]

    @property
    def counts(self) -> bool:
        """Whether it bears on how a run ends: what passed or is accepted does not."""
        return self.outcome is not Outcome.PASSED and not self.accepted

    @property
    def holds(self) -> bool:
        """Whether this finding keeps its dataset from being published."""
        return self.severity is Severity.ERROR and self.counts


@dataclass(frozen=True, slots=True)
class Reference:
    """What a check rests on: an article of a law, an item of the agency's plan, a standard."""

    __pydantic_config__ = STRICT

    kind: str
    id: str
    text: LocalText


@dataclass(frozen=True, slots=True)
class CheckDefinition:
    """One rulebook entry (`checks/<family>/<id>/check.yaml`).

    `message` is a template filled from a finding's params, `messages` those for findings with a certain key where
    one sentence cannot say all; `params` are the settings of the check with their
    defaults, which a workspace may overlay; `enabled` false needs a `disabled_reason`.
    """

    __pydantic_config__ = STRICT

    id: str
    since: str
    applies_to: str
    severity: Severity
    title: LocalText
    message: LocalText
    why: LocalText
    fix: LocalText
    references: tuple[Reference, ...]
    params: Mapping[str, Scalar] = field(default_factory=dict)
    enabled: bool = True
    disabled_reason: LocalText | None = None
    messages: Mapping[str, LocalText] = field(default_factory=dict)

    def message_for(self, key: str) -> LocalText:
        """The template for a finding with this key."""
        return self.messages.get(key, self.message)
