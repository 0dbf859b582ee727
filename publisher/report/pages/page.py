"""The night on one page, to print or to send: both languages in one file that needs nothing beside itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count

from jinja2 import Environment, PackageLoader, StrictUndefined

from publisher.certificate.figures import risk_rows
from publisher.i18n import translate, translator
from publisher.model.finding import Reference, Severity
from publisher.model.night import DatasetOutcome, NightReport, PortalOutcome, State
from publisher.model.portal import Receipt
from publisher.model.proving import in_words
from publisher.model.release import Artifact, Publication
from publisher.model.site import Section, Site, Untested
from publisher.model.stage import StageFacts
from publisher.model.text import LANGUAGES, Language, msg
from publisher.model.workspace import Workspace
from publisher.report.reading import wording as words
from publisher.report.reading.accepted import accepted_views
from publisher.report.reading.digest import (
    AREAS,
    digest,
    portal_title,
    receipts_of,
    title,
    unfinished,
    verdict,
    written_in,
)
from publisher.report.reading.places import columns_of, readable, web_link
from publisher.report.reading.site_words import check_result, name_of, site_verdict
from publisher.report.reading.views import FindingView, certificate_file, finding_views, link, portal_link
from publisher.report.reading.websites import SiteView, site_views
from publisher.report.reading.wording import ReportWording

HTML_LANGUAGE = {"zh-TW": "zh-Hant-TW", "en": "en"}
_MOST_UNTESTED = 100
_STATE_COLOURS = (State.PUBLISHED, State.UNCHANGED, State.HELD, State.FAILED, State.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class DatasetView:
    """One dataset's outcome with everything the report says of it. `anchor` is unique in one language."""

    outcome: DatasetOutcome
    anchor: str
    publication: Publication | None
    findings: list[FindingView]
    receipts: tuple[Receipt, ...]
    files: tuple[tuple[Artifact, str | None], ...]
    addresses: Mapping[str, str | None]
    """The page of the dataset on each portal, where it can be opened."""
    suppressed: str
    redacted: tuple[str, ...]
    """Published fields whose free text was searched for personal data: a person has to read samples."""


@dataclass(frozen=True, slots=True)
class PortalView:
    """One portal's outcome, its findings and the address to open."""

    outcome: PortalOutcome
    anchor: str
    findings: list[FindingView]
    address: str | None
    written: int
    """Receipts of changes that this run made."""
    troubled: bool


def render(night: NightReport, workspace: Workspace, publications: Mapping[str, Publication]) -> str:
    """The whole page; everything that came from outside the program is escaped."""
    first = workspace.catalog.language
    languages = (first, *(item for item in LANGUAGES if item != first))
    sorted_night = digest(night)
    template = environment().get_template("report.html.j2")
    return template.render(
        night=night,
        catalog=workspace.catalog,
        checks=sorted(workspace.checks.values(), key=lambda item: item.id),
        digest=sorted_night,
        states=[(str(state), sum(item.state is state for item in night.datasets)) for state in _STATE_COLOURS],
        datasets=dataset_views(night, workspace, publications, sorted_night.datasets),
        portals=portal_views(night, workspace, sorted_night.troubled),
        bodies=[Body(language, workspace, night) for language in languages],
        words=words,
        risk_rows=risk_rows,
        certificate_file=certificate_file,
        sites=site_views(night, workspace),
        accepted=accepted_views(night, workspace),
        unseen=[item for item in workspace.catalog.websites if item.id not in {site.site for site in night.sites}],
        fixed=[(area, count) for area in AREAS if (count := sum(item.area == area for item in night.fixed))],
        severities=[str(item) for item in Severity],
        site_verdict=site_verdict,
        site_columns=columns_of,
        check_result=check_result,
    )


