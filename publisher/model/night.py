"""The plan of a night and its outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from publisher.model.acceptance import Acceptance
from publisher.model.certificate import Certificate
from publisher.model.errors import Trouble
from publisher.model.finding import Finding
from publisher.model.inventory import InventoryOutcome
from publisher.model.measures import MeasuresOutcome
from publisher.model.portal import PushAction, Receipt
from publisher.model.site import SiteResult
from publisher.model.stage import StageFacts
from publisher.model.table import Night
from publisher.model.text import Message


class Action(StrEnum):
    """What a run will do with one dataset."""

    PUBLISH = "publish"
    UNCHANGED = "unchanged"
    STILL_HELD = "still-held"
    CANNOT = "cannot"
    """It cannot be worked on: its declaration has errors, or its source was not to be asked."""
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
    """What will happen to one dataset, and why. `fingerprint` covers every input of its result.

    `troubles` say why it cannot be worked on, when it cannot.
    """

    dataset: str
    action: Action
    reason: Message
    fingerprint: str
    troubles: tuple[Trouble, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between what a portal shows of a dataset and what it shall show.

    `before` and `after` are texts of a `field`, or the SHA-256 of a `file` or of a `table` loaded for queries;
    None where there is nothing. `rows` are those that a table shall have.
    """

    kind: Literal["field", "file", "table"]
    name: str
    before: str | None
    after: str | None
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class PortalStep:
    """What a push would do with one dataset, why, and what readers would find changed.

    `publication` is the hash of what shall be shown (none: withdrawn); `shown` and `revision` are the hash and
    the portal's own mark of what is there (none: nothing).
    """

    dataset: str
    action: PushAction
    reason: Message
    publication: str | None
    shown: str | None = None
    revision: str | None = None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class PortalPlan:
    """What a push would do on one portal, from what it shows now; `error` when it cannot be told."""

    portal: str
    kind: str
    address: str
    steps: tuple[PortalStep, ...] = ()
    error: Message | None = None
    hint: Message | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A night as a value: nothing in it was done yet. `portals` are those that will be pushed to."""

    now: datetime
    datasets: tuple[DatasetPlan, ...]
    steps: tuple[Step, ...]
    portals: tuple[str, ...]
    websites: tuple[str, ...] = ()
    """Sites that will be crawled and checked; whether they changed is known only by looking."""
    pushes: tuple[PortalPlan, ...] = ()
    """What the portals would get of what is proven already; filled when they were asked."""

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
    """What became of one dataset. `stage` is where it stopped; `error` says why we could not look.

    `facts` are by stage, like the counters; `nights` are the row counts of earlier nights and of this one.
    """

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
    facts: Mapping[str, StageFacts] = field(default_factory=dict)
    nights: tuple[Night, ...] = ()
    seconds: float = 0.0
    held_since: datetime | None = None
    troubles: tuple[Trouble, ...] = ()
    """Everything that kept it from being worked on, with its place; `error` is the first of them."""
    history_lost: bool = False
    """The state was rebuilt, and what stood published of it before could not be found."""
    worked_on: datetime | None = None
    """When the run began that came to this end of it; none of outcomes of earlier versions."""

    @property
    def why(self) -> tuple[Trouble, ...]:
        """The same of an outcome that an earlier version of the program kept, too."""
        return self.troubles or ((Trouble(self.error, "", self.hint),) if self.error else ())


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
    """A finding that stood before this run and does not any more. `area` is a word of `publisher.report.AREAS`."""

    fingerprint: str
    check: str
    subject: str
    area: str


@dataclass(frozen=True, slots=True)
class UnfinishedRun:
    """An earlier run that was killed before it could write its report; `done` are the datasets it had ended."""

    run: int
    started: datetime
    done: tuple[str, ...] = ()


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
    troubles: tuple[Trouble, ...] = ()
    """What went wrong in the night itself and belongs to no dataset, portal or website."""
    inventory: InventoryOutcome | None = None
    """What the night says of the agency's inventory; none where none is kept."""
    measures: MeasuresOutcome | None = None
    """The service measures, computed from what stands published; none where no rules are declared."""
    unfinished: tuple[UnfinishedRun, ...] = ()
    """Earlier runs that nobody has heard of: they were killed since the last one that came to its end."""

    def of_the_agency(self) -> tuple[tuple[str, tuple[Finding, ...]], ...]:
        """Findings that belong to no dataset, portal or website, by the word for their area."""
        parts = (("inventory", self.inventory), ("measure", self.measures))
        return tuple((area, part.findings) for area, part in parts if part is not None)
