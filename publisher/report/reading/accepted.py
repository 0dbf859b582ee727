"""What the agency lets stand: accepted findings, those whose time is over, and entries without a finding."""

from __future__ import annotations

from dataclasses import dataclass

from publisher.i18n.words import words_of
from publisher.model.acceptance import Acceptance, may_be_accepted
from publisher.model.finding import Finding
from publisher.model.night import NightReport
from publisher.model.text import LocalText
from publisher.model.workspace import Workspace
from publisher.report.reading.digest import all_findings
from publisher.report.reading.views import title_of


@dataclass(frozen=True, slots=True)
class AcceptedView:
    """An entry of `checks/accepted.yaml` beside what stands tonight; without a finding it was not found."""

    acceptance: Acceptance
    finding: Finding | None
    title: LocalText
    message: LocalText | None


@dataclass(frozen=True, slots=True)
class AcceptedViews:
    """The entries by what became of them.

    `standing` are accepted and count for nothing; `expired` stand and count again; `refused` stand and cannot be
    accepted; `idle` were not found in this run: mended, or not looked at.
    """

    standing: tuple[AcceptedView, ...]
    expired: tuple[AcceptedView, ...]
    refused: tuple[AcceptedView, ...]
    idle: tuple[AcceptedView, ...]

    def __bool__(self) -> bool:
        return bool(self.standing or self.expired or self.refused or self.idle)


def accepted_views(night: NightReport, workspace: Workspace) -> AcceptedViews:
    """The entries of a night, in the order of the file."""
    found = {item.fingerprint: item for item in all_findings(night)}
    sorted_views: dict[str, list[AcceptedView]] = {name: [] for name in ("standing", "expired", "refused", "idle")}
    for entry in night.acceptances:
        finding = found.get(entry.finding)
        view = AcceptedView(
            entry,
            finding,
            title_of(entry.check, workspace),
            None if finding is None else words_of(finding, workspace.checks.get(finding.check)),
        )
        sorted_views[_fate(entry, finding, night)].append(view)
    return AcceptedViews(**{name: tuple(views) for name, views in sorted_views.items()})


def _fate(entry: Acceptance, finding: Finding | None, night: NightReport) -> str:
    if finding is None:
        return "idle"
    if not entry.in_force(night.started.date()):
        return "expired"
    return "standing" if may_be_accepted(finding) else "refused"