class Body:
    """What the template asks for in one language: words, titles, and ids that occur once in the page."""

    def __init__(
        self,
        language: Language,
        workspace: Workspace,
        night: NightReport,
        address: Callable[[str], str] | None = None,
        said: str | None = None,
    ) -> None:
        """`address` says where another page of the report lies (none: all is on this one), `said` is a verdict."""
        self._address = address
        self.language = language
        self.html_language = HTML_LANGUAGE[language]
        self.prefix = "zh" if language == "zh-TW" else "en"
        self.wording = ReportWording(language)
        self.translate = translator(language)
        self.verdict = verdict(night, self.wording) if said is None else said
        self.unfinished = unfinished(night, self.wording)
        self._workspace = workspace
        self._plan = {item.id: item for item in workspace.plan_items}
        self._numbers: Iterator[int] = count(1)
        self._findings: set[str] = set()

    def url(self, name: str) -> str:
        """The address of another page of the report, or of the part of this one that stands for it."""
        return f"#{self.prefix}-{name.partition('.')[0]}" if self._address is None else self._address(name)

    def reference(self, reference: Reference) -> str:
        """What a reference is called: an item of the plan by its number in the plan, all others by their id."""
        item = self._plan.get(reference.id) if reference.kind == "plan" else None
        return self.wording.text(item.number) if item else reference.id

    def dataset(self, dataset: str) -> str:
        """The title of a dataset."""
        return self.wording.text(title(self._workspace, dataset))

    def portal(self, portal: str) -> str:
        """The title of a portal."""
        return self.wording.text(portal_title(self._workspace, portal))

    def section(self, section: Section | None) -> str:
        """The title of a section of a website."""
        return name_of(section, self.wording)

    def judged_whole(self, facts: StageFacts) -> str:
        """That frictionless judged every record of a table, and why."""
        reason = facts.judged_because
        if not reason:
            return translate(msg("frictionless judged every record"), self.language)
        why = translate(in_words(reason), self.language)
        return translate(msg("frictionless judged every record, because of: {why}", why=why), self.language)

    def reasons(self, site: SiteView) -> str:
        """Why addresses were not tested, with how many."""
        return self.wording.listed(
            [f"{self.wording.name(words.REASONS, name)} {number:,}" for name, number in site.reasons]
        )

    def first_untested(self, site: SiteView) -> list[tuple[Untested, str | None, str]]:
        """The first addresses that were not tested, with what may be opened and what is read."""
        some = site.coverage.untested[:_MOST_UNTESTED]
        return [(item, web_link(item.url), readable(item.url)) for item in some]

    def listed_sites(self, sites: Sequence[Site]) -> str:
        """The titles of websites."""
        return self.wording.listed([self.wording.text(item.title) for item in sites])

    def new_id(self) -> str:
        """An id for a caption."""
        return f"{self.prefix}-t{next(self._numbers)}"

    def finding_id(self, owner: str, fingerprint: str) -> str:
        """An id for a finding under its dataset or portal."""
        return f"{self.prefix}-{_anchor(owner, fingerprint, self._findings)}"


def dataset_views(
    night: NightReport,
    workspace: Workspace,
    publications: Mapping[str, Publication],
    outcomes: tuple[DatasetOutcome, ...],
) -> list[DatasetView]:
    """The outcomes with everything that the report says of them."""
    bases = {portal.portal: portal.base_url for portal in night.portals}
    anchors: set[str] = set()
    views = []
    for outcome in outcomes:
        publication = publications.get(outcome.dataset)
        receipts = receipts_of(night, outcome.dataset)
        certificate = outcome.certificate
        suppressed = ReportWording("en").share(
            certificate.records_suppressed / certificate.records_in
            if certificate is not None and certificate.records_in
            else 0.0
        )
        views.append(
            DatasetView(
                outcome,
                _anchor("dataset", outcome.dataset, anchors),
                publication,
                finding_views(outcome.findings, night, workspace),
                receipts,
                tuple((item, _file_link(item, receipts, bases)) for item in publication.artifacts)
                if publication
                else (),
                {item.portal: link(bases[item.portal], item.page_url) for item in receipts},
                suppressed,
                tuple(
                    item.published_as
                    for item in (certificate.treatments if certificate else ())
                    if item.technique == "redact-text" and item.published_as
                ),
            )
        )
    return views


def _file_link(artifact: Artifact, receipts: tuple[Receipt, ...], bases: Mapping[str, str]) -> str | None:
    """Where a reader gets the file: the first portal that shows it and has an address."""
    for receipt in receipts:
        if (address := receipt.files.get(artifact.path)) and (found := link(bases[receipt.portal], address)):
            return found
    return None


def portal_views(
    night: NightReport, workspace: Workspace, troubled: tuple[PortalOutcome, ...]
) -> list[PortalView]:
    """The portals with their findings and addresses."""
    anchors: set[str] = set()
    return [
        PortalView(
            outcome,
            _anchor("portal", outcome.portal, anchors),
            finding_views(outcome.findings, night, workspace),
            portal_link(outcome.base_url),
            sum(written_in(night, item) for item in outcome.receipts),
            outcome in troubled,
        )
        for outcome in night.portals
    ]


def _anchor(kind: str, name: str, used: set[str]) -> str:
    """An id that can stand in an address, unlike all before it."""
    wished = f"{kind}-{re.sub(r'[^A-Za-z0-9_-]+', '-', name)}"
    anchor = next(item for n in count(1) if (item := wished if n == 1 else f"{wished}-{n}") not in used)
    used.add(anchor)
    return anchor


@cache
def environment() -> Environment:
    """The templates of the report; everything put into them is escaped."""
    return Environment(
        loader=PackageLoader("publisher.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
