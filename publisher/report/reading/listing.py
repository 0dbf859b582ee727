"""Every finding of a night with the place in the run where it stands: the base of all lists for programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from publisher.i18n.words import words_of
from publisher.model.finding import CheckDefinition, Finding
from publisher.model.night import NightReport
from publisher.model.site import Section
from publisher.model.text import LocalText
from publisher.model.workspace import Workspace
from publisher.report.reading.digest import digest, is_new, with_accepted
from publisher.report.reading.views import title_of
from publisher.report.reading.websites import owner_of

MOST_PLACES = 20
"""Places of one finding in a list for programs; its count is whole, and report.json has all that were kept."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One finding; `scope` is one of the areas of a report (`dataset`, `website` …), `owner` the id in it."""

    scope: str
    owner: str
    section: Section | None
    finding: Finding
    entry: CheckDefinition | None
    title: LocalText
    message: LocalText
    new: bool
    first_seen: str

    @property
    def status(self) -> str:
        """`new`, `open` or `accepted`."""
        return "accepted" if self.finding.accepted else "new" if self.new else "open"


def listed(night: NightReport, workspace: Workspace) -> Iterator[Listed]:
    """The findings of datasets, portals, websites, inventory and measures, in this order, the gravest first."""
    for outcome in digest(night).datasets:
        for finding in with_accepted(outcome.findings):
            yield _listed("dataset", outcome.dataset, None, finding, night, workspace)
    for portal in night.portals:
        for finding in with_accepted(portal.findings):
            yield _listed("portal", portal.portal, None, finding, night, workspace)
    declared = {site.id: site for site in workspace.catalog.websites}
    for result in night.sites:
        for finding in with_accepted(result.findings):
            section = owner_of(finding, declared.get(result.site))
            yield _listed("website", result.site, section, finding, night, workspace)
    for area, findings in night.of_the_agency():
        for finding in with_accepted(findings):
            yield _listed(area, area, None, finding, night, workspace)


def _listed(
    scope: str, owner: str, section: Section | None, finding: Finding, night: NightReport, workspace: Workspace
) -> Listed:
    entry = workspace.checks.get(finding.check)
    return Listed(
        scope,
        owner,
        section,
        finding,
        entry,
        title_of(finding.check, workspace),
        words_of(finding, entry),
        is_new(night, finding),
        night.first_seen.get(finding.fingerprint, night.started).isoformat(),
    )
