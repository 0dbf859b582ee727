"""Who answers for a finding, by when, and how its case stands: one answer for report, lists and console."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from publisher.model.acceptance import NEVER_RELEASED
from publisher.model.case import Case, standing_of
from publisher.model.finding import Severity
from publisher.workspace.cases import load_cases

if TYPE_CHECKING:
    from collections.abc import Mapping

    from publisher.model.case import CaseFile
    from publisher.model.errors import UserError
    from publisher.model.workspace import Workspace

_DUE_DAYS = "due_days"


@dataclass(frozen=True, slots=True)
class Stand:
    """A finding as a night saw it. `site` and `section` are ids, empty for what is not of a website."""

    finding: str
    check: str
    severity: str
    holds: bool
    accepted: bool
    first_seen: date
    site: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class Casebook:
    """The cases of a workspace as its files have them now; `faults` are files that could not be read."""

    space: Workspace
    cases: Mapping[str, CaseFile]
    faults: tuple[UserError, ...]
    owners: Mapping[tuple[str, str], str]
    until: date | None = None
    """The day after which nothing that people did counts: what is said of a month must not change after it."""

    def case(self, stand: Stand, looked_at: datetime) -> Case:
        """The case of a finding that stood in the night that began at `looked_at`.

        A section's owner answers for what lies in it; for the datasets, the portals and the inventory it is the
        agency's contact, for the rest of a website nobody, until somebody is named.
        """
        known = self.cases.get(stand.finding)
        entry = self.space.checks.get(stand.check)
        days = entry.params.get(_DUE_DAYS) if entry is not None and stand.severity == Severity.ERROR else None
        return standing_of(
            tuple(act for act in (known.history if known else ()) if self._counts(act.on.date())),
            stands=True,
            accepted=self.accepted(stand, looked_at.date()),
            looked_at=looked_at,
            first_seen=stand.first_seen,
            owner=self.owners.get((stand.site, stand.section), ""),
            due_days=int(days) if isinstance(days, int | float | str) else None,
        )

    def accepted(self, stand: Stand, today: date) -> bool:
        """Whether it is let stand: by that night already, or by an entry made since that has an effect."""
        if stand.accepted:
            return True
        if stand.holds and stand.check.partition(".")[0] in NEVER_RELEASED:
            return False
        return any(
            entry.finding == stand.finding and entry.in_force(today) and self._counts(entry.on)
            for entry in self.space.accepted
        )

    def _counts(self, day: date) -> bool:
        return self.until is None or day <= self.until


def casebook_of(space: Workspace, until: date | None = None) -> Casebook:
    """Read the cases of a workspace, with all that was done, or all until a day."""
    cases, faults = load_cases(space.root)
    first = "zh" if space.catalog.language == "zh-TW" else "en"
    owners = {
        (site.id, section.id): getattr(section.owner, first)
        for site in space.catalog.websites
        for section in site.sections
    }
    owners["", ""] = getattr(space.catalog.agency.contact.name, first)
    return Casebook(space, MappingProxyType(cases), faults, MappingProxyType(owners), until)
