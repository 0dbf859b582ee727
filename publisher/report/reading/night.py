"""The night read once for all pages of the report: findings as rows, by owner, and what the figures come to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from publisher.i18n.words import words_of
from publisher.model.case import Case
from publisher.model.disclosure import DisclosedState
from publisher.model.errors import UserError
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
from publisher.workspace import Casebook, Stand, casebook_of

_LINE = 600
"""Bytes of a line's markup."""
_AREAS = {"inventory": LocalText("盤點清冊", "Inventory"), "measure": LocalText("績效指標", "Service measures")}
_NAMED = 5
"""Tables of a finding about the inventory that are named."""


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding in a list: what it says, where the first of its places is, and which page has all of it.

    `about` is the dataset or portal that it is of, `owner` who answers for it (none: nobody yet).
    """

    finding: Finding
    message: LocalText
    title: LocalText
    place: str
    about: LocalText | None
    owner: LocalText | None
    link: str
    new: bool
    first_seen: datetime
    case: Case

    @property
    def bytes(self) -> int:
        """About how much a page takes for it as a line."""
        said = [self.message, self.title, self.about, self.owner]
        words = max(
            sum(len(text.zh.encode(errors="replace")) for text in said if text),
            sum(len(text.en.encode(errors="replace")) for text in said if text),
        )
        return _LINE + words + 2 * len(self.place.encode(errors="replace")) + len(self.finding.subject)

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
    faults: tuple[UserError, ...]
    """Files of cases that could not be read: what people wrote in them is not in the report."""

    @property
    def of_data(self) -> list[FindingRow]:
        """What no website's owner answers for: datasets, portals and the inventory."""
        theirs = {id(row) for owner in self.owners for row in owner.rows}
        return [row for row in self.rows if id(row) not in theirs]

    def late(self) -> list[FindingRow]:
        """Findings whose day is over, those waiting longest first."""
        today = self.night.started.date()
        some = [row for row in self.rows if row.case.overdue(today)]
        return sorted(some, key=lambda row: row.case.due or today)

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
    book = casebook_of(workspace)
    maker = _RowMaker(night, workspace, book)
    owners = tuple(_owners(sites, maker))
    rows = [row for owner in owners for row in owner.rows]
    for item in sorted_night.datasets:
        about, link = title(workspace, item.dataset), f"dataset-{item.dataset}.html"
        rows += [maker.row(found, about, link, "") for found in gravest(item.findings)]
    for portal in night.portals:
        about = portal_title(workspace, portal.portal)
        rows += [maker.row(found, about, "portals.html", "") for found in gravest(portal.findings)]
    rows += [
        maker.row(found, _AREAS[area], f"check-{found.check}.html", _names(found))
        for area, findings in night.of_the_agency()
        for found in gravest(findings)
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
        book.faults,
    )


def gravity_of(row: FindingRow) -> tuple[object, ...]:
    """The order of lists: the gravest first, new before old."""
    return (*gravity(row.finding), not row.new, row.finding.check, row.finding.subject)


def _owners(sites: Sequence[SiteView], maker: _RowMaker) -> Iterator[Owner]:
    declared = {site.id: site for site in maker.workspace.catalog.websites}
    for site in sites:
        known = declared.get(site.result.site)
        sections: tuple[Section | None, ...] = (*(known.sections if known else ()), None)
        by_owner: dict[str, list[Finding]] = {}
        for finding in (*site.findings, *(item.view.finding for item in site.untested)):
            section = owner_of(finding, known)
            by_owner.setdefault(section.id if section else "", []).append(finding)
        for section in sections:
            theirs = by_owner.get(section.id if section else "", [])
            if not theirs:
                continue
            stem = f"owner-{site.result.site}-{section.id if section else 'other'}"
            rows = tuple(
                maker.row(found, None, f"check-{found.check}.html", _place(found), site.result.site, section)
                for found in gravest(theirs)
            )
            counts = {str(severity): sum(row.severity == severity for row in rows) for severity in Severity}
            yield Owner(stem, site, section, len(sites) > 1, rows, counts, sum(row.new for row in rows))


@dataclass(frozen=True, slots=True)
class _RowMaker:
    night: NightReport
    workspace: Workspace
    book: Casebook

    def row(
        self,
        finding: Finding,
        about: LocalText | None,
        link: str,
        place: str,
        site: str = "",
        section: Section | None = None,
    ) -> FindingRow:
        """A finding as a row; one of a website belongs to the owner of its section."""
        first_seen = self.night.first_seen.get(finding.fingerprint, self.night.started)
        stand = Stand(
            finding.fingerprint,
            finding.check,
            finding.severity,
            finding.holds,
            finding.accepted,
            first_seen.date(),
            site,
            section.id if section else "",
        )
        case = self.book.case(stand, self.night.started)
        declared = section.owner if section else None if site else self.workspace.catalog.agency.contact.name
        owner = declared if declared and case.owner in (declared.zh, declared.en) else None
        if owner is None and case.owner:
            owner = LocalText(case.owner, case.owner)
        return FindingRow(
            finding,
            words_of(finding, self.workspace.checks.get(finding.check)),
            title_of(finding.check, self.workspace),
            place,
            about,
            owner,
            link,
            is_new(self.night, finding),
            first_seen,
            case,
        )


def _names(finding: Finding) -> str:
    """The first few tables of a finding about the inventory."""
    names = [place.file or place.url or "" for place in finding.places]
    return "、".join(names[:_NAMED]) + ("…" if finding.count > _NAMED else "")


def _place(finding: Finding) -> str:
    addresses = [place.url or "" for place in finding.places]
    return readable(next((item for item in (finding.subject, *addresses) if web_link(item)), ""))
