"""The night read once for all pages of the report: findings as rows, by owner, and what the figures come to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from publisher.i18n.words import words_of
from publisher.model.disclosure import DisclosedState
from publisher.model.finding import Finding, Severity
from publisher.model.night import NightReport, State
from publisher.model.punctuality import due as due_of
from publisher.model.release import Publication
from publisher.model.site import Section
from publisher.model.text import LocalText
from publisher.model.workspace import Workspace
from publisher.report.pages.page import DatasetView, PortalView, dataset_views, portal_views
from publisher.report.reading.accepted import AcceptedViews, accepted_views
from publisher.report.reading.digest import Digest, digest, gravest, gravity, is_new, portal_title, title
from publisher.report.reading.history import History, Summary
from publisher.report.reading.places import readable, web_link
from publisher.report.reading.plan_view import ItemView, item_views
from publisher.report.reading.site_words import name_of
from publisher.report.reading.views import title_of
from publisher.report.reading.websites import SiteView, owner_of, site_views
from publisher.report.reading.wording import ReportWording

_NAMED = 5
"""Tables of a finding about the inventory that are named."""


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding in a list: what it says, where the first of its places is, and which page has all of it."""

    finding: Finding
    message: LocalText
    title: LocalText
    place: str
    owner: LocalText | None
    link: str
    new: bool
    first_seen: Any

    @property
    def severity(self) -> str:
        """As the finding has it."""
        return self.finding.severity

    @property
    def outcome(self) -> str:
        """As the finding has it."""
        return self.finding.outcome

    @property
    def count(self) -> int:
        """Places of the finding."""
        return self.finding.count


@dataclass(frozen=True, slots=True)
class Owner:
    """Who mends a part of a website, with everything found there."""

    stem: str
    site: SiteView
    section: Section | None
    several: bool
    rows: tuple[FindingRow, ...]
    counts: Mapping[str, int]
    """Findings by severity."""
    new: int
    """Findings of this night."""

    @property
    def file(self) -> str:
        """The first page of this owner: a link to hand out."""
        return f"{self.stem}.html"

    def name(self, wording: ReportWording) -> str:
        """The section with its owner, and the website where there are several."""
        name = name_of(self.section, wording)
        if self.section is not None:
            name = wording.labelled(name, wording.text(self.section.owner))
        return wording.labelled(wording.text(self.site.title), name) if self.several else name


@dataclass(frozen=True, slots=True)
class NightReading:
    """The night read once: everything that the pages, in either language, are made of."""

    night: NightReport
    workspace: Workspace
    publications: Mapping[str, Publication]
    history: History
    digest: Digest
    sites: tuple[SiteView, ...]
    plan: tuple[ItemView, ...]
    accepted: AcceptedViews
    datasets: list[DatasetView]
    portals: list[PortalView]
    owners: tuple[Owner, ...]
    rows: tuple[FindingRow, ...]
    due: Mapping[str, date]

    def summary(self) -> Summary:
        """This night in figures, for the nights to come."""
        return Summary(
            self.night.run,
            self.night.started,
            self.night.exit_code,
            {str(state): sum(item.state is state for item in self.night.datasets) for state in State},
            {str(severity): self.digest.count(severity) for severity in Severity}
            | {"new": sum(row.new for row in self.rows), "fixed": len(self.night.fixed)},
            {view.item.id: str(view.state) for view in self.plan},
            self.disclosed(),
        )

    def disclosed(self) -> tuple[int, int]:
        """Items of article 7 that are disclosed, of those that apply."""
        every = [one for site in self.night.sites for one in site.disclosed]
        apply = [one for one in every if one.state is not DisclosedState.NOT_APPLICABLE]
        return sum(one.state.counts for one in apply), len(apply)


def read(
    night: NightReport, workspace: Workspace, publications: Mapping[str, Publication], history: History
) -> NightReading:
    """Read a night once for all pages."""
    sorted_night = digest(night)
    sites = site_views(night, workspace)
    before = history.month_before(night.started)
    owners = tuple(_owners(sites, night, workspace))
    rows = [row for owner in owners for row in owner.rows]
    rows += [
        _row(found, night, workspace, title(workspace, item.dataset), f"dataset-{item.dataset}.html", "")
        for item in sorted_night.datasets
        for found in gravest(item.findings)
    ]
    rows += [
        _row(found, night, workspace, portal_title(workspace, item.portal), "portals.html", "")
        for item in night.portals
        for found in gravest(item.findings)
    ]
    rows += [
        _row(
            found, night, workspace, LocalText("盤點清冊", "Inventory"), f"check-{found.check}.html", _names(found)
        )
        for found in gravest(night.inventory.findings if night.inventory else ())
    ]
    due = {
        name: day
        for name, item in publications.items()
        if name in workspace.datasets and (day := due_of(item.modified, workspace.datasets[name].frequency))
    }
    return NightReading(
        night,
        workspace,
        publications,
        history,
        sorted_night,
        sites,
        item_views(night, workspace, publications, before.items if before else {}),
        accepted_views(night, workspace),
        dataset_views(night, workspace, publications, sorted_night.datasets),
        portal_views(night, workspace, sorted_night.troubled),
        owners,
        tuple(sorted(rows, key=gravity_of)),
        due,
    )


def gravity_of(row: FindingRow) -> tuple[object, ...]:
    """The order of lists: the gravest first, new before old."""
    return (*gravity(row.finding), not row.new, row.finding.check, row.finding.subject)


def _owners(sites: Sequence[SiteView], night: NightReport, workspace: Workspace) -> Iterator[Owner]:
    declared = {site.id: site for site in workspace.catalog.websites}
    for site in sites:
        known = declared.get(site.result.site)
        sections: tuple[Section | None, ...] = (*(known.sections if known else ()), None)
        by_owner: dict[str, list[Finding]] = {}
        for finding in site.findings:
            section = owner_of(finding, known)
            by_owner.setdefault(section.id if section else "", []).append(finding)
        for section in sections:
            theirs = by_owner.get(section.id if section else "", [])
            if not theirs:
                continue
            stem = f"owner-{site.result.site}-{section.id if section else 'other'}"
            name = section.owner if section else None
            some = gravest(theirs)
            rows = tuple(
                _row(found, night, workspace, name, f"check-{found.check}.html", _place(found)) for found in some
            )
            counts = {str(severity): sum(row.severity == severity for row in rows) for severity in Severity}
            yield Owner(stem, site, section, len(sites) > 1, rows, counts, sum(row.new for row in rows))


def _row(
    finding: Finding, night: NightReport, workspace: Workspace, owner: LocalText | None, link: str, place: str
) -> FindingRow:
    return FindingRow(
        finding,
        words_of(finding, workspace.checks.get(finding.check)),
        title_of(finding.check, workspace),
        place,
        owner,
        link,
        is_new(night, finding),
        night.first_seen.get(finding.fingerprint, night.started),
    )


def _names(finding: Finding) -> str:
    """The first few tables of a finding about the inventory."""
    names = [place.file or place.url or "" for place in finding.places]
    return "、".join(names[:_NAMED]) + ("…" if finding.count > _NAMED else "")


def _place(finding: Finding) -> str:
    addresses = [place.url or "" for place in finding.places]
    return readable(next((item for item in (finding.subject, *addresses) if web_link(item)), ""))
