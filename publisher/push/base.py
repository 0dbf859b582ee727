"""The contract of a portal: read what it shows, plan against it, apply, and let anyone read it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from publisher.model.errors import PortalError
from publisher.model.finding import Finding
from publisher.model.portal import PushAction, Receipt
from publisher.model.release import Publication
from publisher.model.text import LocalText, Message

if TYPE_CHECKING:
    import requests


@dataclass(frozen=True, slots=True)
class RemoteDataset:
    """What a portal shows of one dataset: the hash we wrote with it, and the portal's own mark of that state.

    `revision` changes whenever anyone changes the dataset there (CKAN: metadata_modified). `withdrawn` is
    true when only the page with the reason is left. `edited` is true when the portal itself can tell that
    someone else changed what we wrote (a hash that we keep there does not fit any more), and None when it
    cannot tell, because an earlier version of this program wrote it in another way. `how` says what was changed,
    where the portal can tell that; `notice` is the reason on the page of a withdrawn one, where it is known.
    `gone` is true of a dataset of ours that somebody took away: its page and files are not shown any more, and
    yet something of it may still be had (in lists, in an archive of all, in earlier states of the portal).
    """

    dataset: str
    remote_id: str
    publication: str | None
    revision: str
    withdrawn: bool = False
    edited: bool | None = False
    how: Message | None = None
    notice: LocalText | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class PushStep:
    """One dataset's action on one portal, and why. `publication` is what shall be shown (none: withdrawn).

    `notice` is the reason that readers find on the page of a withdrawn dataset; `resumes` that a write of ours was
    broken off there.
    """

    dataset: str
    action: PushAction
    reason: Message
    publication: Publication | None = None
    remote: RemoteDataset | None = None
    notice: LocalText | None = None
    resumes: bool = False


@dataclass(frozen=True, slots=True)
class ReadFault:
    """What an anonymous reader found wrong; `file` is the artifact's path, none for the page.

    `unreachable` is true when no answer came at all, so that nothing is known about the file. `table` is true for
    the table that was loaded from a file.
    """

    file: str | None
    what: Message
    unreachable: bool = False
    table: bool = False


@dataclass(slots=True)
class ProofLook:
    """What a night saw: the receipts with their new dates, the faults by dataset, and how much was asked and read.

    `silent` counts the datasets of which nothing answered.
    """

    receipts: dict[str, Receipt] = field(default_factory=dict)
    faults: dict[str, tuple[ReadFault, ...]] = field(default_factory=dict)
    asked: int = 0
    read: int = 0
    silent: int = 0


@dataclass(frozen=True, slots=True)
class PortalShape:
    """What readers find of one dataset, for people to compare: texts by field, and the SHA-256 of each file and
    of each table loaded for queries, by the path of its artifact; `rows` are those of the tables, where known."""

    fields: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PortalInspection:
    """One thing that was looked at on a portal; `problem` and `advice` when it is not as it should be."""

    what: Message
    problem: Message | None = None
    advice: Message | None = None


class RefusedError(PortalError):
    """A portal will not take one dataset; `check` is the rulebook's entry for the reason."""

    check = "portal.dataset-refused"


class Portal(ABC):
    """A place where datasets are shown. Every method raises PortalError when the portal cannot do its part.

    `writes` counts the changes made so far (requests that write, or a switched release): a night on which
    nothing changed must leave it at zero. `address` is where people find it (with a slash at its end); the
    addresses in receipts may be relative to it.
    """

    id: str
    kind: str
    writes: int
    address: str = ""

    looks_itself: bool = False
    """Whether `read` looks at every file by itself, so that nobody need ask for them."""

    def remember(self, receipts: Mapping[str, Receipt]) -> None:  # noqa: B027 - most need not know
        """What we last wrote there; told before `read`."""

    def lost(self, dataset: str, faults: Sequence[ReadFault]) -> Message | None:  # noqa: ARG002
        """What is to be said of a dataset of which an anonymous reader got something else than was proven, where
        writing it again makes it whole; None where it would not."""
        return None

    @abstractmethod
    def read(self) -> Mapping[str, RemoteDataset]:
        """What the portal shows of our datasets now, by dataset id. Changes nothing."""

    @abstractmethod
    def apply(
        self, steps: Sequence[PushStep], shown: Mapping[str, Publication], now: datetime
    ) -> Iterator[Receipt | tuple[PushStep, Exception]]:
        """Carry out the steps that change something and yield a receipt (not yet verified) for each.

        Called every night, also without steps: a portal may have work of its own then (new templates). A step
        UNCHANGED comes only when our receipt of it was lost: the portal yields a new one and writes nothing.
        `shown` is everything that shall stand on the portal afterwards, changed or not. A dataset that fails
        yields its step with the PortalError; the others go on. What a reader sees of one dataset switches at
        once, and a failure leaves the earlier version as it was.
        """

    def rest(self, step: PushStep) -> PushStep:
        """The step as what stands there makes it.

        Of one UNCHANGED: what else is to be done, such as a table that is missing. Of one CREATE: whether a write
        of ours was broken off there. Else `step` itself. Called after `read`; changes nothing there.
        """
        return step

    @abstractmethod
    def shapes(self, step: PushStep) -> tuple[PortalShape, PortalShape]:
        """What the portal showed of the step's dataset when it was read, and what it shall show after the step."""

    @abstractmethod
    def reader(self) -> AbstractContextManager[str]:
        """The address at which an anonymous reader reaches the portal, for as long as the context lasts."""

    def inspect(self) -> Iterator[PortalInspection]:
        """What `publisher doctor` tells of the portal. Changes nothing there and raises nothing of its own."""
        return iter(())

    def objections(self, desired: Mapping[str, Publication]) -> Iterator[tuple[str, RefusedError]]:  # noqa: ARG002
        """Which of these the portal would refuse, found by asking it for its rules. Changes nothing there."""
        return iter(())

    def faults(
        self,
        session: requests.Session,  # noqa: ARG002
        receipt: Receipt,  # noqa: ARG002
        publication: Publication,  # noqa: ARG002
        *,
        whole: bool = False,  # noqa: ARG002
    ) -> tuple[ReadFault, ...]:
        """What an anonymous reader finds wrong beyond the page and the files of a receipt, or `whole` of it."""
        return ()

    def findings(self) -> tuple[Finding, ...]:
        """What is to be said of the portal and what it shows, after `apply`, beyond what was refused."""
        return ()

    def receipt(
        self, step: PushStep, files: Mapping[str, str], page_url: str, now: datetime, revision: str = ""
    ) -> Receipt:
        """A receipt of this portal for `step`, before verification; `revision` is the portal's mark after it."""
        return Receipt(
            portal=self.id,
            dataset=step.dataset,
            action=step.action,
            publication=step.publication.hash if step.publication else "",
            remote_id=step.remote.remote_id if step.remote else step.dataset,
            page_url=page_url,
            files=files,
            pushed_at=now,
            verified=False,
            revision=revision,
        )
