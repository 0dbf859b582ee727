"""The plan of a night and its outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from publisher.model.acceptance import Acceptance
from publisher.model.finding import Finding
from publisher.model.flow import Certificate, Receipt
from publisher.model.site import SiteResult
from publisher.model.text import Message


class Action(StrEnum):
    """What a run will do with one dataset."""

    PUBLISH = "publish"
    UNCHANGED = "unchanged"
    STILL_HELD = "still-held"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Step:
    """One node of the plan's graph: one stage of one dataset, after the steps it needs."""

    id: str
    dataset: str
    stage: str
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DatasetPlan:
    """What will happen to one dataset, and why. `fingerprint` covers every input of its result."""

    dataset: str
    action: Action
    reason: Message
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A night as a value: nothing in it was done yet. `portals` maps a portal to its dataset actions."""

    now: datetime
    datasets: tuple[DatasetPlan, ...]
    steps: tuple[Step, ...]
    portals: tuple[str, ...]
    websites: tuple[str, ...] = ()
    """Sites that will be crawled and checked; whether they changed is known only by looking."""

    @property
    def changes(self) -> bool:
        """Whether executing the plan would do anything at all."""
        return any(item.action in (Action.PUBLISH, Action.WITHDRAW) for item in self.datasets)


class State(StrEnum):
    """Where a dataset stands after a run."""

    PUBLISHED = "published"
    UNCHANGED = "unchanged"
    HELD = "held"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class DatasetOutcome:
    """What became of one dataset. `stage` is where it stopped; `error` says why we could not look."""

    dataset: str
    state: State
    fingerprint: str
    stage: str | None = None
    publication: str | None = None
    rows: int | None = None
    findings: tuple[Finding, ...] = ()
    error: Message | None = None
    hint: Message | None = None
    certificate: Certificate | None = None
    counters: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    seconds: float = 0.0
    held_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class PortalOutcome:
    """What became of one portal: receipts, or why it could not be reached."""

    portal: str
    kind: str
    base_url: str
    receipts: tuple[Receipt, ...] = ()
    findings: tuple[Finding, ...] = ()
    error: Message | None = None
    hint: Message | None = None
    writes: int = 0


@dataclass(frozen=True, slots=True)
class Fixed:
    """A finding that stood before this run and does not any more. `area` is `dataset`, `portal` or `website`."""

    fingerprint: str
    check: str
    subject: str
    area: str


@dataclass(frozen=True, slots=True)
class NightReport:
    """Everything a reviewer and a webmaster want to know of one run."""

    run: int
    started: datetime
    finished: datetime
    datasets: tuple[DatasetOutcome, ...]
    portals: tuple[PortalOutcome, ...]
    exit_code: int
    versions: Mapping[str, str]
    sites: tuple[SiteResult, ...] = ()
    first_seen: Mapping[str, datetime] = field(default_factory=dict)
    """When each finding that stands now was first seen, by fingerprint."""
    new: tuple[str, ...] = ()
    """Fingerprints of the findings that did not stand before this run."""
    fixed: tuple[Fixed, ...] = ()
    """Findings that stood before this run and do not any more."""
    acceptances: tuple[Acceptance, ...] = ()
    """What had been accepted when the run began, in force or not."""
